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
        if store.is_sqlite:
            for team_id in session.scalars(text("SELECT id FROM team")).all():
                for statement in _SQLITE_WORDS:
                    session.execute(text(statement), {"team": team_id})
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
            damaged=not _is_sound(session) if store.is_sqlite else _is_misplaced(session),
        )


def _count(session: Session, rest: str) -> int:
    return session.scalar(text(f"SELECT count(*) FROM {rest}")) or 0  # noqa: S608 - only the texts above


def _is_misplaced(session: Session) -> bool:
    """Tell whether an item stands under another day than its own, or without the words of its title."""
    found = _count(
        session,
        "search_document d JOIN search_source s USING (item_id) WHERE d.place <> s.place"
        " OR NOT d.head @@ plainto_tsquery('search_words', search_plain(s.title)) AND s.title ~ '[a-z]{4}'",
    )
    return found > 0


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
        # A day that is full runs over into the places that follow it.
        "INSERT INTO search_document(place, item_id)"
        " SELECT number + max(day - number) OVER (ORDER BY number ROWS UNBOUNDED PRECEDING), id FROM"
        " (SELECT id, day, row_number() OVER (ORDER BY day, id) AS number FROM"
        "  (SELECT id, team_id * 1099511627776 + 16384 * CAST(0.5 + coalesce(julianday("
        "   coalesce(published_on, date(submitted_at))), 0) AS INTEGER) AS day"
        "  FROM item WHERE state = 'active'))"
    ),
    "INSERT INTO search_text(search_text) VALUES ('rebuild')",
    "INSERT INTO search_head(search_head) VALUES ('rebuild')",
    "INSERT INTO search_typo(search_typo) VALUES ('delete-all')",
    "DELETE FROM search_term",
)

_SQLITE_WORDS = (
    (
        "INSERT INTO search_scratch(text)"
        " SELECT coalesce(title, '') || ' ' || summary FROM item WHERE team_id = :team AND state = 'active'"
        " UNION ALL SELECT name FROM item_organization WHERE team_id = :team"
        " UNION ALL SELECT tag FROM item_tag WHERE team_id = :team"
    ),
    (
        "INSERT INTO search_term(team_id, term) SELECT :team, term FROM search_scratch_words"
        " WHERE length(term) BETWEEN 4 AND 24 AND term NOT GLOB '*[0-9]*'"
    ),
    "INSERT INTO search_scratch(search_scratch) VALUES ('delete-all')",
)

_POSTGRES_REBUILD = (
    "TRUNCATE search_document, search_term",
    "SELECT search_index(0, 2147483647)",
    (
        "INSERT INTO search_term (team_id, term)"
        " SELECT team_id, word FROM (SELECT DISTINCT team_id,"
        "  unnest(string_to_array(search_plain(words), ' ')) COLLATE \"C\" AS word FROM ("
        "   SELECT team_id, coalesce(title, '') || ' ' || summary AS words FROM item WHERE state = 'active'"
        "   UNION ALL SELECT team_id, name FROM item_organization"
        "   UNION ALL SELECT team_id, tag FROM item_tag) AS texts) AS every"
        " WHERE length(word) BETWEEN 4 AND 24 AND word !~ '[0-9]'"
    ),
)
