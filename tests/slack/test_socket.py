"""The watched socket: it notices silence, connects anew, and ends at once without losing what it took."""

import socket
import threading
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from slack_bolt import Ack, App
from slack_sdk import WebClient
from slack_sdk.web import SlackResponse
from structlog.testing import capture_logs

from bot.playground.app_config import AppConfig
from bot.playground.seed import AI_NEWS, CONTRIBUTOR
from bot.playground.server import PlaygroundServer
from bot.slack.manifest import manifest
from bot.slack.socket import STALE_SECONDS, SlackSocket
from tests.support.playground import let_acknowledge_late, patient_playground
from tests.support.waiting import PATIENCE, eventually


class Relay:
    """Passes bytes between the bot and the workspace, until it is told to swallow them: a silent death."""

    def __init__(self, port: int) -> None:
        self._target = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.connections = 0
        self._silent: list[threading.Event] = []
        self._open: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def fall_silent(self) -> None:
        """Swallow from now on what the present connections say; new ones are passed on."""
        for silent in self._silent:
            silent.set()

    def close(self) -> None:
        self._listener.close()
        for connection in self._open:
            connection.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
                far = socket.create_connection(("127.0.0.1", self._target))
            except OSError:  # the test is over
                return
            self.connections += 1
            self._open += [near, far]
            silent = threading.Event()
            self._silent.append(silent)
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=self._pass, args=(one, other, silent), daemon=True).start()

    def _pass(self, one: socket.socket, other: socket.socket, silent: threading.Event) -> None:
        try:
            while chunk := one.recv(4096):
                if not silent.is_set():
                    other.sendall(chunk)
        except OSError:
            return


class RelayedClient(WebClient):
    """Sends the WebSocket through the relay."""

    relay: Relay

    def apps_connections_open(self, **arguments: Any) -> SlackResponse:
        answer = super().apps_connections_open(**arguments)
        address = urlsplit(str(answer["url"]))
        answer.data["url"] = address._replace(netloc=f"127.0.0.1:{self.relay.port}").geturl()  # type: ignore[index]  # bytes only for downloads
        return answer


class Time:
    """A monotonic clock that can be moved."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def server() -> Iterator[PlaygroundServer]:
    with patient_playground(app=AppConfig.from_manifest(manifest())) as running:
        yield running


@pytest.fixture
def relay(server: PlaygroundServer) -> Iterator[Relay]:
    relay = Relay(server.port)
    yield relay
    relay.close()


def _app(server: PlaygroundServer) -> App:
    return App(
        client=WebClient(server.bot_token, base_url=server.api_url),
        signing_secret="unused",
        token_verification_enabled=False,
    )


def _socket(server: PlaygroundServer, app: App, client: WebClient, **options: Any) -> SlackSocket:
    return SlackSocket(app, server.app_token, client, **options)


def _connections_made(server: PlaygroundServer) -> int:
    return len([call for call in server.workspace.calls if call.method == "apps.connections.open"])


def test_a_connection_that_died_silently_is_made_anew(server: PlaygroundServer, relay: Relay) -> None:
    clock = Time()
    client = RelayedClient(base_url=server.api_url)
    client.relay = relay
    # The SDK pings once an hour, so that it is not the SDK that notices.
    watched = _socket(server, _app(server), client, ping_seconds=3600, monotonic=clock)
    watched.connect()
    try:
        eventually(lambda: server.workspace.connections == 1)
        watched.watch()
        assert (watched.health().connected, watched.health().reconnects) == (True, 0)
        relay.fall_silent()
        server.socket_mode.refresh()  # something is said, and swallowed
        clock.now = STALE_SECONDS - 1
        watched.watch()
        assert relay.connections == 1, "not stale yet"
        clock.now = STALE_SECONDS + 5
        assert watched.health().connected, "the SDK believes in a dead socket"
        assert not watched.health().is_good
        watched.watch()
        eventually(lambda: relay.connections == 2)
        eventually(lambda: watched.health().is_good)
        watched.watch()
        assert watched.health().reconnects == 1
        assert watched.health().age < STALE_SECONDS
    finally:
        watched.close()


def test_a_connection_that_was_cut_is_counted(server: PlaygroundServer) -> None:
    watched = _socket(server, _app(server), WebClient(base_url=server.api_url), ping_seconds=0.1)
    watched.connect()
    try:
        eventually(lambda: server.workspace.connections == 1)
        server.socket_mode.cut()

        def is_back() -> bool:
            watched.watch()
            return watched.health().reconnects > 0 and server.workspace.connections == 1

        eventually(
            is_back
        )  # the SDK may do it more than once: a pong that is late is a dead connection to it
        assert watched.health().reconnects < _connections_made(server), "none is counted twice"
    finally:
        watched.close()


def test_pings_that_are_answered_keep_the_age_low(server: PlaygroundServer) -> None:
    clock = Time()
    client = WebClient(base_url=server.api_url)
    watched = _socket(server, _app(server), client, ping_seconds=0.05, monotonic=clock)
    watched.connect()
    try:
        with capture_logs() as logs:
            for clock.now in (50.0, 100.0, 150.0):  # each time something was heard since

                def was_heard() -> bool:
                    watched.watch()
                    return watched.health().age == 0

                eventually(was_heard)
        assert "nothing heard from Slack, connecting anew" not in {line["event"] for line in logs}
    finally:
        watched.close()


def test_what_was_closed_does_not_connect_again(server: PlaygroundServer) -> None:
    clock = Time()
    client = WebClient(base_url=server.api_url)
    watched = _socket(server, _app(server), client, monotonic=clock)
    watched.connect()
    eventually(lambda: server.workspace.connections == 1)
    watched.close()
    eventually(lambda: server.workspace.connections == 0)
    clock.now = STALE_SECONDS + 5
    watched.watch()
    assert not watched.health().connected
    assert server.workspace.connections == 0


def test_closing_acknowledges_and_finishes_what_was_taken(server: PlaygroundServer) -> None:
    app = _app(server)
    taken, go_on, done = threading.Event(), threading.Event(), threading.Event()

    def listener(ack: Ack) -> None:
        taken.set()
        assert go_on.wait(PATIENCE)
        ack("Done all the same.")
        done.set()

    app.command("/ainews")(listener)
    let_acknowledge_late(app)
    watched = _socket(server, app, WebClient(base_url=server.api_url))
    watched.connect()
    eventually(lambda: server.workspace.connections == 1)
    person = threading.Thread(
        target=server.people.send_command, args=(CONTRIBUTOR, AI_NEWS, "/ainews help"), daemon=True
    )
    person.start()
    assert taken.wait(PATIENCE)
    closing = threading.Thread(target=watched.close, daemon=True)
    closing.start()
    go_on.set()
    closing.join(PATIENCE)
    assert done.is_set()
    assert not closing.is_alive()
    person.join(PATIENCE)
    found = server.workspace.ephemeral(CONTRIBUTOR, AI_NEWS)
    assert [message.text for message in found] == ["Done all the same."]
    eventually(lambda: server.workspace.connections == 0)
    assert not watched.health().connected
