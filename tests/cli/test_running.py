"""`ainews run` as a process, on a workspace of the test's: it answers, and ends politely."""

import json
import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest

from bot.playground.app_config import AppConfig
from bot.playground.seed import ADMIN, AI_NEWS, CONTRIBUTOR, CURATOR, READER
from bot.playground.server import PlaygroundServer
from bot.playground.workspace import Workspace
from bot.slack.manifest import manifest
from tests.cli.conftest import AINEWS
from tests.support.playground import patient_playground
from tests.support.ports import reserved_port
from tests.support.story import text_of
from tests.support.waiting import PATIENCE, eventually


@pytest.fixture
def server() -> Iterator[PlaygroundServer]:
    with patient_playground(app=AppConfig.from_manifest(manifest())) as running:
        yield running


@contextmanager
def _running(
    server: PlaygroundServer, folder: Path, *options: str, **environment: str
) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [AINEWS, "run", *options],
        cwd=folder,
        env={
            "PATH": os.defpath,
            "SLACK_API_URL": server.api_url,
            "SLACK_BOT_TOKEN": server.bot_token,
            "AINEWS_LOG": "DEBUG",
            "AINEWS_HEALTH": "off",
            **environment,
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.fixture
def port() -> Iterator[int]:
    with reserved_port() as reserved:
        yield reserved


def _ask_for_help(server: PlaygroundServer) -> None:
    server.people.send_command(CONTRIBUTOR, AI_NEWS, "/ainews help")
    server.workspace.wait_for(lambda workspace: _answers(workspace, CONTRIBUTOR))


def _answers(workspace: Workspace, person: str) -> int:
    """Return how often somebody was given help."""
    return sum("/ainews search" in text_of(message) for message in workspace.ephemeral(person, AI_NEWS))


def _end(process: subprocess.Popen[str], number: signal.Signals, server: PlaygroundServer) -> None:
    process.send_signal(number)
    out, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out) == (0, ""), err
    assert "Traceback" not in err
    for secret in (server.bot_token, server.app_token, server.signing_secret):
        assert secret not in err, "not even at DEBUG"


def test_with_socket_mode(server: PlaygroundServer, tmp_path: Path) -> None:
    with _running(server, tmp_path, SLACK_APP_TOKEN=server.app_token) as process:
        server.workspace.wait_for(lambda workspace: workspace.connections)
        _ask_for_help(server)
        _end(process, signal.SIGINT, server)
    assert (tmp_path / "ainews.db").exists()


def test_over_http(server: PlaygroundServer, tmp_path: Path, port: int) -> None:
    secret = server.signing_secret
    with _running(server, tmp_path, "--http", SLACK_SIGNING_SECRET=secret, PORT=str(port)) as process:
        _wait_for_port(port)
        server.http_mode.request_url = f"http://127.0.0.1:{port}/slack/events"
        _ask_for_help(server)
        _end(process, signal.SIGTERM, server)


def _wait_for_port(port: int) -> None:
    def answers() -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    eventually(answers)


@pytest.mark.parametrize("http", [False, True], ids=["socket", "http"])
def test_a_stop_finishes_what_was_acked(
    server: PlaygroundServer, tmp_path: Path, port: int, http: bool
) -> None:
    options = ["--http"] if http else []
    given = {"SLACK_SIGNING_SECRET": server.signing_secret, "PORT": str(port)} if http else {}
    with _running(server, tmp_path, *options, SLACK_APP_TOKEN=server.app_token, **given) as process:
        if http:
            _wait_for_port(port)
            server.http_mode.request_url = f"http://127.0.0.1:{port}/slack/events"
        else:
            server.workspace.wait_for(lambda workspace: workspace.connections)
        asked = _ask_until_one_waits(server)
        _end(process, signal.SIGTERM, server)
    assert [_answers(server.workspace, person) for person in asked] == [1] * len(asked)


def _ask_until_one_waits(server: PlaygroundServer) -> list[str]:
    """Let people ask for help until one of them is acked and not answered, and return who asked.

    Slack asks for a pause of a second then, which can be over on a busy machine before we look.
    """
    asked: list[str] = []
    for person in (CONTRIBUTOR, READER, CURATOR, ADMIN):
        called = _count_calls(server.workspace, "users.info")
        server.faults.add("ratelimited", "users.info", retry_after=1)
        assert server.people.send_command(person, AI_NEWS, "/ainews help").ok
        asked.append(person)
        eventually(lambda called=called: _count_calls(server.workspace, "users.info") > called)  # type: ignore[misc]
        if not _answers(server.workspace, person):
            break
    return asked


def test_monitoring_is_answered_on_the_loopback_address(
    server: PlaygroundServer, tmp_path: Path, port: int
) -> None:
    given = {"SLACK_APP_TOKEN": server.app_token, "AINEWS_HEALTH": str(port)}
    with _running(server, tmp_path, **given) as process:
        _wait_for_port(port)
        server.workspace.wait_for(lambda workspace: workspace.connections)
        # The workspace knows of the connection a moment before the bot does.
        eventually(lambda: b"ainews_socket_connected 1.0" in _get(port, "/metrics"))
        assert json.loads(_get(port, "/readyz"))["status"] == "ok"
        _end(process, signal.SIGTERM, server)


def _get(port: int, path: str) -> bytes:
    with urlopen(f"http://127.0.0.1:{port}{path}", timeout=PATIENCE) as answer:
        content: bytes = answer.read()
    return content


def _count_calls(workspace: Workspace, method: str) -> int:
    return sum(call.method == method for call in workspace.calls)


@pytest.mark.parametrize(
    ("changed", "variable"),
    [({"SLACK_BOT_TOKEN": "xoxb-of-somebody-else"}, "SLACK_BOT_TOKEN"), ({}, "SLACK_APP_TOKEN")],
)
def test_a_token_that_slack_does_not_know_is_named(
    server: PlaygroundServer, tmp_path: Path, changed: dict[str, str], variable: str
) -> None:
    with _running(server, tmp_path, SLACK_APP_TOKEN="xapp-of-nobody", **changed) as process:
        out, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out) == (2, "")
    said = [line for line in err.splitlines() if line.startswith("ainews: ")]
    assert len(said) == 1
    assert said[0].startswith(f"ainews: Slack does not accept {variable}: invalid_auth. Copy it again")
