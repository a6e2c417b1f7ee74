"""What comes twice: stories, inside an issue and across them, and organisations in two spellings. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bot.archive.lint.entries import key_of
from bot.archive.lint.findings import Check, Finding, Fix
from bot.archive.parsed import ParsedEntry, ParsedFile
from bot.newsroom.checks import Spelling, look_alike, other_spellings, short

_NOT_LETTERS = re.compile(r"[\W_]+")
_SHORT_TITLE = 12  # characters: "Weekly recap" comes every week


@dataclass(frozen=True, slots=True)
class _Printed:
    """An entry with where it stands."""

    path: str
    index: int
    issue: date
    entry: ParsedEntry

    @property
    def name(self) -> str:
        return short(self.entry.title or self.entry.summary or self.entry.links[0][0])


def check_likeness(files: Sequence[ParsedFile], *, one_archive: bool = False) -> Iterator[Finding]:
    """Find stories that come twice, and organisations that are spelled in two ways. See `lint`."""
    printed = [
        _Printed(file.name, index, segment.issue, segment.entry)
        for file in files
        for index, segment in enumerate(file.segments)
        if segment.entry is not None and segment.issue is not None
    ]
    yield from _twice(list(_each_once(printed)) if one_archive else printed)
    yield from _spellings(printed)


def _each_once(printed: Sequence[_Printed]) -> Iterator[_Printed]:
    """Pass over what another file printed of the same issue already."""
    first: dict[tuple[date, str], str] = {}
    for one in printed:
        key = key_of(one.entry)
        if key is None or first.setdefault((one.issue, key), one.path) == one.path:
            yield one


def _twice(printed: Sequence[_Printed]) -> Iterator[Finding]:
    """Tell of each story that was told before, in the order in which readers got the issues."""
    by_key: dict[str, _Printed] = {}
    by_title: dict[str, _Printed] = {}
    same_issue: dict[tuple[str, date], list[_Printed]] = {}
    for one in sorted(printed, key=lambda p: p.issue):
        key = key_of(one.entry)
        title = _NOT_LETTERS.sub("", one.entry.title or "").casefold()
        neighbours = same_issue.setdefault((one.path, one.issue), [])
        if key and key in by_key:
            yield _again(one, by_key[key], f"the same {one.entry.kind.value}")
        elif len(title) >= _SHORT_TITLE and title in by_title:
            yield _again(one, by_title[title], "the same title")
        elif (alike := _alike(one, neighbours)) is not None:
            yield _again(one, alike, "nearly the same title")
        neighbours.append(one)
        by_title.setdefault(title, one)
        if key:
            by_key.setdefault(key, one)


def _alike(one: _Printed, others: Sequence[_Printed]) -> _Printed | None:
    """Compare titles word by word only inside an issue: across thousands of entries it takes too long."""
    title = one.entry.title
    same = (other for other in others if title and other.entry.title and look_alike(title, other.entry.title))
    return next(same, None)


def _again(one: _Printed, before: _Printed, what: str) -> Finding:
    place = _place(before, one)
    if one.issue == before.issue:
        message = f"{what} as in {place} of this issue: “{one.name}”"
        proposal = "Make one entry of the two, or take one out."
    else:
        message = (
            f"{what} as in {place}, in the issue of {before.issue.day} {before.issue:%B %Y}: “{one.name}”"
        )
        proposal = "Take it out, or say what is new about it."
    message = message[0].upper() + message[1:]
    return Finding(Check.DUPLICATE, one.path, one.entry.line, message, proposal, link=one.entry.links[0][0])


def _spellings(printed: Sequence[_Printed]) -> Iterator[Finding]:
    spellings = other_spellings(name for one in printed for name in one.entry.organizations)
    places: dict[str, _Printed] = {}
    for one in printed:
        for name in one.entry.organizations:
            places.setdefault(name, one)
    for one in printed:
        for name in one.entry.organizations:
            if name in spellings:
                yield _respell(one, name, spellings[name], places[spellings[name].name])


def _respell(one: _Printed, name: str, other: Spelling, there: _Printed) -> Finding:
    """Tell of a second spelling. It is safe to mend where only capitals, dots and spaces differ from most."""
    same = _NOT_LETTERS.sub("", name).casefold() == _NOT_LETTERS.sub("", other.name).casefold()
    names = tuple(dict.fromkeys(other.name if known == name else known for known in one.entry.organizations))
    return Finding(
        Check.ORGANIZATION,
        one.path,
        one.entry.line,
        f"“{name}” is spelled “{other.name}” in {_place(there, one)}.",
        f"Write “{other.name}”." if other.usual else f"Write “{other.name}”, or “{name}” in both places.",
        Fix(names={one.index: names}) if same and other.usual else None,
        link=one.entry.links[0][0],
    )


def _place(there: _Printed, seen_from: _Printed) -> str:
    line = there.entry.line
    return f"line {line}" if there.path == seen_from.path else f"{there.path}:{line}"
