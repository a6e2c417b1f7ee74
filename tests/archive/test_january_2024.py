"""The team's real archive, entry by entry, where it is at hand: AINEWS_TEST_ARCHIVES names its folder."""

import os
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from bot.archive.parsed import ParsedEntry, ParsedFile, SegmentKind
from bot.archive.readers import read_archive
from tests.archive.january_2024 import ISSUES, Expected

_FOLDER = os.environ.get("AINEWS_TEST_ARCHIVES", "")
_FILE = Path(_FOLDER or ".") / "weekly-ai-news-2024-01.md"

pytestmark = pytest.mark.skipif(
    not (_FOLDER and _FILE.is_file()), reason="AINEWS_TEST_ARCHIVES does not name the folder of the archive"
)

_ENTRIES = [
    pytest.param(issue_date, position, expected, id=f"{issue_date:%d-%b}-{position}")
    for issue_date, _, entries in ISSUES
    for position, expected in enumerate(entries, start=1)
]


@cache
def _parsed() -> ParsedFile:
    return read_archive(_FILE.read_bytes(), path=_FILE.name)


def _entry(issue_date: date, position: int) -> ParsedEntry:
    issue = next(issue for issue in _parsed().issues if issue.date == issue_date)
    return issue.entries[position - 1]


def test_it_holds_four_issues_with_their_figures() -> None:
    assert [(issue.date, issue.line, len(issue.entries)) for issue in _parsed().issues] == [
        (date(2024, 1, 28), 5, 14),
        (date(2024, 1, 21), 37, 10),
        (date(2024, 1, 14), 63, 10),
        (date(2024, 1, 7), 89, 16),
    ]


@pytest.mark.parametrize(("issue_date", "position", "expected"), _ENTRIES)
def test_every_entry_reads_as_a_person_reads_it(issue_date: date, position: int, expected: Expected) -> None:
    entry = _entry(issue_date, position)
    assert entry.position == position
    assert (entry.number, entry.line) == (expected.number, expected.line)
    assert entry.published_on == expected.published_on
    assert entry.organizations == expected.organizations
    assert entry.kind == expected.kind
    assert entry.title == expected.title
    assert entry.links == expected.links
    assert entry.older == expected.older


@pytest.mark.parametrize(("issue_date", "position", "expected"), _ENTRIES)
def test_every_summary_is_whole(issue_date: date, position: int, expected: Expected) -> None:
    summary = _entry(issue_date, position).summary
    assert (summary[: len(expected.opening)], summary[-len(expected.closing) :]) == (
        expected.opening,
        expected.closing,
    )
    assert len(summary) == expected.length


def test_four_entries_of_the_last_issue_are_of_the_december_before() -> None:
    days = [entry.published_on for entry in _parsed().issues[-1].entries]
    assert [day for day in days if day and day.year == 2023] == [
        date(2023, 12, 31),
        date(2023, 12, 29),
        date(2023, 12, 29),
        date(2023, 12, 21),
    ]


def test_the_segments_are_the_file() -> None:
    parsed = _parsed()
    assert parsed.text.encode() == _FILE.read_bytes()
    assert [segment.kind for segment in parsed.segments].count(SegmentKind.ENTRY) == 50
    assert [segment.kind for segment in parsed.segments].count(SegmentKind.ISSUE) == 4
    for issue in parsed.issues:
        for entry in issue.entries:
            segment = parsed.segments[entry.segment]
            assert segment.entry == entry
            assert segment.issue == issue.date
            assert segment.line == entry.line
            assert entry.links[0][0] in segment.text


def test_it_reads_without_a_doubt() -> None:
    assert _parsed().problems == ()
