"""Ways to change one field of a line in a list of links, besides those of `fields.py`. Pure.

A list is no newsletter: it has no sentence with who published what. Its rows have cells, the words on its
links tell the kind, and a summary follows the title after a mark of its own. As there, none of these knows
whether it is right; each text is read again. Where no text says it, the list has no place for it.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice, pairwise

from bot.archive.inplace.fields import (
    CHANGES,
    Change,
    Passage,
    change_day,
    change_organizations,
    change_summary,
    main_link,
)
from bot.archive.inplace.source import apply, read_source
from bot.archive.parsed import ParsedEntry, Segment
from bot.archive.reading.days import days_in
from bot.archive.reading.lists.entry import is_label
from bot.archive.writers.escape import escape_words
from bot.archive.writers.style import Style

_BAR = re.compile(r"(?<!\\)\|")
_WORDS = re.compile(r"\w(?:[\w ]*\w)?")
_CLOSING = re.compile(r"(?:[*_]{1,3}|</\w+>|\]\([^()\s]*\)|\]\[[^\[\]]*\])*")
_PARTING = re.compile(r"\s*(?:[-–—|:]|\.(?=\s))\s+")
_APART = ("[", "**", "__", "<a ")
_ISO = "2024-01-28"
_TELLING = 300  # entries: more of them tell no other habit


def read_parting(segments: Sequence[Segment]) -> str:
    """Return what mostly stands between title and summary in a list: " - ", ": "."""
    found: Counter[str] = Counter()
    telling = (segment for segment in segments if segment.entry and segment.entry.summary)
    for segment in islice(telling, _TELLING):
        entry = segment.entry
        if entry is None or not entry.title:
            continue
        source = read_source(segment.text)
        if places := next(source.find(entry.title), None):
            _, end = source.span(places[0], places[-1])
            if parting := _PARTING.match(segment.text, _closed(segment.text, end)):
                found[re.sub(r"\s+", " ", parting[0])] += 1
    return found.most_common(1)[0][0] if found else " - "


def list_changes(parting: str) -> dict[str, Change]:
    """Return how each field of a list's line is changed. `parting` stands between title and summary."""
    return {
        **CHANGES,
        "kind": _change_kind,
        "published_on": _change_day,
        "organizations": _change_organizations,
        "summary": partial(_change_summary, parting),
    }


def _change_kind(passage: Passage, wanted: ParsedEntry) -> Iterator[str]:
    """Put another noun on the main link, in capitals and brackets like the one before."""
    link = main_link(passage.source, passage.said)
    label = passage.text[slice(*link.label)] if link else ""
    words = _WORDS.search(label)
    if link is None or words is None or not is_label(label):
        return
    noun = passage.style.word(wanted.kind)
    if words[0].isupper() and len(words[0]) > 1:
        noun = noun.upper()
    elif words[0][0].isupper():
        noun = noun.capitalize()
    start = link.label[0]
    yield apply(passage.text, [(start + words.start(), start + words.end(), noun)])


def _change_day(passage: Passage, wanted: ParsedEntry) -> Iterator[str]:
    """Write another day into a row's cell, or where a line begins."""
    day = wanted.published_on
    for start, end in _cells(passage.text):
        cell = passage.text[start:end]
        found = next(days_in(cell), None)
        form = cell[found.start : found.end] if found else _ISO
        written = "" if day is None else Style(day=form).write_day(day, passage.issue_date)
        if found:
            yield apply(passage.text, [(start + found.start, start + found.end, written)])
        yield apply(passage.text, [(start, end, written)])
    # Before words that nothing sets apart, a day would make a newsletter's entry of the line.
    apart = passage.said.published_on or passage.text.startswith(_APART, passage.opening)
    if apart and not _cells(passage.text):
        yield from change_day(passage, wanted)


def _change_organizations(passage: Passage, wanted: ParsedEntry) -> Iterator[str]:
    names = [_escaped(name) for name in wanted.organizations]
    for start, end in _cells(passage.text):
        yield apply(passage.text, [(start, end, ", ".join(names))])
    if passage.said.organizations:  # a list has no "Acme published" where it did not say so before
        yield from change_organizations(passage, wanted)


def _change_summary(parting: str, passage: Passage, wanted: ParsedEntry) -> Iterator[str]:
    """Change the words that differ; a first summary comes after the title, or into a cell."""
    if passage.said.summary.strip():
        yield from change_summary(passage, wanted)
    words = " ".join(map(_escaped, wanted.summary.split()))
    if not passage.said.summary.strip():
        source = passage.source
        for places in source.find(passage.said.title) if passage.said.title else ():
            place = _closed(passage.text, source.span(places[0], places[-1])[1])
            yield apply(passage.text, [(place, place, f"{parting}{words}")])
        end = len(passage.text.rstrip())
        for lead in (parting, ". ", " "):
            yield f"{passage.text[:end]}{lead}{words}{passage.text[end:]}"
    for start, end in _cells(passage.text):
        yield apply(passage.text, [(start, end, words)])


def _closed(text: str, at: int) -> int:
    """Return the place after the marks that close what ends at a place: "**", "](https://…)", "</a>"."""
    match = _CLOSING.match(text, at)
    return match.end() if match else at


def _cells(text: str) -> list[tuple[int, int]]:
    """Return where the cells of a table's row stand, without the space around them."""
    line = text.strip()
    if "\n" in line or not line.startswith("|"):
        return []
    bars = [match.start() for match in _BAR.finditer(text)]
    return [_trimmed(text, start + 1, end) for start, end in pairwise(bars)]


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    words = text[start:end]
    if not words.strip():
        return min(start + 1, end), max(end - 1, min(start + 1, end))
    return start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())


def _escaped(words: str) -> str:
    return _BAR.sub(r"\|", escape_words(words))
