"""Chaos, by a seed: calls that fail at random, replicas that are killed and stopped, issues all the while.

At the end nothing is lost and nothing stands twice. `make chaos` runs it longer; AINEWS_CHAOS sets the number
of issues.
"""

import os
import random
import signal
import time
from datetime import timedelta
from typing import Any

import pytest

from bot.playground.seed import AI_NEWS, RANDOM
from tests.conftest import POSTGRESQL
from tests.faults.replica import Orders, end, is_stopped, start
from tests.faults.support import DAY, MINUTE, Newsroom

ISSUES = int(os.environ.get("AINEWS_CHAOS", "24"))
SEED = int(os.environ.get("AINEWS_CHAOS_SEED", "20240128"))
PLACES = ("claimed", "looked", "posting", "posted", "recorded")
KINDS = (
    "reset_before",
    "reset_after",
    "server_error",
    "server_error_after",
    "unavailable",
    "ratelimited",
    "hang_after",
)
METHODS = ("chat.postMessage", "chat.postMessage", "conversations.history", "conversations.replies")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
class TestOnSqlite:
    """A class for each database, so that the suite's workers share the work."""

    def test_chaos_loses_nothing_and_doubles_nothing(
        self, newsroom_in_real_time: Newsroom, database_url: str
    ) -> None:
        _chaos(newsroom_in_real_time, database_url)


@pytest.mark.parametrize("database_url", [POSTGRESQL], indirect=True)
class TestOnPostgresql:
    def test_chaos_loses_nothing_and_doubles_nothing(
        self, newsroom_in_real_time: Newsroom, database_url: str
    ) -> None:
        _chaos(newsroom_in_real_time, database_url)


def _chaos(newsroom: Newsroom, database_url: str) -> None:
    dice = random.Random(SEED)
    published = 0
    generation = 0
    while published < ISSUES:
        for _ in range(min(6, ISSUES - published)):
            newsroom.publish(items=1, on=DAY + timedelta(days=published))
            published += 1
        _trouble(newsroom, dice)
        _replicas(newsroom, database_url, dice)
        newsroom.clock.jump(2 * MINUTE)
        generation += 1
    newsroom.server.faults.clear()
    newsroom.clock.jump(6 * MINUTE)
    newsroom.settle(newsroom.ticker(), minutes=60)
    for channel in (AI_NEWS, RANDOM):
        wanted = [
            ((DAY + timedelta(days=day)).isoformat(), position, 0)
            for day in range(ISSUES)
            for position in (0, 1)
        ]
        assert sorted(newsroom.placed(channel)) == sorted(wanted), f"seed {SEED}"
    assert {state.state for state in newsroom.states()} == {"sent"}


def _trouble(newsroom: Newsroom, dice: random.Random) -> None:
    """About four of ten calls fail in the next seconds."""
    for _ in range(14):
        kind = dice.choice(KINDS)
        newsroom.server.faults.add(
            kind,
            dice.choice(METHODS),
            skip=dice.randrange(6),
            retry_after=1,
            seconds=0.5,
        )


def _replicas(newsroom: Newsroom, database_url: str, dice: random.Random) -> None:
    """Three replicas at work; one dies somewhere, one stands still past its lease and then goes on."""
    server = newsroom.server
    given: dict[str, Any] = {"database": database_url, "api_url": server.api_url, "token": server.bot_token}
    ahead = newsroom.clock.ahead.total_seconds()
    crowd = [
        start(
            Orders(
                **given,
                bot_id=newsroom.bot_id,
                ahead=ahead,
                place=dice.choice(PLACES) if how else "",
                count=dice.randrange(1, 5),
                signal=how or signal.SIGKILL,
                seconds=2,
                # A second worker could be stopped inside a transaction, and keep its locks.
                workers=1 if how == signal.SIGSTOP else 2,
            )
        )
        for how in (0, signal.SIGKILL, signal.SIGSTOP)
    ]
    deadline = time.monotonic() + 2.5
    while any(one.is_alive() and not is_stopped(one) for one in crowd) and time.monotonic() < deadline:
        time.sleep(0.02)
    newsroom.clock.jump(timedelta(seconds=90))
    newsroom.ticker().tick()  # takes over what the stopped one holds
    for one in reversed(crowd):  # who stands still is woken first
        assert end(one) in {0, -signal.SIGKILL}


pytestmark = pytest.mark.timeout(3600 if ISSUES > 24 else 300)
