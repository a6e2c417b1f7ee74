"""Events and Socket Mode itself."""

import contextlib
import json
from datetime import timedelta

import pytest
from slack_sdk.errors import SlackApiError
from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.sync.client import ClientConnection
from websockets.sync.client import connect as connect_websocket

from bot.playground.app_config import AppConfig
from bot.playground.model import Json
from bot.playground.seed import AI_NEWS, CONTRIBUTOR, RANDOM, READER
from bot.playground.server import PlaygroundServer
from tests.playground.conftest import Play, bot_client, open_socket, receive
from tests.support.playground import patient_playground
from tests.support.waiting import PATIENCE, eventually


def test_a_message_reaches_the_app_where_its_bot_is(play: Play) -> None:
    play.people.post_message(READER, RANDOM, "not for the bot")
    message = play.people.post_message(READER, AI_NEWS, "for the bot")
    body = play.heard.wait("message/new")
    assert body["event"]["ts"] == message.ts
    assert body["event"]["text"] == "for the bot"
    assert body["event"]["channel_type"] == "channel"
    assert body["authorizations"][0]["user_id"] == play.workspace.bot.id
    assert body["event_id"].startswith("Ev")
    assert play.heard.count("message/new") == 1


def test_a_mention_is_an_event_of_its_own(play: Play) -> None:
    play.people.post_message(READER, AI_NEWS, "hello @ainews")
    assert play.heard.wait("app_mention")["event"]["text"] == f"hello <@{play.workspace.bot.id}>"


def test_a_direct_message_comes_from_the_persons_own_channel(play: Play) -> None:
    play.people.post_message(READER, play.workspace.bot.id, "just us")
    event = play.heard.wait("message/new")["event"]
    assert event["channel_type"] == "im"
    assert event["channel"] == play.workspace.direct_message(READER).id


def test_changes_and_removals_are_events(play: Play) -> None:
    message = play.people.post_message(READER, AI_NEWS, "frist")
    play.people.edit_message(READER, message, "first")
    changed = play.heard.wait("message/message_changed")["event"]
    assert changed["message"]["text"] == "first"
    assert changed["previous_message"]["text"] == "frist"
    play.people.delete_message(READER, message)
    assert play.heard.wait("message/message_deleted")["event"]["deleted_ts"] == message.ts


def test_an_app_hears_its_own_messages_as_a_bots(server: PlaygroundServer) -> None:
    client = bot_client(server)
    with open_socket(server) as socket:
        receive(socket)
        ts = client.chat_postMessage(channel=AI_NEWS, text="first")["ts"]
        posted = receive(socket)["payload"]["event"]
        client.chat_update(channel=AI_NEWS, ts=ts, text="second")
        changed = receive(socket)["payload"]["event"]
        client.chat_delete(channel=AI_NEWS, ts=ts)
        deleted = receive(socket)["payload"]["event"]
    bot = server.workspace.bot
    assert (posted["type"], posted["ts"], posted["text"]) == ("message", ts, "first")
    assert (posted["user"], posted["bot_id"], posted["channel_type"]) == (bot.id, bot.bot_id, "channel")
    assert posted["app_id"] == posted["bot_profile"]["app_id"] == server.workspace.app_id
    assert (changed["subtype"], changed["message"]["text"]) == ("message_changed", "second")
    assert changed["previous_message"]["text"] == "first"
    assert (deleted["subtype"], deleted["deleted_ts"]) == ("message_deleted", ts)


def test_what_only_one_person_sees_and_where_the_app_names_itself_are_no_events(
    server: PlaygroundServer,
) -> None:
    client = bot_client(server)
    with open_socket(server) as socket:
        receive(socket)
        client.chat_postEphemeral(channel=AI_NEWS, user=READER, text="psst")
        client.chat_postMessage(channel=AI_NEWS, text=f"I am <@{server.workspace.bot.id}>")
        assert receive(socket)["payload"]["event"]["type"] == "message"
        server.people.post_message(READER, AI_NEWS, "and I am not")
        assert receive(socket)["payload"]["event"]["text"] == "and I am not"


def test_what_an_app_scheduled_is_an_event_when_it_appears(server: PlaygroundServer) -> None:
    post_at = int(server.workspace.now().timestamp()) + 3600
    bot_client(server).chat_scheduleMessage(channel=AI_NEWS, text="later", post_at=post_at)
    with open_socket(server) as socket:
        receive(socket)
        server.clock.advance(timedelta(hours=2))
        assert receive(socket)["payload"]["event"]["text"] == "later"


def test_bolt_passes_over_an_apps_own_messages(play: Play) -> None:
    play.client.chat_postMessage(channel=AI_NEWS, text="mine")
    play.people.post_message(READER, AI_NEWS, "theirs")
    assert play.heard.wait("message/new")["event"]["text"] == "theirs"
    play.people.send_command(READER, AI_NEWS, "/public")
    message = play.people.post_message(READER, AI_NEWS, "theirs again")
    assert play.heard.wait("message/new", 2)["event"]["ts"] == message.ts


def test_reactions_name_whose_message_it_is(play: Play) -> None:
    message = play.people.post_message(CONTRIBUTOR, AI_NEWS, "look")
    play.people.add_reaction(READER, message, "newspaper")
    play.people.add_reaction(READER, message, "newspaper")
    event = play.heard.wait("reaction_added")["event"]
    assert event["reaction"] == "newspaper"
    assert event["user"] == READER
    assert event["item_user"] == CONTRIBUTOR
    assert event["item"] == {"type": "message", "channel": AI_NEWS, "ts": message.ts}
    play.people.remove_reaction(READER, message, "newspaper")
    play.heard.wait("reaction_removed")
    assert play.heard.count("reaction_added") == 1
    assert message.reactions == {}


def test_the_bot_hears_that_it_was_added(play: Play) -> None:
    play.people.join(READER, RANDOM, play.workspace.bot.id)
    event = play.heard.wait("member_joined_channel")["event"]
    assert event["user"] == play.workspace.bot.id
    assert event["inviter"] == READER


def test_only_subscribed_events_are_sent() -> None:
    app = AppConfig(events=frozenset({"reaction_added"}))
    with patient_playground(app=app) as server, open_socket(server) as socket:
        receive(socket)
        message = server.people.post_message(READER, AI_NEWS, "unheard")
        server.people.add_reaction(READER, message, "eyes")
        assert receive(socket)["payload"]["event"]["type"] == "reaction_added"


def test_the_hello_and_the_envelope_have_slacks_form(server: PlaygroundServer) -> None:
    with open_socket(server) as socket:
        hello = receive(socket)
        server.people.post_message(READER, AI_NEWS, "x")
        envelope = receive(socket)
    assert hello["type"] == "hello"
    assert hello["num_connections"] == 1
    assert hello["connection_info"] == {"app_id": server.workspace.app_id}
    assert envelope["type"] == "events_api"
    assert envelope["accepts_response_payload"] is False
    assert envelope["retry_attempt"] == 0
    assert envelope["payload"]["type"] == "event_callback"


def test_an_event_that_nobody_acknowledges_comes_again() -> None:
    impatient = PlaygroundServer(ack_seconds=0.2, retry_delays=(0.0,) * 200)
    with impatient as server, open_socket(server) as socket:
        receive(socket)
        server.people.post_message(READER, AI_NEWS, "x")
        first, second = receive(socket), receive(socket)
        acknowledge(socket, second)

        def is_taken() -> bool:
            """On a busy machine an acknowledgement may be too late; then the event comes once more."""
            with contextlib.suppress(TimeoutError):
                acknowledge(socket, json.loads(socket.recv(timeout=0.01)))
            return bool(server.workspace.calls[-1].answer.get("ok"))

        eventually(is_taken)
    assert second["payload"]["event_id"] == first["payload"]["event_id"]
    assert second["envelope_id"] != first["envelope_id"]
    assert (second["retry_attempt"], second["retry_reason"]) == (1, "timeout")


def acknowledge(socket: ClientConnection, envelope: Json) -> None:
    socket.send(json.dumps({"envelope_id": envelope["envelope_id"]}))


def test_connections_take_turns(server: PlaygroundServer) -> None:
    with open_socket(server) as one, open_socket(server) as other:
        assert [receive(one)["num_connections"], receive(other)["num_connections"]] == [1, 2]
        server.people.post_message(READER, AI_NEWS, "first")
        server.people.post_message(READER, AI_NEWS, "second")
        texts = {receive(socket)["payload"]["event"]["text"] for socket in (one, other)}
    assert texts == {"first", "second"}


def test_a_refresh_asks_for_a_new_connection_and_bolt_makes_one(play: Play) -> None:
    before = play.handler.client.session_id()
    play.server.socket_mode.refresh()
    eventually(lambda: play.handler.client.session_id() != before)
    assert play.workspace.wait_for(lambda workspace: workspace.connections == 1)
    play.people.send_command(READER, AI_NEWS, "/echo still there")
    assert play.heard.wait("echo")["text"] == "still there"


def test_a_cut_socket_is_noticed(server: PlaygroundServer) -> None:
    with open_socket(server) as socket:
        receive(socket)
        server.socket_mode.cut()
        with pytest.raises(ConnectionClosed):
            socket.recv(timeout=PATIENCE)
    assert server.workspace.wait_for(lambda workspace: workspace.connections == 0)


def test_a_ticket_opens_one_connection(server: PlaygroundServer) -> None:
    url = str(bot_client(server).apps_connections_open(app_token=server.app_token)["url"])
    with connect_websocket(url, proxy=None), pytest.raises(InvalidHandshake):
        connect_websocket(url, proxy=None)


def test_connecting_needs_the_apps_own_token(server: PlaygroundServer) -> None:
    with pytest.raises(SlackApiError) as refused:
        bot_client(server).apps_connections_open(app_token=server.bot_token)
    assert refused.value.response["error"] == "not_allowed_token_type"
