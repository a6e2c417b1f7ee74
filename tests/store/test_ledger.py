"""The ledger: parts in order, each claimed by one sender at a time, and late words change nothing."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.models.values import Issue, Publication
from bot.store import TeamStore
from bot.store.deliveries import DeliveryState, delivery_states, open_delivery
from bot.store.issues import freeze_parts
from bot.store.ledger import (
    ClaimedPart,
    Pace,
    claim_part,
    mark_later,
    mark_rate_limited,
    mark_rejected,
    mark_sent,
    mark_split,
    mark_unknown,
    next_due,
)
from tests.conftest import NOW
from tests.support.examples import ISSUE_DAY, add, at_once, part, publish

LEASE = timedelta(seconds=60)
SECOND = timedelta(seconds=1)
SLACK_NOW = NOW + timedelta(days=7)
"""Slack's clock in these tests: the playground can move its own."""


@pytest.fixture
def issue(team: TeamStore, publication: Publication) -> Issue:
    """A published issue with two entries, on its way into the channel C1."""
    published = publish(team, publication, add(team, publication, "a"), add(team, publication, "b"), by="U9")
    assert _open(team, published, "C1")
    return published


def _open(team: TeamStore, issue: Issue, channel: str) -> bool:
    assert issue.id is not None
    with team.write() as tx:
        return open_delivery(tx, issue.id, channel, now=NOW)


def _claim(team: TeamStore, token: str = "t", *, now: datetime = NOW, **options: Any) -> ClaimedPart | None:
    with team.store.write() as session:
        return claim_part(session, token=token, now=now, slack_now=SLACK_NOW, lease=LEASE, **options)


def _must_claim(team: TeamStore, token: str = "t", *, now: datetime = NOW, **options: Any) -> ClaimedPart:
    claimed = _claim(team, token, now=now, **options)
    assert claimed is not None
    return claimed


def _sent(
    team: TeamStore, claimed: ClaimedPart, ts: str = "1.0", *, now: datetime = NOW, **options: Any
) -> bool:
    with team.store.write() as session:
        return mark_sent(session, claimed, ts, now=now, **options)


def _states(team: TeamStore) -> list[DeliveryState]:
    with team.read() as tx:
        return delivery_states(tx)


def _state(team: TeamStore) -> DeliveryState:
    (state,) = _states(team)
    return state


def test_the_root_goes_first_and_its_thread_follows_in_order(team: TeamStore, issue: Issue) -> None:
    posted = []
    while (claimed := _claim(team)) is not None:
        posted.append((claimed.position, claimed.root_ts, claimed.payload["text"]))
        assert _claim(team, "other") is None, "the next part waits for this one"
        assert _sent(team, claimed, f"{claimed.position + 1}.0")
    assert posted == [(0, None, "Part 0.0"), (1, "1.0", "Part 1.0"), (2, "1.0", "Part 2.0")]
    state = _state(team)
    assert state == DeliveryState(state.id, ISSUE_DAY, "C1", "sent", "", {"sent": 3}, "1.0")


def test_pieces_of_a_part_go_out_in_order(team: TeamStore, publication: Publication) -> None:
    issue = publish(team, publication)
    assert issue.id is not None
    with team.write() as tx:
        freeze_parts(tx, issue.id, [part(1, 1), part(1, 0), part(0, 1), part(10), part(2)])
    _open(team, issue, "C1")
    order = []
    while (claimed := _claim(team)) is not None:
        order.append((claimed.position, claimed.piece, claimed.root_ts))
        _sent(team, claimed, f"ts of {claimed.position}.{claimed.piece}")
    root = "ts of 0.0"
    assert order == [(0, 0, None), (0, 1, root), (1, 0, root), (1, 1, root), (2, 0, root), (10, 0, root)]


def test_an_issue_is_on_its_way_into_a_channel_once(team: TeamStore, issue: Issue) -> None:
    assert at_once(lambda channel: _open(team, issue, channel), ["C1"] * 4) == [False] * 4
    assert sorted(at_once(lambda channel: _open(team, issue, channel), ["C2"] * 4)) == [False] * 3 + [True]
    assert [state.channel_id for state in _states(team)] == ["C1", "C2"]
    assert [state.parts for state in _states(team)] == [{"pending": 3}] * 2


def test_channels_do_not_wait_for_each_other(team: TeamStore, issue: Issue) -> None:
    _open(team, issue, "C2")
    channels = {_must_claim(team, token).channel_id for token in ("a", "b")}
    assert channels == {"C1", "C2"}
    assert _claim(team) is None


def test_a_claimed_part_says_what_its_sender_needs(team: TeamStore, issue: Issue) -> None:
    claimed = _must_claim(team)
    assert (claimed.team_id, claimed.channel_id, claimed.attempts) == (team.team_id, "C1", 1)
    assert claimed.lease_until == NOW + LEASE
    assert claimed.first_tried_at == SLACK_NOW
    assert claimed.payload == {"text": "Part 0.0", "blocks": [], "metadata": part(0).metadata}
    assert not claimed.ambiguous


def test_a_lease_that_ran_out_is_offered_as_ambiguous(team: TeamStore, issue: Issue) -> None:
    first = _must_claim(team, "first")
    assert _claim(team, "early", now=NOW + LEASE - SECOND) is None
    second = _must_claim(team, "second", now=NOW + LEASE + SECOND)
    assert (second.id, second.ambiguous, second.attempts) == (first.id, True, 2)
    assert second.first_tried_at == first.first_tried_at, "the history is read from the first try on"


def test_a_late_word_with_an_old_token_changes_nothing(team: TeamStore, issue: Issue) -> None:
    slow = _must_claim(team, "slow")
    quick = _must_claim(team, "quick", now=NOW + LEASE + SECOND)
    before = _state(team)

    def late_words() -> list[bool]:
        with team.store.write() as session:
            return [
                mark_sent(session, slow, "9.9", now=NOW),
                mark_later(session, slow, not_before=NOW, error="x"),
                mark_unknown(session, slow, not_before=NOW, error="x"),
                mark_rejected(session, slow, error="x"),
            ]

    assert late_words() == [False] * 4
    assert _state(team) == before
    assert _sent(team, quick, "1.0")
    after = _state(team)
    assert (after.state, after.parts, after.root_ts) == ("pending", {"pending": 2, "sent": 1}, "1.0")
    assert late_words() == [False] * 4
    assert _state(team) == after


def test_a_part_that_slack_did_not_take_waits_and_is_not_ambiguous(team: TeamStore, issue: Issue) -> None:
    claimed = _must_claim(team)
    with team.store.write() as session:
        assert mark_later(session, claimed, not_before=NOW + LEASE, error="ratelimited")
    assert _claim(team, now=NOW + LEASE - SECOND) is None
    again = _must_claim(team, now=NOW + LEASE)
    assert (again.id, again.ambiguous, again.attempts) == (claimed.id, False, 2)


def test_a_part_of_which_nobody_knows_is_offered_as_ambiguous(team: TeamStore, issue: Issue) -> None:
    claimed = _must_claim(team)
    with team.store.write() as session:
        assert mark_unknown(session, claimed, not_before=NOW + SECOND, error="TimeoutError")
    assert _state(team).parts == {"pending": 2, "unknown": 1}
    assert _claim(team) is None
    again = _must_claim(team, now=NOW + SECOND)
    assert (again.id, again.ambiguous) == (claimed.id, True)


def test_a_rejected_part_stops_its_delivery_and_no_other(team: TeamStore, issue: Issue) -> None:
    _open(team, issue, "C2")
    claimed = _must_claim(team)
    with team.store.write() as session:
        assert mark_rejected(session, claimed, error="channel_not_found")
    stopped, other = _states(team)
    assert (stopped.state, stopped.error) == ("stopped", "channel_not_found")
    assert stopped.parts == {"pending": 2, "rejected": 1}
    assert (other.state, other.error) == ("pending", "")
    assert _must_claim(team).channel_id == "C2"
    later = _must_claim(team, now=NOW + timedelta(days=9))
    assert later.channel_id == "C2", "what is stopped stays stopped"


def test_a_part_is_never_claimed_twice(team: TeamStore, issue: Issue) -> None:
    for channel in ("C2", "C3"):
        _open(team, issue, channel)

    def send(worker: int) -> list[tuple[str, int]]:
        sent = []
        while (claimed := _claim(team, f"worker {worker}")) is not None:
            sent.append((claimed.channel_id, claimed.position))
            assert _sent(team, claimed, f"{claimed.position}.{worker}")
        return sent

    sent = [each for found in at_once(send, range(4)) for each in found]
    while (claimed := _claim(team)) is not None:  # what workers left that found the others at work
        sent.append((claimed.channel_id, claimed.position))
        _sent(team, claimed)
    assert sorted(sent) == [(channel, position) for channel in ("C1", "C2", "C3") for position in range(3)]
    assert {state.state for state in _states(team)} == {"sent"}


def test_a_lease_that_ran_out_is_claimed_by_one_of_many(team: TeamStore, issue: Issue) -> None:
    _must_claim(team, "dead")
    claimed = at_once(lambda token: _claim(team, token, now=NOW + 2 * LEASE), ["a", "b", "c", "d"])
    assert len([each for each in claimed if each]) == 1


def test_messages_keep_the_pace_of_a_channel_and_of_a_team(team: TeamStore, issue: Issue) -> None:
    pace = Pace(channel=SECOND, team=SECOND / 5)
    _open(team, issue, "C2")
    first = _must_claim(team, now=NOW, pace=pace)
    assert _claim(team, now=NOW + SECOND / 10, pace=pace) is None, "the team's next turn has not come"
    second = _must_claim(team, now=NOW + SECOND / 5, pace=pace)
    assert {first.channel_id, second.channel_id} == {"C1", "C2"}
    assert _sent(team, first, now=NOW + SECOND / 4, pace=pace)
    assert _claim(team, now=NOW + SECOND, pace=pace) is None, "nor has the channel's"
    third = _must_claim(team, now=NOW + SECOND * 5 / 4, pace=pace)
    assert (third.channel_id, third.position) == (first.channel_id, 1)


def test_when_the_next_part_is_due_is_known(team: TeamStore, issue: Issue) -> None:
    def due() -> datetime | None:
        with team.store.read() as session:
            return next_due(session)

    assert due() == NOW
    claimed = _must_claim(team)
    waiting = due()
    assert waiting is not None
    assert waiting >= NOW + LEASE, "before that nobody else may take it"
    with team.store.write() as session:
        mark_later(session, claimed, not_before=NOW + 5 * SECOND, error="x")
    assert due() == NOW + 5 * SECOND
    while (following := _claim(team, now=NOW + LEASE)) is not None:
        _sent(team, following, now=NOW + LEASE)
    assert due() is None


def test_a_channel_waits_as_long_as_slack_asked(team: TeamStore, issue: Issue) -> None:
    claimed = _must_claim(team)
    with team.store.write() as session:
        assert mark_rate_limited(session, claimed, now=NOW, until=NOW + 30 * SECOND)
    assert _claim(team, now=NOW + 29 * SECOND) is None
    again = _must_claim(team, now=NOW + 30 * SECOND)
    assert (again.id, again.ambiguous) == (claimed.id, False)


def test_a_part_that_was_too_long_goes_out_in_pieces(team: TeamStore, issue: Issue) -> None:
    _sent(team, _must_claim(team), "1.0")
    long = _must_claim(team)
    pieces = [{**long.payload, "text": text} for text in ("first", "second", "third")]
    with team.store.write() as session:
        assert mark_split(session, long, pieces, now=NOW)
    posted = []
    while (claimed := _claim(team)) is not None:
        numbers = claimed.payload["metadata"]["event_payload"]
        posted.append((claimed.payload["text"], numbers["position"], numbers["piece"], claimed.piece))
        _sent(team, claimed, f"{claimed.position}.{claimed.piece}")
    assert posted == [("first", 1, 0, 0), ("second", 1, 1, 1), ("third", 1, 2, 2), ("Part 2.0", 2, 0, 0)]
    assert _state(team).parts == {"sent": 5}
    with team.store.write() as session:
        assert not mark_split(session, long, pieces, now=NOW), "its lease is over"
