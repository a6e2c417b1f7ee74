"""The files in deploy/ and the Dockerfile: checked by the field's own tools, where the machine has them."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.waiting import PATIENCE

ROOT = Path(__file__).parent.parent
UNIT = ROOT / "deploy" / "ainews.service"
KUBERNETES = ROOT / "deploy" / "kubernetes.yaml"
FILES = [ROOT / "Dockerfile", *sorted((ROOT / "deploy").iterdir())]

_VARIABLE = re.compile(r"\b(?:SLACK|AINEWS|DATABASE)_[A-Z_]+\b")


def tool(name: str) -> str:
    """The path of a program, from this environment or the machine."""
    found = shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)
    if not found:
        pytest.skip(f"{name} is not on this machine")
    return found


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE, check=False)


def test_the_dockerfile_is_clean() -> None:
    found = run(tool("hadolint"), "--failure-threshold", "style", "Dockerfile")
    assert (found.returncode, found.stdout) == (0, "")


def test_the_image_holds_what_the_wheel_is_made_of() -> None:
    """What the Dockerfile copies is let through by .dockerignore, and is there."""
    let_in = re.findall(r"^!(\S+)", (ROOT / ".dockerignore").read_text("utf-8"), re.MULTILINE)
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", (ROOT / "Dockerfile").read_text("utf-8"), re.MULTILINE)
    names = {name for line in copied for name in line.split()}
    assert names == set(let_in)
    assert all((ROOT / name).exists() for name in names)


def test_the_unit_is_understood_and_shuts_much_off() -> None:
    analyze = tool("systemd-analyze")
    found = run(analyze, "verify", UNIT)
    complaints = [line for line in found.stderr.splitlines() if UNIT.name in line]
    assert [line for line in complaints if "is not executable" not in line] == []
    found = run(analyze, "security", "--offline=true", "--threshold=20", UNIT)
    assert found.returncode == 0, found.stdout[-200:]


def test_the_kubernetes_file_follows_the_schemas() -> None:
    found = run(tool("kubernetes-validate"), KUBERNETES)
    assert found.returncode == 0, found.stderr
    assert "deployment/ainews" in found.stderr + found.stdout


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_variable_that_is_named_exists(file: Path) -> None:
    known = set(_VARIABLE.findall((ROOT / ".env.example").read_text("utf-8")))
    assert set(_VARIABLE.findall(file.read_text("utf-8"))) <= known


def test_the_guide_names_each_file_and_has_a_section_for_each() -> None:
    guide = (ROOT / "docs" / "deploying.md").read_text("utf-8")
    for file in FILES:
        assert f"(../{file.relative_to(ROOT)})" in guide
    for section in ("systemd", "A container", "Kubernetes", "Heroku", "Fly.io"):
        assert f"\n## {section}\n" in guide
