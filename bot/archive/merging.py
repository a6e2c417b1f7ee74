"""An archive seen three ways: as the file once said, as the database has it, as the file says now. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from bot.archive.parsed import ParsedEntry, ParsedIssue
from bot.archive.usable import usable_links
from bot.models.values import Entry, Issue

ENTRY_FIELDS = ("title", "organizations", "kind", "published_on", "summary")
_LONGEST = 200  # characters of a text that is told whole
_AROUND = 60  # characters that are told before and after what differs


@dataclass(frozen=True, slots=True)
class Conflict:
    """What both sides changed, each in its own way, in words for people. Ours stands."""

    field: str
    ours: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Merge:
    """`merged` has a value for each field; `changes` names those in which it differs from the database.

    `conflicts` are the fields that both sides changed, each in its own way: the database's value stands.
    """

    merged: dict[str, Any]
    changes: tuple[str, ...]
    conflicts: tuple[Conflict, ...]


def merge_entry(
    base: ParsedEntry | None, stored: Entry, file: ParsedEntry, *, edited: Collection[str] | None = None
) -> Merge:
    """Merge what the file says into what is stored. Without a `base`, every difference is a conflict.

    `edited` are the fields that we changed since the base was written; by default those in which the database
    differs from it.
    """
    return _merge(ENTRY_FIELDS, base, entry_values(stored), file, edited)


def merge_heading(base: ParsedIssue | None, stored: Issue, file: ParsedIssue) -> Merge:
    """Merge the title and the introduction of an issue, in the same way."""
    ours = {"title": stored.title, "introduction": stored.introduction}
    return _merge(("title", "introduction"), base, ours, file, None)


def _merge(
    names: tuple[str, ...], base: object, ours: dict[str, Any], file: object, edited: Collection[str] | None
) -> Merge:
    merged, changes, conflicts = dict(ours), [], []
    for name in names:
        theirs, mine = getattr(file, name), ours[name]
        before = getattr(base, name) if base else None
        if theirs == mine or (base and theirs == before):
            continue
        if base and (mine == before if edited is None else name not in edited):
            merged[name] = theirs
            changes.append(name)
        else:
            conflicts.append(Conflict(name, *_apart(in_words(mine), in_words(theirs))))
    return Merge(merged, tuple(changes), tuple(conflicts))


def entry_values(entry: Entry) -> dict[str, Any]:
    """What the database has of an entry: organisations and summary are its own, the rest is the item's."""
    return {
        "title": entry.item.title,
        "organizations": entry.organizations,
        "kind": entry.item.kind,
        "published_on": entry.item.published_on,
        "summary": entry.summary,
    }


def fingerprints(entry: Entry) -> dict[str, str]:
    """Return what stands for each of an entry's values, its main link's key among them, to tell edits by."""
    values = {**entry_values(entry), "link": entry.item.key}
    return {name: fingerprint(value) for name, value in values.items()}


def edited_since(entry: Entry, stored: Mapping[str, str]) -> set[str]:
    """Return the fields that somebody changed since `stored` were an entry's fingerprints."""
    now = fingerprints(entry)
    return {name for name, before in stored.items() if now.get(name) != before}


def agreed_then(said: ParsedEntry, stored: Mapping[str, str]) -> set[str]:
    """Return the fields in which an entry's text said what the database had when `stored` were made."""
    links, _ = usable_links(said.links)
    values = {name: getattr(said, name) for name in ENTRY_FIELDS} | {"link": links[0].key if links else ""}
    return {name for name, before in stored.items() if fingerprint(values.get(name)) == before}


def fingerprints_after(
    merge: Merge, entry: Entry, earlier: Mapping[str, str] | None, said: ParsedEntry
) -> dict[str, str]:
    """Return the fingerprints to keep of an entry that was merged with what a file says.

    A field that we edited, and that the file still has as it was or has in a way of its own, keeps its older
    fingerprint: the edit goes out with the next export.
    """
    after = fingerprints(entry)
    conflicting = {conflict.field for conflict in merge.conflicts}
    for name, value in merge.merged.items():
        after[name] = fingerprint(value)
        if earlier and name in earlier and value != getattr(said, name):
            after[name] = earlier[name]
        elif name in conflicting:
            after[name] = fingerprint(getattr(said, name))
    return after


def heading_fingerprints(title: str, introduction: str) -> dict[str, str]:
    """Return the same for an issue's title and introduction."""
    return {"title": fingerprint(title), "introduction": fingerprint(introduction)}


def fingerprint(value: Any) -> str:
    """Return what stands for a value: the same for the same value, in 16 characters."""
    words = "\0".join(value) if isinstance(value, tuple) else in_words(value)
    return sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def in_words(value: Any) -> str:
    """Write a field's value for people."""
    if value is None or value in ("", ()):
        return "nothing"
    if isinstance(value, tuple):
        return ", ".join(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def _apart(ours: str, theirs: str) -> tuple[str, str]:
    """Cut two long texts down to where they differ, with some words before and after."""
    if max(len(ours), len(theirs)) <= _LONGEST:
        return ours, theirs
    shorter = min(len(ours), len(theirs))
    head = next((at for at in range(shorter) if ours[at] != theirs[at]), shorter)
    tail = next((at for at in range(shorter - head) if ours[-1 - at] != theirs[-1 - at]), shorter - head)
    start = ours.rfind(" ", 0, max(head - _AROUND, 0)) + 1
    return _excerpt(ours, start, tail), _excerpt(theirs, start, tail)


def _excerpt(text: str, start: int, tail: int) -> str:
    end = len(text) - max(tail - _AROUND, 0)
    if (space := text.find(" ", end)) >= 0 and end < len(text):
        end = space
    return f"{'… ' if start else ''}{text[start:end]}{' …' if end < len(text) else ''}"
