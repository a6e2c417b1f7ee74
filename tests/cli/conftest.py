"""A terminal: commands run in a folder of their own, with an environment that a test knows."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.cli import main
from bot.config import Settings
from tests.support.logs import restored_logging
from tests.support.waiting import PATIENCE

VARIABLES = tuple(str(field.alias) for field in Settings.model_fields.values())
AINEWS = Path(sys.executable).with_name("ainews")


@dataclass(frozen=True)
class Outcome:
    """What a command printed, and its exit status."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output as one JSON document: anything beside it is an error."""
        return json.loads(self.out)


class Terminal:
    """Runs `ainews` inside this process, where a test needs no process of its own."""

    def __init__(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch, captured: pytest.CaptureFixture[str]
    ) -> None:
        self.folder = folder
        self._monkeypatch = monkeypatch
        self._captured = captured

    def __call__(self, *arguments: str | Path, **environment: str) -> Outcome:
        with self._monkeypatch.context() as patch:
            patch.setattr(sys, "argv", ["ainews", *map(str, arguments)])
            # As the installed command, also under `python -m pytest`: the help says how it was called.
            patch.setattr(sys.modules["__main__"], "__package__", None, raising=False)
            for name, value in environment.items():
                patch.setenv(name, value)
            with pytest.raises(SystemExit) as stopped:
                main()
        printed = self._captured.readouterr()
        return Outcome(int(stopped.value.code or 0), printed.out, printed.err)

    def write(self, name: str, content: str | bytes) -> Path:
        """Write a file into the folder, and return its name as a command takes it."""
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return Path(name)


@pytest.fixture
def terminal(
    tmp_path: Path,
    migrated_sqlite: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> Iterator[Terminal]:
    """`ainews` in an empty folder but for a migrated database, with no setting made."""
    folder = tmp_path / "desk"
    folder.mkdir()
    shutil.copy(migrated_sqlite, folder / "ainews.db")
    monkeypatch.chdir(folder)
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "200")
    with restored_logging():
        yield Terminal(folder, monkeypatch, capfd)


def run_process(folder: Path, *arguments: str | bytes | Path, **environment: str) -> Outcome:
    """Run the installed `ainews` as a process with nothing in its environment but what is named."""
    finished = subprocess.run(
        [AINEWS, *arguments],
        cwd=folder,
        env={"PATH": os.defpath, "HOME": str(folder), **environment},
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )
    return Outcome(finished.returncode, finished.stdout.decode(), finished.stderr.decode())
