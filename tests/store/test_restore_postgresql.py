"""Restoring on PostgreSQL: what lies beside the backup, and who starts meanwhile."""

import os
import shutil
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.errors import StoreError
from bot.store import Store, TeamStore
from bot.store.backup import back_up, postgresql, restore
from bot.store.revisions import newest_revision
from bot.store.schema import look_at_schema, migrate
from tests.conftest import NOW
from tests.support.waiting import PATIENCE, eventually

ON_POSTGRESQL = pytest.mark.parametrize(
    "database_url", [pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True
)

_OTHERS = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    " AND backend_type = 'client backend'"
)


@ON_POSTGRESQL
def test_what_lies_beside_the_backup_stays(team: TeamStore, tmp_path: Path) -> None:
    taken = back_up(team.store, tmp_path / "backup")
    mine = tmp_path / "backup.sql"
    mine.write_text("dear to me")
    team.store.close()
    restored = restore(team.store, taken.path, now=NOW + timedelta(days=1))
    assert mine.read_text() == "dear to me"
    assert restored.aside is not None
    assert set(tmp_path.iterdir()) >= {taken.path, mine, restored.aside}
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


@ON_POSTGRESQL
def test_who_is_about_to_leave_is_waited_for(team: TeamStore, tmp_path: Path) -> None:
    store = team.store
    taken = back_up(store, tmp_path / "backup")
    store.close()
    other = Store(store.engine.url.render_as_string(hide_password=False))
    here = threading.Event()

    def leave_once_somebody_looks() -> None:
        with other.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            here.set()
            eventually(lambda: connection.scalar(text(_OTHERS)))
        other.close()

    leaving = threading.Thread(target=leave_once_somebody_looks, daemon=True)
    leaving.start()
    assert here.wait(PATIENCE)
    restored = restore(store, taken.path, now=NOW)
    leaving.join()
    assert restored.before == newest_revision()


@ON_POSTGRESQL
def test_nobody_starts_on_a_database_that_is_half_restored(team: TeamStore, tmp_path: Path) -> None:
    store = team.store
    taken = back_up(store, tmp_path / "backup")
    store.close()
    postgresql.put_in_place(store, taken.path, aside=tmp_path / "aside")  # and there it was killed
    for start in (migrate, look_at_schema):
        with pytest.raises(StoreError, match="being brought back") as refused:
            start(store)
        assert "run it again" in str(refused.value)

    store.close()
    restore(store, taken.path, now=NOW)

    assert migrate(store) == (newest_revision(), newest_revision())


@ON_POSTGRESQL
def test_who_connects_while_it_is_restored_keeps_it_as_it_is(
    team: TeamStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = team.store
    taken = back_up(store, tmp_path / "backup")
    store.close()
    begun, go_on, tools = tmp_path / "begun", tmp_path / "go-on", tmp_path / "tools"
    tools.mkdir()
    os.mkfifo(begun)
    os.mkfifo(go_on)
    slow = tools / "pg_dump"
    slow.write_text(f'#!/bin/sh\necho > {begun}\nread line < {go_on}\nexec {shutil.which("pg_dump")} "$@"\n')
    slow.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tools}{os.pathsep}{os.environ['PATH']}")
    other = Store(store.engine.url.render_as_string(hide_password=False))

    def start() -> None:
        begun.read_text()
        other.ping()  # its connection stays open, in its pool
        go_on.write_text("\n")

    starting = threading.Thread(target=start, daemon=True)
    starting.start()
    with pytest.raises(StoreError, match="Nothing was changed; stop ainews first"):
        restore(store, taken.path, now=NOW)
    starting.join()
    other.close()

    assert migrate(store) == (newest_revision(), newest_revision())
