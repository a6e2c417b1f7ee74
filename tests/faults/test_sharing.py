"""Sharing under Slack's faults: whatever one call suffers, the channel has the message once."""

from typing import Any

import pytest

from bot.models.values import Item, Person, Role
from bot.newsroom.share import share
from bot.playground.seed import GENERAL, READER
from bot.store.items import remove_item
from tests.conftest import NOW
from tests.faults.support import MINUTE, Newsroom
from tests.support.examples import add

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""The outbox on both databases is tested in tests/store."""

WHO = Person(READER, Role.CONTRIBUTOR)


def hand_over(newsroom: Newsroom) -> Item:
    """Share one item; nothing is posted yet."""
    item = add(newsroom.team, newsroom.publication, "llamas")
    for _ in range(2):  # the second is another click on the same form
        share(
            newsroom.team,
            [item.id],
            GENERAL,
            comment="",
            by=WHO,
            key="V1",
            real_now=newsroom.clock(),
        )
    return item


def posted(newsroom: Newsroom, *, minutes: int = 4) -> int:
    """Return how many messages stand in the channel after a while."""
    ticker = newsroom.ticker()
    for _ in range(minutes):
        ticker.tick()
        newsroom.clock.jump(MINUTE)
    return len(newsroom.server.workspace.messages(GENERAL))


def told(newsroom: Newsroom) -> list[str]:
    workspace = newsroom.server.workspace
    return [message.text for message in workspace.messages(workspace.direct_message(READER).id)]


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "reset_before"},
        {"kind": "reset_after"},
        {"kind": "server_error"},
        {"kind": "server_error_after"},
        {"kind": "hang_after", "seconds": 0.6},
        {"kind": "ratelimited", "retry_after": 3},
    ],
    ids=lambda fault: fault["kind"],
)
def test_a_failed_post_is_neither_lost_nor_doubled(newsroom: Newsroom, fault: dict[str, Any]) -> None:
    hand_over(newsroom)
    newsroom.server.faults.add(method="chat.postMessage", **fault)
    assert posted(newsroom) == 1
    assert told(newsroom) == []


def test_where_the_channel_cannot_be_read_nothing_is_posted_again(newsroom: Newsroom) -> None:
    hand_over(newsroom)
    newsroom.server.faults.add("reset_after", "chat.postMessage")
    newsroom.server.faults.add("error", "conversations.history", code="missing_scope")
    assert posted(newsroom) == 1
    assert ["cannot tell whether" in text for text in told(newsroom)] == [True]


def test_a_refusal_is_told_once(newsroom: Newsroom) -> None:
    hand_over(newsroom)
    newsroom.server.faults.add("error", "chat.postMessage", code="is_archived")
    assert posted(newsroom) == 0
    assert ["is archived" in text for text in told(newsroom)] == [True]


def test_what_was_removed_on_the_way_is_not_posted(newsroom: Newsroom) -> None:
    item = hand_over(newsroom)
    with newsroom.team.write() as tx:
        remove_item(tx, item.id, by=READER, reason="", now=NOW)
    assert posted(newsroom) == 0
    assert ["nothing was posted" in text for text in told(newsroom)] == [True]
