"""Asking PostgreSQL's text search."""

from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.store.search.backend import Parameters
from bot.store.search.expressions import All, Expression, Mark, Some, Where, Words, loosen

_WEIGHTS = {Where.TITLE: "A", Where.ORGANIZATIONS: "B", Where.TAGS: "C"}

_WORDS = "search_lexemes({row}.item_id, {row}.revision)"
"""All words of an item: what its index is made of. The planner finds that index by these very letters."""

_NEAR = text(
    "SELECT DISTINCT term FROM search_term WHERE team_id = :team"
    " AND search_deletions(term) && CAST(:deletions AS text[]) LIMIT 1000"
)

_PREPARE = text(
    "SELECT set_config('jit', 'off', true), set_config('enable_seqscan', 'off', true),"
    " set_config('work_mem', '64MB', true), NOT EXISTS (SELECT FROM team WHERE id <> :team)"
)
"""Compiling costs more than these queries take, reading rows in turn works out the words of each, and so does
a set of matches that does not fit in memory. The settings hold for this transaction."""


class PostgresDialect:
    """GIN indexes over all words of an item, and over its title, organisations and tags: `head`."""

    placeholder = "%({})s"
    finds_in_order = False
    knows_team = True

    def __init__(self, session: Session, team_id: int) -> None:
        is_alone = session.execute(_PREPARE, {"team": team_id}).one()[3]
        self._team = None if is_alone else Mark("t", str(team_id))

    def source(
        self, words: Expression | None, parameters: Parameters, *, head: bool, bare: bool
    ) -> tuple[str, str]:
        if words is None:
            return "search_document d", ""
        condition = _indexed(loosen(words), "d", parameters, head=head, team=self._team)
        if loosen(words) != words:
            condition += f" AND {self.told(words, parameters)}"
        return "search_document d", condition

    def member(self, words: Expression, parameters: Parameters) -> str:
        condition = _indexed(loosen(words), "m", parameters, head=False, team=self._team)
        if loosen(words) != words:
            condition += f" AND {_told(words, 'm', parameters)}"
        return f"d.item_id IN (SELECT m.item_id FROM search_document m WHERE {condition})"  # noqa: S608 - parameters

    def told(self, words: Expression, parameters: Parameters) -> str:
        """Return a condition on `d`, items that have all the words: that phrases stand there as phrases.

        The index knows no places, so their texts are looked at.
        """
        return _told(words, "d", parameters)

    def place(self, words: Expression | None) -> str:
        return "d.place"

    def near(self, session: Session, team_id: int, deletions: Sequence[str]) -> list[str]:
        return list(session.scalars(_NEAR, {"team": team_id, "deletions": list(deletions)}))


def _indexed(
    expression: Expression, row: str, parameters: Parameters, *, head: bool, team: Mark | None
) -> str:
    """Write a loose expression as a condition that the two indexes answer, each for the team alone."""
    whole = head or _asks_head(expression, everywhere=True)
    if whole or not _asks_head(expression):
        column = f"{row}.head" if whole else _WORDS.format(row=row)
        asked = expression if team is None else All((team, expression))
        return f"{column} @@ ({_query(asked, parameters)})"
    assert isinstance(expression, All | Some)
    joining = " AND " if isinstance(expression, All) else " OR "
    parts = [part for part in expression.parts if _asks_head(part)]
    rest = tuple(part for part in expression.parts if not _asks_head(part))
    if rest:
        parts.append(type(expression)(rest))
    return "(" + joining.join(_indexed(one, row, parameters, head=False, team=team) for one in parts) + ")"


def _asks_head(expression: Expression, *, everywhere: bool = False) -> bool:
    """Tell whether something in an expression, or all of it, is about titles, organisations or tags."""
    match expression:
        case Words(where=where):
            return where is not Where.ANYWHERE
        case All(parts) | Some(parts):
            asked = (_asks_head(part, everywhere=everywhere) for part in parts)
            return all(asked) if everywhere else any(asked)
    return everywhere and isinstance(expression, Mark)


def _told(expression: Expression, row: str, parameters: Parameters) -> str:
    match expression:
        case Words(words, Where.ANYWHERE, prefix):
            given = parameters.add(" ".join(words))
            pattern = f"search_pattern({given})" if not prefix else f"rtrim(search_pattern({given}), '\\W+')"
            return (
                f"({row}.head @@ ({_query(expression, parameters)}) OR EXISTS (SELECT FROM item"
                f" WHERE id = {row}.item_id AND search_readable(summary) ~* {pattern}))"
            )
        case Words():
            return f"{row}.head @@ ({_query(expression, parameters)})"
        case All(parts):
            phrases = [part for part in parts if loosen(part) != part]
            return "(" + " AND ".join(_told(part, row, parameters) for part in phrases) + ")"
        case Some(parts):
            return "(" + " OR ".join(_told(part, row, parameters) for part in parts) + ")"
    return f"{_WORDS.format(row=row)} @@ ({_query(expression, parameters)})"


def _query(expression: Expression, parameters: Parameters) -> str:
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
            return "(" + " && ".join(_query(part, parameters) for part in parts) + ")"
        case Some(parts):
            return "(" + " || ".join(_query(part, parameters) for part in parts) + ")"
    raise AssertionError(expression)
