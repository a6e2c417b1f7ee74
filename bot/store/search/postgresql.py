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


class PostgresDialect:
    """Two `tsvector` columns under GIN indexes; see the migration's SQL."""

    def __init__(self, team_id: int) -> None:
        self._team = Mark("t", str(team_id))

    def source(
        self, words: Expression | None, parameters: Parameters, *, head: bool, bare: bool
    ) -> tuple[str, str]:
        if words is None:
            return "search_document d", ""
        query = write_query(All((self._team, words)), parameters)
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
