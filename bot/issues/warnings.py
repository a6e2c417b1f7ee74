"""What an editor would catch in a draft before it goes out. Pure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.models.values import Entry, Issue
from bot.newsroom.checks import is_after, is_far_before, look_alike, short

_FAR = timedelta(days=90)
_MANY = 4


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing worth a look. `kind` tells which; `items` are the ids of the items it is about."""

    kind: str
    text: str
    items: tuple[int, ...] = ()


def warnings_of(issue: Issue) -> list[Finding]:
    """Return what is worth a look in a draft: likenesses, gaps, strange days, one organisation everywhere."""
    return [
        *_alike(issue.entries),
        *_gaps(issue.entries),
        *_strange_days(issue),
        *_one_organization(issue.entries),
    ]


def _alike(entries: Sequence[Entry]) -> list[Finding]:
    """Pairs of items that tell one story: a shared link, or titles that are nearly the same."""
    found = []
    for index, entry in enumerate(entries):
        for other in entries[index + 1 :]:
            shared = {link.key for link in entry.item.links} & {link.key for link in other.item.links} - {""}
            if shared or look_alike(entry.headline, other.headline):
                text = f"“{short(entry.headline)}” and “{short(other.headline)}” look like one story."
                found.append(Finding("duplicate", text, (entry.item.id, other.item.id)))
    return found


def _gaps(entries: Sequence[Entry]) -> list[Finding]:
    found = []
    for entry in entries:
        missing = [name for name, has in (("title", entry.item.title), ("summary", entry.summary)) if not has]
        if missing:
            text = f"“{short(entry.headline)}” has no {' and no '.join(missing)}."
            found.append(Finding("missing", text, (entry.item.id,)))
    return found


def _strange_days(issue: Issue) -> list[Finding]:
    found = []
    for entry in issue.entries:
        day = entry.item.published_on
        if day is not None and is_after(day, issue.date):
            text = f"“{short(entry.headline)}” is dated after the issue: {day.isoformat()}."
            found.append(Finding("day", text, (entry.item.id,)))
        elif day is not None and is_far_before(day, issue.date, _FAR):
            text = f"“{short(entry.headline)}” is {(issue.date - day).days} days old ({day.isoformat()})."
            found.append(Finding("day", text, (entry.item.id,)))
    return found


def _one_organization(entries: Sequence[Entry]) -> list[Finding]:
    if len(entries) < _MANY:
        return []
    names = Counter(name for entry in entries for name in dict.fromkeys(entry.organizations))
    return [
        Finding("organization", f"{name} is behind {count} of {len(entries)} items.")
        for name, count in names.most_common(1)
        if count * 2 > len(entries)
    ]
