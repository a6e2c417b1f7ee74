"""Methods that change channels, schedule messages and hand in files, by the real SDK."""

from datetime import UTC, datetime, timedelta

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.playground.app_config import AppConfig
from bot.playground.clock import MovableClock
from bot.playground.refusals import CannotDoThatError
from bot.playground.seed import AI_NEWS, CURATOR, GENERAL, RANDOM, READER
from bot.playground.server import PlaygroundServer
from tests.playground.conftest import bot_client


@pytest.fixture
def channel(client: WebClient) -> str:
    return str(client.conversations_create(name="incident-1")["channel"]["id"])


def test_a_channel_is_made_and_people_come_and_go(
    server: PlaygroundServer, client: WebClient, channel: str
) -> None:
    client.conversations_invite(channel=channel, users=f"{READER},{CURATOR}")
    client.conversations_kick(channel=channel, user=CURATOR)
    client.conversations_setTopic(channel=channel, topic="Down")
    client.conversations_setPurpose(channel=channel, purpose="Up again")
    renamed = client.conversations_rename(channel=channel, name="incident-2")["channel"]
    assert (renamed["name"], renamed["topic"]["value"], renamed["purpose"]["value"]) == (
        "incident-2", "Down", "Up again",
    )  # fmt: skip
    assert client.conversations_members(channel=channel)["members"] == [server.workspace.bot.id, READER]
    client.conversations_archive(channel=channel)
    with pytest.raises(CannotDoThatError, match="archived"):
        server.people.post_message(READER, channel, "Too late")
    assert client.conversations_leave(channel=channel)["ok"]
    assert client.conversations_leave(channel=channel)["not_in_channel"]


@pytest.mark.parametrize(
    ("method", "arguments", "error"),
    [
        ("conversations.create", {"name": "Loud"}, "invalid_name_specials"),
        ("conversations.create", {"name": "x" * 81}, "invalid_name_maxlength"),
        ("conversations.create", {}, "invalid_name_required"),
        ("conversations.create", {"name": "general"}, "name_taken"),
        ("conversations.invite", {"channel": GENERAL, "users": READER}, "already_in_channel"),
        ("conversations.invite", {"channel": RANDOM, "users": READER}, "not_in_channel"),
        ("conversations.kick", {"channel": AI_NEWS, "user": "U0PLAYBOT1"}, "cant_kick_self"),
        ("conversations.setTopic", {"channel": AI_NEWS, "topic": "x" * 251}, "too_long"),
        ("conversations.archive", {"channel": GENERAL}, "cant_archive_general"),
        ("conversations.leave", {"channel": GENERAL}, "cant_leave_general"),
        ("chat.scheduleMessage", {"channel": AI_NEWS, "text": "x", "post_at": 1}, "time_in_past"),
        ("chat.scheduleMessage", {"channel": AI_NEWS, "text": "x", "post_at": 2**39}, "time_too_far"),
        ("chat.scheduleMessage", {"channel": RANDOM, "text": "x", "post_at": 2**39}, "not_in_channel"),
        (
            "chat.deleteScheduledMessage",
            {"channel": AI_NEWS, "scheduled_message_id": "Q1"},
            "invalid_scheduled_message_id",
        ),
        ("files.completeUploadExternal", {"files": [{"id": "F404"}]}, "file_not_found"),
        ("users.lookupByEmail", {"email": "nobody@playground.example"}, "users_not_found"),
        ("pins.add", {"channel": AI_NEWS, "timestamp": "1.0"}, "unknown_method"),
    ],
)
def test_slack_would_refuse_it(
    client: WebClient, method: str, arguments: dict[str, object], error: str
) -> None:
    with pytest.raises(SlackApiError) as caught:
        client.api_call(method, json=arguments)
    assert caught.value.response["error"] == error


def test_a_scheduled_message_comes_when_the_clock_says_so(
    server: PlaygroundServer, client: WebClient
) -> None:
    at = int(server.clock().timestamp()) + 7200
    for text, later in (("Second", 60), ("First", 0), ("Never", 120)):
        client.chat_scheduleMessage(channel=AI_NEWS, post_at=at + later, text=text)
    never = client.chat_scheduledMessages_list(channel=AI_NEWS)["scheduled_messages"][-1]
    client.chat_deleteScheduledMessage(channel=AI_NEWS, scheduled_message_id=never["id"])
    server.clock.advance(timedelta(hours=1))
    assert server.workspace.messages(AI_NEWS) == []
    server.clock.advance(timedelta(hours=2))
    assert [one.text for one in server.workspace.messages(AI_NEWS)] == ["First", "Second"]
    assert client.chat_scheduledMessages_list()["scheduled_messages"] == []


def test_a_scheduled_message_comes_by_itself() -> None:
    now = datetime(2026, 11, 23, 8, tzinfo=UTC)
    with PlaygroundServer(clock=MovableClock(lambda: now)) as server:
        at = int(now.timestamp()) + 60
        bot_client(server).chat_scheduleMessage(channel=AI_NEWS, post_at=at, text="By itself")
        now += timedelta(seconds=60)  # time that passes, not a move that the server is told of
        server.workspace.wait_for(lambda workspace: workspace.messages(AI_NEWS))


def test_a_file_is_handed_in(server: PlaygroundServer, client: WebClient) -> None:
    client.files_upload_v2(channel=AI_NEWS, filename="a.txt", content="content", initial_comment="Look")
    (message,) = client.conversations_history(channel=AI_NEWS)["messages"]
    assert (message["text"], message["subtype"], message["files"][0]["name"]) == (
        "Look",
        "file_share",
        "a.txt",
    )
    assert message["files"][0]["size"] == len("content")


def test_addresses_are_told_to_those_who_may_know_them() -> None:
    for scopes, expected in ((["users:read"], None), (["users:read", "users:read.email"], "rosa@")):
        with PlaygroundServer(app=AppConfig(scopes=frozenset(scopes))) as server:
            email = bot_client(server).users_info(user=READER)["user"]["profile"].get("email")
            assert (email or "").startswith(expected or "")
            assert bool(email) is bool(expected)
