"""Which words are of one root, and that a search finds and marks those and no others."""

import pytest

from bot.models.search import MATCH_END, MATCH_START
from bot.models.values import Publication
from bot.store import TeamStore
from bot.store.search.roots import same_root
from tests.store.search_support import add, ask, titles


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("experts", "expertise"),
        ("generation", "generative"),
        ("hallucinating", "hallucination"),
        ("personalized", "personal"),
        ("analysis", "analyze"),
        ("programming", "programs"),
        ("robotics", "robot"),
        ("describing", "description"),
        ("composing", "composition"),
        ("privacy", "private"),
        ("science", "scientist"),
        ("interpretability", "interpretable"),
        ("language", "language"),
    ],
)
def test_words_of_one_root(word: str, other: str) -> None:
    assert same_root(word, other)


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("experts", "experimentally"),
        ("experts", "experiments"),
        ("content", "context"),
        ("content", "contending"),
        ("content", "contemporary"),
        ("generation", "general"),
        ("diffusion", "different"),
        ("quantized", "quantum"),
        ("compression", "comprehension"),
        ("detection", "determine"),
        ("content", "con"),
        ("content", ""),
    ],
)
def test_words_that_only_begin_alike(word: str, other: str) -> None:
    assert not same_root(word, other)


def test_a_search_finds_words_of_the_same_root_only(team: TeamStore, publication: Publication) -> None:
    add(team, publication, "One", "Mixtures of experts.")
    add(team, publication, "Two", "Deep expertise.")
    add(team, publication, "Three", "Shown experimentally, in context.")
    add(team, publication, "Four", "Contending for it.")
    add(team, publication, "Five", "Contents and contexts.")

    assert titles(team, "experts") == ["One", "Two"]
    assert ask(team, "experts").total == 2
    assert titles(team, "content") == ["Five"]


def test_only_words_of_the_same_root_are_marked(team: TeamStore, publication: Publication) -> None:
    add(team, publication, "One", "Experts of expertise, shown experimentally.")

    snippet = ask(team, "experts").hits[0].snippet

    assert snippet.replace(MATCH_START, "<").replace(MATCH_END, ">") == (
        "<Experts> of <expertise>, shown experimentally."
    )
