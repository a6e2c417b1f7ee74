"""Bringing a database back from a backup, so that nothing is posted twice afterwards.

What went out since the backup stands in Slack and not in the database. So everything on its way is doubted
before the first tick sees it: channels are read, and what is there already is not posted again.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import text

from bot.errors import StoreError
from bot.store.backup import postgresql, sqlite
from bot.store.doubts import doubt_everything
from bot.store.engine import Store
from bot.store.revisions import RESTORING, known_revisions
from bot.store.schema import migrate


@dataclass(frozen=True, slots=True)
class Restored:
    """What was brought back: from which schema to which, how many parts are looked for in Slack before
    anything is posted, and where the replaced database is kept.
    """

    before: str
    after: str
    doubted: int
    aside: Path | None


def inspect_backup(store: Store, source: Path) -> str:
    """Return the schema of a backup that this version can bring back into this kind of database.

    Raises:
        StoreError: it is no backup, damaged, of the other kind of database, or of a newer version.
    """
    if not source.is_file():
        raise StoreError(f"There is no file {source}.")
    with source.open("rb") as file:
        head = file.read(16)
    _check_kind(store, source, head)
    schema = sqlite.schema_of(source) if store.is_sqlite else postgresql.schema_in(source)
    if schema is None:
        raise StoreError(f"{source} is no backup of AI News.")
    if schema not in known_revisions():
        raise StoreError(
            f"{source} has schema {schema}, which is newer than this version of ainews.",
            hint="Install the version that wrote it.",
        )
    return schema


def restore(store: Store, source: Path, *, now: datetime) -> Restored:
    """Put a backup in the place of the database, brought to this version's schema, with its posts in doubt.

    The replaced database is kept: a file beside the new one, for PostgreSQL a dump beside the backup. `now`
    is real time.

    Raises:
        StoreError: see `inspect_backup`; or somebody is using the database. Nothing is changed then. What
            fails later, on PostgreSQL, leaves a database with which no bot starts until it is restored.
    """
    before = inspect_backup(store, source)
    return (_restore_sqlite if store.is_sqlite else _restore_postgresql)(store, source, before, now)


def _restore_sqlite(store: Store, source: Path, before: str, now: datetime) -> Restored:
    """All is done in a copy, which takes the database's place in one step."""
    target = sqlite.database_path(store)
    working = target.with_name(f"{target.name}.restoring")
    sqlite.remove_database(working)
    fresh = target.with_name(f"{target.name}.restored")
    sqlite.remove_database(fresh)
    try:
        sqlite.copy_database(source, working)
        after, doubted = _bring_up_to_date(Store(f"sqlite:///{working}"), now)
        sqlite.copy_database(working, fresh)  # whole by itself again, and checked once more
        aside = sqlite.put_aside(target, now=now)
        sqlite.put_in_place(fresh, target, aside=aside)
    finally:
        sqlite.remove_database(working)
        sqlite.remove_database(fresh)
    return Restored(before, after, doubted, aside)


def _restore_postgresql(store: Store, source: Path, before: str, now: datetime) -> Restored:
    """The data is there before its posts are in doubt; a mark keeps a bot from starting in between."""
    aside = source.with_name(f"{source.name}.replaced-{now:%Y%m%d-%H%M%S}")
    postgresql.put_in_place(store, source, aside=aside)
    after, doubted = _bring_up_to_date(store, now)
    return Restored(before, after, doubted, aside if aside.exists() else None)


def _bring_up_to_date(store: Store, now: datetime) -> tuple[str, int]:
    try:
        _, after = migrate(store, restoring=True)
        with store.write() as session:
            doubted = doubt_everything(session, now=now)
            session.execute(text(f"DROP TABLE IF EXISTS {RESTORING}"))
            return after, doubted
    finally:
        store.close()


def _check_kind(store: Store, source: Path, head: bytes) -> None:
    kind = {b"SQLite format 3\x00": "sqlite", b"PGDMP": "postgresql"}
    found = next((name for magic, name in kind.items() if head.startswith(magic)), None)
    if found is None:
        raise StoreError(f"{source} is no backup of AI News.")
    if (found == "sqlite") != store.is_sqlite:
        ours = "SQLite" if store.is_sqlite else "PostgreSQL"
        raise StoreError(
            f"{source} is a backup of the other kind of database, and DATABASE_URL names {ours}.",
            hint="Set DATABASE_URL to the kind of database that it came from.",
        )
