"""The fault matrix: ticks that raise or hang, databases that are locked, restarted or full."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import event

from bot.issues.failpoints import at_failpoints
from bot.issues.tick import UNHEALTHY_AFTER
from bot.store import Store
from bot.store.inbox import INTRODUCTION, take_in
from bot.store.schema import migrate
from tests.conftest import POSTGRESQL
from tests.faults.support import MINUTE, Newsroom, once, running_newsroom
from tests.support.postgres import create_database, running_postgres
from tests.support.waiting import PATIENCE


class Seconds:
    """A monotonic clock that is moved by hand."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def _break() -> None:
    raise RuntimeError("a bug")


@pytest.mark.parametrize("step", ["publish", "remind", "errands", "deliver", "audit"])
def test_a_tick_that_raises_shows_in_health_and_the_next_one_works(newsroom: Newsroom, step: str) -> None:
    seconds = Seconds()
    ticker = newsroom.ticker(monotonic=seconds)
    newsroom.publish()

    def broken(place: str) -> None:
        if place == f"tick: {step}":
            _break()

    with at_failpoints(broken):
        ticker.tick()
        assert "a bug" in ticker.health().error or step in ticker.health().error
        seconds.now += UNHEALTHY_AFTER + 1
        ticker.tick()
        assert not ticker.health().is_good
    newsroom.settle(ticker)
    assert ticker.health().is_good
    assert ticker.health().error == ""
    newsroom.expect_whole()


def test_a_tick_that_hangs_turns_health_red_and_holds_up_nobody(newsroom: Newsroom) -> None:
    seconds = Seconds()
    hanging, let_go = threading.Event(), threading.Event()
    ticker, other = newsroom.ticker(monotonic=seconds), newsroom.ticker()

    def hang() -> None:
        hanging.set()
        let_go.wait(PATIENCE)

    newsroom.publish()
    with at_failpoints(once("tick: deliver", hang)):
        thread = threading.Thread(target=ticker.tick)
        thread.start()
        assert hanging.wait(PATIENCE)
        seconds.now += UNHEALTHY_AFTER + 1
        health = ticker.health()
        assert (health.is_good, health.running) == (False, UNHEALTHY_AFTER + 1)
        ticker.tick()  # returns at once: one tick at a time
        newsroom.settle(other)
        newsroom.expect_whole()
        let_go.set()
        thread.join(PATIENCE)
    assert ticker.health().is_good
    newsroom.expect_whole()


def test_a_locked_database_costs_a_tick_and_nothing_else(newsroom: Newsroom) -> None:
    newsroom.publish()
    with _locked(newsroom):
        ticker = newsroom.ticker()
        ticker.tick()
        assert ticker.health().error
    newsroom.settle(ticker)
    newsroom.expect_whole()


@contextmanager
def _locked(newsroom: Newsroom) -> Iterator[None]:
    engine = newsroom.store.engine
    if newsroom.store.is_sqlite:
        assert engine.url.database is not None
        engine.dispose()

        def impatient(connection: sqlite3.Connection, _record: object) -> None:
            connection.execute("PRAGMA busy_timeout=50")

        event.listen(engine, "connect", impatient)
        holder = sqlite3.connect(engine.url.database, isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        yield
        holder.execute("ROLLBACK")
        holder.close()
        event.remove(engine, "connect", impatient)
        engine.dispose()
        return
    url = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    engine.dispose()

    def no_patience(connection: psycopg.Connection[object], _record: object) -> None:
        connection.execute("SET lock_timeout = '50ms'")
        connection.commit()

    event.listen(engine, "connect", no_patience)
    with psycopg.connect(url) as holder_pg:
        holder_pg.execute("LOCK TABLE delivery, outbox IN ACCESS EXCLUSIVE MODE")
        yield
        holder_pg.rollback()
    event.remove(engine, "connect", no_patience)
    engine.dispose()


@pytest.mark.parametrize("database_url", [POSTGRESQL], indirect=True)
@pytest.mark.parametrize("step", ["claimed", "posting", "posted"])
def test_a_postgresql_that_ends_all_connections_is_connected_to_again(newsroom: Newsroom, step: str) -> None:
    """What a restart does to us: every connection ends with AdminShutdown."""
    url = newsroom.store.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)

    def end_all() -> None:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )

    newsroom.publish()
    ticker = newsroom.ticker()
    with at_failpoints(once(step, end_all)):
        ticker.tick()
    newsroom.clock.jump(2 * MINUTE)
    newsroom.settle(ticker)
    newsroom.expect_whole()


@pytest.mark.postgresql
def test_a_postgresql_that_is_restarted_is_connected_to_again(postgres_binaries: Path) -> None:
    """In the midst of an issue; the cluster is this test's own."""
    with running_postgres(postgres_binaries) as cluster:
        store = Store(create_database(cluster.url, "restarted"))
        migrate(store)
        with running_newsroom(store) as newsroom:
            newsroom.publish()
            ticker = newsroom.ticker(workers=1)
            with at_failpoints(once("posted", cluster.restart)):
                ticker.tick()
            newsroom.clock.jump(2 * MINUTE)
            newsroom.settle(ticker)
            newsroom.expect_whole()
        store.close()


@pytest.mark.parametrize("database_url", [POSTGRESQL], indirect=True)
def test_a_full_disk_of_postgresql_loses_nothing(newsroom: Newsroom) -> None:
    """The server raises what it raises when a file cannot be extended: SQLSTATE 53100."""
    url = newsroom.store.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)

    def fill() -> None:
        with psycopg.connect(url) as connection:
            connection.execute(
                "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS"
                " $$BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END$$"
            )
            connection.execute(
                "CREATE TRIGGER no_room BEFORE UPDATE ON delivery_part EXECUTE FUNCTION no_room()"
            )

    newsroom.publish()
    ticker = newsroom.ticker(workers=1)
    with at_failpoints(once("posted", fill)):
        ticker.tick()
    assert "deliver" in ticker.health().error, "what could not be written down was noticed"
    with psycopg.connect(url) as connection:
        connection.execute("DROP FUNCTION no_room CASCADE")
    newsroom.clock.jump(2 * MINUTE)
    newsroom.settle(ticker)
    newsroom.expect_whole()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_full_disk_stops_writing_and_loses_nothing(newsroom: Newsroom) -> None:
    """SQLite refuses to grow its file past a number of pages, with the error of a full disk: SQLITE_FULL."""
    newsroom.publish()
    ticker = newsroom.ticker(workers=1)
    with at_failpoints(once("posted", lambda: _fill(newsroom))):
        ticker.tick()
    assert "deliver" in ticker.health().error, "what could not be written down was noticed"
    _free(newsroom)
    newsroom.clock.jump(2 * MINUTE)
    newsroom.settle(ticker)
    newsroom.expect_whole()


_hooks: list[Callable[..., None]] = []


def _fill(newsroom: Newsroom) -> None:
    """From now on the file cannot grow, and it has no page left."""
    engine = newsroom.store.engine

    def full(connection: sqlite3.Connection, _record: object) -> None:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count={pages}")
        connection.execute(
            "CREATE TEMP TRIGGER no_room AFTER UPDATE ON delivery_part BEGIN"
            " INSERT INTO archive_segment (team_id, file_id, position, line, text)"
            " SELECT 1, 1, 1, 1, hex(zeroblob(500000)); END"
        )

    _hooks.append(full)
    event.listen(engine, "connect", full)
    engine.dispose()


def _free(newsroom: Newsroom) -> None:
    engine = newsroom.store.engine
    event.remove(engine, "connect", _hooks.pop())
    engine.dispose()


def test_old_requests_are_forgotten_once_an_hour(newsroom: Newsroom) -> None:
    ticker = newsroom.ticker()
    with newsroom.team.write() as tx:
        take_in(tx, "Ev1", kind="event", now=ticker.clock() - timedelta(days=2))
        take_in(tx, "introduced:U1", kind=INTRODUCTION, now=ticker.clock() - timedelta(days=2))
    ticker.tick()
    with newsroom.team.write() as tx:
        assert take_in(tx, "Ev1", kind="event", now=ticker.clock() - timedelta(days=2))
        assert not take_in(tx, "introduced:U1", kind=INTRODUCTION, now=ticker.clock())
    ticker.tick()
    with newsroom.team.write() as tx:
        assert not take_in(tx, "Ev1", kind="event", now=ticker.clock()), "it is not looked at again so soon"
