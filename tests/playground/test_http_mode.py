"""An app that hears over HTTP: Bolt with its own signature check, no Socket Mode."""

import contextlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from slack_bolt.adapter.wsgi import SlackRequestHandler

from bot.playground.refusals import CannotDoThatError
from bot.playground.seed import AI_NEWS, READER
from bot.playground.server import PlaygroundServer
from tests.playground.conftest import bot_client
from tests.playground.sample_app import Heard, build_app


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


@contextmanager
def app_over_http(server: PlaygroundServer, heard: Heard, secret: str) -> Iterator[None]:
    app = build_app(bot_client(server), heard, signing_secret=secret)
    with listening(server, SlackRequestHandler(app, path="/slack/events")):
        yield


@contextmanager
def listening(server: PlaygroundServer, wsgi: Any) -> Iterator[None]:
    with make_server("127.0.0.1", 0, wsgi, server_class=_Server, handler_class=_Quiet) as listener:
        threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        server.http_mode.request_url = f"http://127.0.0.1:{listener.server_port}/slack/events"
        yield
        listener.shutdown()


@pytest.fixture
def heard(server: PlaygroundServer) -> Iterator[Heard]:
    heard = Heard()
    with app_over_http(server, heard, server.signing_secret):
        yield heard


def test_commands_and_their_answers_go_over_http(server: PlaygroundServer, heard: Heard) -> None:
    assert server.people.send_command(READER, AI_NEWS, "/echo over HTTP").ok
    assert heard.wait("echo")["text"] == "over HTTP"
    assert [message.text for message in server.workspace.ephemeral(READER)] == ["over HTTP"]


def test_modals_and_buttons_go_over_http(server: PlaygroundServer, heard: Heard) -> None:
    server.people.send_command(READER, AI_NEWS, "/form")
    server.workspace.wait_for(lambda workspace: workspace.modal(READER))
    assert server.people.submit_view(READER, values={"title": "taken"}).outcome == "errors"
    assert server.people.submit_view(READER, values={"title": "free"}).outcome == "closed"
    server.people.send_command(READER, AI_NEWS, "/buttons")
    server.workspace.wait_for(lambda workspace: workspace.messages(AI_NEWS))
    assert server.people.act(READER, server.workspace.messages(AI_NEWS)[0], "vote").ok
    assert heard.wait("vote")["actions"][0]["value"] == "42"


def test_events_go_over_http(server: PlaygroundServer, heard: Heard) -> None:
    message = server.people.post_message(READER, AI_NEWS, "hello")
    assert heard.wait("message/new")["event"]["ts"] == message.ts


def test_the_request_url_is_verified_before_anything_else(server: PlaygroundServer, heard: Heard) -> None:
    server.people.send_command(READER, AI_NEWS, "/echo x")
    assert server.workspace.is_verified
    sent = [call.method for call in server.workspace.calls if call.direction == "out"]
    assert sent == ["url_verification", "command /echo"]
    server.http_mode.verify()
    last = server.workspace.calls[-1]
    assert last.method == "url_verification"
    assert last.answer["challenge"] == last.args["challenge"]


@pytest.mark.parametrize(
    ("content_type", "answer", "is_right"),
    [
        ("text/plain", "%s", True),
        ("application/json", '{"challenge": "%s"}', True),
        ("application/x-www-form-urlencoded", "challenge=%s", True),
        ("text/plain", "hello", False),
        ("application/json", "[]", False),
    ],
)
def test_a_challenge_is_given_back_in_three_forms(
    server: PlaygroundServer, content_type: str, answer: str, *, is_right: bool
) -> None:
    def app(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        body = json.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
        start_response("200 OK", [("Content-Type", content_type)])
        return [answer.replace("%s", body["challenge"]).encode()]

    with listening(server, app):
        with contextlib.nullcontext() if is_right else pytest.raises(CannotDoThatError, match="challenge"):
            server.http_mode.verify()
        assert server.workspace.is_verified is is_right


def test_a_wrong_signing_secret_is_a_failed_dispatch(server: PlaygroundServer) -> None:
    heard = Heard()
    with app_over_http(server, heard, "another secret"):
        assert server.people.send_command(READER, AI_NEWS, "/echo x").error == "dispatch_failed"
    assert heard.count("echo") == 0


def test_an_app_that_is_away_is_a_failed_dispatch(server: PlaygroundServer) -> None:
    server.http_mode.request_url = "http://127.0.0.1:9/slack/events"
    assert server.people.send_command(READER, AI_NEWS, "/echo x").error == "dispatch_failed"
