"""Edits of items that came from a list of links: each reaches its line, and nothing else of the file."""

from datetime import date

import pytest

from bot.archive.exporting import export_files
from bot.models.values import Kind, Publication
from bot.store import TeamStore
from bot.store.issues import change_heading
from tests.archive.editing import bring, edit, entry_of, exported, issues_of

WEEKLY = """# Papers of the week

## Top Papers of the Week (January 1 - January 7) - 2024

1) **Alpha One** - First words of *it* here. | [Paper](https://a.example/1), [Tweet](https://x.com/1)

2)  **Beta Two** -  Second words. | [Paper](https://a.example/2), [Code](https://github.com/b/b)
"""
LINKED = """# Reading

## 2024-01-07

Welcome to the list.

- [Alpha One](https://a.example/1): first words
* [Beta Two][b]: second words
- [Gamma Three](https://a.example/3)

[b]: https://a.example/2
"""
TABLE = """# Reading

### January 2024

| Title | Organization | Date | Summary | Code |
|:--|---|---|---|---|
| [Alpha One](https://a.example/1) |  Acme | 2024-01-03 | first words | [code](https://github.com/a/a) |
| [Beta Two](https://a.example/2)  | | | | - |
"""


@pytest.mark.parametrize(
    ("file", "title", "changes", "was", "becomes"),
    [
        (WEEKLY, "Alpha One", {"title": "Alpha 1"}, "**Alpha One**", "**Alpha 1**"),
        (WEEKLY, "Beta Two", {"kind": Kind.ARTICLE}, "[Paper](https://a.example/2)", "[Article](https://a.example/2)"),
        (WEEKLY, "Alpha One", {"summary": "Other words of it here."}, "First words", "Other words"),
        (WEEKLY, "Beta Two", {"published_on": date(2024, 1, 3)}, "2)  **", "2)  3 Jan, **"),
        (LINKED, "Alpha One", {"summary": "first good words"}, "first words", "first good words"),
        (LINKED, "Gamma Three", {"summary": "a [b] c"}, "example/3)", "example/3): a \\[b\\] c"),
        (TABLE, "Alpha One", {"organizations": ("Acme", "Bolt")}, "|  Acme |", "|  Acme, Bolt |"),
        (TABLE, "Alpha One", {"published_on": date(2024, 1, 2)}, "2024-01-03", "2024-01-02"),
        (TABLE, "Beta Two", {"organizations": ("Cork",)}, "2)  | |", "2)  | Cork|"),
        (TABLE, "Beta Two", {"summary": "a | b"}, "| | | | - |", "| | | a \\| b| - |"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)  # fmt: skip
def test_an_edit_reaches_its_place_in_the_list(
    team: TeamStore,
    publication: Publication,
    file: str,
    title: str,
    changes: dict[str, object],
    was: str,
    becomes: str,
) -> None:
    assert file.count(was) == 1
    bring(team, publication, file, "list.md")
    assert exported(team) == {"list.md": file}
    edit(team, entry_of(team, title), **changes)
    (written,) = export_files(team)
    assert (written.text, written.unsaid) == (file.replace(was, becomes), ())
    before = issues_of(team)
    report = bring(team, publication, written.text, "list.md")
    assert (report.new_entries, report.changed_entries, report.problems) == (0, 0, [])
    assert issues_of(team) == before
    assert exported(team) == {"list.md": written.text}


def test_what_a_list_has_no_place_for_is_told_and_all_else_is_written(
    team: TeamStore, publication: Publication
) -> None:
    bring(team, publication, WEEKLY, "weekly.md")
    changes = {"organizations": ("Acme",), "summary": "Second thoughts.", "title": "Beta 2"}
    edit(team, entry_of(team, "Beta Two"), **changes)
    (written,) = export_files(team)
    assert written.text == WEEKLY.replace("Second words", "Second thoughts").replace("Beta Two", "Beta 2")
    (problem,) = written.unsaid
    assert problem.line == 7
    told = "this list has no place for the organisations of “Beta Two”: the edit stays in the archive"
    assert problem.message == told


def test_the_heading_and_the_words_below_it_are_edited_in_their_place(
    team: TeamStore, publication: Publication
) -> None:
    bring(team, publication, LINKED, "list.md")
    (issue,) = issues_of(team)
    assert issue.id is not None
    with team.write() as tx:
        change_heading(tx, issue.id, title="Chips", introduction="Welcome to that list.")
    becomes = LINKED.replace("## 2024-01-07", "## 2024-01-07 – Chips").replace("the list.", "that list.")
    assert exported(team) == {"list.md": becomes}
    report = bring(team, publication, becomes, "list.md")
    assert (report.changed_issues, report.problems) == (0, [])
