"""Bringing a database to this version's schema, forward only and under a lock."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError

from bot.errors import StoreError
from bot.store.engine import Store, is_outage
from bot.store.revisions import newest_revision, refuse_half_restored, revision_of
from bot.store.search.maintain import rebuild

_INDEXED = "0002"
"""The schema that brought the search index: items from before are not in it yet."""


def schema_revision(store: Store) -> str | None:
    """Return the revision that the database stands at, or None where it is empty."""
    with store.engine.connect() as connection:
        return revision_of(connection)


def look_at_schema(store: Store) -> str | None:
    """Return the revision that the database stands at, None where it is empty; change nothing.

    Raises:
        StoreError: the database cannot be used, and the message says what the driver says; or a restore has
            not ended.
    """
    with _connected(store) as connection:
        refuse_half_restored(connection)
        return revision_of(connection)


def migrate(
    store: Store,
    *,
    before_upgrade: Callable[[str], None] | None = None,
    to: str = "head",
    restoring: bool = False,
) -> tuple[str | None, str]:
    """Bring the schema up to date and return the revisions before and after.

    `before_upgrade` is called with the revision of a database that is about to be changed, while nobody else
    can write: a backup is made there. `to` names an earlier revision to stop at, for tests. `restoring` is
    for the restore itself, which others have to wait for.

    Raises:
        StoreError: the database cannot be used, has a newer schema than this version of the program knows, or
            is half restored.
    """
    with _connected(store) as connection:
        if not restoring:
            refuse_half_restored(connection)
        before = revision_of(connection)
    if to == "head" and before == newest_revision():
        return before, before
    from bot.store.upgrade import upgrade  # see there

    with _connected(store) as connection:
        if connection.dialect.name == "sqlite":
            # Rebuilding a parent table with foreign keys on would cascade its children away. The pragma
            # does nothing inside a transaction, so it goes past SQLAlchemy, which would begin one.
            connection.connection.cursor().execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                before = upgrade(connection, before_upgrade, to=to)
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
