"""Slash commands: what the app gets and what the person sees."""

import pytest

from bot.playground.app_config import AppConfig, CommandSpec
from bot.playground.people import SLACKBOT
from bot.playground.refusals import CannotDoThatError
from bot.playground.seed import AI_NEWS, CURATOR, GENERAL, PRIVATE, READER
from bot.playground.server import PlaygroundServer
from tests.playground.conftest import Play, open_socket


def test_a_command_carries_what_slack_sends(play: Play) -> None:
    outcome = play.people.send_command(READER, AI_NEWS, "/echo hello")
    body = play.heard.wait("echo")
    assert outcome.ok
    assert body["command"] == "/echo"
    assert body["text"] == "hello"
    assert body["user_id"] == READER
    assert body["user_name"] == "rosa"
    assert body["channel_id"] == AI_NEWS
    assert body["channel_name"] == "ai-news"
    assert body["team_id"] == play.workspace.team.id
    assert body["api_app_id"] == play.workspace.app_id
    assert body["is_enterprise_install"] == "false"
    assert body["response_url"].startswith(play.server.url)
    assert body["trigger_id"]


def test_text_in_the_acknowledgement_is_seen_by_the_person_only(play: Play) -> None:
    play.people.send_command(READER, AI_NEWS, "/echo only me")
    assert [message.text for message in play.workspace.ephemeral(READER, AI_NEWS)] == ["only me"]
    assert play.workspace.ephemeral(CURATOR) == []
    assert play.workspace.messages(AI_NEWS) == []


def test_a_public_answer_shows_what_was_typed(play: Play) -> None:
    """Once, as that person's message, before the answer; the app hears of no message."""
    play.people.send_command(READER, AI_NEWS, "/public hello @cleo")
    play.workspace.wait_for(lambda workspace: len(workspace.messages(AI_NEWS)) == 3)
    shown = [(one.user, one.text) for one in play.workspace.messages(AI_NEWS)]
    bot = play.workspace.bot.id
    assert shown == [(READER, f"/public hello <@{CURATOR}>"), (bot, "One"), (bot, "Two")]
    assert play.heard.count("message/new") == 0


def test_what_is_said_after_the_acknowledgement_can_replace_it(play: Play) -> None:
    for _ in range(20):
        play.people.send_command(READER, AI_NEWS, "/slow")
        play.workspace.wait_for(
            lambda workspace: [one.text for one in workspace.ephemeral(READER)] == ["Read."]
        )
        play.people.reload(READER)


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("https://example.org/a?b=1&c=2", "<https://example.org/a?b=1&amp;c=2>"),
        ("see https://example.org/a.", "see <https://example.org/a>."),
        ("(https://en.wikipedia.org/wiki/Go_(game))", "(<https://en.wikipedia.org/wiki/Go_(game)>)"),
        ("arxiv.org/abs/2401.00001", "<http://arxiv.org/abs/2401.00001|arxiv.org/abs/2401.00001>"),
        ("by @cleo in #general", f"by <@{CURATOR}|cleo> in <#{GENERAL}|general>"),
        ("@nobody #nothing", "@nobody #nothing"),
        ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
        ("<https://example.org>", "&lt;<https://example.org>&gt;"),
        ("ftp://example.org/a and example.org", "ftp://example.org/a and <http://example.org|example.org>"),
        ("javascript://example.org", "javascript://example.org"),
        ("to rosa@example.org.", "to <mailto:rosa@example.org|rosa@example.org>."),
    ],
)
def test_typed_text_is_marked_up_as_slack_does(play: Play, typed: str, sent: str) -> None:
    play.people.send_command(READER, AI_NEWS, f"/echo {typed}")
    assert play.heard.wait("echo")["text"] == sent


def test_without_an_acknowledgement_the_person_reads_operation_timeout() -> None:
    with PlaygroundServer(ack_seconds=0.1) as server, open_socket(server):
        server.workspace.wait_for(lambda workspace: workspace.connections)
        outcome = server.people.send_command(READER, AI_NEWS, "/deaf")
    line = server.workspace.ephemeral(READER)[-1]
    assert outcome.error == "operation_timeout"
    assert line.user == SLACKBOT
    assert line.text == '/deaf failed with the error "operation_timeout"'


def test_without_a_connection_the_person_reads_dispatch_failed(server: PlaygroundServer) -> None:
    outcome = server.people.send_command(READER, AI_NEWS, "/echo x")
    assert outcome.error == "dispatch_failed"
    assert "dispatch_failed" in server.workspace.ephemeral(READER)[-1].text


def test_a_broken_answer_is_an_invalid_command_response(play: Play) -> None:
    outcome = play.people.send_command(READER, AI_NEWS, "/broken")
    assert outcome.error == "invalid_command_response"
    call = play.workspace.calls[-1]
    assert call.method == "command response"
    assert "unsupported type" in call.answer["response_metadata"]["messages"][0]


def test_a_command_that_the_app_has_not_registered_never_reaches_it() -> None:
    with PlaygroundServer(app=AppConfig(commands=(CommandSpec("/known"),))) as server:
        outcome = server.people.send_command(READER, AI_NEWS, "/unknown")
        assert outcome.error == "unknown_command"
        assert server.workspace.ephemeral(READER)[-1].text.startswith("/unknown is not a valid command.")


def test_commands_do_not_work_in_threads(play: Play) -> None:
    root = play.people.post_message(READER, AI_NEWS, "root")
    outcome = play.people.send_command(READER, AI_NEWS, "/echo x", thread_ts=root.ts)
    assert outcome.error == "not_in_threads"
    assert play.heard.count("echo") == 0


def test_people_cannot_reach_channels_that_they_are_not_in(server: PlaygroundServer) -> None:
    with pytest.raises(CannotDoThatError):
        server.people.send_command(READER, PRIVATE, "/echo x")
    with pytest.raises(CannotDoThatError):
        server.people.send_command("U404", AI_NEWS, "/echo x")
