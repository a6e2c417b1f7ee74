"""A newsletter's name, channels and schedule."""

from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from bot.models.schedule import Schedule
from bot.models.values import Publication
from bot.store import TeamStore
from bot.store.publications import (
    StoredSchedule,
    Subscription,
    advance_schedule,
    change_publication,
    due_schedule_ids,
    ensure_publication,
    find_publication,
    find_schedule,
    lock_due_schedule,
    set_schedule,
    set_subscriptions,
    subscriptions,
)
from tests.conftest import NOW
from tests.support.examples import at_once

NINE = datetime(2024, 3, 4, 8, 0, tzinfo=UTC)
TWICE_A_WEEK = Schedule(frozenset({3, 0}), time(9, 30), "Europe/Vienna")


def _set_schedule(team: TeamStore, publication: Publication, next_at: datetime | None = NINE) -> int:
    with team.write() as tx:
        set_schedule(
            tx,
            publication.id,
            TWICE_A_WEEK,
            next_at=next_at,
            by="U9",
        )
        schedule = find_schedule(tx, publication.id)
    assert schedule is not None
    return schedule.id


def test_the_first_use_makes_a_publication_and_later_ones_find_it(team: TeamStore) -> None:
    with team.read() as tx:
        assert find_publication(tx) is None
    with team.write() as tx:
        made = ensure_publication(tx, timezone="Europe/Vienna", now=NOW)
        again = ensure_publication(tx, timezone="UTC", now=NOW)
    assert made == again == Publication(made.id, "AI News", "Europe/Vienna", None)


def test_the_set_up_names_it(team: TeamStore, publication: Publication) -> None:
    with team.write() as tx:
        change_publication(tx, publication.id, name="Weekly", timezone="Asia/Tokyo", by="U9")
    with team.read() as tx:
        assert find_publication(tx) == Publication(publication.id, "Weekly", "Asia/Tokyo", "U9")


def test_channels_are_replaced_as_a_whole_and_keep_their_order(
    team: TeamStore, publication: Publication
) -> None:
    first = [Subscription("C2", "news", "kind:paper"), Subscription("C1")]
    with team.write() as tx:
        assert subscriptions(tx, publication.id) == []
        set_subscriptions(tx, publication.id, first, by="U9")
        assert subscriptions(tx, publication.id) == first
        set_subscriptions(tx, publication.id, [Subscription("C1", "general")], by="U9")
    with team.read() as tx:
        assert subscriptions(tx, publication.id) == [Subscription("C1", "general")]


def test_a_channel_is_subscribed_once(team: TeamStore, publication: Publication) -> None:
    with pytest.raises(IntegrityError), team.write() as tx:
        set_subscriptions(tx, publication.id, [Subscription("C1"), Subscription("C1")], by=None)
    with team.read() as tx:
        assert subscriptions(tx, publication.id) == []


def test_a_schedule_comes_back_as_it_was_set_and_replaces_the_earlier_one(
    team: TeamStore, publication: Publication
) -> None:
    _set_schedule(team, publication, next_at=None)
    schedule_id = _set_schedule(team, publication)
    with team.read() as tx:
        found = find_schedule(tx, publication.id)
    assert found == StoredSchedule(
        schedule_id,
        team.team_id,
        publication.id,
        TWICE_A_WEEK,
        NINE,
        "U9",
    )


@pytest.mark.parametrize(
    ("now", "due"),
    [(NINE - timedelta(seconds=1), False), (NINE, True), (NINE + timedelta(days=9), True)],
    ids=["before", "on time", "late"],
)
def test_a_schedule_is_due_from_its_slot_on(
    team: TeamStore, publication: Publication, now: datetime, *, due: bool
) -> None:
    schedule_id = _set_schedule(team, publication)
    with team.store.write() as session:
        assert due_schedule_ids(session, now=now) == ([schedule_id] if due else [])
        assert (lock_due_schedule(session, schedule_id, now=now) is not None) is due


def test_without_a_next_slot_nothing_is_due(team: TeamStore, publication: Publication) -> None:
    _set_schedule(team, publication, next_at=None)
    with team.store.read() as session:
        assert due_schedule_ids(session, now=NINE) == []


def test_replicas_that_tick_at_the_same_moment_use_a_slot_once(
    team: TeamStore, publication: Publication
) -> None:
    schedule_id = _set_schedule(team, publication)

    def tick(_: int) -> bool:
        with team.store.write() as session:
            schedule = lock_due_schedule(session, schedule_id, now=NINE)
            if schedule is not None:
                advance_schedule(session, schedule_id, next_at=NINE + timedelta(days=3))
            return schedule is not None

    assert sorted(at_once(tick, range(6))) == [False] * 5 + [True]
    with team.read() as tx:
        found = find_schedule(tx, publication.id)
    assert found is not None
    assert found.next_at == NINE + timedelta(days=3)
