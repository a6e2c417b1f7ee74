"""Links in text as Slack sends it and as people write it."""

import time

import pytest

from bot.links.find import find_links, without_links

ONE = [
    ("<https://example.com/a>", "https://example.com/a", ""),
    ("<https://example.com/a|the words>", "https://example.com/a", "the words"),
    ("<https://example.com/a|R&amp;D &lt;3>", "https://example.com/a", "R&D <3"),
    ("<http://example.com|example.com>", "http://example.com", ""),
    ("<https://example.com/a?x=1&amp;y=2>", "https://example.com/a?x=1&y=2", ""),
    ("<https://example.com/a|>", "https://example.com/a", ""),
    ("https://example.com/a", "https://example.com/a", ""),
    ("see https://example.com/a.", "https://example.com/a", ""),
    ("see https://example.com/a, and", "https://example.com/a", ""),
    ("(https://example.com/a)", "https://example.com/a", ""),
    ("(see https://example.com/a).", "https://example.com/a", ""),
    (
        "https://en.wikipedia.org/wiki/Mamba_(deep_learning)",
        "https://en.wikipedia.org/wiki/Mamba_(deep_learning)",
        "",
    ),
    (
        "(https://en.wikipedia.org/wiki/Mamba_(deep_learning))",
        "https://en.wikipedia.org/wiki/Mamba_(deep_learning)",
        "",
    ),
    ("“https://example.com/a”", "https://example.com/a", ""),
    ("‘https://example.com/a’", "https://example.com/a", ""),
    ('"https://example.com/a"', "https://example.com/a", ""),
    ("*https://example.com/a*", "https://example.com/a", ""),
    ("`https://example.com/a`", "https://example.com/a", ""),
    ("https://example.com/a!?", "https://example.com/a", ""),
    ("https://example.com/a…", "https://example.com/a", ""),
    ("&lt;https://example.com/a&gt;", "https://example.com/a", ""),
    ("https://example.com/a?x=1&amp;y=2", "https://example.com/a?x=1&y=2", ""),
    ("[the words](https://example.com/a)", "https://example.com/a", "the words"),
    ('[the words](https://example.com/a "title")', "https://example.com/a", "the words"),
    (
        "[w](https://en.wikipedia.org/wiki/Mamba_(deep_learning))",
        "https://en.wikipedia.org/wiki/Mamba_(deep_learning)",
        "w",
    ),
    ("arxiv.org/abs/2401.02412", "arxiv.org/abs/2401.02412", ""),
    ("www.example.com", "www.example.com", ""),
    ("read arXiv:2401.02412v2.", "arXiv:2401.02412v2", ""),
    ("HTTPS://EXAMPLE.COM/A", "HTTPS://EXAMPLE.COM/A", ""),
]


@pytest.mark.parametrize(("text", "url", "label"), ONE)
def test_one_link(text: str, url: str, label: str) -> None:
    assert find_links(text) == [(url, label)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no link",
        "<@U123> and <#C123|general> and <!here>",
        "<mailto:a@example.com|a@example.com>",
        "a@example.com/b",
        "e.g. this and that",
        "src/main.nosuchtld/x",
        "javascript:alert(1)",
        "http://",
        "1.5/2.5",
    ],
)
def test_no_link(text: str) -> None:
    assert find_links(text) == []


def test_several_links_in_their_order_each_once() -> None:
    text = "<https://b.example/2|two> https://a.example/1, <https://b.example/2> and https://c.example/3"
    assert find_links(text) == [
        ("https://b.example/2", "two"),
        ("https://a.example/1", ""),
        ("https://c.example/3", ""),
    ]


def test_a_label_that_comes_with_the_second_mention_is_kept() -> None:
    assert find_links("https://a.example/1 <https://a.example/1|words>") == [("https://a.example/1", "words")]


def test_the_words_around_links_are_the_note() -> None:
    assert without_links("<https://a.example/1|one>  worth a\nread, https://b.example/2. #agents") == (
        "worth a read, . #agents"
    )


def test_a_mention_is_not_taken_out_of_the_note() -> None:
    assert without_links("<@U1> https://a.example/1 thanks") == "<@U1> thanks"


@pytest.mark.parametrize(
    "text",
    [
        "a." * 50_000,
        "[" * 50_000,
        "<http://" * 20_000,
        "[a](http://x (" * 10_000,
        "https://a.b/" + ")" * 100_000,
    ],
)
def test_a_long_hostile_text_is_read_quickly(text: str) -> None:
    started = time.process_time()
    find_links(text)
    assert time.process_time() - started < 1
