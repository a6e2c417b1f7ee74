"""An entry's text after somebody edited the entry: with nothing else changed than what they changed."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain
from typing import Any

from bot.archive.inplace.fields import CHANGES, Change, Passage, summary_start
from bot.archive.inplace.wording import Layout
from bot.archive.parsed import ParsedEntry
from bot.archive.readers.newsletter import read_markdown
from bot.archive.writers.markdown import indent_of, write_entry
from bot.archive.writers.style import Style
from bot.errors import ArchiveFileError
from bot.models.values import Entry, Link
from bot.templating import Templates

_NUMBER_GAP = re.compile(r"\s*(?:\d{1,9}[.)]|[-*+•])(?P<gap>[^\S\r\n]+)")

Read = Callable[[str], ParsedEntry | None]
"""Reads an entry's text as it would be read in its file. None where it would not be this one entry."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry stands: in the issue of a date, in a file of some style, read by `read`.

    `changes` are the ways to change each field there. `ours`: the file has the newsletter's own form, so that
    an entry may be written anew in it. A row of a table may not.
    """

    issue_date: date
    style: Style
    read: Read
    changes: Mapping[str, Change] = field(default_factory=lambda: CHANGES)
    ours: bool = True


@dataclass(frozen=True, slots=True)
class EditedEntry:
    """An entry's new text, and the edited fields that it has no place for."""

    text: str
    unsaid: frozenset[str] = frozenset()


def edit_entry(
    text: str, said: ParsedEntry, entry: Entry, edited: Collection[str], place: Place, templates: Templates
) -> EditedEntry:
    """Return the entry's text with the `edited` fields as the database has them.

    Each change is tried and read again. Where no small one does, the entry's head is written anew, and where
    not even that does, the whole entry, in the file's style. In a file of another form, a field that it has
    no place for stays as it is, and is named.
    """
    wanted = _wanted(said, entry, edited)
    passage = Passage(text, said, place.issue_date, place.style, _layout(text, said, place.style))
    unsaid: set[str] = set()
    for name, change in place.changes.items():
        goal = replace(passage.said, **_field(wanted, name))
        if name not in edited or _says(passage.said, goal):
            continue
        anew = _with_new_head(passage, goal, entry, templates) if place.ours else ()
        texts = chain(change(passage, goal), anew)
        tried = ((one, place.read(one)) for one in texts if one.strip())
        found = next(((one, read) for one, read in tried if read and _says(read, goal)), None)
        if found is not None:
            passage = replace(passage, text=found[0], said=found[1])
        elif place.ours:
            return EditedEntry(_write_anew(passage, wanted, entry, templates))
        else:
            unsaid.add(name)
    return EditedEntry(passage.text, frozenset(unsaid))


def read_alone(text: str, said: ParsedEntry, issue_date: date) -> ParsedEntry | None:
    """Read an entry in a file of its own, with another entry after it."""
    number = int(re.sub(r"\D", "", said.number) or 0) + 1
    following = re.sub(r"\d+", str(number), said.number or "-")
    stop = f"{following} 1 Jan, Stop published a [paper](https://stop.example) “Stop”. Stop."
    file = f"**{issue_date:%Y-%m-%d}**\n\n{text}\n\n{stop}\n"
    try:
        parsed = read_markdown(file.encode("utf-8", "surrogatepass"), path="entry.md")
    except ArchiveFileError:
        return None
    entries = [entry for issue in parsed.issues for entry in issue.entries]
    alone = len(entries) == 2 and len(parsed.issues) == 1
    return entries[0] if alone and parsed.segments[2].text.strip() == text.strip() else None


def _wanted(said: ParsedEntry, entry: Entry, edited: Collection[str]) -> ParsedEntry:
    """Return what the entry's text should say: what it said, but for the edited fields."""
    item = entry.item
    values: dict[str, Any] = {
        "title": " ".join(item.title.split()) if item.title else None,
        "organizations": entry.organizations,
        "kind": item.kind,
        "published_on": item.published_on,
        "summary": _tidy(entry.summary),
        "link": item.url,
    }
    main, *others = said.links
    if "link" in edited:
        said = replace(said, links=((item.url, main[1]), *(link for link in others if link[0] != item.url)))
    return replace(said, **{name: values[name] for name in edited if name != "link"})


def _field(wanted: ParsedEntry, name: str) -> dict[str, Any]:
    field = "links" if name == "link" else name
    return {field: getattr(wanted, field)}


def _says(read: ParsedEntry, wanted: ParsedEntry) -> bool:
    """Whether a text says what it should. The words on links are no matter; their addresses are."""
    same = all(
        getattr(read, name) == getattr(wanted, name)
        for name in ("title", "organizations", "kind", "published_on")
    )
    addresses = [[url for url, _ in entry.links] for entry in (read, wanted)]
    return (
        same
        and _tidy(read.summary) == _tidy(wanted.summary)
        and addresses[0][0] == addresses[1][0]
        and set(addresses[0]) == set(addresses[1])
    )


def _tidy(text: str) -> str:
    """Make runs of space one, and runs of empty lines one: the archive's Markdown has no more of them."""
    paragraphs = re.split(r"\n[^\S\n]*\n\s*", text.replace("\r\n", "\n").replace("\r", "\n").strip())
    lines = (
        "\n".join(" ".join(line.split()) for line in part.split("\n") if line.strip()) for part in paragraphs
    )
    return "\n\n".join(part for part in lines if part)


def _layout(text: str, said: ParsedEntry, style: Style) -> Layout:
    return Layout(style.eol, indent_of(said.number or "1."))


def _with_new_head(
    passage: Passage, wanted: ParsedEntry, entry: Entry, templates: Templates
) -> Iterator[str]:
    """Write day, organisations, link and title anew, and keep the summary's own text, its links and all."""
    start = summary_start(passage)
    if start is not None and passage.said.summary == wanted.summary:
        head = replace(wanted, summary="", links=wanted.links[:1])
        rest = passage.text[start:]
        yield f"{_write_anew(passage, head, entry, templates).rstrip()} {rest[:1].upper()}{rest[1:]}"


def _write_anew(passage: Passage, wanted: ParsedEntry, entry: Entry, templates: Templates) -> str:
    """Write the whole entry, with its number, the space around it and its line ends as they were."""
    old, style = passage.text, passage.style
    lead = old[: len(old) - len(old.lstrip())]
    after = old[len(old.rstrip()) :]
    marker, gap = wanted.number or "-", _NUMBER_GAP.match(old)
    written = write_entry(
        _as_entry(wanted, entry),
        templates,
        issue_date=passage.issue_date,
        marker=marker,
        style=replace(style, gap=gap["gap"]) if gap else style,
    )
    return lead + written.strip().replace("\n", style.eol) + after


def _as_entry(wanted: ParsedEntry, entry: Entry) -> Entry:
    """Return the entry as it is to be printed, with the links that its text has and no others."""
    known = {link.url: link for link in entry.item.links}
    links = tuple(known.get(url) or Link(url, label) for url, label in wanted.links)
    item = replace(
        entry.item,
        title=wanted.title,
        links=links,
        kind=wanted.kind,
        published_on=wanted.published_on,
    )
    return replace(entry, item=item, organizations=wanted.organizations, summary=wanted.summary)
