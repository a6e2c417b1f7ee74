"""Apps that were written for Slack run here with the three lines of docs/playground.md."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from bot.playground.seed import AI_NEWS, CONTRIBUTOR, CURATOR, READER
from tests.playground.apps import incidents, todo, triage, wizard
from tests.playground.conftest import Play, disconnect
from tests.playground.sample_app import Heard
from tests.support.playground import let_acknowledge_late, patient_playground


@contextmanager
def running(register: Callable[[App], None]) -> Iterator[Play]:
    """Run an app in a workspace that knows nothing of it: what `ainews playground --no-bot` serves."""
    with patient_playground() as server:
        client = WebClient(server.bot_token, base_url=server.api_url)
        app = App(client=client)
        register(app)
        let_acknowledge_late(app)
        handler = SocketModeHandler(app, server.app_token)
        handler.client.connect()
        server.workspace.wait_for(lambda workspace: workspace.connections)
        play = Play(server, server.workspace, server.people, client, Heard(), handler)
        yield play
        disconnect(play)


@pytest.fixture
def wizard_app() -> Iterator[Play]:
    with running(wizard.register) as play:
        yield play


@pytest.fixture
def todo_app() -> Iterator[Play]:
    with running(todo.register) as play:
        yield play


@pytest.fixture
def triage_app() -> Iterator[Play]:
    with running(triage.register) as play:
        yield play


def test_a_form_in_steps(wizard_app: Play) -> None:
    people, workspace = wizard_app.people, wizard_app.workspace
    assert people.use_global_shortcut(READER, "request_access").ok
    first = workspace.wait_for(lambda one: one.modal(READER))
    people.act(READER, first, "system_name", "wiki")
    workspace.wait_for(lambda _: first.blocks[0]["hint"]["text"] == "We know that one.")
    offered = people.suggest(READER, first, "team", "p")
    assert [one["value"] for one in offered["options"]] == ["platform", "product", "people"]
    people.fill(READER, first, "team", "platform")
    assert people.submit_view(READER, first).outcome == "pushed"
    second = workspace.modal(READER)
    assert second is not None
    assert second.content["private_metadata"] == "wiki|platform"
    assert people.submit_view(READER, second, {"reviewers": [CURATOR, CONTRIBUTOR]}).outcome == "cleared"
    dm = workspace.direct_message(READER)
    workspace.wait_for(lambda _: dm.timeline)
    (said,) = workspace.messages(dm.id)
    assert said.text == f"Access to wiki for platform: <@{CURATOR}> and <@{CONTRIBUTOR}> will decide."


def test_what_an_external_menu_never_offered_is_not_taken(wizard_app: Play) -> None:
    people = wizard_app.people
    people.use_global_shortcut(READER, "request_access")
    first = wizard_app.workspace.wait_for(lambda one: one.modal(READER))
    with pytest.raises(Exception, match="no option 'legal'"):
        people.fill(READER, first, "team", "legal")


def test_a_list_on_the_home_tab(todo_app: Play) -> None:
    people, workspace = todo_app.people, todo_app.workspace
    people.open_home(READER)
    home = workspace.wait_for(lambda one: one.home(READER))
    for text, day in (("Read", "2026-11-30"), ("Write", None)):
        people.act(READER, home, "new_task")
        form = workspace.wait_for(lambda one: one.modal(READER))
        assert people.submit_view(READER, form, {"text": text, "day": day}).outcome == "closed"
        shown = f"*{text}*"
        workspace.wait_for(lambda _: shown in str(home.blocks))  # noqa: B023  (it waits right here)
    assert "*Read* by 2026-11-30" in str(home.blocks)
    people.act(READER, home, "done", ["1"])
    workspace.wait_for(lambda _: "*Read*" not in str(home.blocks))
    people.act(READER, home, "list_menu", "clear")
    workspace.wait_for(lambda _: "(0)" in str(home.blocks))


def test_a_shortcut_answers_in_the_thread(triage_app: Play) -> None:
    people, workspace = triage_app.people, triage_app.workspace
    question = people.post_message(CONTRIBUTOR, AI_NEWS, "It is broken")
    assert people.use_message_shortcut(READER, question, "triage").ok
    workspace.wait_for(lambda one: one.ephemeral(READER) and question.replies)
    answer = workspace.thread(AI_NEWS, question.ts)[1]
    assert answer.text == f"<@{READER}> is looking into it."
    people.act(READER, answer, "resolve")
    workspace.wait_for(lambda _: answer.text == f"Solved by <@{READER}>.")
    assert question.reactions == {"white_check_mark": [workspace.bot.id]}
    asked = people.post_message(READER, AI_NEWS, "@ainews are you there?")
    workspace.wait_for(lambda _: asked.replies)
    people.post_message(READER, AI_NEWS, "my password is 1234")
    workspace.wait_for(lambda one: len(one.ephemeral(READER)) == 2)


def test_an_incident_gets_a_channel() -> None:
    with running(incidents.register) as play:
        people, workspace = play.people, play.workspace
        people.send_command(READER, AI_NEWS, "/incident Mail is down")
        workspace.wait_for(lambda one: len(one.messages(AI_NEWS)) == 2)
        assert workspace.messages(AI_NEWS)[0].text == "/incident Mail is down"
        channel = workspace.find_channel("mail-is-down")
        assert channel is not None
        assert channel.topic == "Incident: Mail is down"
        assert set(channel.members) == {READER, CURATOR, workspace.bot.id}
        play.server.clock.advance(timedelta(hours=2))
        assert [one.text for one in workspace.messages(channel.id)][-1] == "Any news?"
        people.send_command(CURATOR, channel.id, "/me restarts it")
        workspace.wait_for(lambda one: one.messages(channel.id)[-1].reactions == {"eyes": [one.bot.id]})
        people.post_message(CURATOR, channel.id, "Solved")
        workspace.wait_for(lambda _: channel.is_archived)
        texts = [one.text for one in workspace.messages(channel.id)]
        assert texts[-3:] == ["Solved", "writes down what was said", "Solved: closed."]
        (file,) = workspace.thread(channel.id, workspace.messages(channel.id)[-3].ts)[-1].files
        assert (file.title, file.is_here) == ("Log", True)
        people.send_command(READER, AI_NEWS, "/incident Mail is down")
        workspace.wait_for(lambda one: one.ephemeral(READER))
        assert workspace.ephemeral(READER)[-1].text == "No channel: name_taken"
