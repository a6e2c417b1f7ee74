"""Asking PostgreSQL's text search."""

from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.store.search.backend import Parameters
from bot.store.search.expressions import All, Expression, Mark, Some, Where, Words

_WEIGHTS = {Where.TITLE: "A", Where.ORGANIZATIONS: "B", Where.TAGS: "C"}


_NEAR = text(
    "SELECT DISTINCT term FROM search_term WHERE team_id = :team AND deletions && CAST(:deletions AS text[])"
    " LIMIT 1000"
)


_PREPARE = text(
    "SELECT set_config('jit', 'off', true), set_config('enable_seqscan', 'off', true),"
    " NOT EXISTS (SELECT FROM team WHERE id <> :team)"
)
"""Compiling costs more than these queries take, and reading rows in turn unpacks every word list. Both
settings hold for this transaction."""


class PostgresDialect:
    """Two `tsvector` columns under GIN indexes; see the migration's SQL."""

    placeholder = "%({})s"
    finds_in_order = False
    knows_team = True

    def __init__(self, session: Session, team_id: int) -> None:
        is_alone = session.execute(_PREPARE, {"team": team_id}).one()[2]
        self._team = None if is_alone else Mark("t", str(team_id))

    def source(
        self, words: Expression | None, parameters: Parameters, *, head: bool, bare: bool
    ) -> tuple[str, str]:
        if words is None:
            return "search_document d", ""
        query = write_query(words if self._team is None else All((self._team, words)), parameters)
        return "search_document d", f"d.{'head' if head else 'words'} @@ ({query})"

    def member(self, words: Expression, parameters: Parameters) -> str:
        return f"d.words @@ ({write_query(words, parameters)})"

    def place(self, words: Expression | None) -> str:
        return "d.place"

    def near(self, session: Session, team_id: int, deletions: Sequence[str]) -> list[str]:
        return list(session.scalars(_NEAR, {"team": team_id, "deletions": list(deletions)}))


def write_query(expression: Expression, parameters: Parameters) -> str:
    """Write an expression as SQL that makes a `tsquery`; what people typed is only ever a parameter."""
    match expression:
        case Words(words, where, prefix):
            weight = _WEIGHTS.get(where, "")
            phrase = " <-> ".join(f"'{word}':{weight}" if weight else f"'{word}'" for word in words)
            if prefix:
                phrase += "*" if weight else ":*"
            return f"to_tsquery('search_words', {parameters.add(phrase)})"
        case Mark(letter, value):
            quoted = value.replace("\\", "\\\\").replace("'", "''")
            return f"CAST({parameters.add(f'{chr(39)}{letter}:{quoted}{chr(39)}')} AS tsquery)"
        case All(parts):
            return "(" + " && ".join(write_query(part, parameters) for part in parts) + ")"
        case Some(parts):
            return "(" + " || ".join(write_query(part, parameters) for part in parts) + ")"
    raise AssertionError(expression)
