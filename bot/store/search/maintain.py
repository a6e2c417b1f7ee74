"""Building the index anew, and comparing it with the items. Both are for operators: triggers do the rest."""

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from bot.store.engine import Store


@dataclass(frozen=True, slots=True)
class IndexCheck:
    """How the index compares with the items: `missing` ones are not found, `stale` ones should not be."""

    items: int
    missing: int
    stale: int
    damaged: bool

    @property
    def is_good(self) -> bool:
        return not (self.missing or self.stale or self.damaged)


def rebuild(store: Store) -> int:
    """Build the index anew from the items of all teams, and return how many it holds."""
    with store.write() as session:
        for statement in _SQLITE_REBUILD if store.is_sqlite else _POSTGRES_REBUILD:
            session.execute(text(statement))
        return session.scalar(text("SELECT count(*) FROM search_document")) or 0


def check_index(store: Store) -> IndexCheck:
    """Compare the index with the items, and have SQLite check its own bookkeeping."""
    with store.write() as session:
        return IndexCheck(
            items=_count(session, "item WHERE state = 'active'"),
            missing=_count(
                session,
                "item WHERE state = 'active' AND id NOT IN (SELECT item_id FROM search_document)",
            ),
            stale=_count(
                session,
                "search_document WHERE item_id NOT IN (SELECT id FROM item WHERE state = 'active')",
            ),
            damaged=store.is_sqlite and not _is_sound(session),
        )


def _count(session: Session, rest: str) -> int:
    return session.scalar(text(f"SELECT count(*) FROM {rest}")) or 0  # noqa: S608 - only the texts above


def _is_sound(session: Session) -> bool:
    try:
        for table in ("search_text", "search_head"):
            # The second value makes FTS5 compare with the items too: https://sqlite.org/fts5.html#the_integrity_check_command
            session.execute(text(f"INSERT INTO {table}({table}, rank) VALUES ('integrity-check', 1)"))  # noqa: S608
    except DatabaseError:
        return False
    return True


_SQLITE_REBUILD = (
    "DELETE FROM search_document",
    (
        "INSERT INTO search_document(place, item_id)"
        " SELECT day + row_number() OVER (PARTITION BY day ORDER BY id) - 1, id FROM"
        " (SELECT id, team_id * 17592186044416 + 1048576 * CAST(0.5 + coalesce(julianday("
        " coalesce(published_on, date(submitted_at))), 0) AS INTEGER) AS day FROM item"
        " WHERE state = 'active')"
    ),
    "INSERT INTO search_text(search_text) VALUES ('rebuild')",
    "INSERT INTO search_head(search_head) VALUES ('rebuild')",
)

_POSTGRES_REBUILD = (
    "TRUNCATE search_document",
    "SELECT count(search_index(id)) FROM item WHERE state = 'active'",
)
