"""Which file is a new version of which: by its name, and by what both say of their common issues."""

import pytest

from bot.archive.importing import import_file
from bot.archive.versions import Candidate, Common, find_version, says_the_same
from bot.models.values import Publication
from bot.store import TeamStore
from tests.archive.editing import bring, exported, issues_of
from tests.archive.helpers import entry_line
from tests.conftest import NOW

DAY = NOW.date()
SAME, GROWN, SHRUNK, STRANGE = (
    Common(before=4, now=4, both=4, alike=4),
    Common(before=2, now=9, both=2, alike=2),
    Common(before=9, now=2, both=2, alike=2),
    Common(before=9, now=9, both=1, alike=1),
)


@pytest.mark.parametrize(
    ("path", "stored", "common", "is_version"),
    [
        ("news.md", "news.md", SAME, True),
        ("folder/news.md", "news.md", GROWN, True),
        ("news.md", "news.md", SHRUNK, True),
        ("README.md", "README.md", STRANGE, False),
        ("news (1).md", "news.md", SAME, True),
        ("news.md", "news-v2.md", GROWN, True),
        ("News copy.md", "news.md", SAME, True),
        ("news-final.md", "news.md", GROWN, True),
        ("news-2.md", "news.md", SAME, True),
        ("news (1).md", "news.md", SHRUNK, False),
        ("news (1).md", "news.txt", SAME, False),
        ("news-2024.md", "news-2024-01.md", SAME, False),
        ("news-2024.md", "news-2024-12.md", SAME, False),
        ("news-2024-1.md", "news-2024-2.md", SAME, False),
        ("papers.md", "news.md", SAME, False),
    ],
)
def test_a_name_and_what_both_print_tell_a_version(
    path: str, stored: str, common: Common, is_version: bool
) -> None:
    found = find_version(path, [Candidate(stored, {DAY: common})], {stored})
    assert (found == stored) is is_version


def test_a_number_that_we_gave_is_no_part_of_the_name() -> None:
    first, second = Candidate("news.md", {DAY: STRANGE}), Candidate("news-2.md", {DAY: GROWN})
    assert find_version("b/news.md", [first, second], {"news.md", "news-2.md"}) == "news-2.md"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("It says this.\nAnd that.", "It says this. And  that.", True),
        ("It beats all by ten points on four tests.", "It beats all by 12 points on four tests.", True),
        ("It beats all by ten points on four tests, and costs little.", "Ten points!", False),
        ("", "", True),
    ],
)
def test_corrections_leave_the_words_the_same(one: str, other: str, same: bool) -> None:
    assert says_the_same(one, other) is same


def _issue(day: str, numbers: range, words: str = "It is said to be better than all that was before.") -> str:
    lines = (entry_line(f"{number}. ", "1 Jan,", number=number, summary=words) for number in numbers)
    return f"**{day} 2024**\n\n" + "\n\n".join(lines) + "\n"


JANUARY = _issue("14 Jan", range(1, 5)) + "\n\n" + _issue("7 Jan", range(5, 9))


FEBRUARY = "\n\n".join(
    _issue(day, range(at, at + 3)) for day, at in (("25 Feb", 9), ("18 Feb", 12), ("4 Feb", 15))
)


def test_a_year_with_a_month_in_it_is_no_version_of_the_month(
    team: TeamStore, publication: Publication
) -> None:
    bring(team, publication, JANUARY, "news-2024-01.md")
    year = f"{FEBRUARY}\n\n{JANUARY}"
    report = bring(team, publication, year, "news-2024.md")
    assert exported(team) == {"news-2024-01.md": JANUARY, "news-2024.md": year}
    assert (report.new_issues, report.new_entries, report.changed_entries) == (3, 9, 0)
    assert "in the issues of 7 January 2024, 14 January 2024: both files" in report.problems[0].message


def test_two_files_that_were_put_together_are_one(team: TeamStore, publication: Publication) -> None:
    february = _issue("11 Feb", range(9, 12)) + "\n\n" + _issue("4 Feb", range(12, 15))
    bring(team, publication, JANUARY, "january.md")
    bring(team, publication, february, "february.md")
    both = f"{february}\n\n{JANUARY}"
    report = bring(team, publication, both, "winter.md")
    assert exported(team) == {"winter.md": both}
    assert [problem.message.split(",")[0] for problem in report.problems] == [
        "this file takes the place of february.md",
        "this file takes the place of january.md",
    ]


def test_a_digest_of_the_same_links_is_a_file_of_its_own(team: TeamStore, publication: Publication) -> None:
    bring(team, publication, JANUARY, "news-2024-01.md")
    digest = _issue("4 Feb", range(9, 12)) + "\n\n" + _issue("14 Jan", range(1, 5), "Short.")
    report = bring(team, publication, digest, "news-2024.md")
    assert exported(team) == {"news-2024-01.md": JANUARY, "news-2024.md": digest}
    assert [entry.summary[:5] for entry in issues_of(team)[1].entries] == ["It is"] * 4
    told = [problem.message for problem in report.problems if "both files are kept" in problem.message]
    assert len(told) == 1
    assert "news-2024-01.md tells many of the same stories in the issue of 14 January 2024" in told[0]


def test_files_of_one_command_stay_as_many_files(team: TeamStore, publication: Publication) -> None:
    year = _issue("4 Feb", range(9, 12)) + "\n\n" + JANUARY
    bring(team, publication, JANUARY, "news-2024-01.md")
    beside = {"news-2024-01.md"}
    report = import_file(team, publication, year.encode(), path="2024.md", now=NOW, beside=beside)
    assert exported(team) == {"2024.md": year, "news-2024-01.md": JANUARY}
    assert (report.new_issues, report.changed_entries) == (1, 0)


def test_a_second_download_is_the_same_file(team: TeamStore, publication: Publication) -> None:
    bring(team, publication, JANUARY, "news.md")
    changed = JANUARY.replace("It is said", "It was said", 1)
    report = bring(team, publication, changed, "news (1).md")
    assert exported(team) == {"news.md": changed}
    assert [problem.message for problem in report.problems] == [
        "taken for a new version of news.md, and kept under that name"
    ]


def test_a_stranger_of_the_same_name_is_kept_beside(team: TeamStore, publication: Publication) -> None:
    bring(team, publication, JANUARY, "a/README.md")
    other = _issue("14 Jan", range(20, 25))
    report = bring(team, publication, other, "b/README.md")
    assert exported(team) == {"README.md": JANUARY, "README-2.md": other}
    assert "this one is kept as README-2.md" in report.problems[0].message
