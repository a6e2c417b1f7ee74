"""What people wrote, as HTML: their words, paragraphs and links, and no markup of theirs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html  # type: ignore[import-untyped]  # it ships no types

from bot.archive.prose import formatted, is_web_address, paragraphs


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("One.", "<p>One.</p>"),
        ("One\ntwo.\n\n\nThree.", "<p>One<br>two.</p>\n<p>Three.</p>"),
        ("a < b & *c*", "<p>a &lt; b &amp; *c*</p>"),
        ("<b>x</b>", "<p>&lt;b&gt;x&lt;/b&gt;</p>"),
        ("See https://a.example/x.", '<p>See <a href="https://a.example/x" rel="noopener">https://a.example/x</a>.</p>'),
        ("(https://a.example/x_(y))", '<p>(<a href="https://a.example/x_(y)" rel="noopener">https://a.example/x_(y)</a>)</p>'),
        ("javascript:alert(1)", "<p>javascript:alert(1)</p>"),
        ("", ""),
    ],
)  # fmt: skip
def test_plain_text_becomes_paragraphs(text: str, made: str) -> None:
    assert paragraphs(text) == made


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("*Strong* and _soft_.", "<p><strong>Strong</strong> and <em>soft</em>.</p>"),
        ("snake_case_name and 2*3*4", "<p>snake_case_name and 2*3*4</p>"),
        ("<https://a.at/?a&b|page>", '<p><a href="https://a.at/?a&amp;b" rel="noopener">page</a></p>'),
        ("<javascript:alert(1)|x>", "<p>&lt;javascript:alert(1)|x&gt;</p>"),
        ("*<b>*", "<p><strong>&lt;b&gt;</strong></p>"),
    ],
)  # fmt: skip
def test_an_introduction_is_formatted_as_in_slack(text: str, made: str) -> None:
    assert formatted(text) == made


@given(st.text(alphabet="<>&\"'*_|/:.() \nahtps", max_size=60) | st.text(max_size=40))
def test_no_text_makes_any_element_but_ours(text: str) -> None:
    for made in (paragraphs(text), formatted(text)):
        root = html.fromstring(f"<div>{made}</div>".replace("\x00", ""))
        assert {one.tag for one in root.iter()} <= {"div", "p", "br", "a", "strong", "em"}
        assert all(
            is_web_address(one.get("href")) and set(one.keys()) == {"href", "rel"} for one in root.iter("a")
        )


@pytest.mark.parametrize(
    ("url", "is_one"),
    [
        ("https://a.example", True),
        ("HTTP://a.example", True),
        ("javascript:alert(1)", False),
        (" https://a.example", False),
        ("https:///etc", False),
        ("//a.example", False),
        ("data:text/html,x", False),
    ],
)
def test_only_web_addresses_become_links(url: str, is_one: bool) -> None:
    assert is_web_address(url) is is_one
