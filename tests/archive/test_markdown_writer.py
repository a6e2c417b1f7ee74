"""What is written into the archive is found there again."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.archive.parsed import ParsedEntry
from bot.archive.readers import read_archive
from bot.archive.writers.markdown import write_issue, write_month
from bot.models.values import Entry, Issue, IssueStatus, Item, ItemState, Kind, Link

_ISSUE_DATE = date(2024, 2, 5)


def _entry(
    *,
    position: int = 1,
    title: str | None = "A title",
    organizations: Sequence[str] = ("Acme",),
    kind: Kind = Kind.PAPER,
    published_on: date | None = date(2024, 2, 3),
    summary: str = "A summary.",
    links: Sequence[tuple[str, str]] = (("https://a.example/1", ""),),
    older: bool = False,
) -> Entry:
    item = Item(
        id=position,
        title=title,
        links=tuple(Link(url, label) for url, label in links),
        organizations=tuple(organizations),
        kind=kind,
        published_on=published_on,
        summary=summary,
        tags=(),
        note="",
        submitted_by=None,
        submitted_at=datetime(2024, 2, 4, tzinfo=UTC),
        state=ItemState.ACTIVE,
    )
    return Entry(position, "", item, item.organizations, summary, older)


def _issue(*entries: Entry, title: str = "AI News", introduction: str = "") -> Issue:
    return Issue("AI News", _ISSUE_DATE, title, introduction, entries, IssueStatus.PUBLISHED)


def _text(*entries: Entry) -> str:
    return "".join(piece.text for piece in write_issue(_issue(*entries)))


def _read_back(issue: Issue) -> list[ParsedEntry]:
    parsed = read_archive(write_month([issue]).encode(), path="out.md")
    (found,) = parsed.issues
    assert found.date == issue.date
    assert found.introduction == issue.introduction
    return list(found.entries)


def _facts(entry: Entry | ParsedEntry) -> tuple[object, ...]:
    item = entry.item if isinstance(entry, Entry) else entry
    links = [(link.url, link.label) for link in item.links] if isinstance(item, Item) else list(item.links)
    return (
        entry.position,
        item.title,
        entry.organizations,
        item.kind,
        item.published_on,
        entry.summary,
        entry.older,
        links[0][0],
        links[1:],
    )


def test_an_issue_is_written_in_the_house_form() -> None:
    first = _entry(organizations=("Acme", "Bolt", "Cog"))
    second = _entry(position=2, kind=Kind.CODE)
    older = _entry(position=3, title=None, kind=Kind.ARTICLE, published_on=date(2023, 12, 30), older=True)
    text = write_month([_issue(first, second, older)])
    assert text == (
        "**5 Feb 2024**\n"
        "\n"
        "1.\t3 Feb, Acme, Bolt and Cog published a [paper](https://a.example/1) “A title”. A summary.\n"
        "\n"
        "2.\t3 Feb, Acme published [code](https://a.example/1) “A title”. A summary.\n"
        "\n"
        "=====================================\n"
        "\n"
        "1)\t30 Dec, Acme published an [article](https://a.example/1). A summary.\n"
    )


def test_links_return_to_their_words_or_stand_at_the_end() -> None:
    links = (("https://a.example", ""), ("https://c.example", "code"), ("https://d.example/(1)", "demo"))
    text = _text(_entry(summary="Try the code today.", links=links))
    assert "Try the [code](https://c.example) today. ([demo](<https://d.example/(1)>))" in text


@pytest.mark.parametrize(
    ("published_on", "written"),
    [
        (date(2024, 2, 5), "5 Feb, "),
        (date(2024, 2, 6), "6 Feb 2024, "),
        (date(2023, 12, 31), "31 Dec, "),
        (date(2023, 2, 6), "6 Feb 2023, "),
        (date(2023, 2, 5), "5 Feb 2023, "),
        (date(2020, 2, 29), "29 Feb 2020, "),
        (None, ""),
    ],
)
def test_a_day_has_its_year_where_the_issue_does_not_tell_it(published_on: date | None, written: str) -> None:
    entry = _entry(published_on=published_on)
    assert f"1.\t{written}Acme" in _text(entry)
    assert _read_back(_issue(entry))[0].published_on == published_on


@pytest.mark.parametrize("title", ["AI News", "AI News, 5 February 2024", ""])
def test_a_title_that_says_only_name_and_date_is_not_written(title: str) -> None:
    assert write_issue(_issue(_entry(), title=title))[0].text == "**5 Feb 2024**\n"


def test_a_title_of_its_own_is_written_and_read() -> None:
    text = write_month([_issue(_entry(), title="All *about* 2 agents")])
    assert read_archive(text.encode(), path="out.md").issues[0].title == "All *about* 2 agents"


def test_each_entry_is_a_piece_of_its_own() -> None:
    issue = _issue(_entry(), _entry(position=2, title="Another"))
    pieces = write_issue(issue)
    assert [piece.entry for piece in pieces if piece.entry] == list(issue.entries)
    assert "".join(piece.text for piece in pieces) == write_month([issue])


def test_a_month_begins_with_its_newest_issue() -> None:
    first = _issue(_entry())
    second = replace(first, date=date(2024, 2, 12))
    parsed = read_archive(write_month([first, second]).encode(), path="out.md")
    assert [issue.date for issue in parsed.issues] == [date(2024, 2, 12), date(2024, 2, 5)]


@pytest.mark.parametrize(
    "summary",
    [
        "One.\n\nTwo.\n\nThree.",
        "Points:\n- one\n- two\n1. three\n# four",
        "*not bold*, _nor this_, `nor code`, <b>nor</b> &amp; 2 * 3 _ 4 snake_case \\ [x](y) ![z]",
        "==== and ----",
        "Ends\n====",
        "<!-- no comment -->",
        "It's “quoted”, https://bare.example/a_b_(c) and ~~~.",
        "1. A number opens it",
        "",
    ],
)
def test_any_words_come_back_as_they_were(summary: str) -> None:
    entry = _entry(summary=summary)
    assert _facts(_read_back(_issue(entry))[0]) == _facts(entry)


@pytest.mark.parametrize(
    "title",
    [
        "“A” quote",
        'A "straight" one',
        'Both “ and "',
        "Ends.",
        "Ends, with",
        "What?",
        "A *star* [is] born_",
        "’s",
    ],
)
def test_any_title_comes_back_as_it_was(title: str) -> None:
    entry = _entry(title=title)
    assert _facts(_read_back(_issue(entry))[0]) == _facts(entry)


_CHARACTERS = "abcXYZ é0127.,:;!?'’“”\"()[]<>*_`\\&#-–=+/|~"
_WORDS = st.lists(st.text(_CHARACTERS, min_size=1, max_size=9), max_size=12).map(" ".join)
_LINE = _WORDS.map(lambda words: " ".join(words.split()))
_PARAGRAPH = st.lists(_LINE.filter(bool), min_size=1, max_size=3).map("\n".join)
_SUMMARY = st.lists(_PARAGRAPH, max_size=3).map("\n\n".join)
_NAME = st.sampled_from(["Acme", "Bolt Labs", "meta", "Uni. of Oslo", "x.ai", "École 42", "A*STAR", "Cog_AI"])
_LABEL = st.sampled_from(["", "code", "demo page", "[x]", "here", "é_2"])
_TITLE = _LINE.filter(lambda words: any(map(str.isalpha, words)) and not set(words) & set('“”"«»'))
_LINKS = st.lists(
    st.tuples(st.integers(1, 99), _LABEL), min_size=1, max_size=4, unique_by=lambda pair: pair[0]
)
_ENTRIES = st.builds(
    _entry,
    title=st.none()
    | _LINE.filter(lambda words: any(map(str.isalpha, words)) and not set(words) & set('“”"«»')),
    organizations=st.lists(_NAME, unique=True, max_size=4),
    kind=st.sampled_from(Kind),
    published_on=st.none() | st.dates(date(2019, 1, 1), _ISSUE_DATE + timedelta(30)),
    summary=_SUMMARY,
    links=st.lists(
        st.tuples(st.integers(1, 99), _LABEL), min_size=1, max_size=4, unique_by=lambda pair: pair[0]
    ).map(lambda pairs: [(f"https://a.example/p_({number})?q=é&a=1", label) for number, label in pairs]),
)


@settings(max_examples=100, deadline=None)
@given(st.lists(_ENTRIES, min_size=1, max_size=5), st.integers(1, 5))
def test_what_is_written_is_read_again(entries: list[Entry], recent: int) -> None:
    numbered = tuple(
        replace(entry, position=at, older=at > recent) for at, entry in enumerate(entries, start=1)
    )
    assert [_facts(entry) for entry in _read_back(_issue(*numbered))] == [_facts(entry) for entry in numbered]
