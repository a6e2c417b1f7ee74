"""Requests from Slack: each one is handled once, however often it arrives."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from bot.store import TeamStore
from bot.store.inbox import forget_requests, take_in
from tests.conftest import NOW
from tests.support.examples import at_once


def test_a_request_is_taken_in_once(team: TeamStore) -> None:
    def arrive(request_id: str) -> bool:
        with team.write() as tx:
            return take_in(tx, request_id, kind="event", now=NOW)

    assert sorted(at_once(arrive, ["Ev1"] * 6)) == [False] * 5 + [True]
    assert arrive("Ev2")
    assert not arrive("Ev1")


def test_old_requests_are_forgotten_and_newer_ones_are_not(team: TeamStore) -> None:
    with team.write() as tx:
        take_in(tx, "old", kind="event", now=NOW - timedelta(days=2))
        take_in(tx, "new", kind="event", now=NOW)
    with team.store.write() as session:
        forget_requests(session, before=NOW - timedelta(days=1))
    with team.write() as tx:
        assert take_in(tx, "old", kind="event", now=NOW)
        assert not take_in(tx, "new", kind="event", now=NOW)


def test_a_request_of_a_team_that_is_not_there_is_an_error_and_no_repetition(team: TeamStore) -> None:
    stranger = team.store.team(4711)
    with pytest.raises(IntegrityError), stranger.write() as tx:
        take_in(tx, "Ev1", kind="event", now=NOW)
