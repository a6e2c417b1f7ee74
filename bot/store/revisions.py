"""Which schema a database has, and which ones this version of the program knows.

Alembic keeps both, and its tests here say that it agrees; asking it would load it at every start.
"""

from functools import cache

from sqlalchemy import Connection, inspect, text

from bot.paths import data_folder


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
