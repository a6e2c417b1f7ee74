"""Comparing every word of the index with the items: thorough and slow, for operators who ask for it."""

import tempfile
from dataclasses import replace
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from bot.errors import StoreError
from bot.store.backup.sqlite import copy_database, free_space
from bot.store.engine import Store
from bot.store.search.check import FOUND, IndexCheck, check_index

_TABLES = ("search_text", "search_head")


def check_every_word(store: Store) -> IndexCheck:
    """Compare as `check_index` does, and then every word of all items.

    Raises:
        StoreError: see `index_has_every_word`.
    """
    found = check_index(store)
    if found.damaged:
        return found
    return replace(found, damaged=not index_has_every_word(store), sampled=found.items)


def index_has_every_word(store: Store) -> bool:
    """Tell whether the index holds exactly the words of all items; nobody who writes waits for it.

    SQLite is asked for FTS5's `integrity-check` with rank 1, which compares the index with its content
    (https://sqlite.org/fts5.html#the_integrity_check_command). That takes the one lock for writing, for a
    minute or so of 300,000 items: so it runs on a copy beside the database. PostgreSQL is asked for each item
    by its own words.

    Raises:
        StoreError: the database itself is damaged, or there is no room for a copy.
    """
    if not store.is_sqlite:
        return _finds_all(store)
    path = store.path
    if path is None:
        return _agrees(store)
    size = path.stat().st_size
    if free_space(path.resolve().parent) < 2 * size:
        raise StoreError(
            "There is no room beside the database for a copy of it, in which every word is compared.",
            hint=f"Free {2 * size // 2**20 + 1:,} MiB there.",
        )
    with tempfile.TemporaryDirectory(prefix=".ainews-check-", dir=path.resolve().parent) as folder:
        target = Path(folder) / "copy.db"
        copy_database(path, target)
        copy = Store(f"sqlite:///{target}")
        try:
            return _agrees(copy)
        finally:
            copy.close()


def _agrees(store: Store) -> bool:
    try:
        with store.rehearse() as session:
            for table in _TABLES:
                session.execute(text(f"INSERT INTO {table}({table}, rank) VALUES ('integrity-check', 1)"))  # noqa: S608
    except (DatabaseError, StoreError):
        return False
    return True


def _finds_all(store: Store) -> bool:
    with store.read() as session:
        session.execute(
            text("SELECT set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true)")
        )
        ids = session.scalars(text("SELECT item_id FROM search_document ORDER BY place DESC")).all()
        return all(session.scalar(text(FOUND), {"item": item}) for item in ids)
