from datetime import date

import pytest

from bot.archive.reading.days import days_in, opening_day
from bot.archive.reading.headings import read_bare_heading, read_bold_heading, read_marked_heading

_ISSUE = date(2024, 1, 28)


@pytest.mark.parametrize(
    "written",
    [
        "3 Jan, Acme",
        "3 Jan Acme",
        "3rd Jan, Acme",
        "3rd of January: Acme",
        "03 January 2024, Acme",
        "Jan 3, Acme",
        "Jan. 3rd, Acme",
        "Jan 3, 2024, Acme",
        "January 3 – Acme",
        "3-Jan-2024, Acme",
        "2024-01-03, Acme",
        "03.01.2024, Acme",
        "3/1/2024, Acme",
        "On 3 Jan, Acme",
        "(3 Jan) Acme",
        "Wed, 3 Jan, Acme",
        "Wednesday 3 January, Acme",
        "2-3 Jan, Acme",
        "3 Jan,Acme",
    ],
)
def test_a_day_is_read_however_it_is_written(written: str) -> None:
    found = opening_day(written)
    assert found is not None
    day, rest = found
    assert (day.on_or_before(_ISSUE), rest) == (date(2024, 1, 3), "Acme")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Acme, 3 Jan",
        "3 papers",
        "Janet 3",
        "Jan 2024",
        "3 Janssens",
        "10% Mayor",
        "2024 Jan",
        "May the 4th",
    ],
)
def test_other_words_are_no_day(text: str) -> None:
    assert opening_day(text) is None


@pytest.mark.parametrize(
    ("written", "issue_date", "expected"),
    [
        ("31 Dec", date(2024, 1, 7), date(2023, 12, 31)),
        ("7 Jan", date(2024, 1, 7), date(2024, 1, 7)),
        ("8 Jan", date(2024, 1, 7), date(2023, 1, 8)),
        ("29 Feb", date(2024, 3, 3), date(2024, 2, 29)),
        ("29 Feb", date(2025, 3, 3), date(2024, 2, 29)),
        ("29 Feb", date(1904, 2, 28), date(1896, 2, 29)),
        ("29 Feb 2023", date(2024, 3, 3), None),
        ("31 Apr", date(2024, 5, 5), None),
        ("5 May 2025", date(2024, 5, 5), date(2025, 5, 5)),
        ("01/28/2024", date(2024, 2, 4), date(2024, 1, 28)),
        ("3 Sept", date(2024, 9, 8), date(2024, 9, 3)),
    ],
)
def test_the_year_puts_the_day_on_or_before_the_issue(
    written: str, issue_date: date, expected: date | None
) -> None:
    found = opening_day(written)
    assert found is not None
    assert found[0].on_or_before(issue_date) == expected


def test_all_days_of_a_heading_are_found_in_order() -> None:
    found = [(day.day, day.month, day.year) for day in days_in("29 Jan – 4 Feb 2024, not 31st March")]
    assert found == [(29, 1, None), (4, 2, 2024), (31, 3, None)]


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("**28 Jan 2024**", ""),
        ("__28 January 2024__", ""),
        ("**Jan 28, 2024:**", ""),
        ("***28th January, 2024***", ""),
        ("**Sunday, 28 January 2024**", ""),
        ("**Week of 22 - 28 Jan 2024**", ""),
        ("**22 Jan – 28 Jan 2024**", ""),
        ("**AI News, 28 Jan 2024**", "AI News"),
        ("**28 Jan 2024 – The year 2025 begins**", "The year 2025 begins"),
        ("<b>28 Jan 2024</b>", ""),
        ("<h2>28 Jan 2024</h2>", ""),
        (r"**28 Jan 2024 – a \* star**", "a * star"),
    ],
)
def test_a_bold_line_with_a_date_opens_an_issue(line: str, title: str) -> None:
    heading = read_bold_heading(line)
    assert heading is not None
    assert (heading.day.on(heading.year or 0), heading.title) == (_ISSUE, title)


@pytest.mark.parametrize(
    "line",
    [
        "28 Jan 2024",
        "**Older finds**",
        "**28 Jan 2024**, Acme published a [paper](https://a.example)",
        "**Update 28 Jan 2024:** a correction",
        "words **28 Jan 2024**",
        "**28 Jan: all of it**",
    ],
)
def test_other_bold_lines_open_none(line: str) -> None:
    assert read_bold_heading(line) is None


def test_words_after_a_bold_date_are_kept() -> None:
    heading = read_bold_heading("**28 Jan 2024** – Welcome back!")
    assert heading is not None
    assert heading.rest == "Welcome back!"


def test_a_heading_of_marks_may_tell_the_year_apart() -> None:
    heading = read_marked_heading("Top Papers of the Week (January 22 - January 28) - 2024")
    assert heading is not None
    assert (heading.day.on(heading.year or 0), heading.title) == (_ISSUE, "Top Papers of the Week")


@pytest.mark.parametrize(
    ("line", "opens"), [("28 Jan 2024", True), ("28 Jan", False), ("On 28 Jan 2024 we met", False)]
)
def test_a_bare_line_opens_an_issue_only_as_a_whole_date(line: str, *, opens: bool) -> None:
    assert (read_bare_heading(line) is not None) is opens
