"""The server's life, its clock, and what it knows of an app."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from slack_sdk import WebClient

from bot.playground.app_config import AppConfig
from bot.playground.clock import MovableClock
from bot.playground.elements import field_errors, full_state, state_value
from bot.playground.model import Json
from bot.playground.seed import AI_NEWS, READER
from bot.playground.server import PlaygroundServer
from tests.playground.conftest import Play, bot_client, connect, disconnect
from tests.support.playground import patient_playground
from tests.support.ports import reserved_port
from tests.support.waiting import eventually

MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)


def test_it_starts_and_stops_and_leaves_no_thread_behind() -> None:
    before = set(threading.enumerate())
    with PlaygroundServer() as server:
        assert bot_client(server).api_test()["ok"]
    eventually(lambda: not [one for one in set(threading.enumerate()) - before if one.name == "playground"])
    server.stop()


def test_a_restart_keeps_port_and_state_and_bolt_comes_back() -> None:
    with reserved_port() as port, patient_playground(port) as server:
        play = connect(server)
        _restart(play)
        disconnect(play)


def _restart(play: Play) -> None:
    play.client.chat_postMessage(channel=AI_NEWS, text="before")
    address = play.server.url
    play.server.stop()
    eventually(lambda: not play.handler.client.is_connected())
    play.server.start()
    play.handler.client.connect_to_new_endpoint()
    play.workspace.wait_for(lambda workspace: workspace.connections)
    assert play.server.url == address
    assert play.people.send_command(READER, AI_NEWS, "/echo after").ok
    assert [message.text for message in play.workspace.messages(AI_NEWS)] == ["before"]


def test_two_servers_do_not_know_each_others_tokens() -> None:
    with PlaygroundServer() as one, PlaygroundServer() as other:
        assert one.port != other.port
        assert one.bot_token != other.bot_token


def test_the_clock_moves_and_goes_on() -> None:
    real = [MONDAY]
    clock = MovableClock(lambda: real[0])
    told: list[datetime] = []
    stop = clock.on_move(lambda: told.append(clock()))
    clock.move_to(MONDAY + timedelta(days=7))
    real[0] += timedelta(seconds=5)
    assert clock() == MONDAY + timedelta(days=7, seconds=5)
    clock.advance(timedelta(hours=-1))
    stop()
    clock.reset()
    assert clock() == MONDAY + timedelta(seconds=5)
    assert told == [MONDAY + timedelta(days=7), MONDAY + timedelta(days=7, hours=-1, seconds=5)]


def test_the_clock_wants_a_time_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        MovableClock().move_to(datetime(2026, 11, 23))  # noqa: DTZ001


def test_waiting_in_vain_says_so(server: PlaygroundServer) -> None:
    with pytest.raises(TimeoutError, match="within"):
        server.workspace.wait_for(lambda workspace: workspace.home(READER), timeout=0.01)


def test_the_log_can_be_read_while_it_grows(server: PlaygroundServer, client: WebClient) -> None:
    client.api_test()
    seen = []
    for call in server.workspace.calls:
        client.api_test()
        seen.append(call.method)
    assert (seen, len(server.workspace.calls)) == (["api.test"], 2)


def test_an_app_is_read_from_its_manifest() -> None:
    app = AppConfig.from_manifest(
        {
            "display_information": {"name": "News"},
            "features": {
                "bot_user": {"display_name": "newsbot"},
                "slash_commands": [{"command": "/news", "description": "D", "should_escape": True}],
                "shortcuts": [{"name": "Add", "type": "message", "callback_id": "add", "description": "D"}],
            },
            "oauth_config": {"scopes": {"bot": ["commands"]}},
            "settings": {"event_subscriptions": {"bot_events": ["reaction_added"]}},
        }
    )
    assert (app.name, app.bot_name, app.scopes) == ("News", "newsbot", frozenset({"commands"}))
    assert app.command("/news") is not None
    assert app.command("/other") is None
    assert app.shortcuts[0].callback_id == "add"
    assert (app.wants("reaction_added"), app.wants("app_home_opened")) == (True, False)


def field(kind: str, **rest: object) -> Json:
    return {"type": "input", "block_id": "b", "element": {"type": kind, "action_id": "a", **rest}}


@pytest.mark.parametrize(
    ("block", "value", "problem"),
    [
        (field("email_text_input"), "a@b.org", None),
        (field("email_text_input"), "a at b", "Please enter a valid email address."),
        (field("url_text_input"), "example.org", "Please enter a valid URL."),
        (field("number_input", is_decimal_allowed=False), "1.5", "Please enter a whole number."),
        (field("number_input", is_decimal_allowed=True, min_value="2"), "1.5", "Please enter 2 or more."),
        (field("number_input", is_decimal_allowed=True, max_value="1"), "1.5", "Please enter 1 or less."),
        (field("number_input", is_decimal_allowed=True), "one", "Please enter a number."),
        (field("plain_text_input", max_length=2), "abc", "Please enter no more than 2 characters."),
        (field("multi_users_select"), [], "Please complete this required field."),
        (field("multi_users_select"), ["U1"], None),
        (field("checkboxes", options=[{"value": "x"}]), [], "Please complete this required field."),
    ],
)
def test_fields_are_checked_as_slacks_client_does(block: Json, value: object, problem: str | None) -> None:
    state = full_state([block], {"b": {"a": state_value(block["element"], value)}})
    assert field_errors([block], state) == ({"b": problem} if problem else {})
