"""What the editor's lint finds, what it mends, and that a second run finds nothing more to mend."""

import threading
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings

from bot.archive.lint.findings import Check, Finding
from bot.archive.lint.links import AT_ONCE
from bot.archive.lint.run import lint, lint_links, mend_all
from bot.archive.parsed import ParsedFile
from bot.errors import FetchError
from bot.models.values import CanonicalLink, Description
from tests.archive.helpers import parse
from tests.archive.irregular import HABITS, Habits, write_file

HEAD = "**28 Jan 2024**\n\n"


def _entry(
    number: str = "1.",
    day: str = "27 Jan, ",
    *,
    title: str = "Small models, large gains",
    link: str = "https://a.example/1",
    who: str = "Acme",
) -> str:
    return f"{number}\t{day}{who} published a [paper]({link}) “{title}”. Words of it.\n"


def _file(*entries: str, path: str = "news.md", head: str = HEAD) -> ParsedFile:
    return parse(head + "\n".join(entries), path)


def _found(*files: ParsedFile) -> list[tuple[Check, int, str]]:
    return [(finding.check, finding.line, finding.message) for finding in lint(files)]


def test_a_good_file_has_no_findings() -> None:
    other = _entry("2.", "3rd Jan, ", title="Something else entirely", link="https://a.example/2", who="Bolt")
    assert _found(_file(_entry(), other)) == []


@pytest.mark.parametrize(
    ("entry", "check", "message", "proposal"),
    [
        (
            _entry(day=""),
            Check.DAY,
            "The entry has no day.",
            "Begin it with its day.",
        ),
        (
            _entry(day="", link="https://a.example/2024/01/12/story"),
            Check.DAY,
            "The entry has no day.",
            "Its link says 2024-01-12: begin it with that day.",
        ),
        (
            _entry(day="", link="https://arxiv.org/abs/2401.00001"),
            Check.DAY,
            "The entry has no day.",
            "arXiv has it from January 2024: look up the day there.",
        ),
        (_entry(day="30 Feb, "), Check.DAY, "There is no 30 Feb.", "Begin it with its day."),
        (
            _entry(day="3 Feb 2024, "),
            Check.DAY,
            "3 February 2024 is after the issue of 28 January 2024.",
            "Correct the day, or move the entry to a later issue.",
        ),
        (
            _entry(day="3 Dec 2023, ", link="https://arxiv.org/abs/2401.00001"),
            Check.DAY,
            "3 December 2023 is before January 2024, when arXiv announced the paper.",
            "Look up the day: https://arxiv.org/abs/2401.00001",
        ),
        (
            _entry(day="3 Jan 2023, "),
            Check.PERIOD,
            "3 January 2023 is 390 days before the issue of 28 January 2024.",
            "Move it to the older finds, or correct the day or its year.",
        ),
    ],
    ids=[
        "no day",
        "day in the link",
        "arXiv's month",
        "impossible",
        "after the issue",
        "before arXiv",
        "far",
    ],
)
def test_days_are_held_against_the_issue_and_the_link(
    entry: str, check: Check, message: str, proposal: str
) -> None:
    (finding,) = lint([_file(entry)])
    assert (finding.check, finding.line, finding.message, finding.proposal) == (check, 3, message, proposal)


def test_an_old_find_among_the_older_ones_is_no_finding() -> None:
    older = _entry("1)", "3 Jan 2023, ", title="Something else entirely", link="https://a.example/2")
    assert _found(_file(_entry(), "====\n", older)) == []


def test_a_title_without_a_link_is_named() -> None:
    file = _file(_entry(), "2.\t26 Jan, Bolt published a paper “A lonely title”. Words.\n")
    assert _found(file) == [(Check.TITLE, 5, "“A lonely title” has no link, so it is not in the archive.")]


def test_what_was_not_read_is_passed_on() -> None:
    file = _file(_entry(), "2.\t26 Jan, nothing to link to.\n")
    ((check, line, _),) = _found(file)
    assert (check, line) == (Check.READING, 5)


@pytest.mark.parametrize(
    ("numbers", "wrong", "mended"),
    [
        (["1.", "2.", "3."], None, ["1.", "2.", "3."]),
        (["1.", "1.", "1."], None, ["1.", "1.", "1."]),
        (["-", "-", "-"], None, ["-", "-", "-"]),
        (["1.", "2.", "1)"], None, ["1.", "2.", "1)"]),
        (["1.", "2.", "2."], (7, "Number 2 stands where 3 is due."), ["1.", "2.", "3."]),
        (["1.", "3.", "4."], (5, "Number 3 stands where 2 is due."), ["1.", "2.", "3."]),
        (["2.", "3.", "4."], (3, "Number 2 stands where 1 is due."), ["1.", "2.", "3."]),
        (["1)", "12)", "3)"], (5, "Number 12 stands where 2 is due."), ["1)", "2)", "3)"]),
    ],
)
def test_numbers_count(numbers: list[str], wrong: tuple[int, str] | None, mended: list[str]) -> None:
    titles = ("Attention", "Diffusion models that see", "Chips")
    entries = [
        _entry(number, title=title, link=f"https://a.example/{title[:3]}")
        for number, title in zip(numbers, titles, strict=True)
    ]
    file = _file(*entries)
    assert _found(file) == ([(Check.NUMBERING, *wrong)] if wrong else [])
    (after,) = mend_all([file])
    assert [entry.number for entry in after.issues[0].entries] == mended
    assert _found(after) == []


def test_one_story_twice_is_told_at_the_later_line() -> None:
    again = _entry("2.", "26 Jan, ", title="Another title for it")
    (finding,) = lint([_file(_entry(), again)])
    assert (finding.check, finding.line) == (Check.DUPLICATE, 5)
    assert finding.message == "The same paper as in line 3 of this issue: “Another title for it”"
    assert finding.fix is None


def test_one_story_in_two_issues_and_files_is_told_in_the_newer_issue() -> None:
    older = _file(_entry(), head="**21 Jan 2024**\n\n", path="old.md").text
    files = [parse(older.replace("27 Jan", "20 Jan"), "old.md"), _file(_entry())]
    (finding,) = lint(files)
    assert (finding.path, finding.line) == ("news.md", 3)
    assert finding.message.startswith("The same paper as in old.md:3, in the issue of 21 January 2024")


@pytest.mark.parametrize(
    ("title", "what"),
    [
        ("Small Models, Large Gains!", "The same title"),
        ("Small models, larger gains", "Nearly the same title"),
    ],
)
def test_titles_that_are_alike_are_told(title: str, what: str) -> None:
    again = _entry("2.", title=title, link="https://b.example/1")
    ((check, line, message),) = _found(_file(_entry(), again))
    assert (check, line) == (Check.DUPLICATE, 5)
    assert message.startswith(f"{what} as in line 3 of this issue")


def test_the_rarer_spelling_of_an_organisation_is_told_and_mended() -> None:
    titles = ("Attention", "Diffusion models that see", "Chips")
    file = _file(
        *(
            _entry(f"{at}.", title=title, link=f"https://a.example/{at}", who=who)
            for at, (title, who) in enumerate(zip(titles, ("Meta", "meta", "Meta"), strict=True), start=1)
        )
    )
    (finding,) = lint([file])
    assert (finding.check, finding.line) == (Check.ORGANIZATION, 5)
    assert finding.message == "“meta” is spelled “Meta” in line 3."
    (after,) = mend_all([file])
    assert after.text == file.text.replace("meta published", "Meta published")


def test_two_spellings_that_are_as_frequent_are_left_to_a_person() -> None:
    other = _entry("2.", title="Something else", link="https://a.example/2", who="Stanford Uni")
    (finding,) = lint([_file(_entry(who="Stanford"), other)])
    assert finding.message == "“Stanford” is spelled “Stanford Uni” in line 5."
    assert finding.fix is None


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(HABITS)
def test_mending_changes_nothing_but_numbers_and_names_and_settles(habits: Habits) -> None:
    text = write_file(habits, [date(2024, 1, day) for day in (9, 10, 12, 16)])
    text = text.replace("3. ", "7. ").replace("3)\t", "7)\t").replace("Acme launched", "acme launched")
    file = parse(text)
    (once,) = mend_all([file])
    assert mend_all([once]) == [once]
    assert [finding for finding in lint([once]) if finding.fix] == []
    before, after = ([entry for issue in one.issues for entry in issue.entries] for one in (file, once))
    for was, now in zip(before, after, strict=True):
        assert replace(now, number=was.number, organizations=was.organizations, summary=was.summary) == was
    assert len(once.text.splitlines()) == len(file.text.splitlines())


class _Web:
    """Pages that answer or do not, and how many are read at once."""

    def __init__(self, problems: dict[str, FetchError]) -> None:
        self.problems = problems
        self.read: list[str] = []
        self.most = 0
        self._now = 0
        self._lock = threading.Lock()

    def __call__(self, link: CanonicalLink) -> Description:
        with self._lock:
            self.read.append(link.clean)
            self._now += 1
            self.most = max(self.most, self._now)
        try:
            if problem := self.problems.get(link.clean):
                raise problem
        finally:
            with self._lock:
                self._now -= 1
        return Description()


def test_every_link_is_read_once_and_dead_ones_are_told_where_they_stand() -> None:
    gone = "https://gone.example/page"
    shy = "https://shy.example/page"
    more = (
        _entry("2.", title="Something else", link=gone).rstrip() + f" See [this]({gone}) and [that]({shy}).\n"
    )
    files = [_file(_entry(), more), _file(_entry(link=gone), path="other.md", head="**21 Jan 2024**\n\n")]
    web = _Web(
        {
            gone: FetchError("gone.example has no such page (404).", hint="Check the link."),
            shy: FetchError("shy.example does not show this page to us (403).", answers=True),
        }
    )
    seen: list[tuple[int, int]] = []
    found: list[Finding] = lint_links(files, web, progress=lambda done, total: seen.append((done, total)))
    assert sorted(web.read) == ["https://a.example/1", gone, shy]
    assert web.most <= AT_ONCE
    assert seen == [(1, 3), (2, 3), (3, 3)]
    assert [(finding.check, finding.path, finding.line) for finding in found] == [
        (Check.LINK, "news.md", 5),
        (Check.LINK, "other.md", 3),
    ]
    assert found[0].message == f"{gone}: gone.example has no such page (404)."
    assert found[0].proposal.endswith(f"https://web.archive.org/web/20240128/{gone}")
