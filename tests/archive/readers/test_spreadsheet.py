"""Tables as spreadsheets and bookmarking services save them."""

from datetime import UTC, date, datetime

import pytest

from bot.errors import ArchiveFileError
from bot.models.values import Kind
from tests.archive.readers.reading import read, read_one, read_stories

ROWS = (
    'title,url,note\r\n"One, ""two""\nand three",https://a.example/1,"a;b"\r\nFour,https://a.example/4,\r\n'
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_encodings(encoding: str) -> None:
    (first, second), _ = read_stories(ROWS.replace("Four", "Vière – é").encode(encoding), "links.csv")
    assert (first.title, first.note, first.line) == ('One, "two" and three', "a;b", 2)
    assert (second.title, second.line) == ("Vière – é", 4)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("first_line", ["", "sep=X\r\n"])
def test_delimiters(delimiter: str, first_line: str) -> None:
    text = first_line.replace("X", delimiter) + delimiter.join(["Title", "Link", "Summary"]) + "\n"
    text += delimiter.join(["A", "https://a.example/1", '"x, y; z"']) + "\n"
    story = read_one(text, "links.csv")
    assert (story.title, story.links, story.summary) == ("A", (("https://a.example/1", ""),), "x, y; z")


@pytest.mark.parametrize(
    ("header", "cells", "field", "value"),
    [
        ("Published On", "2024-01-05", "published_on", date(2024, 1, 5)),
        ("date", "5 January 2024", "published_on", date(2024, 1, 5)),
        ("Date", "13/1/2024", "published_on", date(2024, 1, 13)),
        ("Date", "1/13/24", "published_on", date(2024, 1, 13)),
        ("Date", "soon", "published_on", None),
        ("time_added", "1704448800", "found_at", datetime(2024, 1, 5, 10, tzinfo=UTC)),
        ("created", "2024-01-05T10:00:00Z", "found_at", datetime(2024, 1, 5, 10, tzinfo=UTC)),
        ("Company", "Acme; MIT", "organizations", ("Acme", "MIT")),
        ("Organisations", '"Acme, Inc"', "organizations", ("Acme, Inc",)),
        ("kind", "Paper", "kind", Kind.PAPER),
        ("tags", '"AI Safety, nlp|c++"', "tags", ("ai-safety", "nlp", "c")),
        ("folder", "Deep Learning", "tags", ("deep-learning",)),
        ("notes", "<b>bold</b> &amp; brave", "note", "bold & brave"),
        ("abstract", '"two\n\nparagraphs"', "summary", "two\n\nparagraphs"),
        ("issue", "2024-01-07", "issue", date(2024, 1, 7)),
    ],
)
def test_columns_go_by_many_names(header: str, cells: str, field: str, value: object) -> None:
    assert getattr(read_one(f"url,{header}\nhttps://a.example/1,{cells}\n", "links.csv"), field) == value


@pytest.mark.parametrize("column", ["URL", "link", "Page URL", "Adresse", "PaperURL", "href", "paper_link"])
def test_the_links_column_is_found(column: str) -> None:
    assert read_one(f"name,{column}\nA,https://a.example/1\n", "x.csv").links[0][0] == "https://a.example/1"


def test_further_columns_of_links_are_further_links() -> None:
    story = read_one(
        "url,Code,pdf_url\nhttps://a.example/1,https://github.com/a/b,https://a.example/1.pdf\n", "x.csv"
    )
    assert story.links[1:] == (("https://github.com/a/b", "Code"), ("https://a.example/1.pdf", "pdf_url"))


def test_columns_that_are_not_known_are_named() -> None:
    _, (problem,) = read_stories("url,Rating,Mood\nhttps://a.example/1,5,good\n", "links.csv")
    assert (problem.line, problem.unread) == (1, False)
    assert "“Rating”, “Mood”" in problem.message


def test_without_a_column_of_links_it_says_which_there_are() -> None:
    with pytest.raises(ArchiveFileError, match="its first line names Name, Age") as error:
        read("Name,Age\nA,3\n", "people.csv")
    assert error.value.line == 1


def test_rows_that_cannot_be_read_are_named_by_line() -> None:
    stories, problems = read_stories(
        'title,url\nA,https://a.example/1\nno link,\n\nB,https://a.example/2,more\n"open,https://a.example/3\n'
        "C,https://a.example/4\n",
        "links.csv",
    )
    assert [story.title for story in stories] == ["A", "C"]
    assert [(problem.line, problem.unread) for problem in problems] == [(3, True), (5, True), (6, True)]
    assert "never closed" in problems[-1].message


def test_days_that_may_be_meant_two_ways_are_told_once() -> None:
    stories, problems = read_stories(
        "url,date\nhttps://a.example/1,3/4/2024\nhttps://a.example/2,5/6/2024\n", "x.csv"
    )
    assert [story.published_on for story in stories] == [date(2024, 4, 3), date(2024, 6, 5)]
    assert [problem.line for problem in problems] == [2]
    stories, problems = read_stories(
        "url,date\nhttps://a.example/1,3/4/2024\nhttps://a.example/2,5/16/2024\n", "x.csv"
    )
    assert [story.published_on for story in stories] == [date(2024, 3, 4), date(2024, 5, 16)]
    assert problems == []


def test_formulas_are_words() -> None:
    text = 'title,url\n"=1+1",https://a.example/1\n\'=2+2,https://a.example/2\n'
    text += '"","=HYPERLINK(""https://a.example/3"",""Three"")"\n'
    (first, second, third), _ = read_stories(text, "links.csv")
    assert (first.title, second.title, third.title) == ("=1+1", "=2+2", "Three")
    assert third.links == (("https://a.example/3", ""),)


def test_what_this_program_exports_comes_in() -> None:
    text = (
        "id,title,url,kind,published_on,organizations,tags,summary,links,issue,votes\r\n"
        "7,'=T,https://a.example/1,code,2024-01-05,A; B,x y,S,https://a.example/1 https://a.example/2,2024-01-07,3\r\n"
    )
    (story,), problems = read_stories(text, "archive.csv")
    assert (story.title, story.kind, story.organizations, story.tags) == (
        "=T",
        Kind.CODE,
        ("A", "B"),
        ("x", "y"),
    )
    assert (story.issue, story.published_on) == (date(2024, 1, 7), date(2024, 1, 5))
    assert {url for url, _ in story.links} == {"https://a.example/1", "https://a.example/2"}
    assert problems == []


def test_a_huge_cell_is_cut_and_a_monstrous_one_named() -> None:
    stories, problems = read_stories(
        f"url,summary\nhttps://a.example/1,{'x ' * 40_000}\nhttps://a.example/2,{'y' * 200_000}\nhttps://a.example/3,z\n",
        "links.csv",
    )
    assert [len(story.summary) <= 20_000 for story in stories] == [True, True]
    assert [problem.line for problem in problems if problem.unread] == [3]
