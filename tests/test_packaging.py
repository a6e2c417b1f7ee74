"""What is installed is whole: the wheel works outside the checkout, and what it needs is locked."""

import os
import re
import signal
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import Distribution
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.support.waiting import PATIENCE

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))

_NAME = r"[A-Za-z0-9][A-Za-z0-9._-]*"
_PIN = re.compile(rf"({_NAME})(\[[\w,-]+\])?==[^\s;]+( ; [^\\]+)?")
_HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the source distribution, so that both are whole."""
    folder = tmp_path_factory.mktemp("dist")
    _run([sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT], ROOT)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which the wheel is installed, without its dependencies."""
    target = tmp_path_factory.mktemp("site")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--no-compile"]
    _run([*pip, "--target", target, wheel], target)
    return target


def _run(command: list[str | Path], folder: Path, **environment: str) -> str:
    finished = subprocess.run(
        command,
        cwd=folder,
        env={"PATH": os.environ["PATH"], "HOME": str(folder), **environment},
        capture_output=True,
        text=True,
        timeout=5 * PATIENCE,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    return finished.stdout


def test_the_wheel_holds_the_program_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.partition("/")[0] for name in names} == {
        "bot",
        f"ainews-{PROJECT['project']['version']}.dist-info",
    }
    assert not [name for name in names if "__pycache__" in name or name.endswith((".pyc", ".db", ".env"))]
    for folder in ("templates", "migrations"):
        inside = {name for name in names if name.startswith(f"bot/_data/{folder}/")}
        outside = {
            f"bot/_data/{file.relative_to(ROOT).as_posix()}"
            for file in (ROOT / folder).rglob("*")
            if file.is_file() and "__pycache__" not in file.parts
        }
        assert inside == outside
    data = {
        file.relative_to(ROOT).as_posix()
        for file in (ROOT / "bot").rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    assert data <= set(names)


def test_the_wheel_says_how_it_is_started_and_what_it_needs(installed: Path) -> None:
    distribution = Distribution.at(next(installed.glob("*.dist-info")))
    (script,) = distribution.entry_points
    assert (script.name, script.value) == ("ainews", "bot.cli:main")
    assert distribution.metadata["License-Expression"] == "MIT"
    assert distribution.metadata["Requires-Python"] == ">=3.11"


def test_it_works_outside_the_checkout(installed: Path, tmp_path: Path) -> None:
    """The manifest, the migrations and the templates, all from inside the wheel."""
    python = [sys.executable, "-m", "bot"]
    assert '"slash_commands"' in _run([*python, "manifest"], tmp_path, PYTHONPATH=str(installed))
    _run([*python, "migrate"], tmp_path, PYTHONPATH=str(installed))
    assert (tmp_path / "ainews.db").exists()
    script = (
        "import bot\n"
        "from bot.app import open_local_desk\n"
        "from bot.config import FixedSettings\n"
        "from bot.paths import data_folder\n"
        "with open_local_desk(FixedSettings()) as desk:\n"
        "    print(bot.__file__, data_folder('templates'), data_folder('migrations'), sep='\\n')\n"
    )
    places = _run([sys.executable, "-c", script], tmp_path, PYTHONPATH=str(installed)).splitlines()
    assert places == [
        str(installed / "bot" / "__init__.py"),
        str(installed / "bot" / "_data" / "templates"),
        str(installed / "bot" / "_data" / "migrations"),
    ]


def test_its_playground_runs_with_the_sample_archive(installed: Path, tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "playground", "--no-browser", "--port", "0"],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(installed), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        address = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())
        assert address is not None
        page = urlopen(address[0], timeout=PATIENCE).read().decode()
    finally:
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, err) == (0, "")
    assert "ai-news" in page


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_is_pinned_and_hashed(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    lines = [line for line in text.replace("\\\n", "").splitlines() if not line.startswith("#")]
    assert lines
    for line in lines:
        pin, *hashes = re.split(r"\s+(?=--hash)", line)
        assert _PIN.fullmatch(pin.strip()), line
        assert hashes, line
        assert all(_HASH.fullmatch(each.strip()) for each in hashes), line


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_no_index_is_named(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert not re.search(r"--(extra-)?index-url|--find-links|--trusted-host|-i |://", text)


def test_all_that_the_project_names_is_locked() -> None:
    groups = PROJECT["dependency-groups"]
    needed = set(map(_normal, PROJECT["project"]["dependencies"]))
    assert needed <= _locked("requirements.txt")
    developing = {_normal(entry) for group in groups.values() for entry in group if isinstance(entry, str)}
    assert needed | developing <= _locked("requirements-dev.txt")


def test_running_and_developing_use_the_same_versions() -> None:
    running, developing = (_pins(name) for name in ("requirements.txt", "requirements-dev.txt"))
    assert {name: developing[name] for name in running} == running


def _pins(name: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for package, version in re.findall(
        rf"(?m)^({_NAME})(?:\[.*\])?==(\S+)", (ROOT / name).read_text("utf-8")
    ):
        found.setdefault(_normal(package), set()).add(version)
    return found


def _locked(name: str) -> set[str]:
    return set(_pins(name))


def _normal(requirement: str) -> str:
    found = re.match(_NAME, requirement)
    assert found is not None
    return re.sub(r"[-_.]+", "-", found[0]).lower()


def test_the_processes_of_the_procfile_are_commands() -> None:
    lines = dict(line.split(": ") for line in (ROOT / "Procfile").read_text("utf-8").splitlines())
    assert lines == {"release": "ainews migrate", "worker": "ainews run", "web": "ainews run --http"}


def test_importing_any_module_does_nothing(tmp_path: Path) -> None:
    """No file, no thread, no logger set up, no environment read: objects are built by `bot/app.py` alone."""
    script = (
        "import importlib, logging, os, pkgutil, sys, threading\n"
        "import bot\n"
        "names = [m.name for m in pkgutil.walk_packages(bot.__path__, 'bot.') if m.name != 'bot.__main__']\n"
        "before = dict(os.environ)\n"
        "for name in names: importlib.import_module(name)\n"
        "assert len(names) > 100, names\n"
        "assert threading.active_count() == 1, threading.enumerate()\n"
        "assert not logging.getLogger().handlers, logging.getLogger().handlers\n"
        "assert dict(os.environ) == before\n"
        "assert os.listdir() == [], os.listdir()\n"
    )
    bad = dict.fromkeys(("DATABASE_URL", "SLACK_BOT_TOKEN", "AINEWS_TIMEZONE", "PORT"), "nonsense")
    _run(
        [sys.executable, "-W", "error::ResourceWarning", "-c", script], tmp_path, PYTHONPATH=str(ROOT), **bad
    )
