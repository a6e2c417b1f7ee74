"""Databases as earlier versions left them: one file of rows for each schema there ever was.

`tests/data/schemas/000N.sql` fills a database of that schema, on SQLite and on PostgreSQL. After a new
migration, write the next one from the last:

    python -m tests.support.schemas 0010 < rows-for-what-is-new.sql

The rows on standard input are added to those of the schema before; the test of upgrades asks for the file.
"""

import sys
import tempfile
from pathlib import Path

from sqlalchemy import Boolean, Connection, MetaData, Table

from bot.store import Store
from bot.store.schema import migrate

FOLDER = Path(__file__).parents[1] / "data" / "schemas"
_NOT_OURS = ("alembic_version", "search_", "sqlite_")


def revisions() -> list[str]:
    """Return the schemas that have a file, the oldest first."""
    return sorted(path.stem for path in FOLDER.glob("*.sql"))


def fill(store: Store, revision: str) -> None:
    """Make an empty database one of an earlier version, with its rows."""
    migrate(store, to=revision)
    run(store, (FOLDER / f"{revision}.sql").read_text("utf-8"))


def run(store: Store, script: str) -> None:
    """Run statements, and let numbers go on after those that they gave."""
    with store.writer.begin() as connection:
        if not store.is_sqlite:
            connection.exec_driver_sql("SET LOCAL TIME ZONE 'UTC'")
        for statement in script.split(";\n"):
            if statement.strip():
                connection.exec_driver_sql(statement)
        if not store.is_sqlite:
            for table in tables(connection):
                if "id" in table.c and table.c["id"].autoincrement and table.name != "process":
                    sequence = f"pg_get_serial_sequence('{table.name}', 'id')"
                    connection.exec_driver_sql(f"SELECT setval({sequence}, max(id)) FROM {table.name}")


def tables(connection: Connection) -> list[Table]:
    """Return the database's own tables, those that others refer to first."""
    found = MetaData()
    found.reflect(connection, only=lambda name, _: not name.startswith(_NOT_OURS))
    return found.sorted_tables


def count_rows(store: Store) -> dict[str, int]:
    """Return how many rows each table has."""
    with store.engine.connect() as connection:
        return {
            table.name: connection.exec_driver_sql(f'SELECT count(*) FROM "{table.name}"').scalar_one()
            for table in tables(connection)
        }


def dump(store: Store) -> str:
    """Return all rows of a SQLite database as statements that PostgreSQL understands too."""
    lines = []
    with store.engine.connect() as connection:
        for table in tables(connection):
            names = ", ".join(f'"{column.name}"' for column in table.c)
            keys = ", ".join(f'"{column.name}"' for column in table.primary_key)
            for row in connection.exec_driver_sql(f'SELECT {names} FROM "{table.name}" ORDER BY {keys}'):
                values = [
                    _literal(value, is_boolean=isinstance(column.type, Boolean))
                    for value, column in zip(row, table.c, strict=True)
                ]
                lines.append(f'INSERT INTO "{table.name}" ({names}) VALUES ({", ".join(values)});\n')
    return "".join(lines)


def _literal(value: object, *, is_boolean: bool) -> str:
    if value is None:
        return "NULL"
    if is_boolean:
        return "TRUE" if value else "FALSE"
    return str(value) if isinstance(value, int | float) else "'" + str(value).replace("'", "''") + "'"


def write_next(revision: str, more: str) -> Path:
    """Write the file of a schema: the rows of the one before as they are after the upgrade, and `more`."""
    before = [known for known in revisions() if known < revision]
    with tempfile.TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{folder}/schema.db")
        if before:
            fill(store, before[-1])
        migrate(store, to=revision)
        run(store, more)
        path = FOLDER / f"{revision}.sql"
        path.write_text(dump(store), "utf-8")
        store.close()
    return path


if __name__ == "__main__":
    sys.stdout.write(f"{write_next(sys.argv[1], sys.stdin.read())}\n")
