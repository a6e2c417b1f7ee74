"""The issue: previewed, published by hand and by the clock, posted once, and answered in its thread."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.issues.publish import preview_issue
from bot.playground.model import Message
from bot.playground.seed import ADMIN, AI_NEWS, CONTRIBUTOR, CURATOR, RANDOM, READER
from tests.support.story import Story, text_of
from tests.support.website import Website

SLOT = datetime(2024, 3, 4, 8, 0, tzinfo=UTC)
"""Monday, 4 March 2024, nine o'clock in Vienna."""


def hand_in(story: Story, website: Website, *names: str) -> None:
    for name in names:
        story.command(f"add {website.link(name)}")
        story.sees("Added to the queue", f"All about {name}")


def publish(story: Story) -> Message:
    story.command("publish", by=CURATOR)
    story.press(story.sees("Publish the issue", by=CURATOR), "publish_now", by=CURATOR)
    return story.posted("AI News", "26 Feb")


def test_publishing_posts_the_issue_and_its_thread_in_order(story: Story, website: Website) -> None:
    hand_in(story, website, "alpha", "beta", "gamma")
    root = publish(story)
    assert "3 items" in root.text
    assert [_position(reply) for reply in story.thread(root, 3)] == [1, 2, 3]
    story.sees("is on its way", by=CURATOR)


def test_the_preview_is_byte_for_byte_what_is_posted(story: Story, website: Website) -> None:
    hand_in(story, website, "alpha", "beta")
    desk = story.bot.desk
    draft = preview_issue(desk.team, desk.publication(), desk.templates, now=desk.clock())
    story.command("preview", by=CURATOR)
    shown = story.sees("2 items", by=CURATOR)
    root = publish(story)
    posted = [root, *story.thread(root, 2)]
    assert [_bytes(message) for message in posted] == [
        json.dumps([part.text, part.blocks, part.metadata]) for part in draft.parts
    ]
    assert _without_ids(shown.blocks) == _without_ids(root.blocks)


def test_the_clock_publishes_when_the_slot_is_due(story: Story, website: Website) -> None:
    hand_in(story, website, "alpha")
    story.server.clock.move_to(SLOT - timedelta(minutes=1))
    story.bot.ticker.tick()
    assert story.server.workspace.messages(AI_NEWS) == []
    story.server.clock.move_to(SLOT + timedelta(seconds=1))
    root = story.posted("4 Mar 2024")
    story.thread(root, 1)
    story.bot.ticker.tick()
    assert len(story.server.workspace.messages(AI_NEWS)) == 1, "a slot is used once"


def test_an_empty_week_posts_nothing_and_tells_the_curator(story: Story) -> None:
    story.server.clock.move_to(SLOT + timedelta(seconds=1))
    story.told("No issue went out for 4 Mar", "queue is empty")
    assert story.server.workspace.messages(AI_NEWS) == []


def test_a_slot_that_is_long_past_is_skipped_and_its_items_wait(story: Story, website: Website) -> None:
    hand_in(story, website, "alpha")
    story.server.clock.move_to(SLOT + timedelta(days=3))
    story.told("was due while I was off")
    assert story.server.workspace.messages(AI_NEWS) == []
    story.server.clock.move_to(SLOT + timedelta(days=7, seconds=1))
    story.posted("11 Mar 2024", "1 item")


def test_only_curators_preview_and_publish(story: Story, website: Website) -> None:
    hand_in(story, website, "alpha")
    for word in ("preview", "publish"):
        story.command(word, by=CONTRIBUTOR)
        story.sees("Only curators can do that")
        story.server.people.reload(CONTRIBUTOR)


def test_publishing_twice_a_day_is_refused(story: Story, website: Website) -> None:
    hand_in(story, website, "alpha")
    story.command("publish", by=CURATOR)
    first = story.sees("Publish the issue", by=CURATOR)
    story.command("publish", by=ADMIN)
    second = story.sees("Publish the issue", by=ADMIN)
    story.press(first, "publish_now", by=CURATOR)
    story.sees("is on its way", by=CURATOR)
    story.posted("26 Feb")
    hand_in(story, website, "beta")
    story.press(second, "publish_now", by=ADMIN)
    story.sees("is published already", by=ADMIN)
    assert len(story.server.workspace.messages(AI_NEWS)) == 1


def test_once_todays_issue_is_out_the_next_one_is_shown(story: Story, website: Website) -> None:
    hand_in(story, website, "alpha")
    publish(story)
    hand_in(story, website, "beta")
    story.command("publish", by=CURATOR)
    story.sees("is published already", "4 Mar 2024", by=CURATOR)
    story.command("preview", by=CURATOR)
    story.sees("AI News · 4 Mar 2024", "All about beta", by=CURATOR)
    assert "Publish now" not in text_of(story.sees("goes out on 4 Mar 2024", by=CURATOR))


def test_a_slot_whose_issue_was_published_by_hand_says_nothing(story: Story, website: Website) -> None:
    story.server.clock.move_to(SLOT - timedelta(hours=2))
    hand_in(story, website, "alpha")
    story.command("publish", by=CURATOR)
    story.press(story.sees("Publish the issue", by=CURATOR), "publish_now", by=CURATOR)
    story.posted("4 Mar 2024")
    story.server.clock.move_to(SLOT + timedelta(seconds=1))
    story.bot.ticker.tick()
    channel = story.server.workspace.direct_message(CURATOR).id
    assert not [message for message in story.server.workspace.messages(channel) if "No issue" in message.text]
    assert len(story.server.workspace.messages(AI_NEWS)) == 1


def test_a_reset_after_slack_accepted_does_not_post_twice(story: Story, website: Website) -> None:
    hand_in(story, website, "alpha", "beta")
    story.server.faults.add("reset_after", "chat.postMessage", times=1)
    root = publish(story)
    _tick_until_done(story)
    assert len(story.server.workspace.messages(AI_NEWS)) == 1
    assert len(story.thread(root, 2)) == 2


def test_a_rate_limit_delays_and_loses_nothing(story: Story, website: Website) -> None:
    hand_in(story, website, "alpha")
    story.server.faults.add("ratelimited", "chat.postMessage", times=1, retry_after=0)
    story.command("publish", by=CURATOR)
    story.thread(publish(story), 1)
    assert len(story.server.workspace.messages(AI_NEWS)) == 1


def test_upvotes_count_once_a_person_and_show_on_the_message(story: Story, website: Website) -> None:
    hand_in(story, website, "alpha")
    entry = story.thread(publish(story), 1)[0]
    story.press(entry, "item_upvote", by=READER)
    story.sees("Upvoted", "1 upvote", by=READER)
    story.server.workspace.wait_for(lambda _: "1" in _upvote_label(story, entry))
    story.press(entry, "item_upvote", by=READER)
    story.sees("taken back", "0 upvotes", by=READER)


def test_save_and_save_all_fill_the_readers_list(story: Story, website: Website) -> None:
    hand_in(story, website, "alpha", "beta")
    root = publish(story)
    story.press(story.thread(root, 2)[0], "item_save", by=READER)
    story.sees("Saved:", by=READER)
    story.press(root, "issue_save_all", by=READER)
    story.sees("Saved 1 item", by=READER)
    story.command("saved", by=READER)
    listed = story.sees("You saved 2 items", "All about alpha", "All about beta", by=READER)
    first = listed.blocks[1]["block_id"]
    story.server.people.act(READER, listed, "item_forget", block_id=first)
    story.sees("You saved 1 item", by=READER)


def test_buttons_of_the_issue_open_search_and_submit(story: Story, website: Website) -> None:
    hand_in(story, website, "alpha")
    root = publish(story)
    story.press(root, "issue_search", by=READER)
    story.modal("search", by=READER)
    story.submit(by=READER, query="alpha")
    assert "All about alpha" in text_of(story.modal("results", by=READER))
    story.press(root, "issue_submit", by=CONTRIBUTOR)
    story.modal("add")


def test_remove_from_the_menu_is_for_its_submitter_and_curators(story: Story, website: Website) -> None:
    hand_in(story, website, "alpha")
    entry = story.thread(publish(story), 1)[0]
    item_id = _item_id(entry)
    story.press(entry, "item_more", f"remove:{item_id}", by=READER)
    story.sees("Only the person who handed this in", by=READER)
    story.press(entry, "item_more", f"remove:{item_id}", by=CURATOR)
    story.sees("Removed", by=CURATOR)
    story.command(f"add {website.link('alpha')}")
    story.sees("a curator removed it")


def test_latest_shows_the_issue_again_with_a_link_to_its_thread(story: Story, website: Website) -> None:
    hand_in(story, website, "alpha")
    root = publish(story)
    story.thread(root, 1)
    story.command("latest", by=READER)
    again = story.sees("26 Feb", "Open the issue", by=READER)
    assert root.ts.replace(".", "") in text_of(again)


def test_before_the_first_issue_latest_says_so(story: Story) -> None:
    story.command("latest")
    story.sees("No issue has been published yet")


def test_a_channel_without_the_bot_stops_the_delivery_and_is_told(story: Story, website: Website) -> None:
    story.server.people.leave(CURATOR, AI_NEWS, story.server.workspace.bot.id)
    story.command(f"add {website.link('alpha')}", channel=RANDOM)
    story.sees("Added to the queue", channel=RANDOM)
    story.command("publish", by=CURATOR, channel=RANDOM)
    question = story.sees("Publish the issue", by=CURATOR, channel=RANDOM)
    story.press(question, "publish_now", by=CURATOR)
    story.told("could not be posted in", "/invite")


def _tick_until_done(story: Story) -> None:
    """Tick with the real clock moved on, as if the waits between attempts had passed."""
    ticker = story.bot.ticker
    for minutes in range(1, 12):
        ticker.real_clock = lambda minutes=minutes: datetime.now(UTC) + timedelta(minutes=5 * minutes)  # type: ignore[misc]
        ticker.tick()


def _bytes(message: Message) -> str:
    return json.dumps([message.text, _without_ids(message.blocks), message.metadata])


def _without_ids(blocks: Any) -> Any:
    """Take out the block ids that Slack gives to blocks without one."""
    return [{name: value for name, value in block.items() if name != "block_id"} for block in blocks]


def _position(message: Message) -> int:
    assert message.metadata is not None
    return int(message.metadata["event_payload"]["position"])


def _upvote_label(story: Story, entry: Message) -> str:
    message = story.server.workspace.message(entry.channel, entry.ts)
    assert message is not None
    return str(message.blocks[-1]["elements"][0]["text"]["text"])


def _item_id(entry: Message) -> str:
    return str(entry.blocks[-1]["elements"][0]["value"])


@pytest.mark.parametrize("typed", ["2024-02-26", "26 Feb 2024", "today", "february"])
def test_an_issue_is_found_by_any_spelling_of_its_day(story: Story, website: Website, typed: str) -> None:
    hand_in(story, website, "alpha")
    publish(story)
    story.command(f"issue {typed}", by=READER)
    story.sees("AI News · 26 Feb 2024", by=READER)


def test_a_day_that_is_none_is_named(story: Story) -> None:
    story.command("issue 2024-02-30", by=READER)
    story.sees("2024-02-30", "no day that I know", by=READER)
