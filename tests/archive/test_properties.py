"""What holds for every file: nothing is lost, and nothing but ArchiveFileError is raised."""

import time
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.archive.parsed import ParsedFile, SegmentKind
from bot.archive.readers import read_archive
from bot.errors import ArchiveFileError
from tests.archive.helpers import entry_line, parse

_PIECES = st.sampled_from(
    [
        "**28 Jan 2024**",
        "**28 Jan**",
        "## 21 January 2024",
        "2024-01-14",
        "# AI News - Jan 2024",
        "Welcome to **all**!",
        "=====",
        "---",
        "* * *",
        "   ",
        "\t",
        "<!-- 1. hidden",
        "-->",
        "<br>",
        "```",
        "> quoted",
        "| a | b |",
        "    indented",
        "Older finds:",
        "wrapped words, 2024",
        "2024. And then",
        "- point",
        "1) first",
        "2) second",
        "[1]: https://ref.example",
        "28 Jan, no link",
        entry_line("1.\t"),
        entry_line("2. ", "3rd Jan,"),
        entry_line("1) ", "Jan 3"),
        entry_line("- ", "31 Dec,"),
        entry_line("", "28 Jan 2024:"),
        entry_line("  3.  ", ""),
        "4. 27 Jan, according to [News](https://n.example), “so” it is.",
        "5. 27 Jan, Nature published a [paper][1] from Acme “T”.",
        "6. 30 Feb, [Acme](https://a.example) – “T",
        "7. https://bare.example",
    ]
)
_NEWLINES = st.sampled_from(["\n", "\n\n", "\r\n", "\r\n\r\n", "\r", "\n \n", ""])
_FILES = st.builds(
    lambda mark, lines, end: mark + "".join(piece + newline for piece, newline in lines) + end,
    st.sampled_from(["", "\ufeff"]),
    st.lists(st.tuples(_PIECES, _NEWLINES), max_size=25),
    st.sampled_from(["", "end", "\x0b\x0c\x85\u2028"]),
)


def _read(data: bytes) -> ParsedFile | None:
    try:
        return read_archive(data, path="news.md")
    except ArchiveFileError as error:
        is_zip = data.startswith(b"PK")  # it has no lines
        return None if error.line or is_zip else pytest.fail("an error without a line")


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(_FILES)
def test_the_segments_of_an_irregular_file_are_the_file(text: str) -> None:
    parsed = _read(text.encode())
    if parsed is None:
        return
    assert parsed.text == text
    entries = [segment.entry for segment in parsed.segments if segment.kind is SegmentKind.ENTRY]
    printed = sorted((entry for issue in parsed.issues for entry in issue.entries), key=lambda e: e.segment)
    assert entries == printed
    lines = 1
    for segment in parsed.segments:
        assert segment.line == lines
        lines += segment.text.count("\n") + segment.text.count("\r") - segment.text.count("\r\n")
    for issue in parsed.issues:
        assert [entry.position for entry in issue.entries] == list(range(1, len(issue.entries) + 1))
        assert all(entry.links for entry in issue.entries)


@settings(max_examples=200, deadline=None)
@given(
    st.binary(max_size=300) | st.text(max_size=300).map(lambda text: f"**28 Jan 2024**\n1. {text}".encode())
)
def test_any_bytes_are_read_or_refused_with_a_line(data: bytes) -> None:
    parsed = _read(data)
    assert parsed is None or parsed.text.encode() == data


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="ab ,.“”\"'‘’«()[]<>*_\\`&#-–:1/", max_size=120))
def test_any_sentence_keeps_its_link(words: str) -> None:
    parsed = _read(f"**28 Jan 2024**\n\n1. 27 Jan, Acme [paper](https://a.example) {words}\n".encode())
    assert parsed is not None
    assert parsed.issues[0].date == date(2024, 1, 28)
    assert ("https://a.example", "paper") in parsed.issues[0].entries[0].links


_LONG = [
    ("many entries", "\n\n".join(entry_line(f"{number}. ", number=number) for number in range(1, 3001))),
    ("one long entry", entry_line("1. ", summary="word " * 100_000)),
    ("many quotes", entry_line("1. ", summary="“ " * 50_000)),
    ("many brackets", entry_line("1. ", summary="[" * 20_000)),
    ("many stars", entry_line("1. ", summary="*a " * 50_000)),
    ("many commas before the verb", f"1. 27 Jan, {'a, ' * 50_000}published a [paper](https://a.example)"),
    ("many spaces", entry_line("1. ", summary=" " * 300_000)),
    ("many links", entry_line("1. ", summary="[x](https://x.example/1) " * 5_000)),
    ("many open comments", entry_line("1. ", summary="<!-- " * 50_000)),
    ("many rules", entry_line("1. ") + "\n" + "---\n" * 30_000),
    ("a long ruled line", entry_line("1. ") + "\n\n" + "- " * 100_000 + "x"),
    ("many dates", f"{entry_line('1. ')}\n\n**{'28 Jan ' * 30_000}**"),
    (
        "many headings",
        "\n".join(f"**{day % 27 + 1} Jan {1000 + day}**\n{entry_line('1. ')}" for day in range(1500)),
    ),
]


@pytest.mark.parametrize("body", [pytest.param(body, id=name) for name, body in _LONG])
def test_long_files_are_read_in_linear_time(body: str) -> None:
    started = time.thread_time()
    assert parse(f"**28 Jan 2024**\n\n{body}").issues
    assert time.thread_time() - started < 20  # seconds of its own work, on a slow machine; most take a tenth
