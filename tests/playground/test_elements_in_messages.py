"""Buttons, menus and pickers in messages, and what the app can answer."""

from typing import Any

import pytest
from slack_sdk.webhook import WebhookClient

from bot.playground.form_use import TOASTS
from bot.playground.grants import RESPONSE_URL_SECONDS, RESPONSE_URL_USES
from bot.playground.model import Message
from bot.playground.refusals import CannotDoThatError
from bot.playground.seed import AI_NEWS, CURATOR, READER
from bot.playground.server import PlaygroundServer
from tests.playground.conftest import Play, bot_client, connect, disconnect, open_socket
from tests.playground.sample_app import button_blocks
from tests.support.playground import patient_playground


def posted_buttons(play: Play) -> Message:
    ts = play.client.chat_postMessage(channel=AI_NEWS, text="Buttons", blocks=button_blocks())["ts"]
    message = play.workspace.message(AI_NEWS, ts)
    assert message is not None
    return message


def test_a_button_press_carries_what_slack_sends(play: Play) -> None:
    message = posted_buttons(play)
    outcome = play.people.act(READER, message, "vote")
    body = play.heard.wait("vote")
    assert outcome.ok
    assert body["type"] == "block_actions"
    assert body["user"] == {
        "id": READER,
        "username": "rosa",
        "name": "rosa",
        "team_id": play.workspace.team.id,
    }
    assert body["team"] == {"id": play.workspace.team.id, "domain": "playground"}
    assert body["api_app_id"] == play.workspace.app_id
    assert body["container"] == {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": AI_NEWS,
        "is_ephemeral": False,
    }
    assert body["channel"] == {"id": AI_NEWS, "name": "ai-news"}
    assert body["message"]["ts"] == message.ts
    assert body["message"]["blocks"][1]["block_id"] == "row"
    assert body["is_enterprise_install"] is False
    assert body["response_url"].startswith(play.server.url)
    assert body["trigger_id"]
    (action,) = body["actions"]
    assert action["type"] == "button"
    assert action["value"] == "42"
    assert action["text"] == {"type": "plain_text", "text": "Vote", "emoji": True}
    assert action["block_id"] == "row"
    assert float(action["action_ts"]) > 0


@pytest.mark.parametrize(
    ("action_id", "value", "key", "expected"),
    [
        ("pick", "two", "selected_option", {"text": {"type": "plain_text", "text": "Two"}, "value": "two"}),
        ("more", "one", "selected_option", {"text": {"type": "plain_text", "text": "One"}, "value": "one"}),
        ("date", "2026-11-23", "selected_date", "2026-11-23"),
        ("who", CURATOR, "selected_user", CURATOR),
    ],
)
def test_choosing_tells_what_was_chosen(
    play: Play, action_id: str, value: str, key: str, expected: Any
) -> None:
    play.people.act(READER, posted_buttons(play), action_id, value)
    chosen = play.heard.wait(action_id)["actions"][0][key]
    if isinstance(chosen, dict):
        chosen["text"].pop("emoji")
    assert chosen == expected


def test_an_element_that_nobody_answered_is_marked() -> None:
    with PlaygroundServer(ack_seconds=0.1) as server:
        blocks = button_blocks()
        ts = bot_client(server).chat_postMessage(channel=AI_NEWS, text="Buttons", blocks=blocks)["ts"]
        message = server.workspace.message(AI_NEWS, ts)
        assert message is not None
        assert server.people.act(READER, message, "vote").error == "dispatch_failed"
        assert _trouble(server, READER) == ("row", "vote", TOASTS["dispatch_failed"])
        assert _trouble(server, CURATOR) is None
        bot_client(server).chat_update(channel=AI_NEWS, ts=ts, text="Buttons", blocks=blocks)
        assert _trouble(server, READER) is None


def _trouble(server: PlaygroundServer, user: str) -> tuple[str, str, str] | None:
    (shown,) = server.workspace.snapshot(user, channel=AI_NEWS)["channel"]["messages"]
    return tuple(shown["trouble"].values()) if shown["trouble"] else None


def test_the_state_remembers_all_choices_of_this_person(play: Play) -> None:
    message = posted_buttons(play)
    play.people.act(READER, message, "tick", ["one", "three"])
    play.people.act(READER, message, "vote")
    values = play.heard.wait("vote")["state"]["values"]["row"]
    assert [option["value"] for option in values["tick"]["selected_options"]] == ["one", "three"]
    assert values["pick"]["selected_option"] is None
    play.people.act(CURATOR, message, "vote")
    others = play.heard.wait("vote", 2)["state"]["values"]["row"]
    assert others["tick"]["selected_options"] == []


def test_what_is_not_there_cannot_be_chosen(play: Play) -> None:
    message = posted_buttons(play)
    with pytest.raises(CannotDoThatError, match="no nothing"):
        play.people.act(READER, message, "nothing")
    with pytest.raises(CannotDoThatError, match="no option 'four'"):
        play.people.act(READER, message, "pick", "four")


def test_an_external_menu_asks_the_app(play: Play) -> None:
    answer = play.people.suggest(READER, posted_buttons(play), "find", "mamba")
    assert [option["text"]["text"] for option in answer["options"]] == ["Found mamba"]


def test_the_original_can_be_replaced_and_removed(play: Play) -> None:
    first, second = posted_buttons(play), posted_buttons(play)
    play.people.act(READER, first, "replace")
    play.workspace.wait_for(lambda _: first.text == "Replaced")
    assert first.blocks == []
    play.people.act(READER, second, "remove")
    play.workspace.wait_for(lambda workspace: workspace.messages(AI_NEWS) == [first])


def test_an_ephemeral_message_has_buttons_and_is_not_sent_along(play: Play) -> None:
    play.people.send_command(READER, AI_NEWS, "/buttons ephemeral")
    (message,) = play.workspace.wait_for(lambda workspace: workspace.ephemeral(READER))
    play.people.act(READER, message, "vote")
    body = play.heard.wait("vote")
    assert body["container"]["is_ephemeral"] is True
    assert "message" not in body
    play.people.act(READER, message, "remove")
    play.workspace.wait_for(lambda workspace: not workspace.ephemeral(READER))


def test_an_app_that_does_not_answer_shows_a_toast() -> None:
    with PlaygroundServer(ack_seconds=0.1) as server, open_socket(server):
        server.workspace.wait_for(lambda workspace: workspace.connections)
        ts = bot_client(server).chat_postMessage(channel=AI_NEWS, text="x", blocks=button_blocks())["ts"]
        message = server.workspace.message(AI_NEWS, ts)
        assert message is not None
        outcome = server.people.act(READER, message, "vote")
    assert outcome.error == "operation_timeout"
    assert server.workspace.snapshot(READER)["toasts"][0]["text"].startswith("Operation timed out")
    assert server.workspace.snapshot(CURATOR)["toasts"] == []


def test_a_response_url_takes_five_answers(play: Play) -> None:
    play.people.act(READER, posted_buttons(play), "vote")
    hook = WebhookClient(play.heard.wait("vote")["response_url"])
    for number in range(RESPONSE_URL_USES):
        assert hook.send(text=f"answer {number}").status_code == 200
    refused = hook.send(text="one too many")
    assert refused.status_code == 404
    assert "used_url" in refused.body
    assert len(play.workspace.ephemeral(READER)) == RESPONSE_URL_USES


def test_a_response_url_lasts_half_an_hour() -> None:
    seconds = [0.0]
    with patient_playground(monotonic=lambda: seconds[0]) as server:
        play = connect(server)
        play.people.act(READER, posted_buttons(play), "vote")
        hook = WebhookClient(play.heard.wait("vote")["response_url"])
        assert hook.send(text="in time").status_code == 200
        seconds[0] = RESPONSE_URL_SECONDS + 1
        assert "expired_url" in hook.send(text="late").body
        disconnect(play)


def test_a_response_url_speaks_to_the_channel_or_into_a_thread(play: Play) -> None:
    message = posted_buttons(play)
    play.people.act(READER, message, "vote")
    hook = WebhookClient(play.heard.wait("vote")["response_url"])
    hook.send_dict({"text": "to all", "response_type": "in_channel"})
    hook.send_dict({"text": "in thread", "response_type": "in_channel", "thread_ts": message.ts})
    assert [one.text for one in play.workspace.messages(AI_NEWS)] == ["Buttons", "to all"]
    assert [one.text for one in play.workspace.thread(AI_NEWS, message.ts)] == ["Buttons", "in thread"]


def test_a_response_url_checks_blocks(play: Play) -> None:
    play.people.act(READER, posted_buttons(play), "vote")
    hook = WebhookClient(play.heard.wait("vote")["response_url"])
    refused = hook.send(text="x", blocks=[{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}])
    assert refused.status_code == 400
    assert "invalid_blocks" in refused.body
    assert WebhookClient(f"{play.server.url}/hooks/actions/T/none").send(text="x").status_code == 404
