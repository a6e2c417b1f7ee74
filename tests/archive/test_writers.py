"""JSON Lines, CSV and BibTeX, as other programs read them."""

import csv
import io
import json

import pytest
from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares import LatexDecodingMiddleware

from bot.archive.published import PublishedArchive
from bot.archive.writers.bibtex import write_bibtex
from bot.archive.writers.csv import COLUMNS, neutralize, write_csv
from bot.archive.writers.jsonl import write_json_lines
from bot.models.values import Kind, Link
from tests.archive.published import EVIL, archive, hostile, issue, item, ordinary

NASTY = 'Said "no", then\nleft; \\ {brace} 100% & $5 #1 a_b ~x ^y é 北京'


def rows(made: PublishedArchive) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(write_csv(made), newline="")))


def entries(made: PublishedArchive) -> dict[str, dict[str, str]]:
    """Read BibTeX as a reference manager does: values without braces, LaTeX turned into letters."""
    found = parse_string(write_bibtex(made), append_middleware=[LatexDecodingMiddleware()])
    assert found.failed_blocks == []
    return {one.key: {field.key: field.value for field in one.fields} for one in found.entries}


def test_json_lines_are_items_in_the_contracts_shape_each_once() -> None:
    lines = write_json_lines(ordinary()).splitlines()
    found = [json.loads(line) for line in lines]
    assert [one["id"] for one in found] == [3, 4, 1, 2]
    assert found == [one.as_json() for one in ordinary().items]
    assert set(found[0]) == set(item(1).as_json())


def test_json_lines_keep_a_line_an_item_whatever_it_says() -> None:
    made = archive(issue(item(1, title=NASTY, summary="a\u2028b\r\nc")))
    text = write_json_lines(made)
    assert text.count("\n") == 1
    assert json.loads(text)["title"] == NASTY


def test_csv_comes_back_as_it_was_with_quotes_and_newlines() -> None:
    made = archive(issue(item(1, title=NASTY, organizations=("A, B", "C"), tags=("x", "y"))))
    (row,) = rows(made)
    assert tuple(row) == COLUMNS
    assert row["title"] == NASTY
    assert row["organizations"] == "A, B; C"
    assert (row["tags"], row["kind"], row["issue"], row["votes"]) == ("x y", "paper", "2024-02-26", "0")
    assert write_csv(made).count("\r\n") == 2


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1", "=cmd|' /C calc'!A0", "|x", "%x"],
)
def test_no_cell_begins_as_a_formula(cell: str) -> None:
    made = archive(issue(item(1, title=cell, summary=cell, organizations=(cell,), tags=(cell,))))
    (row,) = rows(made)
    assert row["title"] == row["summary"] == f"'{cell}"
    assert not [value for value in row.values() if value[:1] in set("=+-@\t\r\n＝＋－＠")]


@pytest.mark.parametrize("cell", ["", "plain", "a=b", "1-2", "https://a.example/?q=1", "'quoted'", "é"])
def test_other_cells_stay(cell: str) -> None:
    assert neutralize(cell) == cell


def test_bibtex_holds_the_papers_under_names_that_stay() -> None:
    found = entries(ordinary())
    assert list(found) == ["arxiv:2402.00003", "arxiv:2402.00001"]
    assert found["arxiv:2402.00003"] == {
        "title": "Title 3",
        "author": "Google DeepMind",
        "year": "2024",
        "month": "feb",
        "eprint": "2402.00003",
        "archiveprefix": "arXiv",
        "url": "https://arxiv.org/abs/2402.00003",
        "abstract": "It says 3 things. And then it ends.",
        "keywords": "agents",
    }


def test_bibtex_keeps_what_latex_would_take_for_itself() -> None:
    made = archive(issue(item(1, title=NASTY, organizations=("AT&T and Sons", "{x"), summary=NASTY)))
    (one,) = entries(made).values()
    assert _letters(one["title"]) == _letters(one["abstract"]) == _letters(NASTY)
    assert r"{{AT\&T and Sons} and {\textbraceleft{}x}}" in write_bibtex(made), "names stay in one piece"
    for line in write_bibtex(made).splitlines():
        assert line.count("{") == line.count("}") or line.startswith(("@", "}"))


def _letters(text: str) -> str:
    """What a reader sees: one kind of space and of circumflex, no braces."""
    return " ".join(text.replace("ˆ", "^").replace("{", "").replace("}", "").split())


@pytest.mark.parametrize(
    "url", ["https://a.example/a%20b?x={1}&y=~_#z", 'https://a.example/"q"', "https://a.example/}{\\"]
)
def test_addresses_stay_addresses(url: str) -> None:
    link = Link(url, "", "a.example/1", 1, url)
    (one,) = entries(archive(issue(item(1, links=(link,))))).values()
    expected = url.replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C").replace('"', "%22")
    assert f"url = {{{expected}}}" in write_bibtex(archive(issue(item(1, links=(link,)))))
    assert one["url"]


def test_two_papers_never_share_a_name() -> None:
    same = item(1).links
    found = entries(
        archive(
            issue(item(7, links=same), item(1), item(3, links=(Link("https://a.example/", "", "url:a", 1),)))
        )
    )
    assert sorted(found) == ["ainews:3", "arxiv:2402.00001", "arxiv:2402.00001-7"]


def test_only_papers_are_references() -> None:
    assert write_bibtex(archive(issue(item(1, kind=Kind.POST)))) == ""


def test_hostile_words_break_no_format() -> None:
    assert len(entries(hostile())) == 1
    assert rows(hostile())[0]["title"] == EVIL
    assert json.loads(write_json_lines(hostile()))["title"] == EVIL
