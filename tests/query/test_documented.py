"""docs/searching.md says what the language can do, and each of its examples does it."""

import re
from pathlib import Path

from bot.newsroom.follow import FOLLOW_WAIT, MOST_FOLLOWS
from bot.query import parse
from bot.query.fields import FIELDS, HAS, IS
from bot.query.tree import SORTS

PAGE = (Path(__file__).parents[2] / "docs" / "searching.md").read_text(encoding="utf-8")
ROWS = [line.split("|")[1:-1] for line in PAGE.splitlines() if line.startswith("| `")]
EXAMPLES = [example for row in ROWS for cell in row[:2] for example in re.findall(r"`([^`]+)`", cell)]
QUERIES = [example for example in EXAMPLES if not re.fullmatch(r"[a-z]+:", example)]


def test_every_example_is_understood_whole() -> None:
    assert len(QUERIES) > 20
    assert {query: parse(query).notes for query in QUERIES} == dict.fromkeys(QUERIES, ())
    assert not [query for query in QUERIES if parse(query).is_empty]


def test_every_filter_is_documented() -> None:
    documented = {name.rstrip(":") for name in EXAMPLES if re.fullmatch(r"[a-z]+:", name)}
    assert documented == {*FIELDS, "sort"}
    for value in (*HAS, *IS, *SORTS):
        assert value in PAGE


def test_its_figures_are_the_programs() -> None:
    assert FOLLOW_WAIT.total_seconds() == 120
    assert "two minutes" in PAGE
    assert MOST_FOLLOWS == 20
    assert "Twenty searches a person" in PAGE
