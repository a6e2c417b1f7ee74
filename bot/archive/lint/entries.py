"""Checks of single entries: their day against issue and link, and what could not be read. Pure."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial

from bot.archive.lint.findings import Check, Finding
from bot.archive.parsed import ParsedEntry, ParsedFile, Segment
from bot.archive.reading.days import opening_day
from bot.archive.reading.decode import lines_of
from bot.errors import LinkError
from bot.links.canonical import canonicalize
from bot.newsroom.checks import is_after, is_far_before

PERIOD = timedelta(days=30)
"""An entry that is not among the older finds is at most so much older than its issue: an issue is of a week
or two, and a week late is no surprise."""

_EARLY = timedelta(days=7)
"""arXiv names a paper after the month in which it is announced, some days after it is handed in.
https://info.arxiv.org/help/arxiv_identifier.html"""

_ARXIV_MONTH = re.compile(r"arxiv:(?P<year>\d\d)(?P<month>\d\d)\.\d{4,5}")
_DAY_IN_LINK = re.compile(r"/(?P<year>20\d\d)[/-](?P<month>\d\d)[/-](?P<day>\d\d)(?!\d)")
_MARKER = re.compile(r"\s*(?:[(\[#*_]*\d{1,9}\\?[.):\]*_]*|[•·▪‣–—*+-])?[\s*_]*")
_QUOTED = re.compile(r"[“\"«„](?P<title>[^”\"»“\n]{3,200})[”\"»“]")
_LINK = re.compile(r"\]\s?[(\[]|https?://|<a\s", re.IGNORECASE)


def check_entries(file: ParsedFile) -> Iterator[Finding]:
    """Find days that are missing, impossible or strange, and entries that were not read."""
    told: set[int] = set()
    dated = _has_days(file)
    for segment in file.segments:
        if segment.entry is None or segment.issue is None or not (segment.entry.published_on or dated):
            continue
        found = _check_day(file.name, segment, segment.entry, segment.issue)
        if found is not None:
            told.add(found.line)
            yield found
    yield from _check_reading(file, told)


def _has_days(file: ParsedFile) -> bool:
    """Say whether a file's entries have days as a rule. In a list of links without any, none is missing."""
    days = [entry.published_on is not None for issue in file.issues for entry in issue.entries]
    return file.format == "markdown" or sum(days) * 2 > len(days)


def key_of(entry: ParsedEntry) -> str | None:
    """Return the key of the link that an entry is about, None where it is no usable link."""
    try:
        return canonicalize(entry.links[0][0]).key
    except LinkError:
        return None


def _check_day(path: str, segment: Segment, entry: ParsedEntry, issue_date: date) -> Finding | None:
    day = entry.published_on
    find = partial(Finding, path=path, line=entry.line, link=entry.links[0][0])
    if day is None:
        return find(
            Check.DAY, message=_no_day(segment), proposal=_day_in_link(entry) or "Begin it with its day."
        )
    said = _of(day)
    if is_after(day, issue_date):
        return find(
            Check.DAY,
            message=f"{said} is after the issue of {_of(issue_date)}.",
            proposal="Correct the day, or move the entry to a later issue.",
        )
    month = _arxiv_month(entry)
    if month is not None and day < month - _EARLY:
        return find(
            Check.DAY,
            message=f"{said} is before {month:%B %Y}, when arXiv announced the paper.",
            proposal=f"Look up the day: {entry.links[0][0]}",
        )
    if not entry.older and is_far_before(day, issue_date, PERIOD):
        return find(
            Check.PERIOD,
            message=f"{said} is {(issue_date - day).days} days before the issue of {_of(issue_date)}.",
            proposal="Move it to the older finds, or correct the day or its year.",
        )
    return None


def _no_day(segment: Segment) -> str:
    marker = _MARKER.match(segment.text)
    opened = opening_day(segment.text[marker.end() if marker else 0 :])
    return f"There is no {opened[0]}." if opened else "The entry has no day."


def _day_in_link(entry: ParsedEntry) -> str | None:
    url = entry.links[0][0]
    if match := _DAY_IN_LINK.search(url):
        return f"Its link says {match['year']}-{match['month']}-{match['day']}: begin it with that day."
    month = _arxiv_month(entry)
    return f"arXiv has it from {month:%B %Y}: look up the day there." if month else None


def _arxiv_month(entry: ParsedEntry) -> date | None:
    match = _ARXIV_MONTH.match(key_of(entry) or "")
    if match is None or not 1 <= int(match["month"]) <= 12:
        return None
    return date(2000 + int(match["year"]), int(match["month"]), 1)


def _check_reading(file: ParsedFile, told: set[int]) -> Iterator[Finding]:
    """Pass on what the reader could not read, and what it was not sure of, where a check did not say it."""
    lines = lines_of(file.text)
    for problem in file.problems:
        words = lines[problem.line - 1] if problem.line <= len(lines) else ""
        title = _QUOTED.search(words)
        if problem.unread and title and not _LINK.search(words):
            message = f"“{title['title'].strip()}” has no link, so it is not in the archive."
            proposal = "Put a link on the word before the title: a [paper](https://…)."
            yield Finding(Check.TITLE, file.name, problem.line, message, proposal)
        elif problem.line not in told:
            proposal = "Write it like the other entries." if problem.unread else "Check that this is meant."
            yield Finding(Check.READING, file.name, problem.line, problem.message, proposal)


def _of(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
