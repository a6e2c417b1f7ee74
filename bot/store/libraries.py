"""Libraries that bring their own queries, such as slack_sdk's stores: what their database errors become."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import SQLAlchemyError

from bot.errors import StoreError


@contextmanager
def typed_errors() -> Iterator[None]:
    """Raises: StoreError: the database did not do what a library asked of it."""
    try:
        yield
    except SQLAlchemyError as error:
        raise StoreError(
            f"The database could not be used just now ({type(error).__name__}).",
            hint="Nothing was lost; try again in a minute.",
        ) from error
