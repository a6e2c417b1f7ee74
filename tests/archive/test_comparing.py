"""Edited copies of a file: entries that moved, files that were renamed or split. Nothing comes twice."""

from datetime import date

import pytest

from bot.archive.exporting import export_files
from bot.archive.importing import ImportReport, import_file
from bot.models.values import Person, Publication, Role
from bot.newsroom.edit import remove_item
from bot.newsroom.mark import vote
from bot.store import TeamStore
from bot.store.issues import find_issue, list_issues
from tests.conftest import NOW
from tests.support.examples import add, publish

NEW, OLD = date(2024, 1, 28), date(2024, 1, 21)
READER = Person(id="U1", role=Role.READER)
CURATOR = Person(id="U2", role=Role.CURATOR)


def _entry(
    number: int, marker: str | None = None, *, link: int = 0, title: str = "", words: str = "Words."
) -> str:
    title = title or f"Title {number}"
    head = f"Acme published a [paper](https://a.example/{link or number}) “{title}”."
    return f"{marker or f'{number}.'}\t20 Jan, {head} {words}\n"


def _file(new: list[str], old: list[str]) -> str:
    both = [("28 Jan 2024", new), ("21 Jan 2024", old)]
    return "# News\n\n" + "\n\n".join(
        f"**{day}**\n\n" + "\n".join(entries) for day, entries in both if entries
    )


ONE, TWO, THREE, FOUR = (_entry(number) for number in (1, 2, 3, 4))
FILE = _file([ONE, TWO], [THREE, FOUR])


@pytest.fixture
def ids(team: TeamStore, publication: Publication) -> dict[str, int]:
    """The file is imported, and each of its items has a vote: their ids by their titles."""
    _import(team, publication, FILE)
    with team.read() as tx:
        issues = [find_issue(tx, on) for on in (NEW, OLD)]
    found = {entry.headline: entry.item.id for issue in issues if issue for entry in issue.entries}
    for item_id in found.values():
        vote(team, item_id, by=READER, now=NOW, real_now=NOW)
    return found


def _import(team: TeamStore, publication: Publication, text: str, path: str = "news.md") -> ImportReport:
    return import_file(team, publication, text.encode(), path=path, now=NOW)


def _contents(team: TeamStore) -> dict[date, list[tuple[str, int, int]]]:
    """Title, id and votes of what each issue holds, in printed order."""
    with team.read() as tx:
        issues = [find_issue(tx, summary.date) for summary in list_issues(tx)]
    return {
        issue.date: [(entry.headline, entry.item.id, entry.item.votes) for entry in issue.entries]
        for issue in issues
        if issue
    }


def _titles(team: TeamStore) -> dict[date, list[str]]:
    return {on: [title for title, _, _ in entries] for on, entries in _contents(team).items()}


def _check_identities(team: TeamStore, ids: dict[str, int]) -> None:
    for entries in _contents(team).values():
        for title, item_id, votes in entries:
            if title in ids:
                assert (item_id, votes) == (ids[title], 1), title


def _notes(report: ImportReport) -> list[str]:
    return [problem.message.splitlines()[0] for problem in report.problems]


@pytest.mark.parametrize(
    ("new", "old", "titles"),
    [
        ([TWO, ONE], [THREE, FOUR], {NEW: ["Title 2", "Title 1"], OLD: ["Title 3", "Title 4"]}),
        (
            [ONE, _entry(9), TWO],
            [THREE, FOUR],
            {NEW: ["Title 1", "Title 9", "Title 2"], OLD: ["Title 3", "Title 4"]},
        ),
        ([ONE, THREE, TWO], [FOUR], {NEW: ["Title 1", "Title 3", "Title 2"], OLD: ["Title 4"]}),
        ([ONE, TWO, THREE, FOUR], [], {NEW: ["Title 1", "Title 2", "Title 3", "Title 4"]}),
        ([FOUR, THREE], [TWO, ONE], {NEW: ["Title 4", "Title 3"], OLD: ["Title 2", "Title 1"]}),
    ],
    ids=["reordered", "inserted", "moved", "one issue of two", "exchanged"],
)
def test_entries_keep_their_identity_wherever_they_stand(
    team: TeamStore,
    publication: Publication,
    ids: dict[str, int],
    new: list[str],
    old: list[str],
    titles: dict[date, list[str]],
) -> None:
    text = _file(new, old)
    report = _import(team, publication, text)
    assert _titles(team) == titles
    _check_identities(team, ids)
    assert _notes(report) == []
    assert [file.text for file in export_files(team)] == [text]
    assert _import(team, publication, text).unchanged


def test_an_issue_with_another_date_takes_its_entries_along(
    team: TeamStore, publication: Publication, ids: dict[str, int]
) -> None:
    report = _import(team, publication, FILE.replace("**21 Jan 2024**", "**20 Jan 2024**"))
    assert _titles(team) == {NEW: ["Title 1", "Title 2"], date(2024, 1, 20): ["Title 3", "Title 4"]}
    _check_identities(team, ids)
    assert _notes(report) == []


def test_a_corrected_link_is_the_same_story(
    team: TeamStore, publication: Publication, ids: dict[str, int]
) -> None:
    report = _import(team, publication, FILE.replace("https://a.example/2", "https://b.example/2"))
    assert (report.new_items, report.new_entries, report.changed_entries) == (0, 0, 1)
    _check_identities(team, ids)
    again = _import(
        team, publication, FILE.replace("https://a.example/2", "https://b.example/2") + "\nBye.\n"
    )
    assert (again.new_items, again.changed_entries, _notes(again)) == (0, 0, [])
    with team.read() as tx:
        issue = find_issue(tx, NEW)
    assert issue is not None
    assert issue.entries[1].item.url == "https://b.example/2"


def test_a_renamed_file_replaces_the_one_before(
    team: TeamStore, publication: Publication, ids: dict[str, int]
) -> None:
    text = FILE.replace("“Title 2”. Words.", "“Title 2”. Better words.")
    report = _import(team, publication, text, "2024-01.md")
    assert (report.new_entries, report.changed_entries) == (0, 1)
    assert _notes(report) == ["this file takes the place of news.md, all of whose issues stand here"]
    assert {file.name: file.text for file in export_files(team)} == {"2024-01.md": text}
    _check_identities(team, ids)


def test_a_file_that_was_split_is_two_files(
    team: TeamStore, publication: Publication, ids: dict[str, int]
) -> None:
    first, second = _file([ONE, TWO], []), _file([], [THREE, FOUR]).replace("# News", "# Older news")
    (taken,) = _notes(_import(team, publication, first, "a.md"))
    assert taken == "here stands now what stood in news.md: the issue of 28 January 2024"
    (gone,) = _notes(_import(team, publication, second, "b.md"))
    assert gone == "this file takes the place of news.md, all of whose issues stand here"
    assert {file.name: file.text for file in export_files(team)} == {"a.md": first, "b.md": second}
    _check_identities(team, ids)
    assert _titles(team) == {NEW: ["Title 1", "Title 2"], OLD: ["Title 3", "Title 4"]}


def test_another_file_with_an_issue_of_the_same_day_adds_to_it(
    team: TeamStore, publication: Publication, ids: dict[str, int]
) -> None:
    other = _file([_entry(8), _entry(9)], [])
    assert _notes(_import(team, publication, other, "other.md")) == []
    assert {file.name: file.text for file in export_files(team)} == {"news.md": FILE, "other.md": other}
    assert sorted(_titles(team)[NEW]) == ["Title 1", "Title 2", "Title 8", "Title 9"]
    _check_identities(team, ids)


def test_another_file_with_some_of_the_same_stories_changes_nothing_of_them(
    team: TeamStore, publication: Publication
) -> None:
    file = _file([ONE, TWO, THREE, FOUR, _entry(5)], [])
    known = _entry(1, "2.", title="Short", words="Other words.")
    other = _file([_entry(8), known, _entry(9, title="Title 2")], [])
    other = other.replace("**28 Jan 2024**", "**28 Jan 2024 – The Other**")
    _import(team, publication, file)
    before = _contents(team)[NEW]
    report = _import(team, publication, other, "other.md")
    assert (report.new_entries, report.changed_entries, report.changed_issues) == (2, 0, 0)
    assert _notes(report) == ["another file has this story in the same issue: what is here was kept"]
    assert _contents(team)[NEW][:5] == before
    with team.read() as tx:
        issue = find_issue(tx, NEW)
    assert issue is not None
    assert (issue.title, issue.entries[0].summary) == (publication.name, "Words.")
    assert issue.entries[1].item.url == "https://a.example/2"
    assert {found.name: found.text for found in export_files(team)} == {"news.md": file, "other.md": other}
    assert _import(team, publication, other, "other.md").unchanged
    again = _import(team, publication, file.replace("Acme published", "Acme and Bolt published", 1))
    assert (again.changed_entries, _notes(again)) == (1, [])
    assert _titles(team)[NEW] == [*(title for title, _, _ in before), "Title 8", "Title 2"]


def test_what_was_left_out_is_told_but_not_what_was_removed_here(
    team: TeamStore, publication: Publication, ids: dict[str, int]
) -> None:
    remove_item(team, ids["Title 1"], reason="", by=CURATOR, now=NOW, real_now=NOW)
    report = _import(team, publication, _file([], [THREE, FOUR]))
    assert [note.split(" in the issue")[0] for note in _notes(report)] == ["the file no longer has “Title 2”"]
    assert _titles(team)[NEW] == ["Title 1", "Title 2"]


def test_what_was_posted_keeps_its_entries_and_their_order(team: TeamStore, publication: Publication) -> None:
    items = [add(team, publication, name, summary="Words.", published_on=OLD) for name in ("one", "two")]
    publish(team, publication, *items, on=NEW)
    (exported,) = export_files(team)
    start, middle = exported.text.index("1.\t"), exported.text.index("2.\t")
    swapped = (
        exported.text[:start] + exported.text[middle:] + "\n" + exported.text[start:middle].rstrip() + "\n"
    )
    report = _import(team, publication, swapped, exported.name)
    assert _titles(team) == {NEW: ["Title one", "Title two"]}
    assert (report.new_entries, _notes(report)) == (0, [])


def test_two_printings_of_one_story_are_told_apart(team: TeamStore, publication: Publication) -> None:
    again = _entry(2, link=1, title="Title 1", words="Said again.")
    _import(team, publication, _file([ONE, again], []))
    report = _import(team, publication, _file([again.replace("2.", "1.")], []))
    with team.read() as tx:
        issue = find_issue(tx, NEW)
    assert issue is not None
    assert sorted(entry.summary for entry in issue.entries) == ["Said again.", "Words."]
    assert len(_notes(report)) == 1
