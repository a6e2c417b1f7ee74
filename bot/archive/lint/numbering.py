"""The numbers of an issue's entries: 1, 2, 3, and again from 1 for older finds. Pure."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from bot.archive.lint.findings import Check, Finding, Fix
from bot.archive.parsed import ParsedEntry, ParsedFile, Segment
from bot.templating import plural

_DIGITS = re.compile(r"\d+")


def check_numbering(file: ParsedFile) -> Iterator[Finding]:
    """Find lists whose numbers jump or repeat. Where every number is 1, Markdown itself counts."""
    by_date: dict[date, list[tuple[int, Segment]]] = {}
    for index, segment in enumerate(file.segments):
        if segment.issue is not None:
            by_date.setdefault(segment.issue, []).append((index, segment))
    for segments in by_date.values():
        for numbered in _lists(segments):
            if {_number(entry) for _, entry in numbered} != {1}:
                yield from _check_list(file.name, numbered)


def _lists(segments: Sequence[tuple[int, Segment]]) -> Iterator[list[tuple[int, ParsedEntry]]]:
    """Cut an issue's entries into its lists: a list begins where the count starts again at 1."""
    current: list[tuple[int, ParsedEntry]] = []
    for index, segment in segments:
        entry = segment.entry
        if entry is None or not _DIGITS.search(entry.number):
            continue
        if current and _begins_list(current, entry):
            yield current
            current = []
        current.append((index, entry))
    if current:
        yield current


def _begins_list(current: Sequence[tuple[int, ParsedEntry]], entry: ParsedEntry) -> bool:
    _, before = current[-1]
    if _number(entry) != 1:
        return False
    return before.older != entry.older or before.number[-1] != entry.number[-1] or _number(before) > 1


def _check_list(path: str, numbered: Sequence[tuple[int, ParsedEntry]]) -> Iterator[Finding]:
    due = {index: at for at, (index, _) in enumerate(numbered, start=1)}
    wrong = [(index, entry) for index, entry in numbered if _number(entry) != due[index]]
    if not wrong:
        return
    index, entry = wrong[0]
    message = f"Number {_number(entry)} stands where {due[index]} is due."
    proposal = f"Number the list anew from here on ({plural(len(wrong), 'entry', 'entries')})."
    yield Finding(
        Check.NUMBERING,
        path,
        entry.line,
        message,
        proposal,
        Fix(numbers={index: due[index] for index, _ in wrong}),
        link=entry.links[0][0],
    )


def _number(entry: ParsedEntry) -> int:
    match = _DIGITS.search(entry.number)
    return int(match[0]) if match else 0
