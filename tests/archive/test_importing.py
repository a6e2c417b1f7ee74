"""Archive files in the store: whole or not at all, again without a change, and never over an edit."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text

from bot.archive.exporting import export_files
from bot.archive.importing import ImportReport, import_file
from bot.errors import ArchiveFileError
from bot.models.values import Entry, Issue, ItemState, Kind, Publication
from bot.store import TeamStore
from bot.store.issues import find_issue, list_issues
from bot.store.items import ItemChanges, change_item, find_by_key, queued_items, remove_item
from tests.conftest import NOW
from tests.support.examples import add, draft, publish

DAY = date(2024, 1, 28)
FILE = """# News of January

**28 Jan 2024**

Welcome to this week.

1.	27 Jan, Acme published a [paper](https://a.example/1) “One”. First words.

2.	26 Jan, Beta released [code](https://a.example/2) “Two”. Second words.

=====================================

1)	3 Jan, Gamma published a [paper](https://a.example/3) “Three”. Third words.
"""


def _import(
    team: TeamStore,
    publication: Publication,
    content: str | bytes = FILE,
    *,
    path: str = "news.md",
    **options: Any,
) -> ImportReport:
    data = content.encode() if isinstance(content, str) else content
    return import_file(team, publication, data, path=path, now=NOW, **options)


def _issue(team: TeamStore, on: date = DAY) -> Issue:
    with team.read() as tx:
        issue = find_issue(tx, on)
    assert issue is not None
    return issue


def _edit(team: TeamStore, entry: Entry, **changes: Any) -> None:
    item = entry.item
    kept = {name: getattr(item, name) for name in ItemChanges.__dataclass_fields__}
    with team.write() as tx:
        change_item(tx, item.id, ItemChanges(**{**kept, **changes}), version=item.version, now=NOW)


def _everything(team: TeamStore) -> dict[str, int]:
    tables = ("item", "item_link", "issue", "entry", "archive_file", "archive_segment")
    with team.read() as tx:
        return {
            table: tx.session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() for table in tables
        }


def _counts(report: ImportReport) -> tuple[int, int, int, int, int]:
    return (
        report.new_issues,
        report.new_entries,
        report.new_items,
        report.changed_issues,
        report.changed_entries,
    )


def _both(field: str, ours: str, theirs: str) -> str:
    """What is said of a conflict."""
    changed = f"the {field} was changed here and in the file: ours was kept"
    return f"{changed}\n    here: {ours}\n    in the file: {theirs}"


def _notes(report: ImportReport) -> list[tuple[int, str]]:
    return [(problem.line, problem.message) for problem in report.problems]


def test_a_file_becomes_an_issue_with_its_entries(team: TeamStore, publication: Publication) -> None:
    report = _import(team, publication)
    issue = _issue(team)
    assert (report.unchanged, report.issues, report.entries, report.problems) == (False, 1, 3, [])
    assert _counts(report) == (1, 3, 3, 0, 0)
    assert (issue.title, issue.introduction) == ("AI News", "Welcome to this week.")
    assert issue.status == "published"
    assert [
        (entry.position, entry.item.title, entry.organizations, entry.section, entry.summary, entry.older)
        for entry in issue.entries
    ] == [
        (1, "One", ("Acme",), "paper", "First words.", False),
        (2, "Two", ("Beta",), "code", "Second words.", False),
        (3, "Three", ("Gamma",), "paper", "Third words.", True),
    ]
    with team.read() as tx:
        assert queued_items(tx, publication.id) == []


def test_the_same_file_again_changes_nothing(team: TeamStore, publication: Publication) -> None:
    _import(team, publication)
    before, stored = _everything(team), _issue(team)
    for path in ("news.md", "copy of it.md"):
        report = _import(team, publication, path=path)
        assert report.unchanged
        assert _counts(report) == (0, 0, 0, 0, 0)
    assert (_everything(team), _issue(team)) == (before, stored)


def test_a_rehearsal_reports_the_same_and_stores_nothing(team: TeamStore, publication: Publication) -> None:
    rehearsed = _import(team, publication, dry_run=True)
    assert set(_everything(team).values()) == {0}
    assert rehearsed == _import(team, publication)
    changed = FILE.replace("First", "Other")
    rehearsed = _import(team, publication, changed, dry_run=True)
    assert _issue(team).entries[0].summary == "First words."
    assert rehearsed == _import(team, publication, changed)


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        (b"", 1, "empty"),
        (b" \n\t\n", 1, "empty"),
        (b"Hello\n\nNo entry here.\n", 1, "holds no entry"),
        (b"**28 Jan 2024**\n\n1. 27 Jan, a story without a link.\n", 3, "holds no entry"),
        (FILE.encode().replace(b"Beta", b"B\xeata"), 9, "not UTF-8"),
        (FILE.encode() + b"\x00", 14, "not a text file"),
        (FILE.encode("utf-16"), 1, "UTF-16"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(128)), 3, "not a text file"),
    ],
    ids=["empty", "blank", "prose", "no link", "latin-1", "nul", "utf-16", "picture"],
)
def test_a_file_that_cannot_be_read_stores_nothing(
    team: TeamStore, publication: Publication, content: bytes, line: int, words: str
) -> None:
    before = _everything(team)
    with pytest.raises(ArchiveFileError, match=words) as error:
        _import(team, publication, content)
    assert (error.value.path, error.value.line) == ("news.md", line)
    assert _everything(team) == before


def test_an_error_half_way_stores_nothing(team: TeamStore, publication: Publication) -> None:
    def fail(done: int, _all: int) -> None:
        if done:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        _import(team, publication, progress=fail)
    assert set(_everything(team).values()) == {0}


def test_progress_counts_entries(team: TeamStore, publication: Publication) -> None:
    seen: list[tuple[int, int]] = []
    _import(team, publication, progress=lambda done, total: seen.append((done, total)))
    assert seen == sorted(seen)
    assert seen[-1] == (3, 3)


@pytest.mark.parametrize(
    "content",
    [
        FILE,
        FILE.replace("\n", "\r\n"),
        "\ufeff" + FILE,
        FILE.rstrip("\n"),
        FILE + "\n\n\nA farewell.  \n",
        FILE.replace("1.\t", "1)  ").replace("\n\n2.", "\n \t\n\n2."),
    ],
    ids=["plain", "crlf", "byte order mark", "no last line end", "farewell", "odd space"],
)
def test_an_untouched_file_comes_out_byte_for_byte(
    team: TeamStore, publication: Publication, content: str
) -> None:
    _import(team, publication, content)
    (file,) = export_files(team)
    assert (file.name, file.text.encode()) == ("news.md", content.encode())
    assert file.dates == {DAY}


def test_a_change_in_the_file_is_taken(team: TeamStore, publication: Publication) -> None:
    _import(team, publication)
    changed = FILE.replace("“One”. First words.", "“One, again”. Better words.").replace(
        "Beta", "Beta and Delta"
    )
    report = _import(team, publication, changed)
    first, second, _ = _issue(team).entries
    assert (first.item.title, first.summary, first.item.summary) == (
        "One, again",
        "Better words.",
        "Better words.",
    )
    assert second.organizations == second.item.organizations == ("Beta", "Delta")
    assert _counts(report) == (0, 0, 0, 0, 2)
    assert report.problems == []
    assert export_files(team)[0].text == changed


def test_a_change_in_the_database_is_kept(team: TeamStore, publication: Publication) -> None:
    _import(team, publication)
    _edit(team, _issue(team).entries[0], title="Our title", kind=Kind.POST)
    report = _import(team, publication, FILE.replace("Second", "Other"))
    first, second, _ = _issue(team).entries
    assert (first.item.title, first.item.kind) == ("Our title", Kind.POST)
    assert second.summary == "Other words."
    assert _counts(report) == (0, 0, 0, 0, 1)
    assert report.problems == []


def test_what_both_changed_is_kept_and_reported_by_its_line(
    team: TeamStore, publication: Publication
) -> None:
    _import(team, publication)
    _edit(team, _issue(team).entries[1], title="Our title")
    changed = FILE.replace("“Two”", "“Their title”").replace("Welcome", "\nWelcome")
    report = _import(team, publication, changed)
    assert _issue(team).entries[1].item.title == "Our title"
    assert _notes(report) == [(10, _both("title", "Our title", "Their title"))]
    assert _counts(report) == (0, 0, 0, 0, 0)
    again = _import(team, publication, changed.replace("Third", "Other"))
    assert again.problems == [], "a conflict is reported once"
    assert _issue(team).entries[1].item.title == "Our title"


def test_an_old_file_does_not_undo_an_edit(team: TeamStore, publication: Publication) -> None:
    _import(team, publication)
    _edit(team, _issue(team).entries[0], title="Our title")
    assert _import(team, publication).unchanged
    _import(team, publication, FILE + "\nA farewell.\n")
    _import(team, publication)
    assert _issue(team).entries[0].item.title == "Our title"


def test_a_changed_heading_is_taken_and_ours_is_kept(team: TeamStore, publication: Publication) -> None:
    _import(team, publication)
    report = _import(team, publication, FILE.replace("Welcome to this week.", "Hello."))
    assert (_issue(team).introduction, _counts(report)) == ("Hello.", (0, 0, 0, 1, 0))
    with team.write() as tx:
        tx.session.execute(text("UPDATE issue SET introduction = 'Ours.'"))
    report = _import(team, publication, FILE.replace("Welcome to this week.", "Servus."))
    assert _issue(team).introduction == "Ours."
    assert _notes(report) == [(3, _both("introduction", "Ours.", "Servus."))]


def test_entries_and_issues_that_are_new_in_the_file_are_added(
    team: TeamStore, publication: Publication
) -> None:
    _import(team, publication)
    entry = "\n\n3.	25 Jan, Acme published a [paper](https://a.example/4) “Four”. Fourth words."
    older_issue = "\n\n**21 Jan 2024**\n\n1. 20 Jan, Acme published a [paper](https://a.example/5) “Five”.\n"
    report = _import(team, publication, FILE.replace("Second words.", f"Second words.{entry}") + older_issue)
    assert _counts(report) == (1, 2, 2, 0, 0)
    assert [entry.item.title for entry in _issue(team).entries] == ["One", "Two", "Four", "Three"]
    assert [entry.item.title for entry in _issue(team, date(2024, 1, 21)).entries] == ["Five"]


def test_an_entry_that_was_taken_out_of_the_file_stays_and_is_named(
    team: TeamStore, publication: Publication
) -> None:
    _import(team, publication)
    start, end = FILE.index("2.\t"), FILE.index("=====")
    report = _import(team, publication, FILE[:start] + FILE[end:])
    assert [entry.item.title for entry in _issue(team).entries] == ["One", "Two", "Three"]
    told = "the file no longer has “Two” in the issue of 28 January 2024; the archive keeps it"
    remedy = f" (ainews item remove {_issue(team).entries[1].item.id} takes it out)"
    assert _notes(report) == [(3, told + remedy)]


def test_one_story_twice_is_one_item_and_two_entries(team: TeamStore, publication: Publication) -> None:
    twice = FILE.replace("https://a.example/3", "https://www.a.example/1#results")
    report = _import(team, publication, twice)
    first, _, third = _issue(team).entries
    assert first.item.id == third.item.id
    assert (first.organizations, third.organizations) == (("Acme",), ("Gamma",))
    assert (first.summary, third.summary) == ("First words.", "Third words.")
    assert _counts(report) == (1, 3, 2, 0, 0)
    assert _notes(report) == [(13, "the same story as in line 7: one item, printed in two entries")]
    changed = _import(team, publication, twice.replace("Third", "Other"))
    assert [entry.summary for entry in _issue(team).entries] == [
        "First words.",
        "Second words.",
        "Other words.",
    ]
    assert _counts(changed) == (0, 0, 0, 0, 1)


def test_a_story_that_is_queued_is_printed_and_not_queued_any_more(
    team: TeamStore, publication: Publication
) -> None:
    with team.write() as tx:
        assert find_by_key(tx, "url:a.example/1") is None
    _import(team, publication, FILE, dry_run=True)
    _import(team, publication)
    with team.read() as tx:
        known = find_by_key(tx, "url:a.example/1")
    assert known is not None
    second = FILE.replace("28 Jan 2024", "4 Feb 2024").replace("News of January", "News of February")
    report = _import(team, publication, second, path="february.md")
    assert _counts(report) == (1, 3, 0, 0, 0)
    with team.read() as tx:
        again = find_by_key(tx, "url:a.example/1")
        assert queued_items(tx, publication.id) == []
    assert again == replace(known, issue=date(2024, 2, 4))


def test_a_removed_story_stays_removed(team: TeamStore, publication: Publication) -> None:
    _import(team, publication)
    with team.write() as tx:
        remove_item(tx, _issue(team).entries[0].item.id, by="U1", reason="", now=NOW)
    _import(team, publication, FILE.replace("First", "Other"))
    assert _issue(team).entries[0].item.state is ItemState.REMOVED


def test_a_link_that_cannot_be_used_is_left_out_of_an_entry_that_has_another(
    team: TeamStore, publication: Publication
) -> None:
    content = FILE.replace("First words.", "See the [slides](https://user:secret@a.example/slides).")
    report = _import(team, publication, content)
    (problem,) = report.problems
    assert (problem.line, problem.unread) == (7, False)
    assert problem.message.startswith("a link was left out: ")
    assert [link.url for link in _issue(team).entries[0].item.links] == ["https://a.example/1"]


def test_an_entry_whose_main_link_cannot_be_used_keeps_the_others(
    team: TeamStore, publication: Publication
) -> None:
    content = FILE.replace("(https://a.example/1)", "(https://user:secret@a.example/1)").replace(
        "First words.", "See the [slides](https://a.example/slides)."
    )
    report = _import(team, publication, content)
    (problem,) = report.problems
    assert (problem.line, problem.unread) == (7, False), "the entry was read"
    assert report.new_entries == 3
    assert _issue(team).entries[0].item.url == "https://a.example/slides"


def test_an_entry_without_a_usable_link_is_named_and_the_others_are_read(
    team: TeamStore, publication: Publication
) -> None:
    report = _import(
        team, publication, FILE.replace("https://a.example/1", "https://user:secret@a.example/1")
    )
    (problem,) = report.problems
    assert (problem.line, problem.unread) == (7, True)
    assert [entry.item.title for entry in _issue(team).entries] == ["Two", "Three"]
    assert export_files(team)[0].text.count("secret") == 1, "the file is kept whole all the same"


def test_files_of_one_name_from_two_folders_are_two_files(team: TeamStore, publication: Publication) -> None:
    _import(team, publication, path="2024/01/news.md")
    second = FILE.replace("28 Jan 2024", "4 Feb 2024")
    _import(team, publication, second, path="2024/02/news.md")
    _import(team, publication, second.replace("First", "Other"), path="2024/02/news.md")
    files = {file.name: file.text for file in export_files(team)}
    assert files == {"news.md": FILE, "news-2.md": second.replace("First", "Other")}


def test_an_exported_month_has_the_issues_that_no_file_holds(
    team: TeamStore, publication: Publication
) -> None:
    _import(team, publication)
    item = add(team, publication, organizations=("Acme",), published_on=date(2024, 2, 20))
    publish(team, publication, item, on=date(2024, 2, 26))
    publish(team, publication, item, on=date(2024, 2, 19))
    publish(team, publication, item, on=date(2024, 3, 4))
    add(team, publication, "queued")
    files = {file.name: file.dates for file in export_files(team)}
    assert files == {
        "news.md": {DAY},
        "ainews-2024-02.md": {date(2024, 2, 26), date(2024, 2, 19)},
        "ainews-2024-03.md": {date(2024, 3, 4)},
    }
    (february,) = export_files(team, month="2024-02")
    assert "Title one" in february.text
    assert draft().links[0].url in february.text
    assert export_files(team, month="2023-12") == []


def test_what_was_exported_is_imported_as_it_was(team: TeamStore, publication: Publication) -> None:
    item = add(team, publication, organizations=("Acme",), published_on=date(2024, 2, 20))
    publish(team, publication, item, on=date(2024, 2, 26))
    stored = _issue(team, date(2024, 2, 26))
    (file,) = export_files(team)
    report = _import(team, publication, file.text, path=file.name)
    assert _counts(report)[:3] == (0, 0, 0)
    found = _issue(team, date(2024, 2, 26))
    assert [entry.summary for entry in found.entries] == [entry.summary for entry in stored.entries]
    with team.read() as tx:
        assert [summary.items for summary in list_issues(tx)] == [1]
