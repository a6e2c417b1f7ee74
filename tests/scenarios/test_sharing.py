"""Sharing what was found: asked once, posted once, and only what everybody may see."""

from datetime import timedelta
from typing import Any

import pytest

from bot.models.values import ItemState
from bot.playground.model import Message
from bot.playground.seed import AI_NEWS, CONTRIBUTOR, CURATOR, GENERAL, GUEST, PRIVATE, RANDOM, READER
from bot.store.items import set_item_state
from bot.store.outbox import recent
from tests.scenarios.test_finding import fill
from tests.support.story import Story, running_story, text_of
from tests.support.waiting import eventually

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""What the databases do differently is tested in tests/store and tests/faults."""


def open_form(story: Story, *, by: str = READER) -> list[str]:
    """Press Share under results, and return the ids that the form offers."""
    story.command("search mixture", by=by)
    story.press(story.sees("results for “mixture”", by=by), "share_open", by=by)
    what = next(block for block in story.modal("share", by=by).blocks if block["block_id"] == "items")
    return [option["value"] for option in what["element"]["options"]]


def shared_in(story: Story, channel: str) -> list[Message]:
    story.bot.ticker.tick()
    return story.server.workspace.messages(channel)


def places_of_shares(story: Story) -> list[str]:
    """Return the `ts` of shared messages that are written down, which is a moment after they are posted."""
    with story.bot.desk.team.read() as tx:
        shares = recent(tx, "share", since=story.bot.desk.real_clock() - timedelta(days=1))
    return [str(payload.get("ts")) for payload, _, _ in shares]


def test_what_is_shared_says_who_shares_it(story: Story) -> None:
    fill(story, 3)
    _, second, _ = open_form(story)
    assert story.submit(
        by=READER, channel=GENERAL, items=[second], comment="Read *this* <!channel>"
    ).outcome == ("closed")
    story.sees("1 item on the way to <#C0GENERAL1>", by=READER)
    message = story.posted("<@U0READER01> shares this", channel=GENERAL)
    shown = text_of(message)
    assert "&lt;!channel&gt;" in shown
    assert shown.count("https://example.com/mixture/") == 1
    assert "Mixture number" in message.text
    story.press(message, "item_save", by=CURATOR)
    story.sees("Saved:", by=CURATOR, channel=GENERAL)


def test_the_form_begins_with_the_channel_it_was_opened_in(story: Story) -> None:
    fill(story, 2)
    open_form(story)
    where = next(block for block in story.modal("share", by=READER).blocks if block["block_id"] == "channel")
    assert where["element"]["initial_conversation"] == AI_NEWS


def test_results_in_a_modal_are_shared_too(story: Story) -> None:
    fill(story, 2)
    story.command("search", by=READER)
    story.modal("search", by=READER)
    story.submit(by=READER, query="mixture")
    story.press(story.modal("results", by=READER), "share_open", by=READER)
    view = story.modal("share", by=READER)
    items = [option["value"] for option in view.blocks[1]["element"]["options"]]
    story.submit(by=READER, items=items)
    story.posted("<@U0READER01> shares these 2 items")


def test_where_one_cannot_share_the_form_says_so_and_stays(story: Story) -> None:
    fill(story, 3)
    for number, (by, channel, said) in enumerate(
        (
            (READER, RANDOM, "I am not in #random yet. Type /invite @"),
            (READER, PRIVATE, "I am not in that channel yet."),
            (GUEST, GENERAL, "You are not in that channel."),
        )
    ):
        items = [open_form(story, by=by)[number]]
        assert said in story.submit(by=by, channel=channel, items=items).errors["channel"]
        assert story.submit(by=by, channel=AI_NEWS, items=items).outcome == "closed"
        story.posted(f"<@{by}> shares this")


def test_a_private_channel_takes_only_what_its_members_share(story: Story) -> None:
    fill(story, 2)
    story.server.people.join(CURATOR, PRIVATE, story.server.workspace.bot.id)
    items = open_form(story)
    assert "You are not in" in story.submit(by=READER, channel=PRIVATE, items=items).errors["channel"]
    items = open_form(story, by=CURATOR)
    story.submit(by=CURATOR, channel=PRIVATE, items=items)
    story.posted("shares these 2 items", channel=PRIVATE)


def test_a_form_is_answered_in_time_where_slack_does_not_tell_who_is_in_a_channel(story: Story) -> None:
    fill(story, 2)
    story.server.people.join(CURATOR, PRIVATE, story.server.workspace.bot.id)
    items = open_form(story, by=CURATOR)
    story.server.faults.add("ratelimited", "users.conversations", retry_after=5)
    refused = story.submit(by=CURATOR, channel=PRIVATE, items=items)
    assert "nothing was shared" in refused.errors["channel"]
    assert story.submit(by=CURATOR, channel=AI_NEWS, items=items).outcome == "closed"
    story.posted("shares these 2 items")
    assert shared_in(story, PRIVATE) == []


def test_what_was_held_back_is_shared_by_nobody(story: Story) -> None:
    fill(story, 2)
    items = open_form(story, by=CURATOR)
    with story.bot.desk.team.write() as tx:
        set_item_state(tx, int(items[0]), ItemState.HELD, now=story.bot.desk.clock())
    refused = story.submit(by=CURATOR, channel=GENERAL, items=items)
    assert "held back or removed" in refused.errors["items"]
    assert shared_in(story, GENERAL) == []


def test_what_was_just_shared_there_is_shared_again_only_on_purpose(story: Story) -> None:
    fill(story, 2)
    items = open_form(story)
    story.submit(by=READER, channel=GENERAL, items=items[:1])
    first = story.posted("<@U0READER01> shares this", channel=GENERAL)
    eventually(lambda: first.ts in places_of_shares(story))
    open_form(story, by=CURATOR)
    story.submit(by=CURATOR, channel=GENERAL, items=items, comment="Again & again")
    asked = text_of(story.modal("share_again", by=CURATOR))
    assert "Mixture number" in asked
    assert "<@U0READER01>" in asked
    assert first.ts.replace(".", "") in asked, "it links to the message"
    assert len(shared_in(story, GENERAL)) == 1
    assert story.submit(by=CURATOR).outcome == "closed"
    assert "Again &amp; again" in text_of(story.posted("shares these 2 items", channel=GENERAL))
    assert len(shared_in(story, GENERAL)) == 2


def test_what_was_shared_elsewhere_is_shared_without_a_question(story: Story) -> None:
    fill(story, 2)
    first, second = open_form(story)
    for channel, item in ((GENERAL, first), (AI_NEWS, first), (GENERAL, second)):
        assert story.submit(by=READER, channel=channel, items=[item]).outcome == "closed"
        open_form(story)
    assert story.submit(by=READER, channel=GENERAL, items=[first]).outcome != "closed"


def test_two_clicks_share_once(story: Story) -> None:
    fill(story, 2)
    items = open_form(story)
    view = story.modal("share", by=READER)
    values: dict[str, Any] = {"channel": {"value": GENERAL}, "items": {"value": items}}
    story.server.people.submit_view(READER, view, values)
    submission = {**view.content, "id": view.id, "state": _state(GENERAL, items)}
    _submit_again(story, submission)
    story.posted("shares these 2 items", channel=GENERAL)
    assert len(shared_in(story, GENERAL)) == 1


def _state(channel: str, items: list[str]) -> dict[str, Any]:
    chosen = [{"value": item} for item in items]
    return {
        "values": {
            "channel": {"value": {"type": "conversations_select", "selected_conversation": channel}},
            "items": {"value": {"type": "checkboxes", "selected_options": chosen}},
            "comment": {"value": {"type": "plain_text_input", "value": None}},
        }
    }


def _submit_again(story: Story, view: dict[str, Any]) -> None:
    """A second click on a slow connection: the same view is submitted with a trigger of its own."""
    people = story.server.people
    payload = {
        "type": "view_submission",
        "team": {"id": story.server.workspace.team.id, "domain": "playground"},
        "user": {"id": READER, "username": "rosa", "name": "rosa", "team_id": story.server.workspace.team.id},
        "trigger_id": "1.2.again",
        "view": view,
        "response_urls": [],
    }
    assert people._deliver(READER, payload).ok


def test_a_channel_that_refuses_is_told_to_who_shares(story: Story) -> None:
    fill(story, 2)
    for code, said in (
        ("not_in_channel", "I am not in that channel"),
        ("is_archived", "archived"),
        ("restricted_action", "Only some people may post there"),
    ):
        items = open_form(story)
        story.server.faults.add("error", "chat.postMessage", code=code)
        story.submit(by=READER, channel=GENERAL, items=items)
        story.told("could not be posted in <#C0GENERAL1>", said, by=READER)
    assert shared_in(story, GENERAL) == []


def test_guests_share_where_they_are(story: Story) -> None:
    fill(story, 2)
    items = open_form(story, by=GUEST)
    assert story.submit(by=GUEST, channel=AI_NEWS, items=items[:1]).outcome == "closed"
    story.posted("<@U0GUEST001> shares this")


def test_a_share_without_an_item_is_not_sent(story: Story) -> None:
    fill(story, 2)
    open_form(story, by=CONTRIBUTOR)
    assert "items" in story.submit(by=CONTRIBUTOR, channel=GENERAL).errors


def test_the_same_over_http(database_url: str) -> None:
    with running_story(database_url, http=True) as story:
        fill(story, 2)
        story.command("search mixture", by=READER)
        story.press(story.sees("2 results", by=READER), "kind", "paper", by=READER)
        papers = story.sees("2 results for “mixture kind:paper”", by=READER)
        story.press(papers, "follow_search", by=READER)
        story.sees("You follow “mixture kind:paper”", by=READER)
        story.press(papers, "share_open", by=READER)
        what = story.modal("share", by=READER).blocks[1]["element"]["options"]
        assert (
            "not in #random"
            in story.submit(by=READER, channel=RANDOM, items=[what[0]["value"]]).errors["channel"]
        )
        assert story.submit(by=READER, channel=GENERAL).outcome == "closed"
        story.posted("<@U0READER01> shares this", channel=GENERAL)
