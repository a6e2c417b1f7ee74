"""One story in two files: a correction reaches the text that said what the database had, and no other."""

from datetime import date

from bot.models.values import Kind, Publication
from bot.store import TeamStore
from bot.store.issues import change_heading
from tests.archive.editing import bring, edit, entry_of, exported, issues_of

ONE = """**28 Jan 2024**

Welcome to this week.

1. 27 Jan, Acme published a [paper](https://a.example/1) “A Title”. First words.

2. 27 Jan, Bolt published a [paper](https://a.example/2) “Two”. Second words.

3. 26 Jan, Bolt published a [paper](https://a.example/3) “Three”. Third words.
"""
OTHER = """# The other letter

**28 Jan 2024 – The Other**

- 27 Jan, Acme released a [paper](https://a.example/1) “A title in short”. Told otherwise.

- 20 Jan, Delta published a [post](https://a.example/8) “Eight”. Eighth words.

- 21 Jan, Delta published a [post](https://a.example/9) “Nine”. Ninth words.
"""


def test_a_correction_stays_out_of_a_file_with_words_of_its_own(
    team: TeamStore, publication: Publication
) -> None:
    bring(team, publication, ONE, "one.md")
    bring(team, publication, OTHER, "other.md")
    assert exported(team) == {"one.md": ONE, "other.md": OTHER}
    changes = {"title": "A Better Title", "summary": "First and last words.", "kind": Kind.ARTICLE}
    edit(team, entry_of(team, "A Title"), **changes, published_on=date(2024, 1, 25))
    one = ONE.replace("27 Jan, Acme published a [paper]", "25 Jan, Acme published an [article]")
    one = one.replace("“A Title”. First", "“A Better Title”. First and last")
    other = OTHER.replace("27 Jan, Acme released a [paper]", "25 Jan, Acme released an [article]")
    assert exported(team) == {"one.md": one, "other.md": other}, "both said the same day and kind"
    for name, text in exported(team).items():
        report = bring(team, publication, text, name)
        assert (report.new_entries, report.changed_entries) == (0, 0)
    assert exported(team) == {"one.md": one, "other.md": other}


def test_a_story_of_two_issues_keeps_what_each_calls_it(team: TeamStore, publication: Publication) -> None:
    later = ONE.replace("28 Jan", "4 Feb").replace("“A Title”. First", "“That Paper Again”. More")
    later = later.replace("a.example/2", "a.example/22").replace("a.example/3", "a.example/33")
    bring(team, publication, ONE, "january.md")
    bring(team, publication, later, "february.md")
    edit(team, issues_of(team)[0].entries[0], title="Renamed")
    renamed = ONE.replace("“A Title”", "“Renamed”")
    assert exported(team) == {"january.md": renamed, "february.md": later}


def test_a_heading_stays_out_of_a_file_with_a_heading_of_its_own(
    team: TeamStore, publication: Publication
) -> None:
    bring(team, publication, ONE, "one.md")
    bring(team, publication, OTHER, "other.md")
    issue = issues_of(team)[0]
    assert issue.id is not None
    with team.write() as tx:
        change_heading(tx, issue.id, title="All about chips", introduction="Welcome to that week.")
    one = ONE.replace("28 Jan 2024", "28 Jan 2024 – All about chips").replace("this week", "that week")
    assert exported(team) == {"one.md": one, "other.md": OTHER}
