"""The triggers that keep the index in step with the items: whether they are all there.

A later migration that builds a table anew on SQLite loses its triggers without a word, and so does whoever
restores tables one by one.
"""

import re
from functools import cache

from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.paths import data_folder

_TRIGGER = re.compile(r"CREATE TRIGGER (\w+)")
_THERE = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name GLOB 'search_*'",
    "postgresql": "SELECT tgname FROM pg_trigger"
    " WHERE starts_with(tgname::text, 'search_') AND tgenabled <> 'D'",
}


def missing_guards(session: Session) -> tuple[str, ...]:
    """Return the names of triggers that are missing or switched off."""
    dialect = session.get_bind().dialect.name
    there = set(session.connection().exec_driver_sql(_THERE[dialect]).scalars())
    return tuple(sorted(set(_guards(dialect)) - there))


def renew_guards(session: Session) -> None:
    """Create the triggers that are missing, as the migrations did."""
    guards = _guards(session.get_bind().dialect.name)
    for name in missing_guards(session):
        if session.get_bind().dialect.name == "postgresql":
            table = re.search(r"\bON (\w+)", guards[name])
            assert table is not None
            session.execute(text(f"DROP TRIGGER IF EXISTS {name} ON {table[1]}"))
        session.connection().exec_driver_sql(guards[name])


@cache
def _guards(dialect: str) -> dict[str, str]:
    """Return each trigger with the statement that creates it, by the newest migration that does."""
    found: dict[str, str] = {}
    for script in sorted((data_folder("migrations") / "search").glob(f"*_{dialect}.sql")):
        for statement in script.read_text(encoding="utf-8").split("\n--\n"):
            if name := _TRIGGER.search(statement):
                found[name[1]] = statement
    return found
