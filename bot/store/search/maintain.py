"""Building the index anew, for operators: triggers keep it in step by themselves.

The bot may run meanwhile. Items are written in short transactions, newest first, and whatever changes in
between the triggers write. Until the end SQLite finds only what is written already; PostgreSQL finds all.
"""

from collections.abc import Callable, Sequence

from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.store.engine import Store
from bot.store.search.guards import renew_guards

Progress = Callable[[int, int], None]
"""Told how many items are written, and how many there are."""

_AT_ONCE = 1_000
"""Items in a transaction: other writers wait for a second or so."""

_SEGMENTED = ("search_text", "search_head", "search_typo")
_PAGES_A_TICK, _PAGES_AT_ONCE = 64, 1_000
"""Pages that are merged in a transaction: some 5 and some 50 milliseconds."""


def rebuild(store: Store, progress: Progress = lambda done, total: None) -> int:
    """Build the index anew from the items of all teams, and return how many it holds.

    Triggers that are missing, by which the index would soon be out of step again, are created too.
    """
    with store.write() as session:
        renew_guards(session)
        for statement in _SQLITE_EMPTY if store.is_sqlite else _POSTGRES_EMPTY:
            session.execute(text(statement))
        ids = list(session.scalars(text(_OLDEST_FIRST)))
    done = 0
    progress(done, len(ids))
    while done < len(ids):
        batch = ids[max(0, len(ids) - done - _AT_ONCE) : len(ids) - done]
        with store.write() as session:
            _write(session, batch, is_sqlite=store.is_sqlite)
        done += len(batch)
        progress(done, len(ids))
    if store.is_sqlite:
        for table in _SEGMENTED:
            pages = -_PAGES_AT_ONCE  # less than none: https://sqlite.org/fts5.html#the_merge_command
            while _merge(store, table, pages):
                pages = _PAGES_AT_ONCE
    else:
        _tidy(store)
    with store.read() as session:
        return session.scalar(text("SELECT count(*) FROM search_document")) or 0


def _write(session: Session, ids: Sequence[int], *, is_sqlite: bool) -> None:
    if not is_sqlite:
        for statement in _POSTGRES_WRITE:
            session.execute(text(statement), {"ids": list(ids)})
        return
    among = {"ids": f"[{','.join(map(str, ids))}]"}
    session.execute(text(_SQLITE_WRITE), among)
    for team_id in session.scalars(text(_SQLITE_TEAMS), among).all():
        for words in _SQLITE_TEXTS:
            session.execute(text(words), {**among, "team": team_id})
        session.execute(text(_SQLITE_LEARN), {"team": team_id})
        session.execute(text("INSERT INTO search_scratch(search_scratch) VALUES ('delete-all')"))


def merge_segments(store: Store) -> None:
    """Merge some of what was added to SQLite's index bit by bit; PostgreSQL does so by itself.

    Each transaction that adds items leaves segments of its own, which every search looks into. To merge them
    takes a few milliseconds, in which nobody else can write, and is for the ticks: a commit keeps somebody
    waiting.
    """
    if store.is_sqlite:
        for table in _SEGMENTED:
            _merge(store, table, _PAGES_A_TICK)


def _merge(store: Store, table: str, pages: int) -> bool:
    """Have FTS5 write about so many pages of merged segments; False where there was nothing to merge."""
    with store.write(quick=True) as session:
        before = session.scalar(text("SELECT total_changes()")) or 0
        merge = text(f"INSERT INTO {table}({table}, rank) VALUES ('merge', :pages)")  # noqa: S608 - a name
        session.execute(merge, {"pages": pages})
        return (session.scalar(text("SELECT total_changes()")) or 0) - before > 1  # one is the command's own


def _tidy(store: Store) -> None:
    """Write PostgreSQL's indexes anew, without a lock: they are smallest when they are built at once."""
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM search_document, search_term")
        for index in ("search_document_words", "search_document_head", "search_term_deletions"):
            connection.exec_driver_sql(f"REINDEX INDEX CONCURRENTLY {index}")
        connection.exec_driver_sql("ANALYZE search_document, search_term")


_OLDEST_FIRST = (
    "SELECT id FROM item WHERE state = 'active' ORDER BY coalesce(published_on, date(submitted_at)), id"
)

_SQLITE_EMPTY = (
    "DELETE FROM search_document",
    "INSERT INTO search_text(search_text) VALUES ('delete-all')",
    "INSERT INTO search_head(search_head) VALUES ('delete-all')",
    "INSERT INTO search_typo(search_typo) VALUES ('delete-all')",
    "DELETE FROM search_term",
)

_SQLITE_WRITE = (
    "INSERT INTO search_source(item_id) SELECT value FROM json_each(:ids)"
    " WHERE value NOT IN (SELECT item_id FROM search_document) ORDER BY key"
)
_SQLITE_TEAMS = "SELECT DISTINCT team_id FROM item WHERE id IN (SELECT value FROM json_each(:ids))"
_SQLITE_TEXTS = tuple(
    f"INSERT INTO search_scratch(text) SELECT {words} FROM {table}"  # noqa: S608 - only these
    f" WHERE team_id = :team AND {item} IN (SELECT value FROM json_each(:ids))"
    for words, table, item in (
        ("coalesce(title, '') || ' ' || summary", "item", "id"),
        ("name", "item_organization", "item_id"),
        ("tag", "item_tag", "item_id"),
    )
)
_SQLITE_LEARN = (
    "INSERT OR IGNORE INTO search_term(team_id, term) SELECT :team, term FROM search_scratch_words"
    " WHERE length(term) BETWEEN 4 AND 24 AND term NOT GLOB '*[0-9]*'"
)

_POSTGRES_EMPTY = (
    (
        "DELETE FROM search_document d WHERE NOT EXISTS"
        " (SELECT FROM item WHERE id = d.item_id AND state = 'active')"
    ),
    "DELETE FROM search_term",
)
_POSTGRES_WRITE = (
    "SELECT search_index(CAST(:ids AS integer[]))",
    (
        "INSERT INTO search_term (team_id, term)"
        " SELECT team_id, word FROM (SELECT DISTINCT team_id,"
        "  unnest(string_to_array(search_plain(words), ' ')) COLLATE \"C\" AS word FROM ("
        "   SELECT team_id, coalesce(title, '') || ' ' || summary AS words FROM item WHERE id = ANY(:ids)"
        "   UNION ALL SELECT team_id, name FROM item_organization WHERE item_id = ANY(:ids)"
        "   UNION ALL SELECT team_id, tag FROM item_tag WHERE item_id = ANY(:ids)) AS texts) AS every"
        " WHERE length(word) BETWEEN 4 AND 24 AND word !~ '[0-9]' AND NOT EXISTS"
        " (SELECT FROM search_term s WHERE s.team_id = every.team_id AND s.term = every.word)"
    ),
)
