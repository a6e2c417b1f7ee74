"""Which schema a database has, and which ones this version of the program knows.

Alembic keeps both, and its tests here say that it agrees; asking it would load it at every start.
"""

from functools import cache

from sqlalchemy import Connection, inspect, text

from bot.errors import StoreError
from bot.paths import data_folder

RESTORING = "being_restored"
"""A table that stands in a database until all of a restore is done: nobody else may use it before."""


@cache
def known_revisions() -> frozenset[str]:
    """Return all revisions that this version of the program can upgrade from: its migrations' numbers."""
    versions = data_folder("migrations") / "versions"
    return frozenset(file.name.partition("_")[0] for file in versions.iterdir() if file.suffix == ".py")


def newest_revision() -> str:
    """Return the revision that this version of the program needs."""
    return max(known_revisions())


def revision_of(connection: Connection) -> str | None:
    """Return the revision that the database stands at, or None where it is empty."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return revision


def refuse_half_restored(connection: Connection) -> None:
    """See that no restore is under way, nor ended in the middle: what is on its way is not in doubt yet.

    Raises:
        StoreError: one is, or did.
    """
    if inspect(connection).has_table(RESTORING):
        raise StoreError(
            "The database is being brought back from a backup, and that has not ended.",
            hint="Wait for `ainews restore`. If it failed or was stopped, run it again.",
        )
