"""The installed command as a process of its own: streams, exit statuses, encodings, a reader who leaves."""

import os
import signal
import subprocess
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
