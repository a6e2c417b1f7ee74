"""A server for each test, and a connected Bolt app where one is asked for."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
from websockets.sync.client import ClientConnection
from websockets.sync.client import connect as connect_websocket

from bot.playground.people import People
from bot.playground.server import PlaygroundServer
from bot.playground.workspace import Workspace
from tests.playground.sample_app import Heard, build_app
from tests.support.playground import patient_playground
from tests.support.waiting import PATIENCE, eventually


@dataclass
class Play:
    """A server with the sample app connected to it."""

    server: PlaygroundServer
    workspace: Workspace
    people: People
    client: WebClient
    heard: Heard
    handler: SocketModeHandler


@pytest.fixture
def server() -> Iterator[PlaygroundServer]:
    with patient_playground() as running:
        yield running


@pytest.fixture
def client(server: PlaygroundServer) -> WebClient:
    return bot_client(server)


def bot_client(server: PlaygroundServer) -> WebClient:
    """A client without retries, so that a fault is seen."""
    return WebClient(server.bot_token, base_url=server.api_url, retry_handlers=[], timeout=int(PATIENCE))


def connect(server: PlaygroundServer) -> Play:
    client, heard = bot_client(server), Heard()
    handler = SocketModeHandler(build_app(client, heard), server.app_token)
    handler.client.connect()
    server.workspace.wait_for(lambda workspace: workspace.connections)
    return Play(server, server.workspace, server.people, client, heard, handler)


def open_socket(server: PlaygroundServer) -> ClientConnection:
    """A bare Socket Mode connection, for what Bolt hides. It acknowledges nothing by itself."""
    url = bot_client(server).apps_connections_open(app_token=server.app_token)["url"]
    return connect_websocket(str(url), proxy=None)


def receive(socket: ClientConnection) -> dict[str, Any]:
    message = json.loads(socket.recv(timeout=PATIENCE))
    assert isinstance(message, dict)
    return message


def disconnect(play: Play) -> None:
    """Close quickly: the SDK waits seconds for a silent socket and a silent queue unless both are stirred."""
    socket = play.handler.client
    socket.closed = True
    socket.auto_reconnect_enabled = False
    play.server.socket_mode.cut()
    eventually(lambda: not socket.is_connected())
    socket.enqueue_message("")
    socket.close()


@pytest.fixture
def play() -> Iterator[Play]:
    with patient_playground() as running:
        connected = connect(running)
        yield connected
        disconnect(connected)
