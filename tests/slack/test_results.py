"""What buttons and menus of results hold, and how a query is spoken of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import InvalidInputError
from bot.query import parse, to_text
from bot.query.narrow import with_kind
from bot.slack.results import KIND_MENU, MAX_QUERY, Position, kept_by_menu, narrowed, spoken
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


def test_a_menu_and_its_row_hold_the_query() -> None:
    assert narrowed("~mixture", "kind", "paper") == Position("mixture kind:paper")
    assert narrowed("~mix", "kindture", "paper") == Position("mixture kind:paper")
    assert narrowed("=mixtrue kind:post", "kind", "any") == Position("mixtrue", exactly=True)
    assert narrowed("~mixture", "kind", "no such kind") == Position("mixture")
    with pytest.raises(InvalidInputError):
        narrowed("x1y2", "kind", "paper")


@given(QUERIES, st.booleans())
def test_whatever_is_typed_the_menu_gives_it_back_or_is_left_out(query: str, exactly: bool) -> None:
    block_id, rest = kept_by_menu(Position(query, exactly=exactly))
    longest = max(
        len(one.encode("utf-16-le", "surrogatepass")) // 2 for one in (block_id, f"{KIND_MENU}{rest}")
    )
    assert longest <= 255
    if block_id:
        wanted = parse(to_text(with_kind(parse(query), "paper")))
        assert parse(narrowed(block_id, f"{KIND_MENU}{rest}", "paper").query) == wanted


def test_every_query_in_plain_letters_fits_into_the_menu() -> None:
    assert all(kept_by_menu(Position("x" * length)) != ("", "") for length in (1, 254, 255, MAX_QUERY))


@given(QUERIES)
def test_a_query_is_spoken_of_without_acting(query: str) -> None:
    said = spoken(query)
    assert "<!" not in said
    assert "<#" not in said


def test_an_address_in_a_query_ends_where_it_ends() -> None:
    assert (
        spoken("https://a.example/b?c=1&d=@U0CONTRIB1 x") == "<https://a.example/b?c=1&amp;d=@U0CONTRIB1> x"
    )


def test_people_in_a_query_are_mentioned() -> None:
    assert spoken("from:@U0CONTRIB1 <b>") == "from:<@U0CONTRIB1> &lt;b&gt;"
    assert spoken("a@U0CONTRIB1 @u0contrib1 @UX") == "a@U0CONTRIB1 @u0contrib1 @UX"


@pytest.mark.parametrize("value", ["", "-1", "1.0", "٣", "9" * 13, "1;"])
def test_what_is_no_id_is_refused(value: str) -> None:
    with pytest.raises(InvalidInputError):
        read_id(value, hint="Again.")
