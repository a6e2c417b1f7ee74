"""`ainews search`, for people and as JSON."""

import pytest

from tests.cli.archives import FILE
from tests.cli.conftest import Terminal


@pytest.fixture
def filled(terminal: Terminal) -> Terminal:
    terminal("import", terminal.write("news.md", FILE))
    return terminal


def test_json_has_the_contracts_shape(filled: Terminal) -> None:
    outcome = filled("search", "sparse", "models", "--json")
    assert (outcome.status, outcome.err) == (0, "")
    assert list(outcome.json) == ["query", "understood", "did_you_mean", "total", "results"]
    assert (outcome.json["query"], outcome.json["did_you_mean"]) == ("sparse models", None)
    assert outcome.json["total"] == len(outcome.json["results"]) == 1
    (result,) = outcome.json["results"]
    item = filled("item", "show", "1", "--json").json
    assert list(result) == [*item, "score", "snippet"]
    assert {name: result[name] for name in item} == item
    assert isinstance(result["score"], float)
    assert result["snippet"] == "It is about [sparse] models."


def test_people_see_where_each_hit_is(filled: Terminal) -> None:
    outcome = filled("search", "fixes")
    assert outcome.status == 0
    assert "Fast :bug: fixes" in outcome.out
    assert "item 2 · in the issue of 2024-01-28 · code · Beta · 2024-01-26" in outcome.out
    assert "https://a.example/2?q[b]=1" in outcome.out
    assert "1 found" in outcome.err


def test_a_typo_is_corrected_aloud(filled: Terminal) -> None:
    assert filled("search", "sparce", "modles", "--json").json["did_you_mean"] == "sparse models"
    told = filled("search", "sparce", "modles").err.splitlines()
    assert told[1:] == ["These are for “sparse models”. Search exactly as typed: --exactly"]
    assert filled("search", "sparce", "modles", "--exactly", "--json").json["total"] == 0


def test_a_mistyped_filter_is_named_with_what_it_takes(filled: Terminal) -> None:
    read = filled("search", "kind:cod")
    assert len(read.err.splitlines()) == 2, "one slip, one line, under how it was understood"
    assert "These are for “kind:code”." in read.err
    assert "Fast :bug: fixes" in read.out
    left_out = filled("search", "fixes", "before:2024-01-32")
    assert "before: takes a day" in left_out.err
    assert "Understood as: fixes; left out: before:2024-01-32" in left_out.err


def test_the_limit_cuts_results_and_not_the_total(filled: Terminal) -> None:
    found = filled("search", "kind:paper or kind:code", "--limit", "1", "--json").json
    assert (found["total"], len(found["results"])) == (2, 1)


def test_nothing_found_is_no_failure(filled: Terminal) -> None:
    outcome = filled("search", "zeppelin", "--json")
    assert outcome.status == 0
    assert (outcome.json["total"], outcome.json["results"]) == (0, [])


def test_what_was_set_aside_is_told(filled: Terminal) -> None:
    outcome = filled("search", "models", "before:someday")
    assert outcome.status == 0
    assert "someday" in outcome.err


def test_where_nothing_is_found_it_says_what_finds_something(filled: Terminal) -> None:
    told = filled("search", "models", "kind:video").err.splitlines()
    assert told[0].startswith("0 found.")
    assert told[1:] == ["These find something:", "  models · 1 result"]
    assert filled("search", "models", "kind:video", "--json").err == ""


def test_where_the_archive_is_empty_it_says_how_it_is_filled(terminal: Terminal) -> None:
    outcome = terminal("search", "models")
    assert outcome.status == 0
    assert "The archive in sqlite:///ainews.db is empty." in outcome.err
    assert "ainews import FILE" in outcome.err


@pytest.mark.parametrize("limit", ["0", "-1", "1001", "many"])
def test_a_limit_out_of_bounds_is_wrong_usage(filled: Terminal, limit: str) -> None:
    outcome = filled("search", "models", "--limit", limit)
    assert (outcome.status, outcome.out) == (2, "")
    assert "--limit" in outcome.err


@pytest.mark.parametrize(
    ("query", "understood"),
    [
        (("-sparse",), "not sparse"),
        (("-kind:paper",), "not kind paper"),
        (("models", "-kind:paper", "--limit", "3"), "models, not kind paper"),
        (("-limit",), "not limit"),
        (("--", "-sparse"), "not sparse"),
    ],
)
def test_a_minus_excludes_also_at_the_beginning(
    filled: Terminal, query: tuple[str, ...], understood: str
) -> None:
    outcome = filled("search", *query, "--json")
    if "--" in query:  # what follows it is the query
        outcome = filled("search", "--json", *query)
    assert (outcome.status, outcome.json["understood"]) == (0, understood)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("--jsn", "--json"), ("--limt=3", "--limit"), ("--exact", "--exactly"), ("--zeppelin", "")],
)
def test_a_mistyped_option_is_no_query(filled: Terminal, typed: str, meant: str) -> None:
    outcome = filled("search", "models", typed)
    assert (outcome.status, outcome.out) == (2, "")
    assert f"No such option: {typed.partition('=')[0]}" in outcome.err
    assert ("Did you mean" in outcome.err, meant in outcome.err) == (bool(meant), True)
