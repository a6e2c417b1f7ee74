"""`ainews run` as a process, on a workspace of the test's: it answers, and ends politely."""

import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest

from bot.playground.app_config import AppConfig
from bot.playground.model import Message
from bot.playground.seed import AI_NEWS, CONTRIBUTOR
from bot.playground.server import PlaygroundServer
from bot.playground.workspace import Workspace
from bot.slack.manifest import manifest
from tests.cli.conftest import AINEWS
from tests.support.story import text_of

SECONDS = 30  # how long to wait for what should come at once


@pytest.fixture
def server() -> Iterator[PlaygroundServer]:
    with PlaygroundServer(app=AppConfig.from_manifest(manifest())) as running:
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


def _ask_for_help(server: PlaygroundServer) -> None:
    server.people.send_command(CONTRIBUTOR, AI_NEWS, "/ainews help")

    def answer(workspace: Workspace) -> Message | None:
        found = workspace.ephemeral(CONTRIBUTOR, AI_NEWS)
        return next((message for message in found if "/ainews search" in text_of(message)), None)

    server.workspace.wait_for(answer, SECONDS)


def _end(process: subprocess.Popen[str], number: signal.Signals, server: PlaygroundServer) -> None:
    process.send_signal(number)
    out, err = process.communicate(timeout=SECONDS)
    assert (process.returncode, out) == (0, ""), err
    assert "Traceback" not in err
    for secret in (server.bot_token, server.app_token, server.signing_secret):
        assert secret not in err, "not even at DEBUG"


def test_with_socket_mode(server: PlaygroundServer, tmp_path: Path) -> None:
    with _running(server, tmp_path, SLACK_APP_TOKEN=server.app_token) as process:
        server.workspace.wait_for(lambda workspace: workspace.connections, SECONDS)
        _ask_for_help(server)
        _end(process, signal.SIGINT, server)
    assert (tmp_path / "ainews.db").exists()


def test_over_http(server: PlaygroundServer, tmp_path: Path) -> None:
    port = _free_port()
    secret = server.signing_secret
    with _running(server, tmp_path, "--http", SLACK_SIGNING_SECRET=secret, PORT=str(port)) as process:
        _wait_for_port(port)
        server.http_mode.request_url = f"http://127.0.0.1:{port}/slack/events"
        _ask_for_help(server)
        _end(process, signal.SIGTERM, server)


def _wait_for_port(port: int) -> None:
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(f"nobody listens on port {port}")


@pytest.mark.parametrize("http", [False, True], ids=["socket", "http"])
def test_a_stop_finishes_what_was_acked(server: PlaygroundServer, tmp_path: Path, http: bool) -> None:
    port = _free_port()
    options = ["--http"] if http else []
    given = {"SLACK_SIGNING_SECRET": server.signing_secret, "PORT": str(port)} if http else {}
    with _running(server, tmp_path, *options, SLACK_APP_TOKEN=server.app_token, **given) as process:
        if http:
            _wait_for_port(port)
            server.http_mode.request_url = f"http://127.0.0.1:{port}/slack/events"
        else:
            server.workspace.wait_for(lambda workspace: workspace.connections, SECONDS)
        # Slack asks for a pause, in which the command is acked and not answered.
        server.faults.add("ratelimited", "users.info", retry_after=1)
        server.people.send_command(CONTRIBUTOR, AI_NEWS, "/ainews help")
        server.workspace.wait_for(lambda workspace: _was_called(workspace, "users.info"), SECONDS)
        assert not server.workspace.ephemeral(CONTRIBUTOR, AI_NEWS)
        _end(process, signal.SIGTERM, server)
    assert any("/ainews search" in text_of(m) for m in server.workspace.ephemeral(CONTRIBUTOR, AI_NEWS))


def test_monitoring_is_answered_on_the_loopback_address(server: PlaygroundServer, tmp_path: Path) -> None:
    port = _free_port()
    given = {"SLACK_APP_TOKEN": server.app_token, "AINEWS_HEALTH": str(port)}
    with _running(server, tmp_path, **given) as process:
        _wait_for_port(port)
        server.workspace.wait_for(lambda workspace: workspace.connections, SECONDS)
        with urlopen(f"http://127.0.0.1:{port}/readyz", timeout=SECONDS) as answer:
            assert json.loads(answer.read())["status"] == "ok"
        with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=SECONDS) as answer:
            assert b"ainews_socket_connected 1.0" in answer.read()
        _end(process, signal.SIGTERM, server)


def _was_called(workspace: Workspace, method: str) -> bool:
    return any(call.method == method for call in workspace.calls)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.parametrize(
    ("changed", "variable"),
    [({"SLACK_BOT_TOKEN": "xoxb-of-somebody-else"}, "SLACK_BOT_TOKEN"), ({}, "SLACK_APP_TOKEN")],
)
def test_a_token_that_slack_does_not_know_is_named(
    server: PlaygroundServer, tmp_path: Path, changed: dict[str, str], variable: str
) -> None:
    with _running(server, tmp_path, SLACK_APP_TOKEN="xapp-of-nobody", **changed) as process:
        out, err = process.communicate(timeout=SECONDS)
    assert (process.returncode, out) == (2, "")
    said = [line for line in err.splitlines() if line.startswith("ainews: ")]
    assert len(said) == 1
    assert said[0].startswith(f"ainews: Slack does not accept {variable}: invalid_auth. Copy it again")
