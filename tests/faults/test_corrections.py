"""A correction that needs more messages than were posted: each further one stands in the thread, once."""

from typing import Any

import pytest

from bot.issues.failpoints import at_failpoints
from bot.issues.withdraw import withdraw_issue
from bot.models.values import Person, Role
from bot.newsroom.edit import edit_item
from bot.newsroom.mark import vote
from bot.playground.seed import AI_NEWS, CURATOR
from bot.store.items import ItemChanges, get_item
from tests.faults.support import CHANNELS, DAY, MINUTE, Newsroom, once
from tests.support.examples import add
from tests.support.story import text_of

SENTENCES = 195
LONG = " ".join(f"{number}{'&' * 10}." for number in range(SENTENCES))
"""Under 3,000 characters as they are typed, and more than one message holds as Slack is sent them."""

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""For what does not depend on the database."""

EDITOR = Person(CURATOR, Role.CURATOR)


def correct(newsroom: Newsroom, summary: str, *, item_id: int = 1) -> None:
    with newsroom.team.read() as tx:
        item = get_item(tx, item_id)
    assert item is not None
    changes = ItemChanges(
        title=item.title,
        organizations=item.organizations,
        kind=item.kind,
        published_on=item.published_on,
        summary=summary,
        tags=item.tags,
    )
    edit_item(
        newsroom.team,
        item_id,
        changes,
        version=item.version,
        by=EDITOR,
        now=newsroom.server.clock(),
        real_now=newsroom.clock(),
    )
    newsroom.clock.jump(MINUTE)


def posted_before(newsroom: Newsroom, **more: Any) -> None:
    newsroom.publish(**more)
    newsroom.settle(newsroom.ticker())
    newsroom.expect_whole(channels=more.get("channels", CHANNELS))


def summary_in(newsroom: Newsroom, channel: str, position: int = 1) -> str:
    """Return the words of an item's messages, in the order of their pieces."""
    (root,) = newsroom.roots(channel)
    found = {}
    for message in newsroom.server.workspace.thread(channel, root.ts):
        place = message.metadata["event_payload"] if message.metadata else {}
        if place.get("position") == position:
            assert place["piece"] not in found, "one piece stands there twice"
            found[place["piece"]] = text_of(message)
    return "\n".join(found[piece] for piece in sorted(found))


def expect_all_of_it(newsroom: Newsroom, pieces: int = 2, items: int = 2) -> None:
    """Check that the corrected text stands whole in each channel, its further messages ending the thread."""
    for channel in CHANNELS:
        placed = [(position, piece) for _, position, piece in newsroom.placed(channel)]
        further = [(1, piece) for piece in range(1, pieces)]
        assert placed == [*((position, 0) for position in range(items + 1)), *further]
        words = summary_in(newsroom, channel)
        assert [number for number in range(SENTENCES) if f"{number}&amp;" not in words] == []
        assert "continued" in words
    assert {state.state for state in newsroom.states()} == {"sent"}


def test_a_text_that_grew_gets_the_message_that_it_lacks(newsroom: Newsroom) -> None:
    posted_before(newsroom)
    correct(newsroom, LONG)
    newsroom.settle(newsroom.ticker())
    expect_all_of_it(newsroom)


@ON_SQLITE
@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "reset_before", "method": "chat.postMessage"},
        {"kind": "reset_after", "method": "chat.postMessage"},
        {"kind": "reset_after", "method": "chat.update"},
        {"kind": "hang_after", "method": "chat.postMessage", "seconds": 0.4},
        {"kind": "ratelimited", "method": "chat.update", "retry_after": 3},
    ],
    ids=lambda fault: f"{fault['kind']} {fault['method']}",
)
def test_where_slack_fails_it_stands_there_once_all_the_same(
    newsroom: Newsroom, fault: dict[str, Any]
) -> None:
    posted_before(newsroom)
    correct(newsroom, LONG)
    newsroom.server.faults.add(times=2, **fault)
    newsroom.settle(newsroom.ticker())
    newsroom.settle(newsroom.ticker())
    expect_all_of_it(newsroom)


@ON_SQLITE
@pytest.mark.parametrize("place", ["errand", "errand done", "claimed", "posting", "posted", "recorded"])
def test_a_sender_that_breaks_off_loses_and_doubles_nothing(newsroom: Newsroom, place: str) -> None:
    posted_before(newsroom)
    correct(newsroom, LONG)

    def break_off() -> None:
        raise RuntimeError(place)

    with at_failpoints(once(place, break_off)):
        newsroom.ticker().tick()
    newsroom.clock.jump(2 * MINUTE)
    newsroom.settle(newsroom.ticker())
    newsroom.settle(newsroom.ticker())
    expect_all_of_it(newsroom)


def test_two_corrections_at_once_post_one_message_more(newsroom: Newsroom) -> None:
    posted_before(newsroom)
    correct(newsroom, LONG.replace("7", "seven"))
    correct(newsroom, LONG)
    newsroom.settle(newsroom.ticker())
    newsroom.settle(newsroom.ticker())
    expect_all_of_it(newsroom)


@ON_SQLITE
def test_what_slack_still_finds_too_long_is_split_once_more(newsroom: Newsroom) -> None:
    posted_before(newsroom)
    correct(newsroom, LONG)
    newsroom.server.faults.add("error", "chat.update", code="msg_blocks_too_long", times=1)
    newsroom.settle(newsroom.ticker())
    newsroom.settle(newsroom.ticker())
    for channel in CHANNELS:
        words = summary_in(newsroom, channel)
        assert [number for number in range(SENTENCES) if f"{number}&amp;" not in words] == []
    pieces = {channel: len(newsroom.placed(channel)) - 2 for channel in CHANNELS}
    assert sorted(pieces.values()) == [2, 3]


@ON_SQLITE
def test_a_text_that_shrinks_again_says_so_and_grows_back_into_its_place(newsroom: Newsroom) -> None:
    posted_before(newsroom)
    correct(newsroom, LONG)
    newsroom.settle(newsroom.ticker())
    correct(newsroom, "Short.")
    newsroom.settle(newsroom.ticker())
    assert "Shortened by a correction" in summary_in(newsroom, AI_NEWS)
    correct(newsroom, LONG)
    newsroom.settle(newsroom.ticker())
    expect_all_of_it(newsroom)


@ON_SQLITE
def test_a_correction_before_the_thread_is_posted_reaches_what_was_frozen(newsroom: Newsroom) -> None:
    newsroom.publish()
    correct(newsroom, LONG)
    newsroom.settle(newsroom.ticker())
    newsroom.clock.jump(MINUTE)
    newsroom.settle(newsroom.ticker())
    expect_all_of_it(newsroom)


@ON_SQLITE
def test_a_vote_on_what_slack_had_found_too_long_loses_nothing_of_it(newsroom: Newsroom) -> None:
    add(newsroom.team, newsroom.publication, summary=" ".join(f"Sentence {n} of it." for n in range(60)))
    newsroom.publish(items=0, channels=[AI_NEWS])
    newsroom.server.faults.add("error", "chat.postMessage", code="msg_blocks_too_long", skip=1)
    newsroom.settle(newsroom.ticker())
    newsroom.clock.jump(MINUTE)
    vote(newsroom.team, 1, by=EDITOR, now=newsroom.clock(), real_now=newsroom.clock())
    newsroom.settle(newsroom.ticker())
    words = summary_in(newsroom, AI_NEWS)
    assert "Upvote · 1" in words
    assert [number for number in range(60) if f"Sentence {number} of" not in words] == []


def test_a_withdrawn_issue_takes_its_further_messages_along(newsroom: Newsroom) -> None:
    posted_before(newsroom)
    correct(newsroom, LONG)
    newsroom.settle(newsroom.ticker())
    withdraw_issue(newsroom.team, DAY, by=EDITOR, now=newsroom.server.clock(), real_now=newsroom.clock())
    newsroom.settle(newsroom.ticker())
    for channel in CHANNELS:
        assert [place for _, *place in newsroom.placed(channel)] == [[0, 0]]


@ON_SQLITE
def test_where_the_message_may_not_be_edited_nothing_is_added_and_the_curator_hears(
    newsroom: Newsroom,
) -> None:
    posted_before(newsroom, channels=[AI_NEWS])
    correct(newsroom, LONG)
    newsroom.server.faults.add("error", "chat.update", code="edit_window_closed", times=5)
    newsroom.settle(newsroom.ticker())
    newsroom.expect_whole(channels=[AI_NEWS])
    workspace = newsroom.server.workspace
    told = workspace.messages(workspace.direct_message(CURATOR).id)
    assert any("could not be made" in message.text for message in told)
