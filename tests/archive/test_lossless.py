"""Files that come out as they came in, but for the lines of what was edited in between."""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.archive.inplace.file import Edits, edit_file
from bot.archive.parsed import ParsedEntry, ParsedFile, SegmentKind
from bot.archive.readers import read_archive
from bot.archive.writers.markdown import own_templates
from bot.models.values import Entry, Item, ItemState, Kind, Link
from tests.archive.helpers import parse
from tests.archive.irregular import HABITS, Habits, write_file

REAL_FILE = Path(os.environ.get("AINEWS_TEST_ARCHIVES", "/nowhere")) / "weekly-ai-news-2024-01.md"


def _as_entry(said: ParsedEntry) -> Entry:
    item = Item(
        id=1,
        title=said.title,
        links=tuple(Link(url, label) for url, label in said.links),
        organizations=said.organizations,
        kind=said.kind,
        published_on=said.published_on,
        summary=said.summary,
        tags=(),
        note="",
        submitted_by=None,
        submitted_at=datetime(2024, 1, 28, tzinfo=UTC),
        state=ItemState.ACTIVE,
    )
    return Entry(said.position, "", item, said.organizations, said.summary, said.older, id=said.segment)


def _entry_segments(parsed: ParsedFile) -> list[int]:
    return [index for index, segment in enumerate(parsed.segments) if segment.kind is SegmentKind.ENTRY]


def _edit(parsed: ParsedFile, index: int, field: str, value: Any) -> str:
    """Edit one field of an entry, and return the file's new text."""
    said = parsed.segments[index].entry
    assert said is not None
    entry = _as_entry(said)
    if field in ("organizations", "summary"):
        entry = replace(entry, **{field: value})
    elif field == "link":
        entry = replace(entry, item=replace(entry.item, links=(Link(value), *entry.item.links[1:])))
    else:
        entry = replace(entry, item=replace(entry.item, **{field: value}))
    return edit_file(parsed, Edits({index: (entry, frozenset({field}))}, {}), own_templates()).text


def _check_only_that_entry_differs(parsed: ParsedFile, text: str, index: int) -> None:
    before = "".join(segment.text for segment in parsed.segments[:index])
    after = "".join(segment.text for segment in parsed.segments[index + 1 :])
    assert text.startswith(before)
    assert text.endswith(after)


def _check_it_says(parsed: ParsedFile, text: str, index: int, field: str, value: Any) -> None:
    said = parsed.segments[index].entry
    read = read_archive(text.encode(), path="out.md")
    assert len(read.segments) == len(parsed.segments)
    now = read.segments[index].entry
    assert said is not None
    assert now is not None
    wanted = {
        name: getattr(said, name) for name in ("title", "organizations", "kind", "published_on", "summary")
    }
    addresses = [url for url, _ in said.links]
    if field == "link":
        addresses[0] = value
    else:
        wanted[field] = value
    assert {name: getattr(now, name) for name in wanted} == wanted
    assert sorted(url for url, _ in now.links) == sorted(addresses)


def _new_words(said: ParsedEntry, draw: Callable[[Any], Any]) -> str:
    words = said.summary.split(" ")
    first = draw(st.integers(0, len(words)))
    last = draw(st.integers(first, min(first + 6, len(words))))
    new = draw(
        st.lists(st.sampled_from(["new", "*words*", "2024.", "[x]", "“q”", "a_b", "#1", "&amp;"]), max_size=4)
    )
    return " ".join([*words[:first], *new, *words[last:]]).strip()


_VALUES: dict[str, Any] = {
    "title": st.sampled_from(
        ["Another title", "With “quotes” in it", 'Both “ and "', "*Stars* & [brackets]", None]
    ),
    "link": st.sampled_from(["https://n.example/new?a=1&b=2", "https://n.example/a_(b)"]),
    "kind": st.sampled_from(Kind),
    "published_on": st.dates(date(2022, 12, 1), date(2024, 1, 28)) | st.none(),
    "organizations": st.sampled_from([("Cog",), ("Acme", "Cog"), ("Cog", "École 42", "x.ai"), ()]),
}


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(HABITS, st.lists(st.dates(date(2024, 1, 8), date(2024, 1, 28)), min_size=1, max_size=3), st.data())
def test_any_edit_touches_only_its_entry_and_is_read_again(
    habits: Habits, days: list[date], data: st.DataObject
) -> None:
    parsed = parse(write_file(habits, days))
    index = data.draw(st.sampled_from(_entry_segments(parsed)))
    field = data.draw(st.sampled_from(["title", "link", "kind", "published_on", "organizations", "summary"]))
    said = parsed.segments[index].entry
    assert said is not None
    value = _new_words(said, data.draw) if field == "summary" else data.draw(_VALUES[field])
    text = _edit(parsed, index, field, value)
    _check_only_that_entry_differs(parsed, text, index)
    _check_it_says(parsed, text, index, field, value)
    assert ("\r\n" in text) == (habits.eol == "\r\n")
    assert text.count("\n") == text.count(habits.eol)
    assert text.endswith("\n") == parsed.text.endswith("\n")


@given(HABITS)
@settings(max_examples=30, deadline=None)
def test_without_an_edit_no_byte_differs(habits: Habits) -> None:
    parsed = parse(write_file(habits, [date(2024, 1, 22)]))
    assert edit_file(parsed, Edits({}, {}), own_templates()).text == parsed.text


_ROTATION: tuple[tuple[str, Any], ...] = (
    ("title", "Another title"),
    ("link", "https://n.example/new"),
    ("kind", Kind.CODE),
    ("published_on", date(2024, 1, 3)),
    ("organizations", ("Cog Labs",)),
    ("summary", None),
    ("title", None),
    ("published_on", None),
)


@pytest.mark.skipif(
    not REAL_FILE.is_file(), reason="AINEWS_TEST_ARCHIVES does not name the folder of the archive"
)
def test_each_entry_of_the_real_archive_can_be_edited_alone() -> None:
    parsed = parse(REAL_FILE.read_bytes())
    for at, index in enumerate(_entry_segments(parsed)):
        field, value = _ROTATION[at % len(_ROTATION)]
        said = parsed.segments[index].entry
        assert said is not None
        if field == "summary":
            value = said.summary.replace(" the ", " *the very* ", 1).removesuffix(".") + " indeed.\n\nMore."
        text = _edit(parsed, index, field, value)
        _check_only_that_entry_differs(parsed, text, index)
        _check_it_says(parsed, text, index, field, value)
