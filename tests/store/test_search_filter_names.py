"""Filters for names know other names, other spellings and slips, on both databases alike."""

from datetime import date

import pytest

from bot.models.follows import Follow
from bot.models.values import Publication
from bot.query import parse
from bot.store import TeamStore
from bot.store.search.matching import matching
from tests.conftest import NOW
from tests.store.search_support import add, ask, titles

SHELF = [
    ("Llama in numbers", ("Meta",), ("fine-tuning",)),
    ("Sora", ("OpenAI",), ()),
    ("Gemini", ("Google DeepMind", "Stanford Uni"), ()),
    ("Bard", ("Google",), ("evaluation",)),
    ("Fine-Tuning at Home", ("University of Edinburgh",), ()),
    ("MambaByte: Bytes", ("Cornell",), ()),
    ("VMamba", ("Huawei",), ()),
    ("Open Questions", ("Alibaba",), ()),
]


@pytest.fixture
def shelf(team: TeamStore, publication: Publication) -> TeamStore:
    """Items of which each has an organisation or a title that is called otherwise as well."""
    for number, (title, organizations, tags) in enumerate(SHELF):
        day = date(2024, 1, 31 - number)
        add(team, publication, title, organizations=organizations, tags=tags, published_on=day)
    return team


FOUND: dict[str, list[str]] = {
    "org:facebook": ["Llama in numbers"],
    'org:"open ai"': ["Sora"],
    "org:openai": ["Sora"],
    'org:"Stanford University"': ["Gemini"],
    "org:stanford": ["Gemini"],
    'org:"Edinburgh University"': ["Fine-Tuning at Home"],
    'org:"OpenAI Inc."': ["Sora"],
    "org:google": ["Gemini", "Bard"],
    "org:alphabet": ["Gemini", "Bard"],
    "org:deepmind": ["Gemini"],
    "org:qwen": ["Open Questions"],
    "-org:facebook title:llama": [],
    "org:facebook or org:huawei": ["Llama in numbers", "VMamba"],
    "title:finetuning": ["Fine-Tuning at Home"],
    "title:fine-tuning": ["Fine-Tuning at Home"],
    "tag:finetuning": ["Llama in numbers"],
    "title:mamba": ["MambaByte: Bytes", "VMamba"],
    "title:byte": ["MambaByte: Bytes"],
    "title:open": ["Open Questions"],
    "title:mind": [],
    "title:google": [],
}
SLIPS: dict[str, tuple[str, list[str]]] = {
    "org:gogle": ("org:google", ["Gemini", "Bard"]),
    "org:facebok": ("org:facebook", ["Llama in numbers"]),
    'org:"stanfrod university"': ('org:"stanford university"', ["Gemini"]),
    "title:lama": ("title:llama", ["Llama in numbers"]),
    "title:bytes -org:corenll": ("title:bytes -org:cornell", []),
    "tag:evalution": ("tag:evaluation", ["Bard"]),
    "org:gogle or title:lama": ("org:google or title:llama", ["Llama in numbers", "Gemini", "Bard"]),
}


def test_names_and_spellings_are_either_or(shelf: TeamStore) -> None:
    assert {query: titles(shelf, f"{query} sort:newest") for query in FOUND} == FOUND
    assert [query for query in FOUND if ask(shelf, query).did_you_mean is not None] == []


@pytest.mark.parametrize("query", SLIPS)
def test_a_slip_is_corrected_and_offered(shelf: TeamStore, query: str) -> None:
    meant, expected = SLIPS[query]

    assert ask(shelf, query).did_you_mean == meant
    assert titles(shelf, f"{query} sort:newest") == expected
    assert (titles(shelf, query, exactly=True) == []) is ("-" not in query)


def test_a_name_that_the_archive_has_not_is_left_alone(shelf: TeamStore) -> None:
    for query in ("org:nvidia", "title:zzzz", 'org:"the of"', "tag:x", "org:met", "org:met4"):
        answer = ask(shelf, query)
        assert (answer.did_you_mean, answer.hits) == (None, ()), query


def test_a_filter_beside_words_narrows_by_any_name(shelf: TeamStore) -> None:
    assert titles(shelf, "numbers org:facebook") == ["Llama in numbers"]
    assert titles(shelf, "bytes title:mamba") == ["MambaByte: Bytes"]


@pytest.mark.parametrize("query", ["org:facebook", "title:mamba", "title:fine-tuning"])
def test_a_follow_finds_by_other_names_too(team: TeamStore, publication: Publication, query: str) -> None:
    item = add(team, publication, "Finetuning of MambaByte", organizations=("Meta AI",))
    other = add(team, publication, "Bytes", organizations=("OpenAI",))
    follow = Follow(1, "U1", query, NOW)

    with team.read() as tx:
        assert list(matching(tx, item.id, [(follow, parse(query))], now=NOW)) == [follow]
        assert list(matching(tx, other.id, [(follow, parse(query))], now=NOW)) == []
