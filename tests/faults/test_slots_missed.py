"""The fault matrix, time's side: off over slots, clocks that jump, zones that change, empty weeks."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.issues.slots import next_slot
from bot.models.schedule import Schedule
from bot.playground.seed import AI_NEWS, CURATOR
from bot.store.issues import list_issues
from bot.store.publications import OnEmpty, Subscription, find_schedule, set_schedule, set_subscriptions
from tests.faults.support import Newsroom
from tests.support.examples import add, at_once

START = datetime(2024, 2, 26, 10, tzinfo=UTC)
SLOT = datetime(2024, 3, 4, 8, tzinfo=UTC)
WEEK = timedelta(days=7)


def schedule(newsroom: Newsroom, schedule: Schedule, **more: object) -> None:
    newsroom.server.clock.move_to(START)
    with newsroom.team.write() as tx:
        set_subscriptions(tx, newsroom.publication.id, [Subscription(AI_NEWS)], by=CURATOR)
        set_schedule(
            tx,
            newsroom.publication.id,
            schedule,
            next_at=next_slot(newsroom.server.clock(), schedule),
            by=CURATOR,
            **more,  # type: ignore[arg-type]  # keyword overrides
        )


def mondays(**changes: object) -> Schedule:
    given = {"days": frozenset({0}), "at": time(9), "timezone": "Europe/Vienna"}
    return Schedule(**{**given, **changes})  # type: ignore[arg-type]  # keyword overrides


def dates(newsroom: Newsroom) -> list[date]:
    with newsroom.team.read() as tx:
        return sorted(summary.date for summary in list_issues(tx))


def told(newsroom: Newsroom) -> str:
    workspace = newsroom.server.workspace
    return "\n".join(message.text for message in workspace.messages(workspace.direct_message(CURATOR).id))


@pytest.mark.parametrize(
    ("back_at", "expected"),
    [
        (SLOT + timedelta(hours=47), [date(2024, 3, 4)]),
        (SLOT + timedelta(hours=49), []),
        (SLOT + 3 * WEEK + timedelta(hours=3), [date(2024, 3, 25)]),
        (SLOT + 3 * WEEK + timedelta(days=3), []),
    ],
    ids=["late by hours", "late by days", "off over several slots", "off over several, and too late"],
)
def test_off_over_slots(newsroom: Newsroom, back_at: datetime, expected: list[date]) -> None:
    schedule(newsroom, mondays(), reminder_hours=0)
    add(newsroom.team, newsroom.publication)
    newsroom.server.clock.move_to(back_at)
    ticker = newsroom.ticker()
    for _ in range(3):
        ticker.tick()
    assert dates(newsroom) == expected, "one issue is made up, not one for each slot"
    assert ("was due while I was off" in told(newsroom)) is (not expected)
    newsroom.server.clock.move_to(SLOT + 4 * WEEK + timedelta(hours=1))
    ticker.tick()
    assert dates(newsroom)[-1:] == (expected or [date(2024, 4, 1)]), "and items carry over"


def test_a_clock_set_back_publishes_nothing_again(newsroom: Newsroom) -> None:
    schedule(newsroom, mondays())
    add(newsroom.team, newsroom.publication)
    ticker = newsroom.ticker()
    newsroom.server.clock.move_to(SLOT + timedelta(seconds=1))
    ticker.tick()
    add(newsroom.team, newsroom.publication, "two")
    for back in (SLOT - timedelta(hours=1), SLOT + timedelta(seconds=1), SLOT + timedelta(hours=1)):
        newsroom.server.clock.move_to(back)
        ticker.tick()
    assert dates(newsroom) == [date(2024, 3, 4)]
    assert len(newsroom.roots(AI_NEWS)) == 1


def test_a_changed_time_zone_takes_effect_and_repeats_nothing(newsroom: Newsroom) -> None:
    schedule(newsroom, mondays())
    add(newsroom.team, newsroom.publication)
    ticker = newsroom.ticker()
    newsroom.server.clock.move_to(SLOT + timedelta(seconds=1))
    ticker.tick()
    add(newsroom.team, newsroom.publication, "two")
    los_angeles = mondays(timezone="America/Los_Angeles")
    with newsroom.team.write() as tx:
        set_schedule(
            tx,
            newsroom.publication.id,
            los_angeles,
            next_at=next_slot(newsroom.server.clock(), los_angeles),
            by=CURATOR,
        )
    newsroom.server.clock.move_to(SLOT + timedelta(hours=12))
    ticker.tick()
    assert dates(newsroom) == [date(2024, 3, 4)], "that day has its issue"
    assert told(newsroom) == "", "and nothing is wrong with that"
    newsroom.server.clock.move_to(SLOT + WEEK + timedelta(hours=9))
    ticker.tick()
    assert dates(newsroom) == [date(2024, 3, 4), date(2024, 3, 11)]


@pytest.mark.parametrize(
    ("first", "moments"),
    [
        (datetime(2024, 3, 30, 12, tzinfo=UTC), [datetime(2024, 3, 31, 1, 30, tzinfo=UTC)]),
        (datetime(2024, 10, 26, 12, tzinfo=UTC), [datetime(2024, 10, 27, 0, 30, tzinfo=UTC)]),
    ],
    ids=["spring: half past two does not exist", "autumn: half past two comes twice"],
)
def test_daylight_saving_gives_each_date_one_issue(
    newsroom: Newsroom, first: datetime, moments: list[datetime]
) -> None:
    daily = mondays(frequency="daily", at=time(2, 30))
    schedule(newsroom, daily, reminder_hours=0)
    newsroom.server.clock.move_to(first)
    ticker = newsroom.ticker()
    ticker.tick()
    before = dates(newsroom)
    add(newsroom.team, newsroom.publication, "one")
    for minute in range(0, 180, 30):
        newsroom.server.clock.move_to(moments[0] - timedelta(hours=1) + timedelta(minutes=minute, seconds=1))
        ticker.tick()
        add(newsroom.team, newsroom.publication, f"more-{minute}")
    assert [day for day in dates(newsroom) if day not in before] == [moments[0].date()]


def test_replicas_publish_a_slot_once(newsroom: Newsroom) -> None:
    schedule(newsroom, mondays())
    add(newsroom.team, newsroom.publication)
    newsroom.server.clock.move_to(SLOT + timedelta(seconds=1))
    tickers = [newsroom.ticker() for _ in range(3)]
    at_once(lambda ticker: ticker.tick(), tickers)
    for ticker in tickers:
        ticker.tick()
    assert dates(newsroom) == [date(2024, 3, 4)]
    newsroom.settle(tickers[0])
    assert [position for _, position, _ in newsroom.placed(AI_NEWS)] == [0, 1]


@pytest.mark.parametrize("on_empty", list(OnEmpty))
def test_an_empty_week_does_what_was_asked_for(newsroom: Newsroom, on_empty: OnEmpty) -> None:
    schedule(newsroom, mondays(), on_empty=on_empty, reminder_hours=0)
    newsroom.server.clock.move_to(SLOT + timedelta(seconds=1))
    ticker = newsroom.ticker()
    ticker.tick()
    newsroom.settle(ticker)
    assert len(newsroom.roots(AI_NEWS)) == (1 if on_empty is OnEmpty.POST else 0)
    assert ("The queue is empty" in told(newsroom)) is (on_empty is OnEmpty.TELL)
    with newsroom.team.read() as tx:
        stored = find_schedule(tx, newsroom.publication.id)
    assert stored is not None
    assert stored.next_at == SLOT + WEEK
