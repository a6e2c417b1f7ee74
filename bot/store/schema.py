"""Bringing a database to this version's schema, forward only and under a lock."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.exc import DatabaseError

from bot.errors import StoreError
from bot.paths import data_folder
from bot.store.engine import Store, is_outage
from bot.store.search.maintain import rebuild

_INDEXED = "0002"
"""The schema that brought the search index: items from before are not in it yet."""

_LOCK = 0x41494E45  # any number of ours will do: PostgreSQL's advisory locks are told apart by it


def schema_revision(store: Store) -> str | None:
    """Return the revision that the database stands at, or None where it is empty."""
    with store.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def look_at_schema(store: Store) -> str | None:
    """Return the revision that the database stands at, None where it is empty; change nothing.

    Raises:
        StoreError: the database cannot be used. The message says what the driver says.
    """
    with _connected(store) as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str:
    """Return the revision that this version of the program needs."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    assert head is not None
    return head


def known_revisions() -> frozenset[str]:
    """Return all revisions that this version of the program can upgrade from."""
    return _revisions(ScriptDirectory.from_config(_config()))


def migrate(
    store: Store, *, before_upgrade: Callable[[str], None] | None = None, to: str = "head"
) -> tuple[str | None, str]:
    """Bring the schema up to date and return the revisions before and after.

    `before_upgrade` is called with the revision of a database that is about to be changed, while nobody else
    can write: a backup is made there. `to` names an earlier revision to stop at, for tests.

    Raises:
        StoreError: the database cannot be used, or has a newer schema than this version of the program knows.
    """
    config = _config()
    scripts = ScriptDirectory.from_config(config)
    with _connected(store) as connection:
        if connection.dialect.name == "sqlite":
            # Rebuilding a parent table with foreign keys on would cascade its children away. The pragma
            # does nothing inside a transaction, so it goes past SQLAlchemy, which would begin one.
            connection.connection.cursor().execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                before = _upgrade(connection, config, scripts, before_upgrade, to)
        finally:
            connection.invalidate()
    after = newest_revision() if to == "head" else to
    if before is not None and before < _INDEXED <= after:
        rebuild(store)
    return before, after


@contextmanager
def _connected(store: Store) -> Iterator[Connection]:
    """Open the program's first connection: what is wrong with DATABASE_URL comes out here."""
    try:
        connection = store.engine.execution_options(ainews_writes=True).connect()
    except (DatabaseError, TypeError) as error:  # TypeError: the driver does not know an option in the URL
        raise _unusable(error) from error
    with connection:
        try:
            yield connection
        except DatabaseError as error:
            if not is_outage(error):
                raise
            raise _unusable(error) from error


def _unusable(error: Exception) -> StoreError:
    """Say what the driver says. It names the server and the user, and never the password."""
    reason = str(getattr(error, "orig", error)).strip().partition("\n")[0]
    return StoreError(
        f"The database cannot be used: {reason.rstrip('.')}.",
        hint="Check DATABASE_URL, and whether the database is running.",
    )


def _upgrade(
    connection: Connection,
    config: Config,
    scripts: ScriptDirectory,
    before_upgrade: Callable[[str], None] | None,
    to: str,
) -> str | None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    before = MigrationContext.configure(connection).get_current_revision()
    if before is not None and before not in _revisions(scripts):
        raise StoreError(
            f"The database has schema {before}, which is newer than this version of ainews.",
            hint="Install the version that wrote it, or restore a backup from before.",
        )
    if before_upgrade is not None and before is not None and before != scripts.get_current_head():
        before_upgrade(before)
    config.attributes["connection"] = connection
    command.upgrade(config, to)
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise StoreError(f"The migration would break {len(broken)} references; nothing was changed.")
    return before


def _revisions(scripts: ScriptDirectory) -> frozenset[str]:
    return frozenset(script.revision for script in scripts.walk_revisions())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(data_folder("migrations")).replace("%", "%%"))
    return config
