"""Taking backups: when somebody asks, and before each upgrade of a SQLite database."""

import filecmp
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import structlog

from bot.errors import InvalidInputError, StoreError
from bot.store.backup import postgresql, sqlite
from bot.store.engine import Store
from bot.store.revisions import newest_revision

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was taken and checked. `size` is in bytes."""

    path: Path
    schema: str
    size: int


def back_up(store: Store, target: Path) -> Backup:
    """Copy the database, as it is at one moment, into a new file of mode 0600. Others may write meanwhile.

    Raises:
        InvalidInputError: `target` exists, or cannot be written.
        StoreError: there is nothing to copy, it is damaged, or PostgreSQL's tools are missing.
    """
    if store.is_sqlite:
        sqlite.copy_database(sqlite.database_path(store), target)
        schema = sqlite.schema_of(target)
    else:
        postgresql.dump(store, target)
        schema = postgresql.schema_in(target)
    if schema is None:
        sqlite.remove_database(target)
        raise StoreError("This is no database of AI News: there is nothing to back up.")
    return Backup(target, schema, target.stat().st_size)


def keep_before_upgrade(store: Store, before: str, *, keep: int, now: datetime) -> None:
    """Back a SQLite database up beside itself before it is upgraded, and drop the oldest of such backups.

    `keep` is how many stay; with 0 none is made. `now` is real time; it is in the file's name, in UTC.
    PostgreSQL's are the operator's: its tools may be elsewhere.

    Raises:
        StoreError: there is no room for it, or the database is damaged. The upgrade must not go on then.
    """
    if not store.is_sqlite or keep == 0 or not store.engine.url.database:
        return
    path = sqlite.database_path(store)
    # Each upgrade has its own: after a restore, the same upgrade comes again with other data.
    name = f"{path.name}.before-{newest_revision()}-from-{before}-{now.astimezone(UTC):%Y%m%dT%H%M%S%fZ}"
    target = path.with_name(name)
    needed = path.stat().st_size
    if sqlite.free_space(path.parent) < 2 * needed:
        raise StoreError(
            f"There is no room beside {path} for a backup before the upgrade ({needed:,} bytes).",
            hint="Make room, or set AINEWS_BACKUPS=0 after backing it up elsewhere.",
        )
    try:
        sqlite.copy_database(path, target)
    except InvalidInputError as error:
        raise StoreError(f"The backup before the upgrade failed: {error.message}", hint=error.hint) from error
    earlier = sorted(path.parent.glob(f"{path.name}.before-*"), key=lambda file: file.stat().st_mtime)
    if any(file != target and filecmp.cmp(file, target, shallow=False) for file in earlier):
        target.unlink()  # an upgrade that fails is tried at each start: it must not drive other backups out
        return
    log.info("backed up before the upgrade", file=str(target))
    for old in earlier[:-keep]:
        old.unlink()
