"""The archive on its way out, after people edited, removed, withdrew and published."""

import difflib
import os
from datetime import date
from pathlib import Path

import pytest

from bot.archive.exporting import ExportedFile, export_files
from bot.archive.importing import ImportReport, import_file
from bot.issues.withdraw import withdraw_issue
from bot.links.canonical import canonicalize
from bot.models.values import Entry, Issue, Kind, Link, Person, Publication, Role
from bot.newsroom.edit import edit_item, remove_item
from bot.newsroom.mark import save, saved, vote
from bot.store import TeamStore
from bot.store.imported import change_main_link
from bot.store.issues import change_heading, find_issue
from bot.store.items import ItemChanges, get_item
from tests.conftest import NOW
from tests.support.examples import add, publish

REAL_FILE = Path(os.environ.get("AINEWS_TEST_ARCHIVES", "/nowhere")) / "weekly-ai-news-2024-01.md"
DAY, WEEK_BEFORE = date(2024, 1, 28), date(2024, 1, 21)
CURATOR = Person(id="U1", role=Role.CURATOR)
FILE = """# News of January

**28 Jan 2024**

Welcome to this week.

1.	27 Jan, Acme and Bolt published a [paper](https://a.example/1) “One”. First,
	with a [demo](https://d.example) and *more*.

2.	26 Jan, Beta released [code](https://a.example/2) “Two”. Second words.

3.	3rd Jan, according to [The News](https://a.example/3), chips get cheaper.



**21 Jan 2024**

1) Jan 20, Delta posted a [post](https://a.example/4) "Four". Fourth words.

2) Jan 19, Delta posted a [post](https://a.example/5) "Five". Fifth words.
"""


def _import(
    team: TeamStore, publication: Publication, content: str = FILE, path: str = "news.md"
) -> ImportReport:
    return import_file(team, publication, content.encode(), path=path, now=NOW)


def _issue(team: TeamStore, on: date = DAY) -> Issue:
    with team.read() as tx:
        issue = find_issue(tx, on)
    assert issue is not None
    return issue


def _edit(team: TeamStore, entry: Entry, **changes: object) -> None:
    item = entry.item
    kept = {name: getattr(item, name) for name in ItemChanges.__dataclass_fields__}
    edit_item(
        team,
        item.id,
        ItemChanges(**{**kept, **changes}),
        version=item.version,
        by=CURATOR,
        now=NOW,
        real_now=NOW,
    )


def _remove(team: TeamStore, entry: Entry) -> None:
    remove_item(team, entry.item.id, reason="", by=CURATOR, now=NOW, real_now=NOW)


def _exported(team: TeamStore) -> str:
    (file,) = export_files(team)
    return file.text


def _lines(before: str, after: str) -> list[str]:
    """The lines that differ, as a diff shows them."""
    found = difflib.ndiff(before.splitlines(keepends=True), after.splitlines(keepends=True))
    return [line.rstrip("\r\n") for line in found if line[0] in "+-"]


def _check_coming_back(team: TeamStore, publication: Publication, file: ExportedFile) -> None:
    """Importing an export changes nothing, and exporting again gives the same bytes."""
    with team.read() as tx:
        before = [find_issue(tx, on) for on in (DAY, WEEK_BEFORE)]
    report = _import(team, publication, file.text, file.name)
    assert [problem.message for problem in report.problems] == []
    assert (report.new_issues, report.new_entries, report.new_items) == (0, 0, 0)
    assert (report.changed_issues, report.changed_entries) == (0, 0)
    with team.read() as tx:
        assert [find_issue(tx, on) for on in (DAY, WEEK_BEFORE)] == before
    assert file in export_files(team)


@pytest.mark.parametrize(
    ("at", "changes", "differs"),
    [
        (
            0,
            {"title": "Uno"},
            [
                "- 1.	27 Jan, Acme and Bolt published a [paper](https://a.example/1) “One”. First,",
                "+ 1.	27 Jan, Acme and Bolt published a [paper](https://a.example/1) “Uno”. First,",
            ],
        ),
        (
            1,
            {"kind": Kind.ARTICLE, "published_on": date(2024, 1, 25)},
            [
                "- 2.	26 Jan, Beta released [code](https://a.example/2) “Two”. Second words.",
                "+ 2.	25 Jan, Beta released an [article](https://a.example/2) “Two”. Second words.",
            ],
        ),
        (
            2,
            {"published_on": date(2023, 1, 3)},
            [
                "- 3.	3rd Jan, according to [The News](https://a.example/3), chips get cheaper.",
                "+ 3.	3rd Jan 2023, according to [The News](https://a.example/3), chips get cheaper.",
            ],
        ),
        (
            0,
            {"summary": "First, with a demo and much more."},
            [
                "- 	with a [demo](https://d.example) and *more*.",
                "+ 	with a [demo](https://d.example) and much *more*.",
            ],
        ),
        (
            0,
            {"organizations": ("Acme", "Bolt Labs")},
            [
                "- 1.	27 Jan, Acme and Bolt published a [paper](https://a.example/1) “One”. First,",
                "+ 1.	27 Jan, Acme and Bolt Labs published a [paper](https://a.example/1) “One”. First,",
            ],
        ),
    ],
    ids=["title", "kind and day", "year", "summary", "organisations"],
)
@pytest.mark.parametrize("eol", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_an_edit_in_slack_reaches_only_its_own_line(
    team: TeamStore,
    publication: Publication,
    at: int,
    changes: dict[str, object],
    differs: list[str],
    eol: str,
) -> None:
    file = "\ufeff" + FILE.replace("\n", eol)
    _import(team, publication, file)
    assert _exported(team) == file
    _edit(team, _issue(team).entries[at], **changes)
    (exported,) = export_files(team)
    assert _lines(file, exported.text) == differs
    _check_coming_back(team, publication, exported)


def test_another_link_is_written_in_the_place_of_the_first(team: TeamStore, publication: Publication) -> None:
    _import(team, publication)
    found = canonicalize("https://b.example/1")
    with team.write() as tx:
        item = get_item(tx, _issue(team).entries[0].item.id)
        assert item is not None
        link = Link(found.clean, "paper", found.key, found.key_version, found.original)
        assert change_main_link(tx, item, link, now=NOW)
    (exported,) = export_files(team)
    assert exported.text == FILE.replace("https://a.example/1", "https://b.example/1")
    _check_coming_back(team, publication, exported)


def test_a_changed_introduction_reaches_the_file(team: TeamStore, publication: Publication) -> None:
    _import(team, publication)
    issue = _issue(team)
    assert issue.id is not None
    with team.write() as tx:
        change_heading(tx, issue.id, title="All about chips", introduction="Welcome to that week.")
    (exported,) = export_files(team)
    assert exported.text == FILE.replace("28 Jan 2024", "28 Jan 2024 – All about chips").replace(
        "this week", "that week"
    )
    _check_coming_back(team, publication, exported)


def test_a_title_at_the_end_of_the_summary_is_no_place_for_more(
    team: TeamStore, publication: Publication
) -> None:
    file = FILE.replace("Second words.", "The time of Two.")
    _import(team, publication, file)
    _edit(team, _issue(team).entries[1], summary="The times of Two.")
    assert _exported(team) == file.replace("time of", "times of")


def test_a_long_summary_that_names_its_title_often_takes_no_minutes(
    team: TeamStore, publication: Publication
) -> None:
    words = " ".join(f"The task {number} went to Two, which told us so." for number in range(40))
    _import(team, publication, FILE.replace("Second words.", words))
    _edit(team, _issue(team).entries[1], summary=words.replace("task 3 ", "job 3 "))
    assert _exported(team) == FILE.replace("Second words.", words.replace("task 3 ", "job 3 "))


def test_a_story_that_was_known_by_another_title_leaves_the_file_as_it_is(
    team: TeamStore, publication: Publication
) -> None:
    add(team, publication, "x", links=(_link("https://a.example/1"),), title="As Slack has it")
    _import(team, publication)
    assert _issue(team).entries[0].item.title == "As Slack has it"
    assert _exported(team) == FILE
    _edit(team, _issue(team).entries[0], title="Edited since")
    assert _exported(team) == FILE.replace("“One”", "“Edited since”")


def test_of_one_story_in_two_entries_an_edit_reaches_what_it_changed(
    team: TeamStore, publication: Publication
) -> None:
    twice = FILE.replace("https://a.example/4", "https://a.example/1")
    _import(team, publication, twice)
    assert _exported(team) == twice
    _edit(team, _issue(team).entries[0], summary="First, with a demo and less.")
    assert _exported(team) == twice.replace("*more*", "*less*")


def test_removed_entries_and_withdrawn_issues_are_left_out(team: TeamStore, publication: Publication) -> None:
    _import(team, publication)
    first, second, third = _issue(team).entries
    _remove(team, second)
    (exported,) = export_files(team)
    start, end = FILE.index("2.\t"), FILE.index("3.\t")
    assert exported.text == FILE[:start] + FILE[end:]
    _check_coming_back(team, publication, exported)
    for entry in (first, third):
        _remove(team, entry)
    start, end = FILE.index("**28"), FILE.index("**21")
    assert _exported(team) == FILE[:start] + FILE[end:]


def test_the_last_entry_of_an_issue_leaves_its_list_closed(team: TeamStore, publication: Publication) -> None:
    _import(team, publication)
    _remove(team, _issue(team).entries[2])
    start, end = FILE.index("\n3.\t"), FILE.index("\n\n\n**21")
    assert _exported(team) == FILE[:start] + FILE[end:]


def test_a_list_of_older_finds_begins_with_one_when_its_first_goes(
    team: TeamStore, publication: Publication
) -> None:
    older = FILE.replace("2) Jan 19", "1) Jan 19").replace("Fifth", "Sixth").replace("/5)", "/6)")
    text = (
        FILE
        + "\n"
        + older[older.index("1) Jan 19") :]
        + "\n2) Jan 18, Eps posted a [post](https://a.example/7).\n"
    )
    _import(team, publication, text)
    *_, first, second = _issue(team, WEEK_BEFORE).entries
    assert (first.older, second.older) == (True, True)
    _remove(team, first)
    (exported,) = export_files(team)
    start, end = text.index("1) Jan 19"), text.index("2) Jan 18")
    assert exported.text == text[:start] + "1" + text[end + 1 :]
    _check_coming_back(team, publication, exported)


def test_a_withdrawn_issue_is_left_out(team: TeamStore, publication: Publication) -> None:
    _import(team, publication)
    withdraw_issue(team, WEEK_BEFORE, by=CURATOR, now=NOW, real_now=NOW)
    (exported,) = export_files(team)
    assert exported.text == FILE[: FILE.index("**21")]
    assert exported.dates == {DAY}
    withdraw_issue(team, DAY, by=CURATOR, now=NOW, real_now=NOW)
    assert export_files(team) == []


def test_an_issue_of_the_files_month_joins_it_in_its_order_and_style(
    team: TeamStore, publication: Publication
) -> None:
    _import(team, publication)
    item = add(
        team, publication, organizations=("Acme",), published_on=date(2024, 1, 24), summary="About it."
    )
    publish(team, publication, item, on=date(2024, 1, 25))
    (exported,) = export_files(team)
    new = (
        "**25 Jan 2024 – Issue of 2024-01-25**\n\nWelcome.\n\n"
        "1.\t24 Jan, Acme published a [paper](https://a.example/one) “Title one”. About it.\n\n\n\n"
    )
    at = FILE.index("**21")
    assert exported.text == FILE[:at] + new + FILE[at:]
    assert exported.dates == {DAY, WEEK_BEFORE, date(2024, 1, 25)}
    report = _import(team, publication, exported.text)
    assert (report.new_entries, report.changed_entries, report.changed_issues) == (0, 0, 0)
    assert report.problems == []
    assert _exported(team) == exported.text


def test_an_edited_export_of_an_issue_from_here_is_taken_over(
    team: TeamStore, publication: Publication
) -> None:
    day = date(2024, 2, 18)
    items = [
        add(team, publication, name, summary=f"About {name}.", published_on=day) for name in ("one", "two")
    ]
    publish(team, publication, *items, on=date(2024, 2, 19))
    (exported,) = export_files(team)
    edited = exported.text.replace("About one.", "All about one.").replace("Title two", "Title, too")
    _edit(team, _issue(team, date(2024, 2, 19)).entries[1], title="Title two, corrected")
    report = _import(team, publication, edited, exported.name)
    first, second = _issue(team, date(2024, 2, 19)).entries
    assert (first.summary, second.item.title) == ("All about one.", "Title two, corrected")
    (problem,) = report.problems
    assert problem.message.splitlines() == [
        "the title was changed here and in the file: ours was kept",
        "    here: Title two, corrected",
        "    in the file: Title, too",
    ]
    (again,) = export_files(team)
    assert again.text == edited.replace("Title, too", "Title two, corrected"), "ours goes out again"


def test_votes_and_saves_stay_with_an_entry_that_the_file_changed_all_over(
    team: TeamStore, publication: Publication
) -> None:
    _import(team, publication)
    item = _issue(team).entries[0].item
    vote(team, item.id, by=CURATOR, now=NOW, real_now=NOW)
    save(team, item.id, by=CURATOR, now=NOW)
    changed = FILE.replace("https://a.example/1", "https://b.example/1").replace("First", "Other words")
    report = _import(team, publication, changed)
    assert (report.new_items, report.new_entries, report.changed_entries, report.problems) == (0, 0, 1, [])
    after = _issue(team).entries[0].item
    assert (after.id, after.url, after.summary[:11], after.votes) == (
        item.id,
        "https://b.example/1",
        "Other words",
        1,
    )
    assert [one.id for one in saved(team, by=CURATOR)] == [item.id]
    assert _exported(team) == changed


def _link(url: str) -> Link:
    found = canonicalize(url)
    return Link(found.clean, "paper", found.key, found.key_version, found.original)


@pytest.mark.skipif(
    not REAL_FILE.is_file(), reason="AINEWS_TEST_ARCHIVES does not name the folder of the archive"
)
def test_the_real_archive_goes_out_with_what_was_edited_and_comes_back(
    team: TeamStore, publication: Publication
) -> None:
    text = REAL_FILE.read_text("utf-8")
    _import(team, publication, text, REAL_FILE.name)
    assert _exported(team) == text
    days = (date(2024, 1, 7), date(2024, 1, 14), WEEK_BEFORE, DAY)
    _edit(team, _issue(team, days[0]).entries[5], published_on=date(2024, 1, 4), kind=Kind.CODE)
    _edit(team, _issue(team, days[1]).entries[6], organizations=("Meta",))
    _edit(team, _issue(team, days[2]).entries[3], title="Solving Olympiad geometry")
    entry = _issue(team, days[3]).entries[1]
    _edit(team, entry, summary=entry.summary.replace("In this study", "Here", 1))
    (exported,) = export_files(team)
    changed = [line for line in _lines(text, exported.text) if line[0] == "+"]
    assert [line[:60] for line in changed] == [
        "+ 2.\t25 Jan, He, K. from Meta and NYU published a [paper](ht",
        "+ 4.\t17 Jan, Nature published a [paper](https://www.nature.c",
        "+ 7.\t9 Jan, Meta published a [paper](https://arxiv.org/pdf/2",
        "+ 6.\t4 Jan, Codec Avatars, Meta and UCLA published [code](ht",
    ]
    with team.read() as tx:
        before = [find_issue(tx, on) for on in days]
    report = _import(team, publication, exported.text, exported.name)
    assert (report.new_entries, report.new_items, report.changed_entries, report.changed_issues) == (
        0,
        0,
        0,
        0,
    )
    with team.read() as tx:
        assert [find_issue(tx, on) for on in days] == before
    assert export_files(team) == [exported]


def test_a_row_of_a_table_stays_one(team: TeamStore, publication: Publication) -> None:
    links = "[Paper](https://a.example/{0}), [Tweet](https://t.example/{0})"
    rows = [f"| {at}) **Title {at}** - What {at} says. | {links.format(at)} |\n" for at in (1, 2, 3)]
    head = (
        "## Papers of the Week (January 22 - January 28) - 2024\n| **Paper** | **Links** |\n| --- | --- |\n"
    )
    text = head + "".join(rows)
    _import(team, publication, text, "papers.md")
    assert _exported(team) == text
    entry = _issue(team).entries[1]
    _edit(team, entry, title="Another title", summary=entry.summary.replace("says", "really says"))
    (exported,) = export_files(team)
    assert exported.text == text.replace("Title 2", "Another title").replace("2 says", "2 really says")
    _edit(team, _issue(team).entries[2], organizations=("Acme",))
    assert _exported(team) == exported.text, "a row has no place for organisations"
