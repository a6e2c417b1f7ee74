"""Modals, shortcuts and App Home."""

import pytest
from slack_sdk.errors import SlackApiError

from bot.playground.grants import TRIGGER_SECONDS, new_trigger
from bot.playground.model import View
from bot.playground.refusals import CannotDoThatError
from bot.playground.seed import AI_NEWS, CONTRIBUTOR, READER
from bot.playground.server import PlaygroundServer
from tests.playground.conftest import Play, bot_client
from tests.playground.sample_app import form


def opened_form(play: Play, words: str = "") -> View:
    play.people.send_command(READER, AI_NEWS, f"/form {words}")
    view = play.workspace.wait_for(lambda workspace: workspace.modal(READER))
    assert isinstance(view, View)
    return view


def error_of(error: pytest.ExceptionInfo[SlackApiError]) -> str:
    return str(error.value.response["error"])


def test_a_command_opens_a_modal_for_one_person(play: Play) -> None:
    view = opened_form(play)
    assert view.content["title"]["text"] == "Form"
    assert play.workspace.modal(CONTRIBUTOR) is None


def test_a_submission_carries_what_was_entered(play: Play) -> None:
    view = opened_form(play)
    submission = play.people.submit_view(
        READER, values={"title": "Mamba", "kind": "post", "day": "2024-01-02"}
    )
    body = play.heard.wait("submitted")
    assert submission.outcome == "closed"
    assert play.workspace.modal(READER) is None
    assert body["view"]["id"] == view.id
    assert body["view"]["private_metadata"] == "kept"
    assert body["view"]["callback_id"] == "form"
    assert body["view"]["root_view_id"] == view.id
    assert body["response_urls"] == []
    assert body["trigger_id"]
    values = body["view"]["state"]["values"]
    assert values["title"]["title"] == {"type": "plain_text_input", "value": "Mamba"}
    assert values["kind"]["kind"]["selected_option"]["value"] == "post"
    assert values["day"]["day"] == {"type": "datepicker", "selected_date": "2024-01-02"}


def test_untouched_fields_have_their_initial_values(play: Play) -> None:
    opened_form(play)
    play.people.submit_view(READER, values={"title": {"title": "Mamba"}})
    values = play.heard.wait("submitted")["view"]["state"]["values"]
    assert values["kind"]["kind"]["selected_option"]["value"] == "paper"
    assert values["day"]["day"]["selected_date"] is None


@pytest.mark.parametrize(
    ("entered", "sentence"),
    [(None, "Please complete this required field."), ("ab", "Please enter at least 3 characters.")],
)
def test_the_client_checks_fields_before_it_sends(play: Play, entered: str | None, sentence: str) -> None:
    opened_form(play)
    submission = play.people.submit_view(READER, values={"title": entered})
    assert submission.outcome == "errors"
    assert submission.errors == {"title": sentence}
    assert play.heard.count("submitted") == 0


def test_errors_of_the_app_stand_at_their_field(play: Play) -> None:
    opened_form(play)
    submission = play.people.submit_view(READER, values={"title": "taken"})
    assert submission.errors == {"title": "That title is taken."}
    shown = play.workspace.snapshot(READER)["modals"][-1]
    assert shown["errors"] == {"title": "That title is taken."}
    assert shown["state"]["title"]["title"]["value"] == "taken"
    assert play.people.submit_view(READER, values={"title": "better"}).outcome == "closed"


def test_an_updated_view_keeps_what_was_entered(play: Play) -> None:
    view = opened_form(play)
    assert play.people.submit_view(READER, values={"title": "update"}).outcome == "updated"
    assert view.content["title"]["text"] == "Updated"
    assert view.state["title"]["title"]["value"] == "update"


def test_views_are_stacked_three_deep(play: Play) -> None:
    opened_form(play)
    play.people.submit_view(READER, values={"title": "push"})
    play.people.submit_view(READER, values={"title": "push"})
    stack = play.workspace.modals(READER)
    assert [view.content["title"]["text"] for view in stack] == ["Form", "Pushed", "Pushed"]
    assert stack[2].previous_id == stack[1].id
    assert stack[2].root_id == stack[0].id
    assert play.people.submit_view(READER, values={"title": "push"}).outcome == "failed"
    play.people.close_view(READER)
    assert len(play.workspace.modals(READER)) == 2
    assert play.people.submit_view(READER, values={"title": "clear"}).outcome == "cleared"
    assert play.workspace.modal(READER) is None


@pytest.mark.parametrize("title", ["wrong block", "bad view"])
def test_an_answer_that_slack_refuses_shows_trouble(play: Play, title: str) -> None:
    view = opened_form(play)
    assert play.people.submit_view(READER, values={"title": title}).outcome == "failed"
    assert view.failure == "We had some trouble connecting. Try again?"
    assert "view response" in {call.method for call in play.workspace.calls}


def test_closing_is_told_where_it_was_asked_for(play: Play) -> None:
    view = opened_form(play, "notify")
    play.people.close_view(READER)
    body = play.heard.wait("closed")
    assert body["view"]["id"] == view.id
    assert body["is_cleared"] is False
    opened_form(play)
    play.people.close_view(READER)
    assert play.heard.count("closed") == 1
    with pytest.raises(CannotDoThatError):
        play.people.close_view(READER)


def test_a_trigger_works_once_and_for_three_seconds() -> None:
    seconds = [100.0]
    with PlaygroundServer(monotonic=lambda: seconds[0]) as server:
        client = bot_client(server)
        trigger = new_trigger(server.workspace, READER)
        client.views_open(trigger_id=trigger, view=form())
        with pytest.raises(SlackApiError) as again:
            client.views_open(trigger_id=trigger, view=form())
        late = new_trigger(server.workspace, READER)
        seconds[0] += TRIGGER_SECONDS + 0.1
        with pytest.raises(SlackApiError) as expired:
            client.views_open(trigger_id=late, view=form())
        with pytest.raises(SlackApiError) as unknown:
            client.views_open(trigger_id="1.2.3", view=form())
    assert error_of(again) == "exchanged_trigger_id"
    assert error_of(expired) == "expired_trigger_id"
    assert error_of(unknown) == "invalid_trigger_id"


def test_a_hash_guards_an_update(server: PlaygroundServer) -> None:
    client = bot_client(server)
    first = client.views_open(trigger_id=new_trigger(server.workspace, READER), view=form())["view"]
    client.views_update(view_id=first["id"], hash=first["hash"], view=form("Second"))
    with pytest.raises(SlackApiError) as conflict:
        client.views_update(view_id=first["id"], hash=first["hash"], view=form("Third"))
    with pytest.raises(SlackApiError) as missing:
        client.views_update(view_id="V404", view=form())
    assert error_of(conflict) == "hash_conflict"
    assert error_of(missing) == "not_found"


def test_a_view_is_found_by_its_external_id(server: PlaygroundServer) -> None:
    client = bot_client(server)
    view = {**form(), "external_id": "mine"}
    client.views_open(trigger_id=new_trigger(server.workspace, READER), view=view)
    client.views_update(external_id="mine", view={**form("Again"), "external_id": "mine"})
    with pytest.raises(SlackApiError) as duplicate:
        client.views_push(trigger_id=new_trigger(server.workspace, READER), view=view)
    modal = server.workspace.modal(READER)
    assert modal is not None
    assert modal.content["title"]["text"] == "Again"
    assert error_of(duplicate) == "duplicate_external_id"


def test_a_message_shortcut_brings_the_message(play: Play) -> None:
    message = play.people.post_message(CONTRIBUTOR, AI_NEWS, "read https://example.org/a?b=1&c=2 @cleo")
    outcome = play.people.use_message_shortcut(READER, message, "collect")
    body = play.heard.wait("collect")
    assert outcome.ok
    assert body["type"] == "message_action"
    assert body["message_ts"] == message.ts
    assert body["message"]["user"] == CONTRIBUTOR
    assert body["message"]["text"].startswith("read <https://example.org/a?b=1&amp;c=2> <@")
    inline = body["message"]["blocks"][0]["elements"][0]["elements"]
    assert {"type": "link", "url": "https://example.org/a?b=1&c=2"} in inline
    (answer,) = play.workspace.wait_for(lambda workspace: workspace.ephemeral(READER))
    assert answer.text == "collected"


def test_a_global_shortcut_opens_a_modal(play: Play) -> None:
    assert play.people.use_global_shortcut(READER, "start").ok
    view = play.workspace.wait_for(lambda workspace: workspace.modal(READER))
    assert view.content["title"]["text"] == "Started"


def test_app_home_is_published_when_it_is_opened(play: Play) -> None:
    play.people.open_home(READER)
    home = play.workspace.wait_for(lambda workspace: workspace.home(READER))
    first = play.heard.wait("app_home_opened")["event"]
    assert first["tab"] == "home"
    assert first["channel"] == play.workspace.direct_message(READER).id
    assert "view" not in first
    assert home.blocks[0]["text"]["text"] == f"Hello {READER}"
    play.people.open_home(READER)
    assert play.heard.wait("app_home_opened", 2)["event"]["view"]["id"] == home.id


def test_a_reload_forgets_ephemeral_messages_and_modals(play: Play) -> None:
    opened_form(play)
    play.people.send_command(READER, AI_NEWS, "/echo gone soon")
    play.people.reload(READER)
    assert play.workspace.ephemeral(READER) == []
    assert play.workspace.modal(READER) is None
