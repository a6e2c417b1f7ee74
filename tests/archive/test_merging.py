"""Three versions of an entry: what only the file changed is taken, what we changed stays."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.archive.merging import ENTRY_FIELDS, Merge, merge_entry, merge_heading
from bot.archive.parsed import ParsedEntry, ParsedIssue
from bot.models.values import Entry, Issue, Item, ItemState, Kind, Link

DAY = date(2024, 1, 27)
BASE = ParsedEntry(
    position=1,
    number="1.",
    line=3,
    published_on=DAY,
    organizations=("Acme",),
    kind=Kind.PAPER,
    title="Title",
    links=(("https://a.example/1", "paper"),),
    summary="Words.",
    older=False,
    segment=1,
)
HEADING = ParsedIssue(date(2024, 1, 28), "Title", 1, "Welcome.", ())

OURS: dict[str, Any] = {
    "title": "Our title",
    "organizations": ("Ours",),
    "kind": Kind.POST,
    "published_on": date(2024, 1, 1),
    "summary": "Our words.",
}
THEIRS: dict[str, Any] = {
    "title": None,
    "organizations": ("Acme", "Theirs"),
    "kind": Kind.CODE,
    "published_on": None,
    "summary": "Their words.",
}


def _stored(**changes: Any) -> Entry:
    """The entry as the database has it, by default just as the file said."""
    said = {name: getattr(BASE, name) for name in ENTRY_FIELDS} | changes
    item = Item(
        id=1,
        title=said["title"],
        links=(Link("https://a.example/1"),),
        organizations=("The item's own",),
        kind=said["kind"],
        published_on=said["published_on"],
        summary="The item's own.",
        tags=(),
        note="",
        submitted_by=None,
        submitted_at=datetime(2024, 1, 28, tzinfo=UTC),
        state=ItemState.ACTIVE,
    )
    return Entry(1, "paper", item, said["organizations"], said["summary"], id=1)


def _fields(merge: Merge) -> tuple[str, ...]:
    return tuple(conflict.field for conflict in merge.conflicts)


def test_nothing_changed() -> None:
    merge = merge_entry(BASE, _stored(), BASE)
    assert (merge.changes, _fields(merge)) == ((), ())


@pytest.mark.parametrize("name", ENTRY_FIELDS)
def test_what_only_the_file_changed_is_taken(name: str) -> None:
    merge = merge_entry(BASE, _stored(), replace(BASE, **{name: THEIRS[name]}))
    assert (merge.changes, _fields(merge)) == ((name,), ())
    assert merge.merged == {field: getattr(BASE, field) for field in ENTRY_FIELDS} | {name: THEIRS[name]}


@pytest.mark.parametrize("name", ENTRY_FIELDS)
def test_what_only_we_changed_stays(name: str) -> None:
    merge = merge_entry(BASE, _stored(**{name: OURS[name]}), BASE)
    assert (merge.changes, _fields(merge)) == ((), ())
    assert merge.merged[name] == OURS[name]


@pytest.mark.parametrize("name", ENTRY_FIELDS)
def test_what_both_changed_stays_and_is_a_conflict(name: str) -> None:
    merge = merge_entry(BASE, _stored(**{name: OURS[name]}), replace(BASE, **{name: THEIRS[name]}))
    assert (merge.changes, _fields(merge)) == ((), (name,))
    assert merge.merged[name] == OURS[name]


@pytest.mark.parametrize("name", ENTRY_FIELDS)
def test_what_both_changed_alike_is_settled(name: str) -> None:
    merge = merge_entry(BASE, _stored(**{name: THEIRS[name]}), replace(BASE, **{name: THEIRS[name]}))
    assert (merge.changes, _fields(merge)) == ((), ())


@pytest.mark.parametrize("name", ENTRY_FIELDS)
def test_without_an_earlier_version_every_difference_is_a_conflict(name: str) -> None:
    merge = merge_entry(None, _stored(**{name: OURS[name]}), BASE)
    assert (merge.changes, _fields(merge)) == ((), (name,))


def test_fields_are_merged_each_for_itself() -> None:
    ours = _stored(title=OURS["title"], kind=OURS["kind"])
    file = replace(BASE, title=THEIRS["title"], summary=THEIRS["summary"])
    merge = merge_entry(BASE, ours, file)
    assert (merge.changes, _fields(merge)) == (("summary",), ("title",))
    assert merge.merged == {
        "title": "Our title",
        "organizations": ("Acme",),
        "kind": Kind.POST,
        "published_on": DAY,
        "summary": "Their words.",
    }


@pytest.mark.parametrize(
    ("ours", "theirs", "merged", "changes", "conflicts"),
    [
        ("Welcome.", "Hello.", "Hello.", ("introduction",), ()),
        ("Ours.", "Welcome.", "Ours.", (), ()),
        ("Ours.", "Hello.", "Ours.", (), ("introduction",)),
        ("Hello.", "Hello.", "Hello.", (), ()),
    ],
    ids=["the file only", "we only", "both", "both alike"],
)
def test_headings_are_merged_in_the_same_way(
    ours: str, theirs: str, merged: str, changes: tuple[str, ...], conflicts: tuple[str, ...]
) -> None:
    stored = Issue("AI News", HEADING.date, "Title", ours, ())
    merge = merge_heading(HEADING, stored, replace(HEADING, introduction=theirs))
    assert merge.merged == {"title": "Title", "introduction": merged}
    assert (merge.changes, _fields(merge)) == (changes, conflicts)


def test_a_conflict_has_both_texts() -> None:
    ours = _stored(organizations=("Acme", "Ours"), title=None)
    merge = merge_entry(BASE, ours, replace(BASE, organizations=("Theirs",), title="Their title"))
    assert [(conflict.ours, conflict.theirs) for conflict in merge.conflicts] == [
        ("nothing", "Their title"),
        ("Acme, Ours", "Theirs"),
    ]


def test_of_long_texts_a_conflict_has_what_differs_and_some_words_around_it() -> None:
    before, after = "words before it " * 30, " words after it" * 30
    base = replace(BASE, summary=f"{before}base{after}")
    ours = _stored(summary=f"{before}what we wrote{after}")
    (conflict,) = merge_entry(base, ours, replace(base, summary=f"{before}theirs{after}")).conflicts
    assert "it what we wrote words" in conflict.ours
    assert "it theirs words" in conflict.theirs
    for text in (conflict.ours, conflict.theirs):
        assert (text[:2], text[-2:]) == ("… ", " …")
        assert len(text) < 200


@pytest.mark.parametrize(
    ("ours", "theirs"), [("a" * 500, "a" * 501), ("a" * 500, "b" * 3), ("x " * 300, "x " * 200 + "y")]
)
def test_excerpts_of_odd_texts_differ_too(ours: str, theirs: str) -> None:
    (conflict,) = merge_entry(None, _stored(summary=ours), replace(BASE, summary=theirs)).conflicts[-1:]
    assert conflict.ours != conflict.theirs
