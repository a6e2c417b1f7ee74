import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.blockkit.escape import autolink, escape, is_user_id, link, literal, mention, unescape
from bot.blockkit.texts import problems_in_text


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("plain", "plain"),
        ("R&D < 3 > 2", "R&amp;D &lt; 3 &gt; 2"),
        ("<!channel>", "&lt;!channel&gt;"),
        ("&lt;", "&amp;lt;"),
        ('it\'s "quoted"', 'it\'s "quoted"'),
        ("*bold*", "*bold*"),
    ],
)
def test_escape_touches_only_control_characters(text: str, escaped: str) -> None:
    assert escape(text) == escaped


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("*bold* words", "∗bold∗ words"),
        ("_slanted_, ~struck~ and `code`", "ˍslantedˍ, ∼struck∼ and ˋcodeˋ"),
        ("```\nblock\n```", "ˋˋˋ\nblock\nˋˋˋ"),
        ("Llama 3* is out", "Llama 3* is out"),
        ("from ~70% to ~80%", "from ~70% to ~80%"),
        ("snake_case_name and 2*3*4", "snake_case_name and 2*3*4"),
        ("a * b * c", "a * b * c"),
        ("one *line\nand another* line", "one *line\nand another* line"),
        ("(*both*)", "(∗both∗)"),
        ("＊wide＊", "﹡wide﹡"),
        ("\u202eevil\u2066 שלום\u200f!", "evil שלום\u200f!"),
        ("https://a.org/_x_/*y* and *z*", "https://a.org/_x_/*y* and ∗z∗"),
        ("https://a.org/_x_ https://a.org/_x_", "https://a.org/_x_ https://a.org/_x_"),
    ],
)
def test_literal_replaces_only_marks_that_would_format(text: str, shown: str) -> None:
    assert literal(text) == shown


def test_literal_is_quick_on_a_wall_of_marks() -> None:
    wall = "(*a " * 50_000
    assert literal(wall) == wall


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("see https://a.org/x.", "see <https://a.org/x>."),
        ("(https://a.org/x)", "(<https://a.org/x>)"),
        ("https://a.org/x_(y)", "<https://a.org/x_(y)>"),
        ("(at https://a.org/x_(y).)", "(at <https://a.org/x_(y)>.)"),
        ("&lt;https://a.org/?a=1&amp;b=2&gt;", "&lt;<https://a.org/?a=1&amp;b=2>&gt;"),
        ("*https://a.org/*", "*<https://a.org/>*"),
        ("http://", "http://"),
        ("no address: a.org", "no address: a.org"),
    ],
)
def test_autolink_links_bare_addresses(text: str, made: str) -> None:
    assert autolink(text) == made


@pytest.mark.parametrize(
    ("url", "label", "made"),
    [
        ("https://a.org/x", "A title", "<https://a.org/x|A title>"),
        ("https://a.org/x", "", "<https://a.org/x>"),
        ("https://a.org/?q=a|b>c&d=1", "x", "<https://a.org/?q=a%7Cb%3Ec&amp;d=1|x>"),
        ("https://a.org/x y", "x", "<https://a.org/x%20y|x>"),
        ("https://a.org/", "a <b> & c", "<https://a.org/|a &lt;b&gt; &amp; c>"),
        ("https://a.org/", "two\n  lines", "<https://a.org/|two lines>"),
        ("https://a.org/", "\u202egro.live", "<https://a.org/|gro.live>"),
        ("https://a.org/", "Foo | OpenAI", "<https://a.org/|Foo | OpenAI>"),
        ("https://a.org/", "Llama* and `x`", "<https://a.org/|Llama∗ and ˋxˋ>"),
        ("mailto:ada@a.org", "Ada", "<mailto:ada@a.org|Ada>"),
        ("!channel", "news", "news"),
        ("@U0123456", "", "@U0123456"),
        ("javascript:alert(1)", "click <me>", "click &lt;me&gt;"),
    ],
)
def test_link(url: str, label: str, made: str) -> None:
    assert link(url, label) == made


def test_a_mention_rings_only_for_a_user_id() -> None:
    assert mention("U012AB3CD") == "<@U012AB3CD>"
    assert mention("Ada <!here>") == "Ada &lt;!here&gt;"
    assert not is_user_id("USER")
    assert not is_user_id("u012ab3cd")


@pytest.mark.parametrize(
    ("sent", "typed"),
    [
        ("&lt;b&gt; &amp; &amp;lt;", "<b> & &lt;"),
        ("<https://a.org/?x=1&amp;y=2|a.org> read", "https://a.org/?x=1&y=2 read"),
        ("<https://a.org/>", "https://a.org/"),
        ("<http://arxiv.org/abs/2401.1|arxiv.org/abs/2401.1>", "http://arxiv.org/abs/2401.1"),
        ("<mailto:ada@a.org|ada@a.org>", "ada@a.org"),
        ("thanks <@U0123|ada> and <@U0456>", "thanks @ada and @U0456"),
        ("in <#C0123|news> and <#C0456>", "in #news and #C0456"),
        ("<!here> <!subteam^S1|@team>", "@here @team"),
    ],
)
def test_unescape_gives_back_what_was_typed(sent: str, typed: str) -> None:
    assert unescape(sent) == typed


hostile = st.text(alphabet=st.sampled_from("ab 1*_~`<>&|!@#:/\n\t\"'é你🙂\u202e＊"), max_size=80) | st.text(
    max_size=40
)


@given(hostile)
def test_escaped_text_comes_back_unchanged(text: str) -> None:
    assert unescape(escape(text)) == text


@given(hostile)
def test_literal_text_and_labels_never_hold_a_control_character(text: str) -> None:
    for made in (
        literal(text),
        autolink(literal(text)),
        autolink(escape("http://" + text)),
        mention(text),
        link("https://a.org/" + text, text),
        link(text, text),
    ):
        assert not list(problems_in_text("text", {"type": "mrkdwn", "text": made}, 10_000))


@given(hostile)
def test_literal_text_never_pairs_two_marks(text: str) -> None:
    assert not re.search(r"(?<![\w*_~`])([*_~`])(?=[^\s*_~`])[^\n]*?[^\s*_~`]\1(?!\w)", literal(text))


@pytest.mark.parametrize("text", ["@here", "all of @channel!", "@Everyone,", "<!here> and @here"])
def test_nobody_can_ring_every_phone(text: str) -> None:
    for made in (escape(text), literal(text), link("https://a.org/", text), link("here", text)):
        assert not re.search(r"<!|@(here|channel|everyone)", made, re.IGNORECASE)
    assert unescape(escape(text)) == text


def test_names_that_only_begin_so_stay_as_they_are() -> None:
    assert escape("ada@heredity.org, @channels") == "ada@heredity.org, @channels"
