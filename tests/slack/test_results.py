"""What buttons and menus of results hold, and how a query is spoken of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import InvalidInputError
from bot.slack.results import Position, narrowed, spoken
from bot.slack.turn import read_id

QUERIES = st.text(max_size=500)


@given(QUERIES, st.integers(0, 10_000), st.booleans())
def test_a_button_holds_its_page(query: str, offset: int, exactly: bool) -> None:
    position = Position(query, offset, exactly)
    assert Position.read(str(position)) == position


@pytest.mark.parametrize("value", ["", "x", "[]", "{}", '{"q": "a"}', '{"q": "a", "o": "b"}', "null"])
def test_a_button_of_somebody_elses_making_is_refused(value: str) -> None:
    with pytest.raises(InvalidInputError):
        Position.read(value)


def test_a_menus_row_holds_the_query() -> None:
    assert narrowed("~mixture", "paper") == Position("mixture kind:paper")
    assert narrowed("=mixtrue kind:post", "any") == Position("mixtrue", exactly=True)
    assert narrowed("~mixture", "no such kind") == Position("mixture")
    with pytest.raises(InvalidInputError):
        narrowed("x1y2", "paper")


@given(QUERIES)
def test_a_query_is_spoken_of_without_acting(query: str) -> None:
    said = spoken(query)
    assert "<!" not in said
    assert "<#" not in said


def test_people_in_a_query_are_mentioned() -> None:
    assert spoken("from:@U0CONTRIB1 <b>") == "from:<@U0CONTRIB1> &lt;b&gt;"
    assert spoken("a@U0CONTRIB1 @u0contrib1 @UX") == "a@U0CONTRIB1 @u0contrib1 @UX"


@pytest.mark.parametrize("value", ["", "-1", "1.0", "٣", "9" * 13, "1;"])
def test_what_is_no_id_is_refused(value: str) -> None:
    with pytest.raises(InvalidInputError):
        read_id(value, hint="Again.")
