"""Somebody reacts to a message before the ledger knows that it stands: the vote counts all the same."""

import pytest

from bot.issues.failpoints import at_failpoints
from bot.newsroom.mark import vote_by_reaction
from bot.playground.seed import AI_NEWS, READER
from bot.store.items import get_item
from tests.faults.support import MINUTE, Newsroom


def react(newsroom: Newsroom, ts: str, *, stands: bool = True) -> bool:
    now = newsroom.clock()
    return vote_by_reaction(
        newsroom.team, AI_NEWS, ts, person_id=READER, stands=stands, now=now, real_now=now
    )


def votes(newsroom: Newsroom) -> int:
    with newsroom.team.read() as tx:
        item = get_item(tx, 1)
    assert item is not None
    return item.votes


def entry_and_root(newsroom: Newsroom) -> dict[int, str]:
    """Return the newest messages by their position: 0 is the root, 1 the first item."""
    workspace = newsroom.server.workspace
    return {
        message.metadata["event_payload"]["position"]: message.ts
        for root in newsroom.roots(AI_NEWS)
        for message in workspace.thread(AI_NEWS, root.ts)
        if message.metadata
    }


@pytest.mark.parametrize(("then_removed", "expected"), [(False, 1), (True, 0)])
def test_a_vote_between_posting_and_recording_counts(
    newsroom: Newsroom, then_removed: bool, expected: int
) -> None:
    newsroom.publish(channels=[AI_NEWS])
    reacted = set()

    def hook(place: str) -> None:
        for position, ts in entry_and_root(newsroom).items() if place == "posted" else ():
            if position not in reacted:
                reacted.add(position)
                assert react(newsroom, ts), "there is something to do"
                if then_removed:
                    react(newsroom, ts, stands=False)

    with at_failpoints(hook):
        newsroom.settle(newsroom.ticker())
    newsroom.clock.jump(MINUTE)
    newsroom.ticker().tick()
    newsroom.expect_whole(channels=[AI_NEWS])
    assert reacted == {0, 1, 2}
    assert votes(newsroom) == expected


def test_a_reaction_to_another_message_of_the_bot_is_nothing(newsroom: Newsroom) -> None:
    newsroom.publish(channels=[AI_NEWS])
    newsroom.settle(newsroom.ticker())
    assert not react(newsroom, entry_and_root(newsroom)[0])
    assert not react(newsroom, "1.000001")
    assert votes(newsroom) == 0
