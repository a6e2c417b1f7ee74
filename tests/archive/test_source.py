"""A Markdown text as readers see it, each character with its place in the source."""

import random
from itertools import pairwise

import pytest

from bot.archive.inplace.source import Source, read_source


def _seen(source: Source) -> str:
    return "".join(spot.char for spot in source.spots)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("a <!-- b --> c", "a c"),
        ("a <!-- b <!-- c --> d", "a d"),
        ("a <!-- b", "a <!-- b"),
        ("a <!--> b --> c", "a c"),
        ("a --> <!-- b", "a --> <!-- b"),
        ("[x <!-- y](u) --> z", "x <!-- y --> z"),
        ("one<br>two\n\nthree", "one two three"),
        ("a \\* b &amp; <https://u.example/x>", "a * b & https://u.example/x"),
        ("a <em>b</em> < c", "a b < c"),
    ],
)
def test_what_readers_see(text: str, seen: str) -> None:
    source = read_source(text)
    assert _seen(source) == seen
    assert all(spot.char == text[spot.start] for spot in source.spots if spot.end - spot.start == 1)


@pytest.mark.parametrize(
    ("piece", "size"), [("<!-- ", 1_000_000), ("<!-- [x](u) ", 200_000), (f"]({' ' * 50}", 200_000)]
)
def test_a_megabyte_of_what_is_never_closed_is_read_in_one_pass(piece: str, size: int) -> None:
    """Were each opening looked for to the end of the text, this would take hours."""
    source = read_source(piece * (size // len(piece)))
    assert _seen(source).startswith(_seen(read_source(piece * 2)).rstrip())


def test_any_text_is_seen_in_order_and_inside_its_bounds() -> None:
    pieces = ["<!--", "-->", "[", "](u)", "*", "a", " ", "\n", "<b>", "<", "&amp;", "\\", "word"]
    chance = random.Random(7)
    for _ in range(300):
        text = "".join(chance.choices(pieces, k=30))
        spots = read_source(text).spots
        assert all(one.end <= other.start or one.start == other.start for one, other in pairwise(spots))
        assert all(0 <= spot.start < spot.end <= len(text) for spot in spots)
