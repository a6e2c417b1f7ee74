"""Faults on demand, seen by the real SDK."""

import threading
from http.client import RemoteDisconnected
from urllib.error import URLError

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.playground.faults import Faults
from bot.playground.refusals import CannotDoThatError
from bot.playground.seed import AI_NEWS
from bot.playground.server import PlaygroundServer
from tests.playground.conftest import bot_client
from tests.support.waiting import eventually


def texts(server: PlaygroundServer) -> list[str]:
    return [message.text for message in server.workspace.messages(AI_NEWS)]


@pytest.mark.parametrize(
    ("kind", "status", "error", "posted"),
    [
        ("ratelimited", 429, "ratelimited", []),
        ("server_error", 500, "internal_error", []),
        ("server_error_after", 500, "internal_error", ["once"]),
        ("error", 200, "channel_is_limited_access", []),
    ],
)
def test_an_answer_can_be_an_error(
    server: PlaygroundServer, client: WebClient, kind: str, status: int, error: str, posted: list[str]
) -> None:
    server.faults.add(kind, "chat.postMessage", retry_after=7, code="channel_is_limited_access")
    client.auth_test()
    with pytest.raises(SlackApiError) as caught:
        client.chat_postMessage(channel=AI_NEWS, text="once")
    response = caught.value.response
    assert (response.status_code, response["error"]) == (status, error)
    assert response.headers.get("Retry-After", response.headers.get("retry-after")) == (
        "7" if status == 429 else None
    )
    assert texts(server) == posted
    assert client.chat_postMessage(channel=AI_NEWS, text="twice")["ok"]


def test_an_answer_can_be_a_page_instead_of_json(server: PlaygroundServer, client: WebClient) -> None:
    server.faults.add("unavailable", "chat.postMessage")
    with pytest.raises(SlackApiError) as caught:
        client.chat_postMessage(channel=AI_NEWS, text="once")
    assert caught.value.response.status_code == 503
    assert "503 Service Unavailable" in str(caught.value.response.data)
    assert texts(server) == []


@pytest.mark.parametrize(
    ("kind", "posted"),
    [("reset_before", []), ("reset_after", ["once"]), ("hang", []), ("hang_after", ["once"])],
)
def test_a_connection_can_break(
    server: PlaygroundServer, client: WebClient, kind: str, posted: list[str]
) -> None:
    server.faults.add(kind, "chat.postMessage", seconds=0.05)
    with pytest.raises((ConnectionError, URLError, RemoteDisconnected)):
        client.chat_postMessage(channel=AI_NEWS, text="once")
    assert texts(server) == posted
    assert client.chat_postMessage(channel=AI_NEWS, text="again")["ok"]


def test_the_default_client_posts_twice_after_a_reset(server: PlaygroundServer) -> None:
    server.faults.add("reset_after", "chat.postMessage")
    WebClient(server.bot_token, base_url=server.api_url).chat_postMessage(channel=AI_NEWS, text="twice")
    assert texts(server) == ["twice", "twice"]


def test_a_fault_strikes_as_often_and_as_late_as_told(server: PlaygroundServer, client: WebClient) -> None:
    server.faults.add("server_error", "auth.test", times=2, skip=1)
    outcomes = []
    for _ in range(4):
        try:
            client.auth_test()
            outcomes.append("ok")
        except SlackApiError as error:
            outcomes.append(error.response["error"])
    assert outcomes == ["ok", "internal_error", "internal_error", "ok"]
    assert server.faults.pending() == []


def test_any_method_can_be_meant_and_faults_can_be_cleared(server: PlaygroundServer) -> None:
    server.faults.add("server_error", times=5)
    with pytest.raises(SlackApiError):
        bot_client(server).api_test()
    server.faults.clear()
    assert bot_client(server).api_test()["ok"]


def test_how_the_app_took_a_fault_is_remembered() -> None:
    now = 10.0
    faults = Faults(lambda: now)
    faults.add("ratelimited", "chat.postMessage", retry_after=2)
    faults.take("chat.postMessage")
    (waiting,) = faults.struck_as_json()
    assert waiting == {
        "kind": "ratelimited",
        "method": "chat.postMessage",
        "asked": 2,
        "seconds": 0.0,
        "again": False,
    }
    now = 12.1
    faults.take("auth.test")
    assert not faults.struck_as_json()[0]["again"]
    faults.take("chat.postMessage")
    now = 60.0
    assert (faults.struck_as_json()[0]["seconds"], faults.struck_as_json()[0]["again"]) == (2.1, True)


def test_unknown_faults_are_refused(server: PlaygroundServer) -> None:
    with pytest.raises(CannotDoThatError, match="no fault earthquake"):
        server.faults.add("earthquake")
    with pytest.raises(CannotDoThatError):
        server.faults.add("hang", times=0)


def test_a_hanging_call_does_not_hold_up_the_end() -> None:
    before = set(threading.enumerate())
    server = PlaygroundServer()
    server.start()
    server.faults.add("hang", seconds=600)
    client = WebClient(server.bot_token, base_url=server.api_url, retry_handlers=[], timeout=1)
    with pytest.raises((TimeoutError, URLError)):
        client.api_test()
    server.stop()
    eventually(lambda: not [one for one in set(threading.enumerate()) - before if one.name == "playground"])
