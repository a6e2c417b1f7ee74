"""The queue becomes an issue: which section an item goes to, in what order, and what stands on top. Pure."""

from collections.abc import Sequence
from datetime import date, timedelta

from bot.models.values import Entry, Favourite, Issue, Item, Kind, Publication

SECTIONS: tuple[Kind, ...] = (
    Kind.PAPER,
    Kind.ARTICLE,
    Kind.POST,
    Kind.RELEASE,
    Kind.CODE,
    Kind.VIDEO,
    Kind.OTHER,
)
OLDER_AFTER = timedelta(days=21)
"""What came out longer ago is an older find. A week or two late is still this week's news to most readers,
since a paper is often noticed only when others write about it; after three weeks it is not."""

_OLDER_AFTER = {"fortnightly": timedelta(days=28), "monthly": timedelta(days=45)}


def older_after(frequency: str) -> timedelta:
    """Return how old a find is that counts as older: two weeks over what is usual between two issues."""
    return _OLDER_AFTER.get(frequency, OLDER_AFTER)


def compose(
    items: Sequence[Item],
    *,
    publication: Publication,
    on: date,
    introduction: str = "",
    title: str | None = None,
    older_after: timedelta = OLDER_AFTER,
    order: Sequence[int] = (),
    pinned: Sequence[int] = (),
    opening: Sequence[Favourite] = (),
) -> Issue:
    """Return the draft that these items make. The same items give the same draft, whatever their order.

    Sections follow `SECTIONS`; inside one the newest published day comes first, then the most votes, then
    whoever handed in first; items without a day close their section. Older finds follow at the end,
    newest first whatever their kind. Items whose ids a curator put in `order` stand in that order, ahead of
    the others of their section; `pinned` ones are preferred as top picks. `on` is the issue's date in the
    publication's time zone. A publication that comes out more rarely than weekly gives `older_after` at least
    its own period.
    No items make an issue without entries: whether that is published is not decided here.
    """
    oldest = on - older_after
    places = {item_id: place for place, item_id in enumerate(order)}
    ordered = sorted(items, key=lambda item: _rank(item, places, older=_is_older(item, oldest)))
    return Issue(
        publication=publication.name,
        date=on,
        title=title or publication.name,
        introduction=introduction,
        entries=tuple(
            Entry(
                position=position,
                section=item.kind.value,
                item=item,
                organizations=item.organizations,
                summary=item.summary,
                older=_is_older(item, oldest),
            )
            for position, item in enumerate(ordered, start=1)
        ),
        pinned=tuple(pinned),
        opening=tuple(opening),
    )


def top_picks(issue: Issue, count: int = 3) -> tuple[Entry, ...]:
    """Return the entries for the top of the issue: most votes first, then what a curator pinned, then the
    newest, then printed order.

    Older finds are picked only where an issue has nothing else, or a curator pinned them. A published issue
    keeps the picks that it was published with.
    """
    if issue.picks:
        chosen = {entry.item.id: entry for entry in reversed(issue.entries) if entry.item.id in issue.picks}
        return tuple(chosen[item_id] for item_id in issue.picks[:count] if item_id in chosen)
    pinned = set(issue.pinned)
    wanted = [entry for entry in issue.entries if not entry.older or entry.item.id in pinned]
    return tuple(
        sorted(wanted or issue.entries, key=lambda entry: _appeal(entry, pinned=entry.item.id in pinned))[
            :count
        ]
    )


def _is_older(item: Item, oldest: date) -> bool:
    return item.published_on is not None and item.published_on < oldest


def _rank(item: Item, places: dict[int, int], *, older: bool) -> tuple[object, ...]:
    section = 0 if older else SECTIONS.index(item.kind)
    place = places.get(item.id, len(places))
    return older, section, place, -_ordinal(item.published_on), -item.votes, item.submitted_at, item.id


def _appeal(entry: Entry, *, pinned: bool) -> tuple[int, bool, int, int]:
    return -entry.item.votes, not pinned, -_ordinal(entry.item.published_on), entry.position


def _ordinal(day: date | None) -> int:
    return day.toordinal() if day else 0
