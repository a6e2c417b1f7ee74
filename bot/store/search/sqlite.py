"""Asking SQLite's FTS5."""

from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.store.search.backend import Parameters, Scope
from bot.store.search.expressions import All, Expression, Mark, Some, Where, Words

_MARK = "\ue000"
_COLUMNS = {
    Where.TITLE: "title : ",
    Where.ORGANIZATIONS: "organizations : ",
    Where.TAGS: "tags : ",
    Where.PARTS: "parts : ",
}

# The plus keeps SQLite from walking through all words of the team: https://sqlite.org/optoverview.html#uplus
_NEAR = text(
    "SELECT term FROM search_term WHERE +team_id = :team AND id IN"
    " (SELECT rowid FROM search_typo WHERE search_typo MATCH :deletions LIMIT 1000)"
)


class SqliteDialect:
    """Two FTS5 tables whose row ids are places; see the migration's SQL."""

    placeholder = ":{}"
    knows_team = False

    def source(
        self, words: Expression | None, scope: Scope, parameters: Parameters, *, head: bool, bare: bool
    ) -> tuple[str, str]:
        if words is None:
            return "search_document d", ""
        table = "search_head" if head else "search_text"
        return (
            f"{table} f" if bare else f"{table} f CROSS JOIN search_document d ON d.place = f.rowid",
            f"f.{table} MATCH {parameters.add(write_match(words))}",
        )

    def member(self, words: Expression, scope: Scope, parameters: Parameters) -> str:
        match = parameters.add(write_match(words))
        return f"d.place IN (SELECT rowid FROM search_text WHERE search_text MATCH {match})"  # noqa: S608 - a parameter

    def told(self, words: Expression, parameters: Parameters) -> str:
        return "true"  # FTS5 knows the places of words by itself

    def place(self, words: Expression | None) -> str:
        return "d.place" if words is None else "f.rowid"

    def near(self, session: Session, team_id: int, deletions: Sequence[str]) -> list[str]:
        match = " OR ".join(f'"{team_id}{deletion}"' for deletion in deletions)
        return list(session.scalars(_NEAR, {"team": team_id, "deletions": match}))


def write_match(expression: Expression) -> str:
    """Write an expression for FTS5's MATCH; every word is quoted, so nothing in it is an operator."""
    match expression:
        case Words(words, where, prefix):
            phrase = " ".join(words).replace('"', " ")
            return f'{_COLUMNS.get(where, "")}"{phrase}"{" *" if prefix else ""}'
        case Mark("d", value):
            return f'marks : "{value.replace(chr(34), " ")}{_MARK}"'
        case Mark(letter, value):
            return f'marks : "{_MARK}{letter}{value.replace(chr(34), " ")}"'
        case All(parts):
            return "(" + " AND ".join(write_match(part) for part in parts) + ")"
        case Some(parts):
            return "(" + " OR ".join(write_match(part) for part in parts) + ")"
    raise AssertionError(expression)
