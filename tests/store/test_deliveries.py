"""Deliveries: how far an issue has come, which messages show what, and who has to be told."""

from datetime import timedelta

import pytest

from bot.models.values import Issue, Publication
from bot.store import TeamStore
from bot.store.deliveries import (
    delivery_states,
    get_posted_part,
    item_of_message,
    open_delivery,
    posted_entries,
    posted_parts,
    responsible_for,
    root_message,
    stop_deliveries,
)
from bot.store.ledger import ClaimedPart, claim_part, mark_sent
from bot.store.publications import Subscription, set_subscriptions
from tests.conftest import NOW
from tests.support.examples import ISSUE_DAY, add, publish


@pytest.fixture
def issue(team: TeamStore, publication: Publication) -> Issue:
    """A published issue with two entries, on its way into the channel C1."""
    published = publish(team, publication, add(team, publication, "a"), add(team, publication, "b"), by="U9")
    _open(team, published, "C1")
    return published


def _open(team: TeamStore, issue: Issue, channel: str) -> None:
    assert issue.id is not None
    with team.write() as tx:
        assert open_delivery(tx, issue.id, channel, now=NOW)


def _claim(team: TeamStore) -> ClaimedPart | None:
    with team.store.write() as session:
        return claim_part(session, token="t", now=NOW, slack_now=NOW, lease=timedelta(seconds=60))


def _post(team: TeamStore, count: int = 99) -> None:
    """Post the next parts, each under its channel and position as its `ts`."""
    while count and (claimed := _claim(team)) is not None:
        count -= 1
        with team.store.write() as session:
            assert mark_sent(session, claimed, f"{claimed.channel_id}.{claimed.position}", now=NOW)


def test_the_posted_copies_of_an_item_are_found(team: TeamStore, issue: Issue) -> None:
    first, second = issue.entries
    _open(team, issue, "C2")
    _post(team)
    with team.read() as tx:
        copies = posted_entries(tx, second.item.id)
        assert posted_entries(tx, 4711) == []
        assert len(posted_parts(tx, issue_id=issue.id)) == 6
        assert get_posted_part(tx, copies[0].id) == copies[0]
        assert item_of_message(tx, "C2", "C2.1") == first.item.id
        assert (item_of_message(tx, "C2", "C2.0"), item_of_message(tx, "C1", "C2.1")) == (None, None)
    assert [(copy.channel_id, copy.ts, copy.entry_id, copy.issue_id) for copy in copies] == [
        ("C1", "C1.2", second.id, issue.id),
        ("C2", "C2.2", second.id, issue.id),
    ]


def test_only_what_was_posted_is_a_copy(team: TeamStore, issue: Issue) -> None:
    _post(team, 1)
    waiting = _claim(team)
    assert waiting is not None
    with team.read() as tx:
        assert posted_entries(tx, issue.entries[0].item.id) == []
        assert get_posted_part(tx, waiting.id) is None


def test_the_root_message_of_an_issue_is_found_once_it_was_posted(team: TeamStore, issue: Issue) -> None:
    with team.read() as tx:
        assert root_message(tx, ISSUE_DAY) is None
    _post(team, 1)
    with team.read() as tx:
        assert root_message(tx, ISSUE_DAY) == ("C1", "C1.0")
        assert root_message(tx, ISSUE_DAY + timedelta(days=1)) is None


def test_whoever_published_is_told_and_else_who_subscribed_the_channel(
    team: TeamStore, publication: Publication, issue: Issue
) -> None:
    by_the_clock = publish(team, publication, on=ISSUE_DAY + timedelta(days=7))
    _open(team, by_the_clock, "C1")
    with team.write() as tx:
        newer, older = (state.id for state in delivery_states(tx))
        assert responsible_for(tx, older) == (ISSUE_DAY, "U9")
        assert responsible_for(tx, newer) == (by_the_clock.date, None)
        set_subscriptions(tx, publication.id, [Subscription("C1")], by="U8")
        assert responsible_for(tx, newer) == (by_the_clock.date, "U8")


def test_states_come_newest_issue_first_and_as_json(
    team: TeamStore, publication: Publication, issue: Issue
) -> None:
    newer = publish(team, publication, on=ISSUE_DAY + timedelta(days=7))
    _open(team, newer, "C1")
    with team.read() as tx:
        states = delivery_states(tx)
        assert [state.issue_date for state in delivery_states(tx, limit=1)] == [newer.date]
    assert [state.issue_date for state in states] == [newer.date, issue.date]
    assert states[1].as_json() == {
        "date": "2024-02-26",
        "channel": "C1",
        "state": "pending",
        "error": "",
        "parts": {"pending": 3},
        "root_ts": None,
    }


def test_an_issue_that_was_stopped_is_posted_no_further(team: TeamStore, issue: Issue) -> None:
    assert issue.id is not None
    _post(team, 2)
    with team.write() as tx:
        stop_deliveries(tx, issue.id)
    assert _claim(team) is None
    with team.read() as tx:
        (state,) = delivery_states(tx)
    assert (state.state, state.parts) == ("stopped", {"sent": 2, "skipped": 1})
