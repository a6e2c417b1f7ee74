"""Running migrations. Loaded where there is one to run: Alembic and what it brings take ten megabytes."""

from collections.abc import Callable

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from bot.errors import StoreError
from bot.paths import data_folder
from bot.store.revisions import known_revisions, newest_revision, revision_of

_LOCK = 0x41494E45  # any number of ours will do: PostgreSQL's advisory locks are told apart by it


def upgrade(connection: Connection, before_upgrade: Callable[[str], None] | None, *, to: str) -> str | None:
    """Upgrade inside the connection's transaction, and return the revision before. See `migrate`."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    before = revision_of(connection)
    if before is not None and before not in known_revisions():
        raise StoreError(
            f"The database has schema {before}, which is newer than this version of ainews.",
            hint="Install the version that wrote it, or restore a backup from before.",
        )
    if before_upgrade is not None and before is not None and before != newest_revision():
        before_upgrade(before)
    config = Config()
    config.set_main_option("script_location", str(data_folder("migrations")).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, to)
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise StoreError(f"The migration would break {len(broken)} references; nothing was changed.")
    return before
