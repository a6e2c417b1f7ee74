"""The installed command as a process of its own: streams, exit statuses, encodings, a reader who leaves."""

import os
import pty
import re
import shutil
import signal
import sqlite3
import subprocess
from contextlib import closing, suppress
from pathlib import Path

import pytest

from tests.cli.archives import FILE
from tests.cli.conftest import AINEWS, run_process
from tests.support.waiting import PATIENCE


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a database into which a file was imported, by the process itself."""
    folder = tmp_path_factory.mktemp("desk")
    (folder / "news.md").write_text(FILE, "utf-8")
    (folder / ".env").write_text("DATABASE_URL=sqlite:///from-the-file.db\n")
    outcome = run_process(folder, "import", "news.md")
    assert (outcome.status, outcome.out) == (0, "")
    assert outcome.err.startswith("news.md: 2 issues, 3 entries; new: ")
    assert (folder / "from-the-file.db").exists(), ".env is read"
    return folder


def test_run_without_tokens_ends_with_a_sentence(folder: Path) -> None:
    outcome = run_process(folder, "run")
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err.splitlines()[0].startswith("ainews: SLACK_BOT_TOKEN is not set")
    assert "ainews playground" in outcome.err


def test_json_is_utf_8_in_every_locale(folder: Path) -> None:
    outcome = run_process(
        folder, "search", b"sparse \xff", "--json", PYTHONIOENCODING="ascii", AINEWS_LOG="DEBUG"
    )
    assert outcome.status == 0
    assert outcome.json["query"] == "sparse \udcff"
    shown = run_process(folder, "item", "show", "3", PYTHONIOENCODING="ascii")
    assert (shown.status, shown.err) == (0, "")


@pytest.fixture
def broken(folder: Path, tmp_path: Path) -> dict[str, str]:
    """An environment whose database holds what no version wrote, and with a folder for temporary files."""
    database = tmp_path / "broken.db"
    shutil.copy(folder / "from-the-file.db", database)
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("UPDATE item SET kind = 'nonsense'")
        connection.commit()
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    return {"DATABASE_URL": f"sqlite:///{database}", "TMPDIR": str(temporary)}


def test_what_nobody_foresaw_is_a_sentence_and_an_id(folder: Path, broken: dict[str, str]) -> None:
    outcome = run_process(folder, "item", "show", "1", **broken)
    assert (outcome.status, outcome.out) == (1, "")
    assert "Traceback" not in outcome.err
    assert "ainews doctor" in outcome.err
    said = re.match(r"ainews: Something went wrong.*error ([0-9a-f]{8})\)\.$", outcome.err, re.MULTILINE)
    assert said
    (kept,) = Path(broken["TMPDIR"]).iterdir()
    assert kept.name.startswith(f"ainews-{said[1]}-")
    assert str(kept) in outcome.err
    assert (kept.stat().st_mode & 0o077, "Traceback" in kept.read_text()) == (0, True)


def test_where_the_log_is_wanted_it_has_the_trace_under_the_id(folder: Path, broken: dict[str, str]) -> None:
    outcome = run_process(folder, "item", "show", "1", **broken, AINEWS_LOG="DEBUG")
    assert outcome.status == 1
    said = re.search(r"error ([0-9a-f]{8})\)", outcome.err)
    assert said
    (logged,) = (line for line in outcome.err.splitlines() if f"error_id='{said[1]}'" in line)
    assert "Traceback" in logged
    assert not list(Path(broken["TMPDIR"]).iterdir())


@pytest.mark.parametrize("arguments", [("export",), ("issue", "show", "2024-01-28", "--json")])
def test_a_reader_who_leaves_is_no_crash(folder: Path, arguments: tuple[str, ...]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    finished = subprocess.run(
        [AINEWS, *arguments],
        cwd=folder,
        env={"PATH": os.defpath},
        stdout=writing,
        stderr=subprocess.PIPE,
        timeout=PATIENCE,
        check=False,
    )
    os.close(writing)
    assert (finished.returncode, finished.stderr) == (1, b"")


def _in_a_terminal(folder: Path, *arguments: str, path: str) -> str:
    """Return what a person at a terminal sees of a command, both streams of it."""
    ours, its = pty.openpty()
    with subprocess.Popen(
        [AINEWS, *arguments],
        cwd=folder,
        env={"PATH": path, "HOME": str(folder), "COLUMNS": "100", "TERM": "dumb"},
        stdin=subprocess.DEVNULL,
        stdout=its,
        stderr=its,
    ) as process:
        os.close(its)
        seen = b""
        with suppress(OSError):  # as Linux says that nobody writes any more
            while read := os.read(ours, 4096):
                seen += read
        assert process.wait(PATIENCE) == 0
    os.close(ours)
    return seen.decode()


def test_a_page_begins_with_how_the_search_was_understood(folder: Path, tmp_path: Path) -> None:
    pager = tmp_path / "less"
    pager.write_text("#!/bin/sh\necho '<page>'\ncat\necho '</page>'\n")
    pager.chmod(0o755)
    seen = _in_a_terminal(folder, "search", "kind:cod", path=f"{tmp_path}:{os.defpath}")
    page = seen.partition("<page>")[2].partition("</page>")[0].split()
    assert " ".join(page).startswith(
        "1 found. Understood as: kind code These are for “kind:code”. Search exactly as typed: --exactly Fast"
    )
    assert seen.strip().startswith("<page>")
    assert seen.strip().endswith("</page>")


def test_the_playground_ignores_the_environment_and_ends_politely(folder: Path) -> None:
    process = subprocess.Popen(
        [AINEWS, "playground", "--no-browser", "--no-bot", "--port", "0"],
        cwd=folder,
        env={
            "PATH": os.defpath,
            "AINEWS_LOG": "NONSENSE",
            "DATABASE_URL": "nonsense",
            "PYTHONUNBUFFERED": "1",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert "http://127.0.0.1:" in process.stdout.readline()
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, "Traceback" in err) == (0, False)
