"""What an editor would catch in a draft."""

from dataclasses import replace
from datetime import date

import pytest

from bot.issues.sample import sample_issue
from bot.issues.warnings import warnings_of
from bot.models.values import Entry, Issue

ISSUE = sample_issue()


def with_entry(number: int, **changes: object) -> Issue:
    """The invented issue with one item changed."""
    entry = ISSUE.entries[number]
    changed = replace(entry, item=replace(entry.item, **changes))  # type: ignore[arg-type]  # by keyword
    entries: list[Entry] = [*ISSUE.entries]
    entries[number] = changed
    return replace(ISSUE, entries=tuple(entries))


@pytest.mark.parametrize(
    ("issue", "kind", "words"),
    [
        (ISSUE, "missing", "has no title"),
        (with_entry(1, published_on=date(2024, 2, 20)), "day", "is dated after the issue"),
        (with_entry(1, published_on=date(2020, 1, 1)), "day", "days old"),
        (ISSUE, "organization", "One is behind 8 of 8 items."),
        (with_entry(1, title="title 1"), "duplicate", "look like one story"),
    ],
)
def test_each_kind_of_trouble_is_named(issue: Issue, kind: str, words: str) -> None:
    found = [warning.text for warning in warnings_of(issue) if warning.kind == kind]
    assert any(words in text for text in found), found


def test_a_good_issue_has_none() -> None:
    entry = ISSUE.entries[0]
    assert warnings_of(replace(ISSUE, entries=(entry,))) == []


def test_of_two_organisations_behind_everything_the_first_named_is_told() -> None:
    """Whatever order Python keeps strings in during this run."""
    names = tuple(f"Lab {number}" for number in range(20))
    entries = tuple(replace(entry, organizations=names) for entry in ISSUE.entries)
    found = [w.text for w in warnings_of(replace(ISSUE, entries=entries)) if w.kind == "organization"]
    assert found == ["Lab 0 is behind 8 of 8 items."]
