"""Restoring on PostgreSQL touches no file that lies beside the backup."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.store import TeamStore
from bot.store.backup import back_up, restore
from tests.conftest import NOW

ON_POSTGRESQL = pytest.mark.parametrize(
    "database_url", [pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True
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
