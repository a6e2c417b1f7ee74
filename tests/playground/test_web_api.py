"""The Web API over its real socket, mostly through slack_sdk."""

import json
from collections.abc import Callable
from typing import Any
from urllib.request import Request, urlopen

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.playground.app_config import AppConfig
from bot.playground.seed import ADMIN, AI_NEWS, CURATOR, GENERAL, GUEST, PRIVATE, RANDOM, READER
from bot.playground.server import PlaygroundServer
from tests.playground.conftest import bot_client
from tests.support.waiting import PATIENCE

HEADER = [{"type": "header", "text": {"type": "plain_text", "text": "News"}}]
METADATA = {"event_type": "issue", "event_payload": {"position": 3}}


def error_code(call: Callable[[], Any]) -> str:
    with pytest.raises(SlackApiError) as caught:
        call()
    return str(caught.value.response["error"])


def post(server: PlaygroundServer, method: str, body: bytes, kind: str, token: str | None = None) -> Any:
    headers = {"Content-Type": kind}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    request = Request(server.api_url + method, body, headers, method="POST")
    with urlopen(request, timeout=PATIENCE) as response:
        return json.load(response)


def test_auth_test_says_who_the_bot_is(server: PlaygroundServer, client: WebClient) -> None:
    answer = client.auth_test()
    assert answer["user_id"] == server.workspace.bot.id
    assert answer["bot_id"] == server.workspace.bot.bot_id
    assert answer["team_id"] == server.workspace.team.id
    assert answer["url"] == f"{server.url}/"
    assert "chat:write" in answer.headers["x-oauth-scopes"].split(",")


NESTED = b'{"channel": "C0AINEWS01", "blocks": ' + b"[" * 900 + b"]" * 900 + b"}"


@pytest.mark.parametrize(
    ("token", "error"),
    [
        ("xoxb-1234567890-real-workspace", "invalid_auth"),
        ("xoxp-anything", "invalid_auth"),
        ("", "not_authed"),
        ("APP", "not_allowed_token_type"),
    ],
)
def test_only_its_own_tokens_are_taken(server: PlaygroundServer, token: str, error: str) -> None:
    client = WebClient(server.app_token if token == "APP" else token, base_url=server.api_url)
    assert error_code(client.auth_test) == error


def test_arguments_come_as_json_form_and_multipart(server: PlaygroundServer, client: WebClient) -> None:
    as_json = json.dumps({"channel": AI_NEWS, "text": "json", "blocks": HEADER}).encode()
    form = f"token={server.bot_token}&channel={AI_NEWS}&text=form&blocks={json.dumps(HEADER)}".encode()
    kind = "application/x-www-form-urlencoded"
    assert post(server, "chat.postMessage", as_json, "application/json", server.bot_token)["ok"]
    assert post(server, "chat.postMessage", form, kind)["ok"]
    client.api_call("chat.postMessage", data={"channel": AI_NEWS, "text": "multipart"})
    assert [message.text for message in server.workspace.messages(AI_NEWS)] == ["json", "form", "multipart"]
    assert server.workspace.messages(AI_NEWS)[1].blocks[0]["type"] == "header"


@pytest.mark.parametrize(
    ("method", "body", "error"),
    [
        ("chat.postMessage", b"{", "invalid_json"),
        ("chat.postMessage", b"[]", "json_not_object"),
        ("chat.postMessage", b"{}", "invalid_arguments"),
        ("chat.postMessage", b'{"channel": 7, "text": "x"}', "channel_not_found"),
        ("chat.postMessage", b'{"channel": ["C"], "text": "x"}', "invalid_arguments"),
        ("chat.post", b"{}", "unknown_method"),
        ("chat.postMessage", b"[" * 100_000, "invalid_arguments"),
        ("chat.postMessage", NESTED, "invalid_blocks"),
        ("conversations.history", b'{"channel": "C0AINEWS01", "limit": "many"}', "invalid_arguments"),
        ("conversations.history", b'{"channel": "C0AINEWS01", "cursor": "x"}', "invalid_cursor"),
    ],
)
def test_wrong_arguments_have_their_code(
    server: PlaygroundServer, method: str, body: bytes, error: str
) -> None:
    assert post(server, method, body, "application/json", server.bot_token)["error"] == error


def test_the_log_has_arguments_and_answers_but_no_tokens(server: PlaygroundServer) -> None:
    form = f"token={server.bot_token}&channel={AI_NEWS}&text=x".encode()
    post(server, "chat.postMessage", form, "application/x-www-form-urlencoded")
    (call,) = [call for call in server.workspace.calls if call.direction == "in"]
    assert (call.method, call.direction, call.status) == ("chat.postMessage", "in", 200)
    assert call.args == {"channel": AI_NEWS, "text": "x"}
    assert call.answer["ok"] is True
    assert server.bot_token not in repr(server.workspace.calls)


@pytest.mark.parametrize(
    ("channel", "error"),
    [("C404", "channel_not_found"), (PRIVATE, "channel_not_found"), (RANDOM, "not_in_channel")],
)
def test_where_the_bot_cannot_post(client: WebClient, channel: str, error: str) -> None:
    assert error_code(lambda: client.chat_postMessage(channel=channel, text="x")) == error


def test_an_archived_channel_takes_nothing(server: PlaygroundServer, client: WebClient) -> None:
    server.workspace.channels[AI_NEWS].is_archived = True
    assert error_code(lambda: client.chat_postMessage(channel=AI_NEWS, text="x")) == "is_archived"


def test_a_channel_is_found_by_name_and_a_person_by_id(server: PlaygroundServer, client: WebClient) -> None:
    assert client.chat_postMessage(channel="#ai-news", text="x")["channel"] == AI_NEWS
    direct = client.chat_postMessage(channel=READER, text="just you")["channel"]
    assert server.workspace.channels[direct].user == READER
    assert client.conversations_open(users=READER)["channel"]["id"] == direct


def test_ts_are_unique_and_rise_even_when_the_clock_goes_back(
    server: PlaygroundServer, client: WebClient
) -> None:
    first = client.chat_postMessage(channel=AI_NEWS, text="1")["ts"]
    server.clock.advance(-server.clock.offset.resolution * 10**12)
    second = client.chat_postMessage(channel=AI_NEWS, text="2")["ts"]
    assert second > first


def test_a_refusal_of_blocks_says_where(client: WebClient) -> None:
    blocks = [{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}]
    with pytest.raises(SlackApiError) as caught:
        client.chat_postMessage(channel=AI_NEWS, text="x", blocks=blocks)
    answer = caught.value.response
    assert answer["error"] == "invalid_blocks"
    assert answer["response_metadata"]["messages"] == [
        "[ERROR] must be less than 151 characters [json-pointer:/blocks/0/text/text]"
    ]
    assert answer["errors"] == ["must be less than 151 characters [json-pointer:/blocks/0/text/text]"]


def test_threads_are_read_back_with_their_metadata(client: WebClient) -> None:
    root = client.chat_postMessage(channel=AI_NEWS, text="root", blocks=HEADER, metadata=METADATA)["ts"]
    reply = client.chat_postMessage(channel=AI_NEWS, text="reply", thread_ts=root)["ts"]
    client.chat_postMessage(channel=AI_NEWS, text="loud", thread_ts=reply, reply_broadcast=True)
    history = client.conversations_history(channel=AI_NEWS, include_all_metadata=True)["messages"]
    thread = client.conversations_replies(channel=AI_NEWS, ts=root)["messages"]
    assert [message["text"] for message in history] == ["loud", "root"]
    assert history[0]["subtype"] == "thread_broadcast"
    assert history[1]["metadata"] == METADATA
    assert history[1]["reply_count"] == 2
    assert [message["text"] for message in thread] == ["root", "reply", "loud"]
    assert "metadata" not in thread[0]
    assert {message["thread_ts"] for message in thread} == {root}


def test_history_is_paged_and_bounded(client: WebClient) -> None:
    stamps = [client.chat_postMessage(channel=AI_NEWS, text=str(number))["ts"] for number in range(5)]
    pages = [page["messages"] for page in client.conversations_history(channel=AI_NEWS, limit=2)]
    assert [[message["text"] for message in page] for page in pages] == [["4", "3"], ["2", "1"], ["0"]]
    between = client.conversations_history(channel=AI_NEWS, oldest=stamps[1], latest=stamps[3])
    assert [message["text"] for message in between["messages"]] == ["2"]
    around = client.conversations_history(channel=AI_NEWS, oldest=stamps[1], latest=stamps[3], inclusive=True)
    assert [message["text"] for message in around["messages"]] == ["3", "2", "1"]


def test_an_update_keeps_metadata_and_drops_blocks(client: WebClient) -> None:
    ts = client.chat_postMessage(channel=AI_NEWS, text="old", blocks=HEADER, metadata=METADATA)["ts"]
    client.chat_update(channel=AI_NEWS, ts=ts, text="new")
    message = client.conversations_history(channel=AI_NEWS, include_all_metadata=True)["messages"][0]
    assert message["text"] == "new"
    assert "blocks" not in message
    assert message["metadata"] == METADATA
    assert message["edited"]["user"] == message["user"]


def test_what_cannot_be_updated_or_deleted(server: PlaygroundServer, client: WebClient) -> None:
    others = server.people.post_message(READER, AI_NEWS, "mine").ts
    own = client.chat_postMessage(channel=AI_NEWS, text="x")["ts"]
    update, delete = client.chat_update, client.chat_delete
    assert error_code(lambda: update(channel=AI_NEWS, ts=others, text="x")) == "cant_update_message"
    assert error_code(lambda: update(channel=AI_NEWS, ts="1.000000", text="x")) == "message_not_found"
    assert error_code(lambda: update(channel=AI_NEWS, ts=own, text="x" * 4001)) == "msg_too_long"
    assert error_code(lambda: delete(channel=AI_NEWS, ts=others)) == "cant_delete_message"


def test_a_deleted_root_with_replies_leaves_a_tombstone(server: PlaygroundServer, client: WebClient) -> None:
    root = client.chat_postMessage(channel=AI_NEWS, text="root")["ts"]
    reply = client.chat_postMessage(channel=AI_NEWS, text="reply", thread_ts=root)["ts"]
    client.chat_delete(channel=AI_NEWS, ts=root)
    assert [message.subtype for message in server.workspace.messages(AI_NEWS)] == ["tombstone"]
    client.chat_delete(channel=AI_NEWS, ts=reply)
    assert error_code(lambda: client.chat_delete(channel=AI_NEWS, ts=reply)) == "message_not_found"


def test_text_is_cut_at_forty_thousand(client: WebClient) -> None:
    answer = client.chat_postMessage(channel=AI_NEWS, text="x" * 40_001)
    assert len(answer["message"]["text"]) == 40_000


def test_an_ephemeral_message_is_for_members_only(server: PlaygroundServer, client: WebClient) -> None:
    client.chat_postEphemeral(channel=AI_NEWS, user=READER, text="psst")
    assert [message.text for message in server.workspace.ephemeral(READER, AI_NEWS)] == ["psst"]
    assert (
        error_code(lambda: client.chat_postEphemeral(channel=GENERAL, user=GUEST, text="x"))
        == "user_not_in_channel"
    )


def test_a_missing_thread_is_not_found(client: WebClient) -> None:
    assert (
        error_code(lambda: client.chat_postMessage(channel=AI_NEWS, text="x", thread_ts="1.000000"))
        == "thread_not_found"
    )
    assert error_code(lambda: client.conversations_replies(channel=AI_NEWS, ts="1.0")) == "thread_not_found"


def test_a_permalink_names_channel_and_message(server: PlaygroundServer, client: WebClient) -> None:
    ts = client.chat_postMessage(channel=AI_NEWS, text="x")["ts"]
    link = client.chat_getPermalink(channel=AI_NEWS, message_ts=ts)["permalink"]
    assert link == f"{server.url}/archives/{AI_NEWS}/p{ts.replace('.', '')}"


def test_channels_and_members_are_listed(client: WebClient) -> None:
    channels = client.conversations_list(types="public_channel,private_channel")["channels"]
    assert {channel["name"]: channel["is_member"] for channel in channels} == {
        "ai-news": True,
        "general": True,
        "random": False,
    }
    assert [channel["name"] for channel in client.users_conversations()["channels"]] == ["ai-news", "general"]
    assert GUEST in client.conversations_members(channel=AI_NEWS)["members"]
    assert client.conversations_info(channel=AI_NEWS)["channel"]["num_members"] == 6
    assert client.conversations_join(channel=RANDOM)["channel"]["is_member"] is True
    assert error_code(lambda: client.conversations_list(types="all")) == "invalid_types"


def test_people_are_known_with_their_roles(client: WebClient) -> None:
    assert client.users_info(user=ADMIN)["user"]["is_admin"] is True
    assert client.users_info(user=CURATOR)["user"]["tz"] == "Europe/Berlin"
    assert client.users_info(user=GUEST)["user"]["is_restricted"] is True
    assert client.users_profile_get(user=READER)["profile"]["real_name"] == "Rosa Reader"
    assert len(client.users_list()["members"]) == 6
    assert error_code(lambda: client.users_info(user="U404")) == "user_not_found"
    assert client.bots_info()["bot"]["name"] == "AI News"
    assert client.team_info()["team"]["domain"] == "playground"
    assert client.api_test(foo="bar")["args"] == {"foo": "bar"}


def test_reactions_are_added_once_and_read(client: WebClient) -> None:
    ts = client.chat_postMessage(channel=AI_NEWS, text="x")["ts"]
    at = {"channel": AI_NEWS, "timestamp": ts}
    client.reactions_add(name="eyes", **at)
    assert client.reactions_get(**at)["message"]["reactions"][0]["count"] == 1
    assert error_code(lambda: client.reactions_add(name="eyes", **at)) == "already_reacted"
    client.reactions_remove(name="eyes", **at)
    assert error_code(lambda: client.reactions_remove(name="eyes", **at)) == "no_reaction"


def test_a_missing_scope_is_named() -> None:
    app = AppConfig(scopes=frozenset({"commands"}))
    with PlaygroundServer(app=app) as server, pytest.raises(SlackApiError) as caught:
        bot_client(server).chat_postMessage(channel=AI_NEWS, text="x")
    answer = caught.value.response
    assert (answer["error"], answer["needed"], answer["provided"]) == (
        "missing_scope",
        "chat:write",
        "commands",
    )


def test_home_and_modal_are_checked_for_their_kind(client: WebClient) -> None:
    modal = {"type": "modal", "title": {"type": "plain_text", "text": "T"}, "blocks": HEADER}
    assert error_code(lambda: client.views_publish(user_id=READER, view=modal)) == "invalid_arguments"
    home = {"type": "home", "blocks": HEADER}
    assert error_code(lambda: client.views_open(trigger_id="x", view=home)) == "invalid_arguments"
    first = client.views_publish(user_id=READER, view=home)["view"]
    client.views_publish(user_id=READER, view=home, hash=first["hash"])
    assert (
        error_code(lambda: client.views_publish(user_id=READER, view=home, hash=first["hash"]))
        == "hash_conflict"
    )
