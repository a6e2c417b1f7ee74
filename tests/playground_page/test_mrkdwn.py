"""mrkdwn as HTML: Slack's own rules, and what must never happen."""

import time
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.playground.render import RenderContext, glyph, mrkdwn, plain_text
from tests.playground_page.html_check import Reading

CONTEXT = RenderContext(
    viewer="U1",
    users={"U1": "rosa", "U2": "carl"},
    channels={"C1": "ai-news"},
    zone=ZoneInfo("Europe/Berlin"),
    now=datetime(2026, 11, 23, 12, 0, tzinfo=UTC),
)
LINK = 'target="_blank" rel="noopener noreferrer nofollow" class="link"'


def drawn(text: str) -> str:
    """One paragraph's content."""
    html = str(mrkdwn(text, CONTEXT))
    return html.removeprefix('<span class="run">').removesuffix("</span>") if html.count("run") == 1 else html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("plain words", "plain words"),
        ("*bold*", "<strong>bold</strong>"),
        ("_italic_", "<em>italic</em>"),
        ("~gone~", "<s>gone</s>"),
        ("*_both_*", "<strong><em>both</em></strong>"),
        ("a *b* c", "a <strong>b</strong> c"),
        ("(*b*)", "(<strong>b</strong>)"),
        ("*a* *b*", "<strong>a</strong> <strong>b</strong>"),
        ("*bold.*", "<strong>bold.</strong>"),
        ("snake_case_name", "snake_case_name"),
        ("2*3*4", "2*3*4"),
        ("* not bold *", "* not bold *"),
        ("*open", "*open"),
        ("*over\nlines*", "*over\nlines*"),
        ("**", "**"),
        ("`code *not bold*`", "<code>code *not bold*</code>"),
        ("`a &amp;lt; b`", "<code>a &amp;lt; b</code>"),
        ("a &amp; b &lt;c&gt;", "a &amp; b &lt;c&gt;"),
        ("&amp;lt;", "&amp;lt;"),
        ("&quot;&#39;", "&amp;quot;&amp;#39;"),
        ("line\nline", "line\nline"),
        ("• one\n• two", "• one\n• two"),
    ],
)
def test_styles_and_entities(text: str, html: str) -> None:
    assert drawn(text) == html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("> said", "<blockquote>said</blockquote>"),
        ("&gt; said", "<blockquote>said</blockquote>"),
        (">a\n>b", "<blockquote>a\nb</blockquote>"),
        (">>>a\n\nb", "<blockquote>a\n\nb</blockquote>"),
        ("```x = *1*```", "<pre>x = *1*</pre>"),
        ("```\na\nb\n```", "<pre>a\nb</pre>"),
        ("``` open", "``` open"),
    ],
)
def test_quotes_and_preformatted_text(text: str, html: str) -> None:
    assert drawn(text) == html


def test_a_quote_between_lines_stands_by_itself() -> None:
    assert mrkdwn("a\n> b\nc", CONTEXT) == (
        '<span class="run">a</span><blockquote>b</blockquote><span class="run">c</span>'
    )


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<https://a.example/>", f'<a href="https://a.example/" {LINK}>https://a.example/</a>'),
        (
            "<https://a.example/|the *page* https://b.example>",
            f'<a href="https://a.example/" {LINK}>the <strong>page</strong> https://b.example</a>',
        ),
        ("`<https://a.example/|*x*>`", f'<code><a href="https://a.example/" {LINK}>*x*</a></code>'),
        ("<https://a.example/?a=1&amp;b=2|x>", f'<a href="https://a.example/?a=1&amp;b=2" {LINK}>x</a>'),
        (
            "*<https://a.example|bold link>*",
            f'<strong><a href="https://a.example" {LINK}>bold link</a></strong>',
        ),
        (
            "see https://a.example/x_y_z.",
            f'see <a href="https://a.example/x_y_z" {LINK}>https://a.example/x_y_z</a>.',
        ),
        ("<mailto:a@b.example|write>", f'<a href="mailto:a@b.example" {LINK}>write</a>'),
        ("<@U2>", '<span class="mention" data-user="U2">@carl</span>'),
        ("<@U1>", '<span class="mention mention-me" data-user="U1">@rosa</span>'),
        ("<@U9|gone>", '<span class="mention" data-user="U9">@gone</span>'),
        ("<#C1>", '<a class="mention" href="/?as=U1&amp;channel=C1" data-go>#ai-news</a>'),
        ("<!here>", '<span class="mention mention-me">@here</span>'),
        ("<!subteam^S1|@editors>", '<span class="mention mention-me">@editors</span>'),
        ("<!unknown>", "&lt;!unknown&gt;"),
    ],
)
def test_links_and_mentions(text: str, html: str) -> None:
    assert drawn(text) == html


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ("{date_num} {time}", "2026-11-23 9:05 AM"),
        ("{date}", "November 23rd, 2026"),
        ("{date_short} at {time_secs}", "Nov 23, 2026 at 9:05:00 AM"),
        ("{date_long}", "Monday, November 23rd, 2026"),
        ("{date_short_pretty}", "today"),
        ("{ago}", "3 hours ago"),
        ("{no_such}", "{no_such}"),
    ],
)
def test_dates_are_in_the_readers_zone(form: str, words: str) -> None:
    stamp = int(datetime(2026, 11, 23, 8, 5, tzinfo=UTC).timestamp())
    assert Reading(mrkdwn(f"<!date^{stamp}^{form}|fallback>", CONTEXT)).text == words


def test_a_date_that_no_calendar_has_shows_its_fallback() -> None:
    assert drawn("<!date^999999999999999^{date}|one day>") == "one day"


def test_emoji_are_drawn_and_unknown_ones_left() -> None:
    html = drawn(":tada: :rolled_up_newspaper: :our-own: 10:30:45")
    assert "🎉" in html
    assert "🗞" in html
    assert ":our-own:" in html
    assert "10:30:45" in html


@pytest.mark.parametrize(
    ("name", "drawn_as"),
    [
        ("+1::skin-tone-3", "\N{THUMBS UP SIGN}\N{EMOJI MODIFIER FITZPATRICK TYPE-3}"),
        ("+1::skin-tone-9", "\N{THUMBS UP SIGN}"),
        ("flag-at", "\N{REGIONAL INDICATOR SYMBOL LETTER A}\N{REGIONAL INDICATOR SYMBOL LETTER T}"),
        ("de", "\N{REGIONAL INDICATOR SYMBOL LETTER D}\N{REGIONAL INDICATOR SYMBOL LETTER E}"),
        ("flag-<b", None),
        ("at", None),
    ],
)
def test_skin_tones_and_flags(name: str, drawn_as: str | None) -> None:
    assert glyph(name) == drawn_as


def test_verbatim_text_does_not_link_by_itself() -> None:
    assert "<a" not in mrkdwn("https://a.example", CONTEXT, verbatim=True)


ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<javascript:alert(1)|click>",
    "<JaVaScRiPt:alert(1)|click>",
    "<data:text/html;base64,PHNjcmlwdD4=|x>",
    "<vbscript:x|x>",
    "<file:///etc/passwd|x>",
    "<//evil.example|x>",
    "<https:evil|x>",
    "<https://a.example/\\@evil.example|x>",
    '<https://a.example/" onmouseover="alert(1)|x>',
    "<https://a.example/' onmouseover='alert(1)|x>",
    "<https://a.example|<b>x</b>>",
    "<https://[|x>",
    '<@U1"><img src=x>|x>',
    "<@U9|<script>x</script>>",
    "<!date^1^{date}^javascript:alert(1)|x>",
    "<!date^1^<script>|x>",
    "`</code><script>alert(1)</script>`",
    "```</pre><script>alert(1)</script>```",
    "> </blockquote><script>",
    "*</strong><svg onload=alert(1)>*",
    ":</span><script>:",
    '"><svg/onload=alert(1)>',
    "\u202e<script>\u202c",
    "\x00<scr\x00ipt>",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_hostile_text_stays_text(attack: str) -> None:
    for html in (mrkdwn(attack, CONTEXT), plain_text(attack)):
        reading = Reading(html)
        assert reading.problems == []
        assert not {"script", "img", "svg", "b"} & set(reading.tags)


SNIPPETS = st.sampled_from(
    [*ATTACKS, "*", "_", "~", "`", "```", ">", ">>>", "<", "|", "\n", " ", "&amp;", ":tada:", "a"]
)


@given(st.lists(st.one_of(SNIPPETS, st.text(max_size=8)), max_size=12).map("".join))
def test_no_text_makes_a_tag_that_we_did_not_write(text: str) -> None:
    assert Reading(mrkdwn(text, CONTEXT)).problems == []
    assert Reading(plain_text(text)).problems == []


@given(st.text(alphabet="ab&<>;'\"", max_size=30))
def test_encoded_text_reads_back_as_it_was_written(text: str) -> None:
    encoded = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert Reading(plain_text(encoded)).text == text


@pytest.mark.parametrize(
    "text", ["*a " * 20_000, "<" * 40_000, "`" * 40_001, "*_~" * 13_000, "> " * 20_000, "&amp;" * 8_000]
)
def test_long_hostile_text_is_drawn_quickly(text: str) -> None:
    started = time.thread_time()
    assert mrkdwn(text, CONTEXT)
    assert time.thread_time() - started < 10  # a guard against blowing up, not a measure
