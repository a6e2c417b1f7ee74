"""Alembic's entry: the connection comes from `bot.store.schema.migrate`, or from `make migration`."""

from typing import Any, Literal

from alembic import context
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString

from bot.models.tables import UtcDateTime

_SEARCH_TABLES = "search_"  # SQLite's full-text tables have shadow tables that no model knows


def _include(obj: Any, name: str | None, type_: str, reflected: bool, compare_to: Any) -> bool:  # noqa: FBT001
    return not (type_ == "table" and (name or "").startswith(_SEARCH_TABLES))


def _render(type_: str, obj: Any, _autogen: Any) -> str | Literal[False]:
    """Write plain SQLAlchemy types into migrations: they must not change when our own types do."""
    if type_ == "type" and isinstance(obj, AutoString):
        return "sa.String()"
    if type_ == "type" and isinstance(obj, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def _run() -> None:
    connection = context.config.attributes["connection"]
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=True,
        include_object=_include,
        render_item=_render,
        compare_server_default=True,
    )
    context.run_migrations()


_run()
