"""Changes that must reach Slack: none is lost, none is carried out twice, none too often."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from bot.store import TeamStore
from bot.store.outbox import OutboxEntry, claim, put, put_once_a_minute, recent, remember, settle
from tests.conftest import NOW
from tests.support.examples import at_once

LEASE = timedelta(seconds=60)
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)


def _claim(team: TeamStore, token: str = "t", *, now: datetime = NOW) -> OutboxEntry | None:
    with team.store.write() as session:
        return claim(session, token=token, now=now, lease=LEASE)


def _settle(team: TeamStore, entry: OutboxEntry | None, *, now: datetime = NOW, **outcome: Any) -> bool:
    assert entry is not None
    with team.store.write() as session:
        return settle(session, entry, now=now, **outcome)


def _put(team: TeamStore, number: int = 1, *, now: datetime = NOW, once_key: str | None = None) -> None:
    with team.write() as tx:
        put(tx, "tell", {"number": number}, now=now, once_key=once_key)


def _refresh(team: TeamStore, *, now: datetime, subject: int = 7) -> None:
    with team.write() as tx:
        put_once_a_minute(tx, "refresh_item", subject, {"item": subject}, now=now)


def test_changes_are_claimed_in_the_order_in_which_they_are_due(team: TeamStore) -> None:
    _put(team, 2, now=NOW + SECOND)
    _put(team, 1)
    _put(team, 9, now=NOW + MINUTE)
    claimed = [_claim(team, now=NOW + SECOND) for _ in range(3)]
    assert [entry.payload["number"] if entry else None for entry in claimed] == [1, 2, None]
    assert claimed[0] == OutboxEntry(claimed[0].id, team.team_id, "tell", {"number": 1}, 1, "t")  # type: ignore[union-attr]  # checked above


def test_a_change_that_is_settled_is_gone(team: TeamStore) -> None:
    _put(team)
    assert _settle(team, _claim(team))
    assert _claim(team, now=NOW + timedelta(days=1)) is None


def test_a_change_that_failed_comes_back_when_it_is_due_again(team: TeamStore) -> None:
    _put(team)
    assert _settle(team, _claim(team), error="ratelimited", retry_at=NOW + MINUTE)
    assert _claim(team, now=NOW + MINUTE - SECOND) is None
    again = _claim(team, now=NOW + MINUTE)
    assert again is not None
    assert again.attempts == 2


def test_a_lease_that_ran_out_is_claimed_by_another_and_cannot_be_settled_late(team: TeamStore) -> None:
    _put(team)
    slow = _claim(team, "slow")
    assert _claim(team, "early", now=NOW + LEASE) is None
    quick = _claim(team, "quick", now=NOW + LEASE + SECOND)
    assert not _settle(team, slow)
    assert _settle(team, quick, error="x", retry_at=NOW + LEASE + MINUTE)
    assert not _settle(team, slow), "nor after the other one has let go of it"
    assert not _settle(team, replace(quick, token="slow"))  # type: ignore[type-var]  # it is not None
    assert _claim(team, "third", now=NOW + LEASE + MINUTE) is not None


def test_no_change_is_claimed_twice(team: TeamStore) -> None:
    for number in range(6):
        _put(team, number)

    def drain(worker: int) -> list[int]:
        found = []
        while (entry := _claim(team, f"worker {worker}")) is not None:
            found.append(entry.payload["number"])
        return found

    drained = at_once(drain, range(4))
    assert sorted(each for found in drained for each in found) == list(range(6))


def test_with_a_key_a_change_is_noted_once(team: TeamStore) -> None:
    at_once(lambda number: _put(team, number, once_key="stopped:1"), range(6))
    _put(team, 99, once_key="stopped:1")
    _put(team, 100, once_key="stopped:2")
    with team.read() as tx:
        assert tx.session.scalar(text("SELECT count(*) FROM outbox")) == 2
    assert _settle(team, _claim(team))
    _put(team, 99, once_key="stopped:1")
    assert _settle(team, _claim(team))
    assert _claim(team) is None, "once means once, also after it was carried out"


def test_what_changes_often_is_carried_out_once_a_minute(team: TeamStore) -> None:
    start = NOW + 10 * SECOND
    _refresh(team, now=start)
    assert _settle(team, _claim(team, now=start)), "the first change is carried out at once"
    for second in range(1, 30):
        _refresh(team, now=start + second * SECOND)
    assert _claim(team, now=NOW + MINUTE - SECOND) is None
    assert _settle(team, _claim(team, now=NOW + MINUTE)), "all others together, when the next minute begins"
    assert _claim(team, now=NOW + 10 * MINUTE) is None


def test_a_change_while_an_earlier_one_is_carried_out_is_not_lost(team: TeamStore) -> None:
    _refresh(team, now=NOW)
    under_way = _claim(team)
    _refresh(team, now=NOW + SECOND)
    assert _settle(team, under_way)
    assert _claim(team, now=NOW + MINUTE) is not None


def test_a_change_that_failed_carries_later_ones_too(team: TeamStore) -> None:
    _refresh(team, now=NOW)
    assert _settle(team, _claim(team), error="ratelimited", retry_at=NOW + 30 * SECOND)
    _refresh(team, now=NOW + SECOND)
    assert _settle(team, _claim(team, now=NOW + 30 * SECOND))
    assert _claim(team, now=NOW + 10 * MINUTE) is None


def test_a_replica_whose_clock_is_ahead_loses_no_change(team: TeamStore) -> None:
    _refresh(team, now=NOW)
    assert _settle(team, _claim(team))
    _refresh(team, now=NOW + SECOND)
    assert _settle(team, _claim(team, now=NOW + MINUTE)), "its clock says that the next minute has begun"
    _refresh(team, now=NOW + 2 * SECOND)
    assert _claim(team, now=NOW + 2 * MINUTE) is not None


def test_subjects_and_teams_do_not_hold_up_each_other(team: TeamStore) -> None:
    for subject in (1, 2):
        _refresh(team, now=NOW, subject=subject)
    with team.store.write() as session:
        session.execute(text("INSERT INTO team (id, name, created_at) VALUES (77, '', CURRENT_TIMESTAMP)"))
    _refresh(team.store.team(77), now=NOW, subject=1)
    claimed = [_claim(team) for _ in range(3)]
    assert [(entry.team_id, entry.payload["item"]) for entry in claimed if entry] == [
        (team.team_id, 1),
        (team.team_id, 2),
        (77, 1),
    ]


def test_everybody_who_changes_something_at_the_same_moment_is_served(team: TeamStore) -> None:
    at_once(lambda _: _refresh(team, now=NOW), range(6))
    assert _settle(team, _claim(team))
    assert _claim(team, now=NOW + 10 * MINUTE) is None, "one is enough for all"


@pytest.mark.parametrize(
    "database_url", [pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True
)  # on SQLite a write transaction is alone
@pytest.mark.parametrize("carried_out", [True, False])
def test_a_change_that_is_not_committed_yet_is_carried_out_after_its_commit(
    team: TeamStore, *, carried_out: bool
) -> None:
    """Else the message would be made from the old state, and nobody would look again."""
    _refresh(team, now=NOW)
    if carried_out:
        assert _settle(team, _claim(team))
    with team.write() as tx:
        put_once_a_minute(tx, "refresh_item", 7, {"item": 7}, now=NOW)
        assert _claim(team, now=NOW + MINUTE) is None
    assert _claim(team, now=NOW + MINUTE) is not None


def test_what_came_of_a_change_is_kept_with_it(team: TeamStore) -> None:
    _put(team, 1, now=NOW - MINUTE)
    _put(team, 2)
    _put(team, 3, now=NOW + SECOND)
    done = _claim(team)
    assert done is not None
    with team.write() as tx:
        remember(tx, done.id, ts="1.2")
    _settle(team, done)
    with team.read() as tx:
        found = recent(tx, "tell", since=NOW - MINUTE)
        assert recent(tx, "share", since=NOW - MINUTE) == []
        assert [payload["number"] for payload, _, _ in recent(tx, "tell", since=NOW)] == [3, 2]
    assert found[-1] == ({"number": 1, "ts": "1.2"}, NOW - MINUTE, True)
    assert [is_done for _, _, is_done in found] == [False, False, True]
