"""Names as addresses, and items on the shelves of their names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.archive.site.shelves import by_organization, slug
from tests.archive.published import item

NAMES = st.text(min_size=1, max_size=80).filter(lambda name: name.strip() != "")


def test_ordinary_names_stay_readable() -> None:
    assert [slug(name) for name in ("Google  DeepMind", "OpenAI", "3M")] == [
        "google-deepmind",
        "openai",
        "3m",
    ]


@pytest.mark.parametrize(("name", "begins"), [("x.ai", "x-ai-"), ("AT&T", "at-t-"), ("index", "index-")])
def test_others_keep_what_is_readable_of_them(name: str, begins: str) -> None:
    assert slug(name).startswith(begins)
    assert len(slug(name)) == len(begins) + 8


@given(NAMES)
def test_a_slug_is_a_plain_file_name(name: str) -> None:
    made = slug(name)
    assert made.isascii()
    assert set(made) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert made.strip("-") == made
    assert 0 < len(made) <= 60


@given(NAMES, NAMES)
def test_two_names_share_an_address_only_where_they_are_one(one: str, other: str) -> None:
    same = " ".join(one.split()).casefold() == " ".join(other.split()).casefold()
    assert (slug(one) == slug(other)) is same


def test_spellings_that_differ_in_capitals_are_one_shelf_under_the_usual_name() -> None:
    items = [item(1, organizations=("OPENAI",)), item(2, organizations=("OpenAI", "openai"))]
    items.append(item(3, organizations=("OpenAI",)))
    (shelf,) = by_organization(items)
    assert (shelf.name, shelf.path) == ("OpenAI", "organizations/openai.html")
    assert [one.id for one in shelf.items] == [1, 2, 3], "each item once"


def test_names_that_only_look_alike_are_not_one() -> None:
    items = [item(1, organizations=("C", "C++", "C#", "", " "))]
    assert [shelf.name for shelf in by_organization(items)] == ["C", "C#", "C++"]
