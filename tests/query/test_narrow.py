"""Narrowing a query to a kind, and loosening one that finds nothing."""

import pytest

from bot.query import parse, to_text
from bot.query.narrow import kind_of, looser, with_kind, with_word, words_of


@pytest.mark.parametrize(
    ("text", "kind", "narrowed"),
    [
        ("mixture", "paper", "mixture kind:paper"),
        ("mixture kind:post", "paper", "mixture kind:paper"),
        ("mixture kind:post", None, "mixture"),
        ("mixture kind:paper kind:post", "code", "mixture kind:code"),
        ("kind:paper,post", None, ""),
        ("a or b", "code", "(a or b) kind:code"),
        ("kind:paper", None, ""),
        ("-kind:paper agents", "post", "-kind:paper agents kind:post"),
        ("agents sort:newest", "paper", "agents kind:paper sort:newest"),
        ("", "paper", "kind:paper"),
        ('"a phrase" org:google', "paper", '"a phrase" org:google kind:paper'),
    ],
)
def test_a_kind_takes_the_place_of_another(text: str, kind: str | None, narrowed: str) -> None:
    assert to_text(with_kind(parse(text), kind)) == narrowed
    assert kind_of(with_kind(parse(text), kind)) == kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("agents kind:papers", "paper"),
        ("agents", None),
        ("kind:paper or kind:post", None),
        ("-kind:paper", None),
        ("kind:paper kind:post", None),
    ],
)
def test_the_one_kind_of_a_query(text: str, kind: str | None) -> None:
    assert kind_of(parse(text)) == kind


@pytest.mark.parametrize(
    ("text", "others"),
    [
        ("mixture kind:video", ["mixture", "kind:video"]),
        ('"expert mixture"', ["expert mixture"]),
        ("org:acme", ["acme"]),
        ("agents -planning", ["agents"]),
        ("one two", ["two", "one"]),
        ("one", []),
        ("", []),
        ("one kind:code org:acme", ["one kind:code acme", "one org:acme", "one kind:code"]),
    ],
)
def test_queries_that_ask_for_less(text: str, others: list[str]) -> None:
    found = [to_text(query) for query in looser(parse(text))]
    assert [query for query in found if query in others] == others
    assert "-planning" not in found
    assert all(parse(query) != parse(text) for query in found)


def test_a_word_is_put_in_the_place_of_another() -> None:
    query = parse("lama agents org:lama")
    assert to_text(with_word(query, "lama", "llama")) == "llama agents org:lama"
    assert words_of(query) == ["lama", "agents"]
