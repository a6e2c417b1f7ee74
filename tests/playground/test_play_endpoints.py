"""The page's own endpoints, and who may reach the server at all."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPResponse
from typing import Any

import pytest
from websockets.exceptions import InvalidHandshake
from websockets.sync.client import connect as connect_websocket

from bot.errors import AinewsError
from bot.playground.model import Message
from bot.playground.seed import AI_NEWS, CONTRIBUTOR, CURATOR, GUEST, PRIVATE, READER
from bot.playground.server import PlaygroundServer
from tests.playground.conftest import Play
from tests.support.waiting import PATIENCE


@pytest.fixture
def http(server: PlaygroundServer) -> Iterator[HTTPConnection]:
    connection = HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
    yield connection
    connection.close()


def get(http: HTTPConnection, path: str, **headers: str) -> tuple[int, Any]:
    http.request("GET", path, headers=headers)
    return _read(http.getresponse())


def post(http: HTTPConnection, path: str, body: object, **headers: str) -> tuple[int, Any]:
    http.request("POST", path, json.dumps(body), {"Content-Type": "application/json", **headers})
    return _read(http.getresponse())


def _read(response: HTTPResponse) -> tuple[int, Any]:
    return response.status, json.loads(response.read() or b"null")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Host": "localhost:PORT"}, 200),
        ({"Host": "evil.example"}, 403),
        ({"Host": "evil.example:PORT"}, 403),
        ({"Host": "127.0.0.1:1"}, 403),
        ({"Origin": "http://127.0.0.1:PORT"}, 200),
        ({"Origin": "http://localhost:PORT"}, 200),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "http://127.0.0.1:1"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}, 403),
        ({"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "cors"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}, 403),
    ],
)
@pytest.mark.parametrize("path", ["/_play/clock", "/api/api.test"])
def test_other_pages_are_kept_out(
    server: PlaygroundServer, http: HTTPConnection, headers: dict[str, str], status: int, path: str
) -> None:
    own = {name: value.replace("PORT", str(server.port)) for name, value in headers.items()}
    assert get(http, path, **own)[0] == status
    assert post(http, path, {"advance_seconds": 1}, **own)[0] == status


def test_a_link_elsewhere_leads_to_the_page_only(http: HTTPConnection) -> None:
    followed = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    for path, status in (("/", 200), ("/_play/state?user=U0READER01", 403), ("/api/auth.test", 403)):
        http.request("GET", path, headers=followed)
        answer = http.getresponse()
        answer.read()
        assert answer.status == status


def test_a_foreign_page_cannot_open_a_socket(server: PlaygroundServer) -> None:
    link = f"ws://127.0.0.1:{server.port}/link/?ticket={server.socket_mode.new_ticket()}"
    with pytest.raises(InvalidHandshake):
        connect_websocket(link, additional_headers={"Origin": "https://evil.example"}, proxy=None)


def test_a_form_of_another_page_is_not_json(http: HTTPConnection) -> None:
    http.request("POST", "/_play/reload", '{"user": "U"}', {"Content-Type": "text/plain"})
    assert _read(http.getresponse())[0] == 415


def test_state_is_what_one_person_sees(server: PlaygroundServer, http: HTTPConnection) -> None:
    server.people.send_command(READER, AI_NEWS, "/nobody listens")
    _, mine = get(http, f"/_play/state?user={READER}&channel={AI_NEWS}")
    _, others = get(http, f"/_play/state?user={CURATOR}&channel={AI_NEWS}")
    assert [message["is_ephemeral"] for message in mine["channel"]["messages"]] == [True]
    assert mine["channel"]["messages"][0]["author"] == "Slackbot"
    assert others["channel"]["messages"] == []
    assert mine["me"]["id"] == READER
    assert PRIVATE not in {channel["id"] for channel in mine["channels"]}
    assert PRIVATE in {channel["id"] for channel in others["channels"]}
    assert mine["app"]["user_id"] == server.workspace.bot.id


def test_a_thread_is_shown_with_its_replies(server: PlaygroundServer, http: HTTPConnection) -> None:
    root = server.people.post_message(READER, AI_NEWS, "root")
    server.people.post_message(CURATOR, AI_NEWS, "reply", thread_ts=root.ts)
    _, state = get(http, f"/_play/state?user={READER}&channel={AI_NEWS}&thread={root.ts}")
    assert [message["text"] for message in state["thread"]["messages"]] == ["root", "reply"]
    assert state["channel"]["messages"][0]["reply_count"] == 1


def test_of_fifty_thousand_messages_a_hundred_are_shown(
    server: PlaygroundServer, http: HTTPConnection
) -> None:
    channel = server.workspace.channels[AI_NEWS]
    for number in range(50_000):
        ts = f"{1_700_000_000 + number}.000000"
        channel.messages[ts] = Message(ts, AI_NEWS, READER, f"message {number}")
        channel.timeline.append(ts)
    _, state = get(http, f"/_play/state?user={READER}&channel={AI_NEWS}")
    shown = state["channel"]["messages"]
    assert [shown[0]["text"], shown[-1]["text"], len(shown)] == ["message 49900", "message 49999", 100]
    assert state["channel"]["has_more"] is True
    _, older = get(http, f"/_play/state?user={READER}&channel={AI_NEWS}&before={shown[0]['ts']}&limit=10")
    assert [message["text"] for message in older["channel"]["messages"]][-1] == "message 49899"


def test_a_person_writes_reacts_edits_and_deletes(server: PlaygroundServer, http: HTTPConnection) -> None:
    _, answer = post(http, "/_play/message", {"user": READER, "channel": AI_NEWS, "text": "frist"})
    at = {"user": READER, "channel": AI_NEWS, "ts": answer["ts"]}
    assert post(http, "/_play/reaction", {**at, "user": CURATOR, "name": ":eyes:"})[1] == {"ok": True}
    assert post(http, "/_play/edit", {**at, "text": "first"})[1] == {"ok": True}
    message = server.workspace.message(AI_NEWS, answer["ts"])
    assert message is not None
    assert (message.text, message.reactions) == ("first", {"eyes": [CURATOR]})
    assert post(http, "/_play/delete", {**at, "user": CURATOR})[0] == 400
    assert post(http, "/_play/delete", at)[0] == 200
    assert post(http, "/_play/delete", at) == (400, {"ok": False, "error": "That message is gone."})


@pytest.mark.parametrize(
    ("path", "body", "error"),
    [
        ("message", {}, "user is missing or unknown."),
        ("message", {"user": "U404", "channel": AI_NEWS, "text": "x"}, "There is no person U404."),
        ("message", {"user": GUEST, "channel": PRIVATE, "text": "x"}, "Gus Guest is not in curators."),
        ("message", [], "Send a JSON object."),
        ("submit", {"user": READER, "view_id": "V404"}, "That view is not open."),
        ("clock", {"move_to": "tomorrow"}, "That cannot be read: Invalid isoformat string: 'tomorrow'"),
        ("clock", {"move_to": "2026-11-23T08:00:00"}, "That cannot be read: The clock needs a moment with"),
        ("clock", {"move_to": "9999-12-31T23:00:00+00:00"}, "That cannot be read: The clock goes from 1970"),
        ("clock", {"advance_seconds": 1e15}, "That cannot be read: "),
        ("faults", {"kind": "flood"}, "There is no fault flood."),
        ("sockets", {"how": "burn"}, "Sockets can be cut or refreshed."),
    ],
)
def test_bad_requests_get_a_sentence(http: HTTPConnection, path: str, body: object, error: str) -> None:
    status, answer = post(http, f"/_play/{path}", body)
    assert status == 400
    assert answer["ok"] is False
    assert answer["error"].startswith(error)


def test_a_deeply_nested_request_is_refused(http: HTTPConnection) -> None:
    http.request("POST", "/_play/message", "[" * 200_000, {"Content-Type": "application/json"})
    response = http.getresponse()
    assert (response.status, json.load(response)["ok"]) == (400, False)


def test_the_clock_moves_and_whoever_listens_is_told(server: PlaygroundServer, http: HTTPConnection) -> None:
    moved = threading.Event()
    server.clock.on_move(moved.set)
    _, answer = post(http, "/_play/clock", {"move_to": "2030-01-07T08:00:00+00:00"})
    assert moved.is_set()
    message = server.people.post_message(READER, AI_NEWS, "from the future")
    eight = datetime(2030, 1, 7, 8, tzinfo=UTC)  # from there the clock goes on
    written = datetime.fromtimestamp(float(message.ts), UTC)
    assert eight <= datetime.fromisoformat(answer["now"]) <= written < eight + timedelta(hours=1)
    assert post(http, "/_play/clock", {"reset": True})[1]["offset_seconds"] == 0


def test_changes_are_announced_as_events(server: PlaygroundServer, http: HTTPConnection) -> None:
    http.request("GET", "/_play/events")
    response = http.getresponse()
    assert response.getheader("content-type", "").startswith("text/event-stream")
    assert response.readline() == b"event: change\n"
    first = json.loads(response.readline().removeprefix(b"data: "))["revision"]
    response.readline()
    server.people.post_message(READER, AI_NEWS, "news")
    assert response.readline() == b"event: change\n"
    assert json.loads(response.readline().removeprefix(b"data: "))["revision"] > first


def test_calls_are_listed_by_method(server: PlaygroundServer, http: HTTPConnection) -> None:
    post(http, "/api/api.test", {"x": "1"})
    post(http, "/api/auth.test", {})
    _, answer = get(http, "/_play/calls?method=auth.test")
    (call,) = answer["calls"]
    assert (call["method"], call["direction"], call["answer"]["error"]) == ("auth.test", "in", "not_authed")
    assert get(http, f"/_play/calls?after={call['n']}")[1] == {"calls": []}


def test_faults_are_set_and_cleared(http: HTTPConnection) -> None:
    post(http, "/_play/faults", {"kind": "hang", "method": "auth.test", "seconds": 1})
    assert get(http, "/_play/faults")[1]["faults"][0]["kind"] == "hang"
    post(http, "/_play/faults/clear", {})
    assert get(http, "/_play/faults")[1] == {"faults": [], "struck": []}


def test_a_request_url_is_verified_by_a_button(server: PlaygroundServer, http: HTTPConnection) -> None:
    status, answer = post(http, "/_play/verify", {})
    assert (status, answer["ok"]) == (400, False)
    assert "no request URL" in answer["error"]
    server.http_mode.request_url = "http://127.0.0.1:9/slack/events"
    status, answer = post(http, "/_play/verify", {})
    assert status == 400
    assert "did not give the challenge back" in answer["error"]
    app = get(http, f"/_play/state?user={READER}")[1]["app"]
    assert (app["request_url"], app["is_verified"]) == ("http://127.0.0.1:9/slack/events", False)


def test_the_whole_story_over_the_endpoints(play: Play) -> None:
    http = HTTPConnection("127.0.0.1", play.server.port, timeout=PATIENCE)
    assert post(http, "/_play/command", {"user": READER, "channel": AI_NEWS, "text": "/form"})[1] == {
        "ok": True
    }
    play.workspace.wait_for(lambda workspace: workspace.modal(READER))
    (modal,) = get(http, f"/_play/state?user={READER}")[1]["modals"]
    place = {"view_id": modal["id"]}
    post(http, "/_play/fill", {"user": READER, "place": place, "action_id": "title", "value": "taken"})
    _, refused = post(http, "/_play/submit", {"user": READER, "view_id": modal["id"]})
    assert refused == {"ok": False, "outcome": "errors", "errors": {"title": "That title is taken."}}
    submit = {"user": READER, "view_id": modal["id"], "values": {"title": {"title": "Free"}}}
    assert post(http, "/_play/submit", submit)[1]["outcome"] == "closed"
    post(http, "/_play/command", {"user": CONTRIBUTOR, "channel": AI_NEWS, "text": "/buttons"})
    play.workspace.wait_for(lambda workspace: workspace.messages(AI_NEWS))
    ts = play.workspace.messages(AI_NEWS)[0].ts
    place = {"channel": AI_NEWS, "ts": ts}
    assert post(http, "/_play/action", {"user": READER, "place": place, "action_id": "vote"})[1] == {
        "ok": True
    }
    asked = {"user": READER, "place": place, "action_id": "find", "query": "x"}
    assert post(http, "/_play/suggest", asked)[1]["options"][0]["value"] == "x"
    post(http, "/_play/home", {"user": READER})
    play.workspace.wait_for(lambda workspace: workspace.home(READER))
    assert get(http, f"/_play/state?user={READER}")[1]["home"]["type"] == "home"
    http.close()


def test_a_taken_port_is_told_in_a_sentence(server: PlaygroundServer) -> None:
    with pytest.raises(AinewsError, match=f"Port {server.port} cannot be used"):
        PlaygroundServer(server.port).start()


def test_it_binds_to_loopback_only(server: PlaygroundServer) -> None:
    assert server.url == f"http://127.0.0.1:{server.port}"
    assert server.api_url == f"{server.url}/api/"
