"""Connections and transactions. All SQL of the program runs through a `Store`.

A `TeamStore` is a store seen by one team: its transactions carry the team, and the functions of this
package take such a transaction, so that no query can forget whose rows it reads.
"""

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from sqlite3 import Connection as SQLiteConnection
from sqlite3 import Error as SQLiteError
from typing import Any

from sqlalchemy import Connection, Engine, Executable, create_engine, event, text
from sqlalchemy import inspect as sqlalchemy_inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, IntegrityError, OperationalError
from sqlalchemy.orm import Session, sessionmaker
from sqlmodel import SQLModel

from bot.errors import ConfigError, StoreError

_UNIQUE_VIOLATION = "23505"  # https://www.postgresql.org/docs/current/errcodes-appendix.html

BUSY_TIMEOUT = 30.0
"""Seconds that a write waits for others of this process, and on SQLite for those of any."""

LASTING_WRITES = 5
"""Of a process at once on PostgreSQL: the other connections are for reading, and for acknowledging."""


@dataclass(frozen=True, slots=True)
class Tx:
    """A transaction of one team."""

    session: Session
    team_id: int


class Store:
    """A database. Building one opens no connection; `close` gives back those that were opened.

    `engine` and `writer` are for libraries that bring their own queries; on SQLite, what writes must go
    through `writer`, whose transactions take the lock when they begin.
    """

    def __init__(self, url: str) -> None:
        """Take a SQLAlchemy URL for SQLite or PostgreSQL; `postgres://`, as Heroku writes it, is understood.

        Raises:
            ConfigError: the URL is neither.
        """
        self.engine = _build_engine(url)
        self.writer = self.engine.execution_options(ainews_writes=True)
        self._writing = threading.BoundedSemaphore()
        self._writing_for_good = threading.BoundedSemaphore(1 if self.is_sqlite else LASTING_WRITES)
        self._read = sessionmaker(self.engine, expire_on_commit=False)
        self._write = sessionmaker(self.writer, expire_on_commit=False)
        quick = self.writer.execution_options(ainews_quick=True)
        self._write_quickly = sessionmaker(quick, expire_on_commit=False)

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @property
    def path(self) -> Path | None:
        """The file of a SQLite database; None for PostgreSQL, and for one in memory."""
        name = self.engine.url.database
        return Path(name) if self.is_sqlite and name and name != ":memory:" else None

    def team(self, team_id: int) -> "TeamStore":
        """Return this store as one team sees it."""
        return TeamStore(self, team_id)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A transaction that reads across teams: for ticks and start-up only."""
        with _typed_errors(), self._read() as session:
            yield session

    @contextmanager
    def write(self, *, quick: bool = False) -> Iterator[Session]:
        """A transaction that writes across teams: for ticks and start-up only. Commits at the end.

        A quick one does not wait for the disk: it outlives the process, but a power cut can take it back.
        """
        begin = self._write_quickly.begin if quick else self._write.begin
        with _typed_errors(), self._in_turn(quick=quick), begin() as session:
            yield session

    @contextmanager
    def rehearse(self) -> Iterator[Session]:
        """A transaction that writes and is taken back at the end: to see what would happen."""
        with _typed_errors(), self._in_turn(), self._write() as session:
            yield session
            session.rollback()

    @contextmanager
    def _in_turn(self, *, quick: bool = False) -> Iterator[None]:
        """Let this process's writes queue up here, so that quick ones need not wait for all that last.

        SQLite itself would make them sleep and look again, for longer and longer, and forget who came first.
        On PostgreSQL those that wait for one another would take all connections.
        """
        lasting = nullcontext() if quick else _holding(self._writing_for_good)
        with lasting, _holding(self._writing) if self.is_sqlite else nullcontext():
            yield

    def ping(self) -> None:
        """Look whether the database answers and has tables.

        Raises:
            StoreError: it does not.
        """
        with self.read() as session:
            session.execute(text("SELECT version_num FROM alembic_version"))

    def close(self) -> None:
        self.engine.dispose()


@contextmanager
def _holding(turn: threading.Semaphore) -> Iterator[None]:
    if not turn.acquire(timeout=BUSY_TIMEOUT):
        raise _unusable()
    try:
        yield
    finally:
        turn.release()


@dataclass(frozen=True, slots=True)
class TeamStore:
    """A store bound to a team."""

    store: Store
    team_id: int

    @contextmanager
    def read(self) -> Iterator[Tx]:
        """A transaction that only reads."""
        with self.store.read() as session:
            yield self._tx(session)

    @contextmanager
    def write(self, *, quick: bool = False) -> Iterator[Tx]:
        """A transaction that writes; it commits at the end of the block and rolls back on an error.

        `quick`: see `Store.write`.
        """
        with self.store.write(quick=quick) as session:
            yield self._tx(session)

    @contextmanager
    def rehearse(self) -> Iterator[Tx]:
        """A transaction that is taken back at the end: to see what would happen."""
        with self.store.rehearse() as session:
            yield self._tx(session)

    def _tx(self, session: Session) -> Tx:
        session.info["team_id"] = self.team_id  # tests watch that no statement forgets it
        return Tx(session, self.team_id)


def add_new(session: Session, row: SQLModel) -> bool:
    """Insert a row. False where a unique key of its table is taken; the transaction goes on either way.

    The database decides, so this holds also when two transactions insert at the same moment.
    """
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError as error:
        if _is_taken(error):
            return False
        raise
    return True


def insert_new(session: Session, table: type[SQLModel], **values: Any) -> bool:
    """Insert a row by a single statement, for what happens with every request; else like `add_new`."""
    statement = _insert_unless_taken(table, session.get_bind().dialect.name)
    return session.connection().execute(statement, values).rowcount > 0


@cache
def _insert_unless_taken(table: type[SQLModel], dialect: str) -> Executable:
    """Written once for each table: to write it anew took as long as to run it."""
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    statement = insert(sqlalchemy_inspect(table).local_table).on_conflict_do_nothing()
    return statement.execution_options(preserve_rowcount=True)


def insert_all(session: Session, table: type[SQLModel], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert many rows that all name the same columns, past the mapper: it takes twice as long for each."""
    if rows:
        session.flush()
        session.connection().execute(sqlalchemy_inspect(table).local_table.insert(), rows)


def _is_taken(error: IntegrityError) -> bool:
    """Tell a taken unique key from a reference to nothing and from a value that a check forbids."""
    if isinstance(error.orig, SQLiteError):
        return error.orig.sqlite_errorname in {"SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY"}
    return getattr(error.orig, "sqlstate", None) == _UNIQUE_VIOLATION


@contextmanager
def _typed_errors() -> Iterator[None]:
    try:
        yield
    except DatabaseError as error:
        if not is_outage(error):
            raise
        raise _unusable() from error


def _unusable() -> StoreError:
    return StoreError(
        "The database could not be used just now.", hint="Nothing was lost; try again in a minute."
    )


def is_outage(error: DatabaseError) -> bool:
    """Tell a database that cannot be used (gone, full, locked, broken) from a statement that is wrong."""
    return type(error) in {OperationalError, DatabaseError}


def _build_engine(url: str) -> Engine:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise _bad_url() from None
    if parsed.drivername in {"postgres", "postgresql"}:
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername == "sqlite":
        # Without `hide_parameters` an error's message would hold what people wrote.
        engine = create_engine(parsed, connect_args={"timeout": BUSY_TIMEOUT}, hide_parameters=True)
        _apply_sqlite_rules(engine)
        return engine
    if parsed.drivername == "postgresql+psycopg":
        engine = create_engine(parsed, pool_pre_ping=True, pool_size=15, max_overflow=5, hide_parameters=True)
        _apply_postgresql_rules(engine)
        return engine
    raise _bad_url()


def _bad_url() -> ConfigError:
    return ConfigError(
        "DATABASE_URL must look like sqlite:///ainews.db or postgresql://user:password@host/name."
    )


def _apply_sqlite_rules(engine: Engine) -> None:
    """WAL, synchronous=FULL, foreign keys, and BEGIN IMMEDIATE for writes.

    The driver's own transactions start late and lost 1,011 of 1,200 concurrent read-modify-writes when they
    were measured; with `isolation_level=None` and BEGIN IMMEDIATE none was lost.
    """

    @event.listens_for(engine, "connect")
    def _set_up(connection: SQLiteConnection, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        if options.get("ainews_writes"):
            synchronous = "NORMAL" if options.get("ainews_quick") else "FULL"
            connection.exec_driver_sql(f"PRAGMA synchronous={synchronous}")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("ainews_writes") else "BEGIN")


def _apply_postgresql_rules(engine: Engine) -> None:
    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if connection.get_execution_options().get("ainews_quick"):
            connection.exec_driver_sql("SET LOCAL synchronous_commit TO off")
