"""The fault matrix, our side: processes that die or stand still at any step, replicas that tick together."""

import signal
from datetime import timedelta

import pytest

from bot.issues.failpoints import at_failpoints
from tests.faults.replica import Orders, end, is_stopped, start
from tests.faults.support import MINUTE, Newsroom, once
from tests.support.waiting import PATIENCE, eventually

STEPS = (
    "tick: deliver",
    "claimed",
    "looked",
    "posting",
    "posted",
    "recorded",
    "errand",
    "errand done",
)


def orders_for(newsroom: Newsroom, database_url: str, **more: object) -> Orders:
    server = newsroom.server
    given = {"api_url": server.api_url, "token": server.bot_token, "bot_id": newsroom.bot_id}
    return Orders(database=database_url, **{**given, **more})  # type: ignore[arg-type]  # keyword overrides


@pytest.mark.parametrize("step", STEPS)
def test_three_replicas_are_killed_at_a_step(
    newsroom_in_real_time: Newsroom, database_url: str, step: str
) -> None:
    newsroom = newsroom_in_real_time
    newsroom.publish()
    for generation in range(2):
        ahead = (newsroom.clock.ahead + 2 * MINUTE * generation).total_seconds()
        replicas = [
            start(orders_for(newsroom, database_url, ahead=ahead, place=step, count=count))
            for count in (1, 2, 3)
        ]
        for replica in replicas:
            assert end(replica) in {-signal.SIGKILL, 0}
    newsroom.clock.jump(6 * MINUTE)
    newsroom.settle(newsroom.ticker())
    newsroom.expect_whole()


def test_replicas_that_tick_together_post_once_and_in_order(
    newsroom_in_real_time: Newsroom, database_url: str
) -> None:
    newsroom = newsroom_in_real_time
    newsroom.publish(items=6)
    replicas = [start(orders_for(newsroom, database_url, seconds=3)) for _ in range(3)]
    for replica in replicas:
        assert end(replica) == 0
    newsroom.settle(newsroom.ticker())
    newsroom.expect_whole(items=6)


@pytest.mark.parametrize("count", [1, 2])
def test_a_sender_that_slept_past_its_lease_leaves_no_second_copy(
    newsroom_in_real_time: Newsroom, database_url: str, count: int
) -> None:
    newsroom = newsroom_in_real_time
    newsroom.publish()
    sleeper = start(
        # One worker: a second one could be stopped inside a transaction, and keep its locks.
        orders_for(
            newsroom,
            database_url,
            place="posting",
            count=count,
            signal=signal.SIGSTOP,
            seconds=PATIENCE,
            once=True,
            workers=1,
        )
    )
    eventually(lambda: is_stopped(sleeper))
    newsroom.clock.jump(timedelta(seconds=90))
    ticker = newsroom.ticker()

    def all_is_sent() -> bool:
        ticker.tick()
        return {state.state for state in newsroom.states()} == {"sent"}

    eventually(all_is_sent)
    assert is_stopped(sleeper), "the others do not wait for it"
    assert end(sleeper) == 0
    newsroom.clock.jump(5 * MINUTE)
    ticker.tick()
    newsroom.expect_whole()


def test_a_sender_that_wakes_before_posting_notices_that_its_lease_is_short(newsroom: Newsroom) -> None:
    newsroom.publish()
    ticker = newsroom.ticker(workers=1)
    with at_failpoints(once("claimed", lambda: newsroom.clock.jump(timedelta(seconds=50)))):
        ticker.tick()
    newsroom.settle(ticker)
    newsroom.expect_whole()
    assert len([c for c in newsroom.server.workspace.calls if c.method == "chat.postMessage"]) == 6
