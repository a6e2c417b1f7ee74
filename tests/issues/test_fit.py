import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.blockkit import blocks as bk
from bot.blockkit.escape import autolink, literal
from bot.blockkit.limits import MESSAGE_BLOCKS, MESSAGE_BUDGET
from bot.blockkit.validate import size_of
from bot.issues.fit import pack_blocks, pack_lines, split_text, within

LOVELY = "Prof. Ada wrote it in v2.5. Nobody knew! Who would?\n\nA second paragraph follows. It is short."


@pytest.mark.parametrize(
    ("limit", "pieces"),
    [
        (200, [LOVELY]),
        (
            60,
            [
                "Prof. Ada wrote it in v2.5. Nobody knew! Who would?",
                "A second paragraph follows. It is short.",
            ],
        ),
        (
            30,
            [
                "Prof. Ada wrote it in v2.5.",
                "Nobody knew! Who would?",
                "A second paragraph follows.",
                "It is short.",
            ],
        ),
        (
            13,
            [
                "Prof. Ada",
                "wrote it in",
                "v2.5.",
                "Nobody knew!",
                "Who would?",
                "A second",
                "paragraph",
                "follows.",
                "It is short.",
            ],
        ),
    ],
)
def test_text_is_cut_at_paragraphs_then_sentences_then_words(limit: int, pieces: list[str]) -> None:
    assert split_text(LOVELY, limit) == pieces


def test_only_a_word_that_is_too_long_is_cut_and_not_before_an_accent() -> None:
    assert split_text("abcdefgh ij", 4) == ["abcd", "efgh", "ij"]
    assert split_text("e\u0301" * 4, 5) == ["e\u0301e\u0301"] * 2
    assert split_text("你好。再见。", 3) == ["你好。", "再见。"]


def test_what_grows_by_escaping_is_counted_as_it_will_be() -> None:
    assert split_text("a & b & c", 9) == ["a &amp; b".replace("&amp;", "&"), "& c"]
    assert split_text(" \n ", 9) == []


texts = st.text(
    alphabet=st.sampled_from("ab .!?\n。你é\u0301\u200d🙂&<>*_`:/\u202e"), max_size=300
) | st.text(max_size=200)


@given(texts, st.integers(min_value=8, max_value=120))
def test_no_word_is_lost_and_every_piece_fits(text: str, limit: int) -> None:
    pieces = split_text(text, limit)
    assert all(len(autolink(literal(piece))) <= limit for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())
    assert all(piece.strip() == piece != "" for piece in pieces)


def test_lines_are_joined_while_they_fit() -> None:
    assert pack_lines(["aa", "bb", "cccc", "d"], 5) == ["aa\nbb", "cccc", "d"]
    assert pack_lines(["aa", "b"], 6, " · ") == ["aa · b"]
    assert pack_lines([], 5) == []


def test_blocks_are_grouped_within_the_budget() -> None:
    long = [bk.section("x" * 2900) for _ in range(7)]
    messages = pack_blocks(long, first_reserve=100)
    assert [block for message in messages for block in message] == long
    assert all(size_of(message) <= MESSAGE_BUDGET - 500 for message in messages)
    many = pack_blocks([bk.divider()] * 120)
    assert [len(message) for message in many] == [MESSAGE_BLOCKS - 2, MESSAGE_BLOCKS - 2, 24]


def test_within_shrinks_until_it_fits() -> None:
    assert within(10, lambda share: "x" * int(10 * share)) == "x" * 10
    assert within(10, lambda share: "x" * int(35 * share)) == "x" * 8
