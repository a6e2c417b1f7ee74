"""SQLite: copies through its online backup API, which reads one moment while others write.

https://www.sqlite.org/backup.html. A copy of the file alone would miss what still stands in the write-ahead
log.
"""

import os
import shutil
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path

from bot.errors import InvalidInputError, StoreError
from bot.store.engine import BUSY_TIMEOUT, Store

_COMPANIONS = ("-wal", "-shm", "-journal")


def database_path(store: Store) -> Path:
    """Return the file of a SQLite database.

    Raises:
        StoreError: it has none, because it lives in memory.
    """
    name = store.engine.url.database
    if not name or name == ":memory:" or name.startswith("file:"):
        raise StoreError("This database lives in memory; there is no file to copy.")
    return Path(name)


def copy_database(source: Path, target: Path) -> None:
    """Copy a database, one moment of it, into a new file of mode 0600 that is whole by itself.

    Raises:
        InvalidInputError: `target` exists, or cannot be written.
        StoreError: `source` is missing, or no sound database.
    """
    if not source.is_file():
        raise StoreError(f"There is no database at {source}.")
    with _new_file(target):
        try:
            with (
                closing(_open(source)) as reading,
                closing(sqlite3.connect(target, isolation_level=None)) as writing,
            ):
                reading.backup(writing)
                writing.execute("PRAGMA journal_mode=DELETE")  # all of it in the one file
                _check(writing, source)
        except sqlite3.Error as error:
            raise StoreError(f"{source} cannot be copied: {error}.") from error
        _sync(target)


def schema_of(path: Path) -> str | None:
    """Return the schema's revision of a database file; None where it is none of ours.

    Raises:
        StoreError: it is damaged, or no SQLite database.
    """
    try:
        with closing(_open(path, mode="ro")) as connection:
            _check(connection, path)
            return str(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0])
    except (sqlite3.OperationalError, TypeError):  # no such table, or nothing in it
        return None
    except sqlite3.Error as error:
        raise StoreError(f"{path} is no sound SQLite database: {error}.") from error


def put_aside(path: Path, *, now: datetime) -> Path | None:
    """Move a database that nobody uses out of the way, and return where it is; None where there is none.

    Raises:
        StoreError: somebody has it open.
    """
    if not path.exists():
        return None
    try:
        with closing(sqlite3.connect(path, timeout=2, isolation_level=None)) as connection:
            # Leaving the write-ahead log needs the database for oneself: who has it open keeps a lock.
            connection.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorname.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            raise StoreError(
                f"Somebody is using {path}.", hint="Stop ainews first, and everything else that has it open."
            ) from error
        raise StoreError(f"{path} cannot be put aside: {error}.") from error
    except sqlite3.DatabaseError:
        pass  # it is damaged: that may be why something is brought back
    aside = path.with_name(f"{path.name}.replaced-{now:%Y%m%d-%H%M%S}")
    with _or_put_back(aside, path):
        _move(path, aside)
    return aside


def put_in_place(path: Path, target: Path, *, aside: Path | None) -> None:
    """Make `path` the database, with the owner and mode of the one put `aside`. It must be closed.

    Raises:
        StoreError: the disk or its rights forbid it. What was put aside is back then.
    """
    with _or_put_back(aside, target):
        if aside is not None:
            owner = aside.stat()
            path.chmod(stat.S_IMODE(owner.st_mode))
            with suppress(PermissionError):  # only root may give files away
                os.chown(path, owner.st_uid, owner.st_gid)
        path.replace(target)
        _sync(target.parent)


@contextmanager
def _or_put_back(aside: Path | None, path: Path) -> Iterator[None]:
    """Move a database back if what follows fails, so that there is one whatever happens."""
    try:
        yield
    except BaseException as error:
        if aside is not None:
            _move(aside, path)
        if isinstance(error, OSError):
            raise StoreError(f"{path} cannot be replaced: {error.strerror}; it is as it was.") from error
        raise


def _move(path: Path, target: Path) -> None:
    """Move what SQLite keeps beside a database, and then its file, which makes it one."""
    for suffix in (*_COMPANIONS, ""):
        if (part := path.with_name(path.name + suffix)).exists():
            part.replace(target.with_name(target.name + suffix))


def remove_database(path: Path) -> None:
    """Remove a database's file and what SQLite keeps beside it."""
    for suffix in ("", *_COMPANIONS):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _open(path: Path, *, mode: str = "rw") -> sqlite3.Connection:
    address = f"{path.resolve().as_uri()}?mode={mode}"
    return sqlite3.connect(address, uri=True, timeout=BUSY_TIMEOUT, isolation_level=None)


def _check(connection: sqlite3.Connection, source: Path) -> None:
    """Raises: StoreError: the database is damaged."""
    (said,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    broken = connection.execute("PRAGMA foreign_key_check").fetchone()
    if said != "ok" or broken:
        reason = said if said != "ok" else f"a row of {broken[0]} refers to nothing"
        raise StoreError(f"{source} is damaged: {reason}.")


@contextmanager
def _new_file(target: Path) -> Iterator[None]:
    """Reserve a new file that only its owner can read. What failed leaves nothing behind."""
    try:
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        raise InvalidInputError(f"{target} exists already; nothing was written.") from None
    except OSError as error:
        raise InvalidInputError(f"{target} cannot be written: {error.strerror}.") from error
    try:
        yield
    except BaseException:
        remove_database(target)
        raise


def _sync(path: Path) -> None:
    """Wait until a file, or a folder's list of files, is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def free_space(folder: Path) -> int:
    """Return how many bytes are free where a folder is."""
    return shutil.disk_usage(folder).free
