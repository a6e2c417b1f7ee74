"""An archive seen three ways: as the file once said, as the database has it, as the file says now. Pure."""

from dataclasses import dataclass
from typing import Any

from bot.archive.parsed import ParsedEntry, ParsedIssue
from bot.models.values import Entry, Issue

ENTRY_FIELDS = ("title", "organizations", "kind", "published_on", "summary")


@dataclass(frozen=True, slots=True)
class Merge:
    """`merged` has a value for each field; `changes` names those in which it differs from the database.

    `conflicts` names those that both sides changed, each in its own way: the database's value stands.
    """

    merged: dict[str, Any]
    changes: tuple[str, ...]
    conflicts: tuple[str, ...]


def merge_entry(base: ParsedEntry | None, stored: Entry, file: ParsedEntry) -> Merge:
    """Merge what the file says into what is stored. Without a `base`, every difference is a conflict."""
    return _merge(ENTRY_FIELDS, base, _stored_values(stored), file)


def merge_heading(base: ParsedIssue | None, stored: Issue, file: ParsedIssue) -> Merge:
    """Merge the title and the introduction of an issue, in the same way."""
    ours = {"title": stored.title, "introduction": stored.introduction}
    return _merge(("title", "introduction"), base, ours, file)


def _merge(names: tuple[str, ...], base: object, ours: dict[str, Any], file: object) -> Merge:
    merged, changes, conflicts = dict(ours), [], []
    for name in names:
        theirs, mine = getattr(file, name), ours[name]
        if theirs == mine:
            continue
        before = getattr(base, name) if base else None
        if base and theirs == before:
            continue
        if base and mine == before:
            merged[name] = theirs
            changes.append(name)
        else:
            conflicts.append(name)
    return Merge(merged, tuple(changes), tuple(conflicts))


def _stored_values(entry: Entry) -> dict[str, Any]:
    """The organisations and the summary are the entry's own; the rest is the item's."""
    return {
        "title": entry.item.title,
        "organizations": entry.organizations,
        "kind": entry.item.kind,
        "published_on": entry.item.published_on,
        "summary": entry.summary,
    }
