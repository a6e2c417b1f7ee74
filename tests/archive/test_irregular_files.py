"""Files as people leave them: without blank lines, with other line ends, marks, rules and numbers."""

from datetime import date

import pytest

from bot.archive.parsed import SegmentKind
from bot.errors import ArchiveFileError
from tests.archive.helpers import entry_line, parse, titles

_HEAD = "**28 Jan 2024**\n\n"


def _entries(*markers: str) -> str:
    return "\n\n".join(entry_line(marker, number=number) for number, marker in enumerate(markers, start=1))


@pytest.mark.parametrize(
    "heading",
    [
        "**28 Jan 2024**",
        "**28 January 2024**",
        "## 28 Jan 2024",
        "# AI News of 28th January, 2024",
        "**Jan 28, 2024**",
        "2024-01-28",
        "28 January 2024",
        "28 Jan 2024\n-----------",
        "**28 Jan 2024** Welcome!",
        "<h2>28 Jan 2024</h2>",
        "***Week of 22–28 Jan 2024***<br>",
    ],
)
def test_an_issue_begins_at_a_date(heading: str) -> None:
    (issue,) = parse(f"{heading}\n\n{_entries('1. ', '2. ')}").issues
    assert (issue.date, issue.line) == (date(2024, 1, 28), 1)
    assert [entry.title for entry in issue.entries] == ["Title 1", "Title 2"]


@pytest.mark.parametrize(
    "markers",
    [
        ("1. ", "2. ", "3. "),
        ("1) ", "2) ", "3) "),
        ("1.\t", "2.  ", "3. "),
        ("1\t", "2\t", "3\t"),
        ("(1) ", "(2) ", "(3) "),
        ("**1.** ", "**2.** ", "**3.** "),
        ("1\\. ", "2\\. ", "3\\. "),
        ("1. ", "2) ", "3. "),
        ("1. ", "1. ", "1. "),
        ("7. ", "8. ", "10. "),
        ("- ", "- ", "- "),
        ("* ", "- ", "+ "),
        ("• ", "• ", "• "),
        ("", "", ""),
        ("      1. ", "      2. ", "      3. "),
    ],
)
@pytest.mark.parametrize("gap", ["\n\n", "\n", "\n   \n\t\n"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_entries_are_found_whatever_numbers_them(markers: tuple[str, ...], gap: str, newline: str) -> None:
    lines = gap.join(entry_line(marker, number=number) for number, marker in enumerate(markers, start=1))
    parsed = parse(f"**28 Jan 2024**\n{lines}".replace("\n", newline))
    assert titles(parsed) == [["Title 1", "Title 2", "Title 3"]]
    assert [(entry.position, entry.older) for entry in parsed.issues[0].entries] == [
        (1, False),
        (2, False),
        (3, False),
    ]
    assert [entry.number for entry in parsed.issues[0].entries] == [
        marker.strip().replace("**", "").replace("\\", "") for marker in markers
    ]


@pytest.mark.parametrize("rule", ["=====", "-----", "***", "* * *", "_____", "—————"])
@pytest.mark.parametrize("before", ["\n   \n", "\n"])
@pytest.mark.parametrize("again", [("1) ", "2) "), ("1. ", "2. "), ("3. ", "4. "), ("- ", "- ")])
def test_entries_after_a_ruled_line_are_older_finds(rule: str, before: str, again: tuple[str, str]) -> None:
    text = f"{_HEAD}{_entries('1. ', '2. ')}{before}{rule}\n\n{_entries(*again)}\n\n**21 Jan 2024**\n"
    parsed = parse(text + entry_line("1. ", "20 Jan,", number=9))
    assert [[entry.older for entry in issue.entries] for issue in parsed.issues] == [
        [False, False, True, True],
        [False],
    ]
    assert [entry.position for entry in parsed.issues[0].entries] == [1, 2, 3, 4]


@pytest.mark.parametrize("again", [("1) ", "2) "), ("1. ", "2. ")])
def test_a_list_that_starts_again_at_one_holds_older_finds(again: tuple[str, str]) -> None:
    parsed = parse(f"{_HEAD}{_entries('1. ', '2. ')}\n\n{_entries(*again)}")
    assert [entry.older for entry in parsed.issues[0].entries] == [False, False, True, True]


def test_lines_between_all_entries_only_separate_them() -> None:
    entries = "\n\n---\n\n".join(entry_line(f"{number}. ", number=number) for number in (1, 2, 3))
    assert [entry.older for entry in parse(f"{_HEAD}{entries}").issues[0].entries] == [False] * 3


def test_sections_count_for_themselves_and_one_may_hold_older_finds() -> None:
    parsed = parse(
        f"## 28 Jan 2024\n### Papers\n{_entries('1. ', '2. ')}\n### Articles\n{_entries('1. ')}\n\n"
        f"**Older finds**\n\n{_entries('1. ')}"
    )
    assert [entry.older for entry in parsed.issues[0].entries] == [False, False, False, True]


def test_wrapped_lines_and_indented_paragraphs_belong_to_their_entry() -> None:
    parsed = parse(
        "**28 Jan 2024**\n\n"
        + entry_line("1.\t", summary="It wraps  \nhere,\n  and here.")
        + "\n\n    A second paragraph,\n    wrapped.\n\n    1) fast\n    2) [cheap](https://b.example)\n\n"
        + entry_line("2.\t", number=2)
    )
    first, second = parsed.issues[0].entries
    assert first.summary == "It wraps here, and here.\n\nA second paragraph, wrapped.\n1) fast\n2) cheap"
    assert first.links[1] == ("https://b.example", "cheap")
    assert (second.line, second.summary) == (13, "Sum.")
    assert parsed.problems == ()


@pytest.mark.parametrize("wrap", ["2024. Then more.", "12) more.", "27 Jan, see [more](https://b.example)."])
def test_a_wrapped_line_may_begin_with_a_number_or_a_day(wrap: str) -> None:
    parsed = parse(f"{_HEAD}{entry_line('1. ', summary='It wraps')}\n{wrap}\n{entry_line('2. ', number=2)}")
    assert titles(parsed) == [["Title 1", "Title 2"]]
    assert parsed.issues[0].entries[0].summary == f"It wraps {wrap}".replace(
        "[more](https://b.example)", "more"
    )


def test_a_paragraph_between_two_entries_belongs_to_the_first_with_a_remark() -> None:
    parsed = parse(f"{_HEAD}{entry_line('1. ')}\n\nIt goes on here.\n\n{entry_line('2. ', number=2)}")
    assert parsed.issues[0].entries[0].summary == "Sum.\n\nIt goes on here."
    assert [(problem.line, problem.unread) for problem in parsed.problems] == [(5, False)]


def test_a_long_last_paragraph_belongs_to_the_last_entry_and_a_greeting_does_not() -> None:
    long = "It goes on for quite a while. " * 5
    parsed = parse(f"{_HEAD}{entry_line('1. ')}\n\n{long}\n\nSee you next week!\n")
    assert parsed.issues[0].entries[0].summary == f"Sum.\n\n{long.strip()}"
    assert parsed.segments[-1].text == "\nSee you next week!\n"


def test_points_of_a_list_that_is_not_indented_are_no_entries() -> None:
    points = "1) think\n2) act\n- [code](https://b.example)"
    parsed = parse(f"{_HEAD}{entry_line('1. ')}\n{points}\n\n{entry_line('2. ', number=2)}")
    assert titles(parsed) == [["Title 1", "Title 2"]]
    assert parsed.issues[0].entries[0].summary == "Sum.\n1) think\n2) act\n- code"
    assert not any(entry.older for entry in parsed.issues[0].entries)


def test_two_headings_of_one_date_are_one_issue_with_a_remark() -> None:
    parsed = parse(f"{_HEAD}{_entries('1. ')}\n\n## 28 January 2024\n\n{entry_line('1. ', number=2)}")
    assert titles(parsed) == [["Title 1", "Title 2"]]
    assert [entry.older for entry in parsed.issues[0].entries] == [False, False]
    assert [problem.line for problem in parsed.problems] == [5]


def test_what_an_editor_commented_out_is_not_read() -> None:
    hidden = f"<!--\n{entry_line('2. ', number=2)}\n-->"
    text = f"{_HEAD}{entry_line('1. ')}\n{hidden}\n{entry_line('3. ', number=3)}"
    assert titles(parse(text)) == [["Title 1", "Title 3"]]


def test_the_introduction_keeps_its_addresses() -> None:
    (issue,) = parse(
        f"{_HEAD}Hello *all*,\nsee [this](https://b.example).\n\n- one\n- two\n\n{_entries('1. ')}"
    ).issues
    assert issue.introduction == "Hello all, see this (https://b.example).\n- one\n- two"


def test_segments_name_heads_and_entries_and_leave_blank_lines_between() -> None:
    text = (
        f"\ufeff# News\n\n**28 Jan 2024**\nHello.\n\n{entry_line('1. ')}\n\n\n{entry_line('2. ', number=2)}"
    )
    segments = parse(text).segments
    assert [(segment.kind, segment.line, segment.issue) for segment in segments] == [
        (SegmentKind.TEXT, 1, None),
        (SegmentKind.ISSUE, 3, date(2024, 1, 28)),
        (SegmentKind.TEXT, 5, date(2024, 1, 28)),
        (SegmentKind.ENTRY, 6, date(2024, 1, 28)),
        (SegmentKind.TEXT, 7, date(2024, 1, 28)),
        (SegmentKind.ENTRY, 9, date(2024, 1, 28)),
    ]
    assert segments[1].text == "**28 Jan 2024**\nHello.\n"
    assert segments[3].text.endswith("Sum.\n")


@pytest.mark.parametrize(
    ("line", "unread", "words"),
    [
        ("27 Jan, Acme published nothing that links.", True, "no link"),
        ("27 Jan, Acme published a [paper](https: //a.example) “T”.", True, "no link"),
        ("Acme published a [paper](https://a.example) “T”.", False, "no day"),
        ("31 Apr, Acme published a [paper](https://a.example) “T”.", False, "no such day: 31 Apr"),
        ("29 Jan, Acme published a [paper](https://a.example) “T”.", False, "read as 29 January 2023"),
        ("29 Jan 2024, Acme published a [paper](https://a.example) “T”.", False, "after the issue's date"),
    ],
)
def test_what_is_doubtful_is_told_with_its_line(line: str, words: str, *, unread: bool) -> None:
    (problem,) = parse(f"{_HEAD}{entry_line('1. ')}\n\n2. {line}\n").problems
    assert (problem.line, problem.unread) == (5, unread)
    assert words in problem.message


@pytest.mark.parametrize(
    ("data", "line", "words"),
    [
        (b"", 1, "empty"),
        (b" \r\n\n", 1, "empty"),
        (b"\xef\xbb\xbf\n", 1, "empty"),
        (b"**28 Jan 2024**\n\n\x00", 3, "not a text file"),
        (b"**28 Jan 2024**\r\rcaf\xe9", 3, "not UTF-8"),
        ("**28 Jan 2024**".encode("utf-16"), 1, "UTF-16"),
        (b"ab\n\x01\x02\x03\x04", 2, "not a text file"),
        (b"# Hello\n\nNo news.\n", 1, "no entry"),
        (b"\n1. 27 Jan, [paper](https://a.example)\n", 1, "holds no issue"),
        (b"**31 Feb 2024**\n\n1. 27 Jan, [paper](https://a.example)\n", 1, "There is no 31 Feb"),
        (b"**28 Jan 2024**\n\n1. 27 Jan, words\n", 3, "no link"),
    ],
)
def test_a_file_that_cannot_be_read_names_its_line(data: bytes, line: int, words: str) -> None:
    with pytest.raises(ArchiveFileError) as caught:
        parse(data, path="old/news.md")
    assert (caught.value.path, caught.value.line) == ("old/news.md", line)
    assert words in caught.value.message
    assert "old/news.md" in caught.value.message


def test_a_few_control_characters_from_a_pdf_do_no_harm() -> None:
    parsed = parse(_HEAD + entry_line("1. ", summary="Effi\x02cient words" + " and more" * 20))
    assert parsed.issues[0].entries[0].summary.startswith("Efficient words and")
