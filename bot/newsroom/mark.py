"""What readers do with items: vote and save."""

from datetime import date, datetime
from typing import Any

from bot.errors import NotFoundError
from bot.models.values import Item, Person
from bot.newsroom.permissions import visible
from bot.store import TeamStore, Tx, deliveries, issues, items, marks, outbox


def vote(team: TeamStore, item_id: int, *, by: Person, now: datetime, real_now: datetime) -> tuple[bool, int]:
    """Cast the person's vote, or take it back. Return whether it stands now, and the item's votes.

    The new count reaches the posted messages through the outbox, which keeps real time.

    Raises:
        NotFoundError: there is no such item for them.
    """
    with team.write() as tx:
        visible(items.get_item(tx, item_id), by)
        outbox.put_once_a_minute(tx, "refresh_item", item_id, {"item": item_id}, now=real_now)
        return marks.toggle_vote(tx, item_id, by.id, now=now)


def vote_by_reaction(
    team: TeamStore,
    channel_id: str,
    ts: str,
    *,
    person_id: str,
    stands: bool,
    now: datetime,
    real_now: datetime,
) -> bool:
    """Count a reaction to a message of an issue as a vote, one a person. True where there is something to do.

    Messages that show no item, such as an issue's root, are nothing to vote for. A message may stand in Slack
    before it is recorded here; a reaction to it waits in the outbox.
    """
    with team.write() as tx:
        item_id, may_come = _item_of_message(tx, channel_id, ts)
        if item_id is None:
            place = {"channel": channel_id, "ts": ts, "person": person_id, "stands": stands}
            return may_come and outbox.put(tx, "count_reaction", place, now=real_now)
        return _vote(tx, item_id, person_id, stands=stands, now=now, real_now=real_now)


def count_reaction(team: TeamStore, place: dict[str, Any], *, now: datetime, real_now: datetime) -> bool:
    """Count a reaction that waited for its message to be recorded. False where it still has to wait."""
    with team.write() as tx:
        item_id, may_come = _item_of_message(tx, place["channel"], place["ts"])
        if item_id is not None:
            _vote(tx, item_id, place["person"], stands=place["stands"], now=now, real_now=real_now)
    return item_id is not None or not may_come


def _item_of_message(tx: Tx, channel_id: str, ts: str) -> tuple[int | None, bool]:
    """Return the item that a message shows, as far as it is recorded, and whether that may still come."""
    # Asked first: what is recorded between the two questions is found by the second.
    is_posting = deliveries.is_posting(tx, channel_id)
    return deliveries.item_of_message(tx, channel_id, ts), is_posting


def _vote(tx: Tx, item_id: int, person_id: str, *, stands: bool, now: datetime, real_now: datetime) -> bool:
    if not marks.set_vote(tx, item_id, person_id, stands=stands, now=now):
        return False
    outbox.put_once_a_minute(tx, "refresh_item", item_id, {"item": item_id}, now=real_now)
    return True


def save(team: TeamStore, item_id: int, *, by: Person, now: datetime, stands: bool = True) -> Item:
    """Put the item on the person's list, or take it off; twice is once. Return the item.

    Raises:
        NotFoundError: there is no such item for them.
    """
    with team.write() as tx:
        item = visible(items.get_item(tx, item_id), by)
        marks.set_save(tx, item_id, by.id, stands=stands, now=now)
    return item


def save_issue(team: TeamStore, on: date, *, by: Person, now: datetime) -> tuple[int, int]:
    """Save all items of an issue. Return how many it has and how many were new to the person's list.

    Raises:
        NotFoundError: there is no issue of that date.
    """
    with team.write() as tx:
        issue = issues.find_issue(tx, on)
        if issue is None:
            raise NotFoundError("That issue is not here any more.")
        ids = list(dict.fromkeys(entry.item.id for entry in issue.entries))
        return len(ids), marks.save_all(tx, ids, by.id, now=now)


def saved(team: TeamStore, *, by: Person) -> list[Item]:
    """Return what the person saved last, newest first: fifty items at most."""
    with team.read() as tx:
        return marks.saved_items(tx, by.id)


def count_saved(team: TeamStore, *, by: Person) -> int:
    """Return how many items the person saved in all."""
    with team.read() as tx:
        return marks.count_saves(tx, by.id)
