"""Backups: whole, checked, for their owner's eyes only; and what is refused when one is brought back."""

import errno
import os
import shutil
import sqlite3
import stat
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import text

from bot.errors import AinewsError, InvalidInputError, StoreError
from bot.models.values import Publication
from bot.store import Store, TeamStore
from bot.store.backup import back_up, inspect_backup, keep_before_upgrade, restore
from bot.store.revisions import known_revisions, newest_revision
from bot.store.schema import migrate, schema_revision
from tests.conftest import NOW
from tests.support.examples import add

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ON_POSTGRESQL = pytest.mark.parametrize(
    "database_url", [pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True
)


def path_of(store: Store) -> Path:
    assert store.engine.url.database
    return Path(store.engine.url.database)


def titles(store: Store) -> list[str]:
    with store.read() as session:
        return list(session.execute(text("SELECT key FROM item ORDER BY id")).scalars())


def test_what_was_there_is_back_and_what_came_after_is_kept_aside(
    team: TeamStore, publication: Publication, tmp_path: Path
) -> None:
    store = team.store
    add(team, publication, "before")
    before = titles(store)
    taken = back_up(store, tmp_path / "backup")
    assert stat.S_IMODE(taken.path.stat().st_mode) == 0o600
    assert (taken.schema, taken.size) == (newest_revision(), taken.path.stat().st_size)
    add(team, publication, "after")
    store.close()
    restored = restore(store, taken.path, now=NOW)
    assert titles(store) == before
    store.close()
    assert restored.aside is not None
    restore(store, restored.aside, now=datetime(2025, 1, 1, tzinfo=UTC))
    assert len(titles(store)) == 2, "what was kept aside is a backup itself"


def test_a_backup_never_overwrites_anything(store: Store, tmp_path: Path) -> None:
    target = tmp_path / "mine.txt"
    target.write_text("dear to me")
    with pytest.raises(InvalidInputError, match="exists already; nothing was written"):
        back_up(store, target)
    assert target.read_text() == "dear to me"
    with pytest.raises(InvalidInputError, match="cannot be written"):
        back_up(store, tmp_path / "nowhere" / "file")


@ON_SQLITE
def test_a_backup_is_one_moment_while_others_write(
    team: TeamStore, publication: Publication, tmp_path: Path
) -> None:
    stop = threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            add(team, publication, f"busy-{number}")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(5):
            taken = back_up(team.store, tmp_path / f"backup-{number}")
            copy = Store(f"sqlite:///{taken.path}")
            with copy.read() as session:
                orphans = session.execute(
                    text("SELECT count(*) FROM item WHERE id NOT IN (SELECT item_id FROM item_link)")
                ).scalar_one()
            copy.close()
            assert orphans == 0, "an item and its link are one transaction"
    finally:
        stop.set()
        writer.join()


def test_what_is_no_backup_is_refused(store: Store, tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear Sir or Madam")
    stranger = tmp_path / "stranger.db"
    with sqlite3.connect(stranger) as connection:
        connection.execute("CREATE TABLE t (x)")
    for path in (letter, stranger, tmp_path / "missing", tmp_path):
        with pytest.raises(StoreError):
            inspect_backup(store, path)


@ON_SQLITE
def test_a_damaged_backup_is_refused_and_nothing_is_changed(
    team: TeamStore, publication: Publication, tmp_path: Path
) -> None:
    for number in range(30):
        add(team, publication, f"item-{number}")
    taken = back_up(team.store, tmp_path / "backup")
    whole = taken.path.read_bytes()
    taken.path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(StoreError):
        restore(team.store, taken.path, now=NOW)
    taken.path.write_bytes(whole[:8192] + Random(1).randbytes(len(whole) - 8192))
    with pytest.raises(StoreError):
        restore(team.store, taken.path, now=NOW)
    assert len(titles(team.store)) == 30


def test_a_backup_of_a_newer_version_is_refused(store: Store, tmp_path: Path) -> None:
    with store.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    taken = back_up(store, tmp_path / "newer")
    with pytest.raises(StoreError, match="9999, which is newer"):
        restore(store, taken.path, now=NOW)
    assert schema_revision(store) == "9999"


@pytest.mark.postgresql
def test_a_backup_of_the_other_kind_of_database_is_refused(
    migrated_postgres: str, migrated_sqlite: Path, tmp_path: Path
) -> None:
    first, second = Store(migrated_postgres), Store(f"sqlite:///{migrated_sqlite}")
    for store, other in ((first, second), (second, first)):
        taken = back_up(store, tmp_path / store.engine.dialect.name)
        with pytest.raises(StoreError, match="the other kind of database"):
            inspect_backup(other, taken.path)
    first.close()
    second.close()


def test_a_database_that_somebody_uses_is_not_replaced(store: Store, tmp_path: Path) -> None:
    taken = back_up(store, tmp_path / "backup")
    other = Store(store.engine.url.render_as_string(hide_password=False))
    with other.read() as session:
        session.execute(text("SELECT 1"))
        store.close()
        with pytest.raises(StoreError, match=r"Stop ainews first|others are connected") as error:
            restore(store, taken.path, now=NOW)
    assert "Stop ainews first" in str(error.value)
    other.close()
    assert not list(tmp_path.glob("*.restoring*"))


@ON_SQLITE
def test_a_broken_database_can_be_replaced(store: Store, tmp_path: Path) -> None:
    taken = back_up(store, tmp_path / "backup")
    store.close()
    path_of(store).write_bytes(b"rubbish" * 1000)
    restored = restore(store, taken.path, now=NOW)
    assert restored.aside is not None
    assert restored.aside.read_bytes().startswith(b"rubbish")
    assert schema_revision(store) == newest_revision()


@ON_SQLITE
def test_what_is_brought_back_has_the_mode_of_what_it_replaces(store: Store, tmp_path: Path) -> None:
    taken = back_up(store, tmp_path / "backup")
    store.close()
    path_of(store).chmod(0o640)
    restore(store, taken.path, now=NOW)
    assert stat.S_IMODE(path_of(store).stat().st_mode) == 0o640


@ON_SQLITE
def test_an_older_backup_is_upgraded(store: Store, tmp_path: Path) -> None:
    old = Store(f"sqlite:///{tmp_path / 'old.db'}")
    migrate(old, to="0003")
    taken = back_up(old, tmp_path / "old-backup")
    old.close()
    store.close()
    restored = restore(store, taken.path, now=NOW)
    assert (restored.before, restored.after) == ("0003", newest_revision())


def _upgraded(path: Path, *, keep: int, now: datetime = NOW) -> list[str]:
    """Upgrade a database as the program does, and return the backups beside it."""
    store = Store(f"sqlite:///{path}")
    try:
        migrate(store, before_upgrade=lambda before: keep_before_upgrade(store, before, keep=keep, now=now))
    finally:
        store.close()
    return sorted(file.name for file in path.parent.glob("*.before-*") if "-wal" not in file.name)


def _name(moment: datetime) -> str:
    return f"ainews.db.before-{newest_revision()}-from-0002-{moment:%Y%m%dT%H%M%S%fZ}"


def _old_database(path: Path) -> Path:
    store = Store(f"sqlite:///{path}")
    migrate(store, to="0002")
    store.close()
    return path


def test_before_an_upgrade_a_backup_is_made_beside_the_database(tmp_path: Path) -> None:
    path = _old_database(tmp_path / "ainews.db")
    (name,) = _upgraded(path, keep=3)
    assert name == _name(NOW)
    assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600
    kept = Store(f"sqlite:///{tmp_path / name}")
    assert schema_revision(kept) == "0002"
    kept.close()
    assert _upgraded(path, keep=3) == [name], "none where there is nothing to upgrade"


def test_the_same_upgrade_after_a_restore_has_a_backup_of_its_own(tmp_path: Path) -> None:
    """What was written between the restore and the second upgrade is in no other file."""
    path = _old_database(tmp_path / "ainews.db")
    (name,) = _upgraded(path, keep=3)
    restored, later = tmp_path / name, NOW + timedelta(weeks=3)
    path.write_bytes(restored.read_bytes())
    with sqlite3.connect(path) as connection:
        connection.execute("INSERT INTO team (slack_id, name, created_at) VALUES ('T1', 'x', '2024-01-01')")
    assert _upgraded(path, keep=3, now=later) == [name, _name(later)]
    with sqlite3.connect(tmp_path / _name(later)) as connection:
        assert connection.execute("SELECT count(*) FROM team").fetchone() == (1,)


def test_an_upgrade_that_fails_again_and_again_does_not_drive_older_backups_out(tmp_path: Path) -> None:
    path = _old_database(tmp_path / "ainews.db")
    older = tmp_path / "ainews.db.before-older"
    older.write_text("from another upgrade")
    store = Store(f"sqlite:///{path}")
    for minutes in range(4):
        keep_before_upgrade(store, "0002", keep=2, now=NOW + timedelta(minutes=minutes))
    store.close()
    assert sorted(file.name for file in tmp_path.glob("*.before-*")) == [_name(NOW), older.name]


def test_only_so_many_backups_are_kept(tmp_path: Path) -> None:
    path = _old_database(tmp_path / "ainews.db")
    for number, name in enumerate(("a", "b", "c")):
        old = tmp_path / f"ainews.db.before-{name}"
        old.touch()
        os.utime(old, (number, number))
    assert _upgraded(path, keep=2) == [
        _name(NOW),
        "ainews.db.before-c",
    ]
    assert _upgraded(_old_database(tmp_path / "none.db"), keep=0) == [
        _name(NOW),
        "ainews.db.before-c",
    ]


def test_an_upgrade_that_fails_leaves_the_backup_and_the_database_as_it_was(tmp_path: Path) -> None:
    path = _old_database(tmp_path / "ainews.db")
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        columns = "team_id, name, timezone, created_at"
        connection.execute(f"INSERT INTO publication ({columns}) VALUES (99, 'x', 'UTC', '2024-01-01')")
    with pytest.raises(AinewsError, match="damaged"):
        _upgraded(path, keep=3)
    store = Store(f"sqlite:///{path}")
    assert schema_revision(store) == "0002"
    store.close()


@ON_POSTGRESQL
def test_the_password_stands_on_no_command_line(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = shutil.which("pg_dump")
    assert real is not None
    (tmp_path / "bin").mkdir()
    spy = tmp_path / "bin" / "pg_dump"
    spy.write_text(
        f'#!/bin/sh\necho "$@" > {tmp_path}/seen\necho $PGPASSWORD > {tmp_path}/got\nexec {real} "$@"\n'
    )
    spy.chmod(0o755)
    monkeypatch.setenv("PATH", f"{spy.parent}:{os.environ['PATH']}")
    guarded = Store(store.engine.url.set(password="geheim").render_as_string(hide_password=False))
    back_up(guarded, tmp_path / "backup")
    guarded.close()
    seen = (tmp_path / "seen").read_text()
    assert "--dbname=postgresql://" in seen
    assert "geheim" not in seen
    assert (tmp_path / "got").read_text() == "geheim\n"


@ON_POSTGRESQL
def test_without_postgresqls_tools_it_is_explained(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(StoreError, match="pg_dump is not installed here") as error:
        back_up(store, tmp_path / "backup")
    assert "postgresql-client" in (error.value.hint or "")


def test_every_revision_is_known() -> None:
    assert newest_revision() in known_revisions()


@ON_SQLITE
def test_a_database_stays_where_its_replacement_cannot_take_its_place(
    team: TeamStore, publication: Publication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = back_up(team.store, tmp_path / "backup")
    add(team, publication, "kept")
    team.store.close()

    def fail(*_arguments: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "chown", fail)
    with pytest.raises(StoreError, match="Input/output error"):
        restore(team.store, taken.path, now=NOW)

    assert len(titles(team.store)) == 1
    assert not list(path_of(team.store).parent.glob("*.replaced-*"))
