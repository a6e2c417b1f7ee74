"""`ainews playground` as a program of its own: what it prints, and how it ends."""

import json
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from slack_bolt import Ack, App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from bot.playground.seed import AI_NEWS, READER
from bot.playground.server import PlaygroundServer
from tests.support.waiting import PATIENCE, eventually


@contextmanager
def program(*options: str, folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Start it with a temporary folder of its own, and end it whatever happens."""
    command = [sys.executable, "-m", "bot", "playground", "--no-browser", "--port", "0", *options]
    environment = {
        **os.environ,
        "TMPDIR": str(folder),
        "PYTHONUNBUFFERED": "1",
        "COLUMNS": "200",
        "DATABASE_URL": "nonsense://",
    }
    with subprocess.Popen(
        command, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def interrupt(process: subprocess.Popen[str]) -> str:
    """Press Ctrl+C, and return what came on standard error until the program's end."""
    process.send_signal(signal.SIGINT)
    _, problems = process.communicate(timeout=PATIENCE)
    return problems


def test_the_bot_starts_and_leaves_nothing_behind(tmp_path: Path) -> None:
    with program(folder=tmp_path) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith("AI News is ready to try: http://127.0.0.1:")
        page = line.split()[6]
        with urllib.request.urlopen(page, timeout=PATIENCE) as answer:
            assert b"AI News" in answer.read()
        assert [one.name[:18] for one in tmp_path.iterdir()] == ["ainews-playground-"]
        problems = interrupt(process)
    assert (process.returncode, problems) == (0, "")
    assert list(tmp_path.iterdir()) == []


def test_any_bolt_app_can_use_what_no_bot_prints(tmp_path: Path) -> None:
    with program("--no-bot", folder=tmp_path) as process:
        assert process.stdout is not None
        printed = dict(process.stdout.readline().strip().split("=", 1) for _ in range(4))
        assert list(printed) == [
            "SLACK_API_URL",
            "SLACK_BOT_TOKEN",
            "SLACK_APP_TOKEN",
            "SLACK_SIGNING_SECRET",
        ]
        # The three lines of docs/playground.md:
        client = WebClient(printed["SLACK_BOT_TOKEN"], base_url=printed["SLACK_API_URL"])
        app = App(client=client)
        handler = SocketModeHandler(app, printed["SLACK_APP_TOKEN"])

        @app.command("/hello")
        def hello(ack: Ack) -> None:
            ack("Hello to you!")

        handler.connect()
        # The workspace counts a connection just after the app has its handshake, and waits three seconds.
        eventually(lambda: _command(printed["SLACK_API_URL"], "/hello") == {"ok": True})
        handler.client.auto_reconnect_enabled = False
        problems = interrupt(process)
        handler.close()
    assert problems.startswith("A workspace without a bot: http://127.0.0.1:")
    assert "docs/playground.md" in problems


def _command(api_url: str, text: str) -> object:
    body = json.dumps({"user": READER, "channel": AI_NEWS, "text": text}).encode()
    request = urllib.request.Request(
        api_url.replace("/api/", "/_play/command"), body, {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
        return json.load(answer)


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    with PlaygroundServer() as other, program("--port", str(other.port), folder=tmp_path) as process:
        printed, problems = process.communicate(timeout=PATIENCE)
    assert (printed, process.returncode) == ("", 1)
    assert f"Port {other.port} cannot be used" in problems
    assert "--port" in problems
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--request-url", "http://127.0.0.1:3000/slack/events"], "--no-bot"),
        (["--no-bot", "--request-url", "https://example.org/slack/events"], "this machine"),
        (["--manifest", __file__], "--no-bot"),
        (["--no-bot", "--manifest", __file__], "not an app manifest"),
        (["--no-bot", "--manifest", "missing.json"], "does not exist"),
    ],
)
def test_options_for_other_apps_are_checked(tmp_path: Path, options: list[str], said: str) -> None:
    with program(*options, folder=tmp_path) as process:
        _, problems = process.communicate(timeout=PATIENCE)
    assert process.returncode == 2
    assert said in problems
