"""Changing an item, taking a submission back, and removing an item for good."""

from datetime import date, datetime

from bot.errors import ConflictError, InvalidInputError
from bot.links.canonical import canonicalize
from bot.models.values import (
    MAX_SUMMARY,
    MAX_TAGS,
    MAX_TITLE,
    CanonicalLink,
    Item,
    ItemState,
    Kind,
    Link,
    Person,
)
from bot.newsroom.follow import note_accepted
from bot.newsroom.learn import learn
from bot.newsroom.permissions import (
    is_unqueued,
    may_see,
    require_change,
    require_contributor,
    require_curator,
    visible,
)
from bot.store import TeamStore, Tx, issues, items, outbox
from bot.store.aliases import one_at_a_time
from bot.store.changes import record_changes, record_since
from bot.store.imported import change_main_link
from bot.store.items import ItemChanges


def get_visible_item(team: TeamStore, item_id: int, person: Person) -> Item:
    """Return an item that the person may see.

    Raises:
        NotFoundError: there is no such item for them.
    """
    with team.read() as tx:
        return visible(items.get_item(tx, item_id), person)


def get_changeable_item(team: TeamStore, item_id: int, person: Person) -> Item:
    """Return an item that the person may edit or remove.

    Raises:
        NotFoundError: there is no such item for them.
        NotAllowedError: it is somebody else's.
    """
    item = get_visible_item(team, item_id, person)
    require_change(person, item)
    return item


def edit_item(
    team: TeamStore,
    item_id: int,
    changes: ItemChanges,
    *,
    version: int,
    by: Person,
    now: datetime,
    real_now: datetime,
    link: str | None = None,
) -> Item:
    """Write an edit of the item as it was at `version`, with a trace of who changed what.

    `link` is another main link, as typed: the one before leads to the item still.

    What a curator writes an organisation as, it is written as from now on. The correction reaches the posted
    messages through the outbox, which keeps real time; so do people who follow what a queued item says now.

    Raises:
        InvalidInputError: a field cannot be used; it is named.
        LinkError: the link cannot be used.
        ConflictError: somebody else changed the item since, or the link is another item's.
        NotFoundError, NotAllowedError: see `get_changeable_item`.
    """
    found = None if link is None else canonicalize(link)
    with team.write() as tx:
        before = visible(items.get_item(tx, item_id), by)
        require_change(by, before)
        _check(changes, before)
        after = items.change_item(tx, item_id, changes, version=version, now=now)
        if found is not None:
            after = _relink(tx, after, found, by=by, now=now)
        record_changes(tx, before, after, by=by.id, now=now)
        learn(tx, before.organizations, after.organizations, by=by, now=now)
        _correct(tx, before, after, by=by, now=now, real_now=real_now)
        note_accepted(tx, after, now=now, real_now=real_now)
    return after


def undo_submission(team: TeamStore, item_id: int, *, by: Person) -> Item:
    """Take a submission back as if it had never been made, and return what it was.

    Raises:
        ConflictError: an issue holds the item already, so it can only be removed; or a curator removed it.
        NotFoundError, NotAllowedError: see `get_changeable_item`.
    """
    with team.write() as tx:
        item = visible(items.get_item(tx, item_id), by)
        require_change(by, item)
        if item.state is ItemState.REMOVED and item.removed_by != by.id and not by.is_curator:
            raise ConflictError(
                "A curator removed this item, so it cannot be undone.",
                hint="Hand its link in again to see why.",
            )
        if items.was_printed(tx, item_id):
            raise ConflictError(
                "This item is in an issue already, so it cannot be undone.",
                hint=f"Remove it instead: /ainews remove {item_id}",
            )
        items.delete_item(tx, item_id)
    return item


def remove_item(
    team: TeamStore, item_id: int, *, reason: str, by: Person, now: datetime, real_now: datetime
) -> Item:
    """Remove an item; its link stays taken, so that it does not come back unseen.

    Raises:
        NotFoundError, NotAllowedError: see `get_changeable_item`.
    """
    with team.write() as tx:
        item = visible(items.get_item(tx, item_id), by)
        require_change(by, item)
        items.remove_item(tx, item_id, by=by.id, reason=reason, now=now)
        after = record_since(tx, item, by=by.id, now=now)
        _correct(tx, item, after, by=by, now=now, real_now=real_now)
    return item


def hold_item(team: TeamStore, item_id: int, *, by: Person, now: datetime) -> Item:
    """Hold an item back: it is in no issue and no search until it is put into the next issue again.

    Raises:
        NotAllowedError: the person is no curator.
        ConflictError: an issue holds it already, or it was removed.
        NotFoundError: there is no such item.
    """
    return _set_state(team, item_id, ItemState.HELD, by=by, now=now, real_now=now)


def put_in_next_issue(
    team: TeamStore, item_id: int, *, by: Person, now: datetime, real_now: datetime | None = None
) -> Item:
    """Let an item that was held back go into the next issue; readers can see it, and hear of it, from now on.

    What only the archive has goes there too. That is up to contributors, who may hand in any other link.

    Raises:
        NotAllowedError, ConflictError, NotFoundError: see `hold_item`.
    """
    with team.write() as tx:
        item = visible(items.get_item(tx, item_id), by)
        if is_unqueued(item):
            require_contributor(by)
            items.mark_printed(tx, [item_id], printed=False)
            after = record_since(tx, item, by=by.id, now=now)
            note_accepted(tx, after, now=now, real_now=real_now or now)
            return after
    return _set_state(team, item_id, ItemState.ACTIVE, by=by, now=now, real_now=real_now or now)


def _set_state(
    team: TeamStore, item_id: int, state: ItemState, *, by: Person, now: datetime, real_now: datetime
) -> Item:
    require_curator(by)
    with team.write() as tx:
        item = visible(items.get_item(tx, item_id), by)
        if item.state is ItemState.REMOVED:
            raise ConflictError("This item was removed.", hint="Hand its link in again to see why.")
        if items.was_printed(tx, item_id):
            raise ConflictError("This item is in an issue already.")
        if item.state is not state:
            items.set_item_state(tx, item_id, state, now=now)
        after = record_since(tx, item, by=by.id, now=now)
        note_accepted(tx, after, now=now, real_now=real_now)
    return after


def _correct(tx: Tx, before: Item, after: Item, *, by: Person, now: datetime, real_now: datetime) -> None:
    """Let the issues that printed the item follow, in the database at once and in Slack by the outbox."""
    if issues.correct_entries(tx, before, after, on=now.date()):
        payload = {"item": after.id, "by": by.id}
        outbox.put_once_a_minute(tx, "correct_item", after.id, payload, now=real_now)


def _relink(tx: Tx, item: Item, found: CanonicalLink, *, by: Person, now: datetime) -> Item:
    """Give an item another main link, with the words on the one before."""
    main = item.links[0]
    link = Link(found.clean, main.label, found.key, found.key_version, found.original)
    if (link.url, link.key) == (main.url, main.key):
        return item
    one_at_a_time(tx)
    if not change_main_link(tx, item, link, now=now):
        owner = items.find_by_key(tx, link.key)
        assert owner is not None
        told = f"item {owner.id}’s: {owner.headline}" if may_see(by, owner) else "another item’s"
        raise ConflictError(
            f"That link is {told}.",
            hint=f"If both tell one story, take this one out: /ainews remove {item.id}",
        )
    after = items.get_item(tx, item.id)
    assert after is not None
    return after


def _check(changes: ItemChanges, before: Item) -> None:
    """Check what an edit changes. An imported summary may be longer than one that people write."""
    if changes.title is not None and len(changes.title) > MAX_TITLE:
        raise InvalidInputError(f"A title has at most {MAX_TITLE} characters.", field="title")
    if len(changes.summary) > MAX_SUMMARY and changes.summary != before.summary:
        raise InvalidInputError(f"A summary has at most {MAX_SUMMARY:,} characters.", field="summary")
    if len(changes.tags) > MAX_TAGS:
        raise InvalidInputError(f"An item has at most {MAX_TAGS} tags.", field="tags")
    if not changes.title and not changes.summary:
        raise InvalidInputError("An item needs a title or a summary.", field="title")


def parse_day(text: str | None) -> date | None:
    """Read YYYY-MM-DD, or nothing.

    Raises:
        InvalidInputError: it is no such day.
    """
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidInputError("A day looks like 2024-02-26.", field="published_on") from None


def parse_kind(text: str) -> Kind:
    """Read the name of a kind.

    Raises:
        InvalidInputError: there is no such kind.
    """
    try:
        return Kind(text)
    except ValueError:
        raise InvalidInputError(f"A kind is one of {', '.join(Kind)}.", field="kind") from None
