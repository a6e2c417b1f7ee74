"""Shaping the next issue: order, pins, holding back, merging, words.

Each change names the version of the draft that it was made on. Two curators who work at the same time do not
overwrite each other: a change on a stale version is refused.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot.errors import ConflictError, InvalidInputError, NotFoundError
from bot.issues.compose import compose, older_after
from bot.issues.publish import next_date
from bot.models.values import Entry, Item, ItemState, Person, Publication
from bot.newsroom.permissions import require_curator
from bot.store import TeamStore, Tx, aliases, changes, drafts, items, marks, publications
from bot.store.drafts import Choices
from bot.store.items import ItemChanges

MAX_INTRODUCTION = 3000
MAX_ISSUE_TITLE = 150

Change = Callable[[Tx, Choices], Choices]


def move(
    team: TeamStore,
    publication: Publication,
    item_id: int,
    *,
    up: bool,
    version: int,
    by: Person,
    now: datetime,
) -> Choices:
    """Let an item change places with its neighbour in its section; at the section's end nothing changes.

    Raises:
        ConflictError: somebody else changed the draft since `version`.
        NotFoundError: the item is not in the queue any more.
        NotAllowedError: the person is no curator.
    """

    def change(tx: Tx, choices: Choices) -> Choices:
        schedule = publications.find_schedule(tx, publication.id)
        draft = compose(
            items.queued_items(tx, publication.id),
            publication=publication,
            on=next_date(tx, publication, now=now),
            older_after=older_after(schedule.rhythm.frequency if schedule else ""),
            order=choices.order,
        )
        order = [entry.item.id for entry in draft.entries]
        if item_id not in order:
            raise NotFoundError("That item is not in the queue any more.")
        here = order.index(item_id)
        there = here - 1 if up else here + 1
        if 0 <= there < len(order) and _same_section(draft.entries[here], draft.entries[there]):
            order[here], order[there] = order[there], order[here]
        return replace(choices, order=tuple(order))

    return _change(team, publication, change, version=version, by=by, now=now)


def pin(
    team: TeamStore, publication: Publication, item_id: int, *, version: int, by: Person, now: datetime
) -> Choices:
    """Prefer an item as a top pick, or no longer. Raises: as `move`."""

    def change(_tx: Tx, choices: Choices) -> Choices:
        pinned = tuple(other for other in choices.pinned if other != item_id)
        return replace(choices, pinned=pinned if item_id in choices.pinned else (*pinned, item_id))

    return _change(team, publication, change, version=version, by=by, now=now)


def hold(
    team: TeamStore, publication: Publication, item_id: int, *, version: int, by: Person, now: datetime
) -> Choices:
    """Keep an item out of this issue; it comes back once this one is published. Raises: as `move`."""

    def change(tx: Tx, choices: Choices) -> Choices:
        item = _must_be_queued(tx, publication, item_id)
        items.set_item_state(tx, item_id, ItemState.HELD, now=now)
        changes.record_since(tx, item, by=by.id, now=now)
        return replace(choices, held=(*choices.held, item_id))

    return _change(team, publication, change, version=version, by=by, now=now)


def release(
    team: TeamStore, publication: Publication, item_id: int, *, version: int, by: Person, now: datetime
) -> Choices:
    """Put an item that was held back into this issue after all. Raises: as `move`."""

    def change(tx: Tx, choices: Choices) -> Choices:
        item = items.get_item(tx, item_id)
        if item is None or item.state is not ItemState.HELD:
            raise NotFoundError("That item is not held back any more.")
        items.set_item_state(tx, item_id, ItemState.ACTIVE, now=now)
        changes.record_since(tx, item, by=by.id, now=now)
        return replace(choices, held=tuple(other for other in choices.held if other != item_id))

    return _change(team, publication, change, version=version, by=by, now=now)


def drop(
    team: TeamStore, publication: Publication, item_id: int, *, version: int, by: Person, now: datetime
) -> Choices:
    """Remove an item from the queue for good; its link stays taken. Raises: as `move`."""

    def change(tx: Tx, choices: Choices) -> Choices:
        item = _must_be_queued(tx, publication, item_id)
        items.remove_item(tx, item_id, by=by.id, reason="dropped from the queue", now=now)
        changes.record_since(tx, item, by=by.id, now=now)
        return choices

    return _change(team, publication, change, version=version, by=by, now=now)


def merge(
    team: TeamStore,
    publication: Publication,
    item_id: int,
    other_id: int,
    *,
    version: int,
    by: Person,
    now: datetime,
) -> Choices:
    """Make one item of two that tell one story: `item_id` gets what it lacks of the other, and its votes.

    The other one is removed, and all that led to it leads to this one. Raises: as `move`.
    """

    def change(tx: Tx, choices: Choices) -> Choices:
        if item_id == other_id:
            raise InvalidInputError("Choose two different items.", field="other")
        kept, other = (_must_be_queued(tx, publication, one) for one in (item_id, other_id))
        items.change_item(tx, kept.id, _merged(kept, other), version=kept.version, now=now)
        items.add_links(tx, kept, other.links)
        marks.move_votes(tx, from_item=other.id, to_item=kept.id)
        items.remove_item(tx, other.id, by=by.id, reason=f"merged into item {kept.id}", now=now)
        aliases.merge_keys(tx, other.id, kept.id, now=now)
        for item in (kept, other):
            changes.record_since(tx, item, by=by.id, now=now)
        return replace(choices, pinned=tuple(one for one in choices.pinned if one != other_id))

    return _change(team, publication, change, version=version, by=by, now=now)


def word(
    team: TeamStore,
    publication: Publication,
    *,
    title: str,
    introduction: str,
    version: int,
    by: Person,
    now: datetime,
) -> Choices:
    """Give the issue a title and an introduction; empty ones take them away.

    Raises:
        InvalidInputError: one of them is too long.
        ConflictError, NotAllowedError: as `move`.
    """
    if len(title) > MAX_ISSUE_TITLE:
        raise InvalidInputError(f"A title has at most {MAX_ISSUE_TITLE} characters.", field="title")
    if len(introduction) > MAX_INTRODUCTION:
        raise InvalidInputError(
            f"An introduction has at most {MAX_INTRODUCTION:,} characters.", field="introduction"
        )

    def change(_tx: Tx, choices: Choices) -> Choices:
        return replace(choices, title=" ".join(title.split()), introduction=introduction.strip())

    return _change(team, publication, change, version=version, by=by, now=now)


def _change(
    team: TeamStore, publication: Publication, change: Change, *, version: int, by: Person, now: datetime
) -> Choices:
    require_curator(by)
    with team.write() as tx:
        choices = drafts.find_choices(tx, publication.id)
        if choices.version != version:
            raise ConflictError("Somebody else changed the draft in the meantime.")
        return drafts.save_choices(tx, publication.id, change(tx, choices), by=by.id, now=now)


def _must_be_queued(tx: Tx, publication: Publication, item_id: int) -> Item:
    for item in items.queued_items(tx, publication.id):
        if item.id == item_id:
            return item
    raise NotFoundError("That item is not in the queue any more.")


def _merged(kept: Item, other: Item) -> ItemChanges:
    return ItemChanges(
        title=kept.title or other.title,
        organizations=tuple(dict.fromkeys((*kept.organizations, *other.organizations))),
        kind=kept.kind,
        published_on=kept.published_on or other.published_on,
        summary=kept.summary or other.summary,
        tags=tuple(dict.fromkeys((*kept.tags, *other.tags))),
    )


def _same_section(one: Entry, other: Entry) -> bool:
    return one.older == other.older and (one.older or one.section == other.section)
