"""Block Kit as HTML."""

import re
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.playground.render import RenderContext, render_attachments, render_blocks
from tests.playground_page.html_check import Reading
from tests.playground_page.test_mrkdwn import ATTACKS

Json = dict[str, Any]
USERS = {"U1": "rosa", "U2": "carl"}


def context(**more: Any) -> RenderContext:
    return RenderContext(**{"viewer": "U1", "users": USERS, "channels": {"C1": "ai-news"}, **more})


def drawn(*blocks: Json, **more: Any) -> str:
    html = str(render_blocks(list(blocks), context(**more)))
    assert Reading(html).problems == []
    return html


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def option(value: str, **more: Any) -> Json:
    return {"text": plain(value.title()), "value": value, **more}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "block_id": "row", "elements": list(elements)}


def asked(element: Json, **more: Any) -> Json:
    return {"type": "input", "block_id": "ask", "label": plain("Question"), "element": element, **more}


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        (
            {"type": "header", "text": plain("AI & News")},
            '<h2 class="blk blk-header" dir="auto">AI &amp; News</h2>',
        ),
        ({"type": "divider"}, '<hr class="blk blk-divider">'),
        ({"type": "section", "text": mrkdwn("*b*")}, "<strong>b</strong>"),
        ({"type": "section", "text": plain("*b*")}, '<div class="text" dir="auto">*b*</div>'),
        ({"type": "section", "fields": [mrkdwn("a"), plain("b")]}, '<div class="fields">'),
        ({"type": "context", "elements": [mrkdwn("small"), {"type": "image", "alt_text": "icon"}]}, "icon"),
        (
            {"type": "image", "image_url": "https://x.example/a.png", "alt_text": "A cat"},
            'aria-label="A cat"',
        ),
        (
            {"type": "video", "title": plain("Talk"), "alt_text": "talk", "title_url": "https://v.example"},
            "Talk",
        ),
        ({"type": "markdown", "text": "# Head\n**b** [x](https://a.example)"}, "<h1>Head</h1>"),
        ({"type": "markdown", "text": "|a|b|\n|-|:-:|\n|1|2|"}, '<td class="align-center">2</td>'),
        ({"type": "hologram"}, "Block “hologram” is not drawn here"),
        ({}, "Block “without a type” is not drawn here"),
        ({"type": "actions", "elements": [{"type": "lever"}]}, "Element “lever” is not drawn here"),
    ],
)
def test_every_block_is_drawn(block: Json, expected: str) -> None:
    assert expected in drawn(block)


def test_pictures_are_never_loaded() -> None:
    url = "https://tracker.example/pixel.png"
    blocks: list[Json] = [
        {"type": "image", "image_url": url, "alt_text": "a"},
        {
            "type": "section",
            "text": mrkdwn("x"),
            "accessory": {"type": "image", "image_url": url, "alt_text": "b"},
        },
        {"type": "context", "elements": [{"type": "image", "image_url": url, "alt_text": "c"}]},
        {"type": "markdown", "text": f"![d]({url})"},
    ]
    assert "tracker" not in drawn(*blocks)


def test_a_button_carries_what_it_sends() -> None:
    button = {
        "type": "button",
        "action_id": "up",
        "text": plain("Up :tada:"),
        "value": "1",
        "style": "primary",
    }
    html = drawn(actions(button))
    for expected in (
        'data-action-id="up"',
        'data-block-id="row"',
        'data-value="1"',
        "btn-primary",
        "🎉",
        "data-dispatch",
    ):
        assert expected in html


def test_a_button_with_a_link_opens_it_and_an_unsafe_link_is_dropped() -> None:
    button = {"type": "button", "action_id": "go", "text": plain("Go")}
    assert 'href="https://a.example"' in drawn(actions({**button, "url": "https://a.example"}))
    assert "href" not in drawn(actions({**button, "url": "javascript:alert(1)"}))


def test_a_confirmation_is_kept_beside_its_element() -> None:
    confirm = {
        "title": plain("Sure?"),
        "text": mrkdwn("*Really*"),
        "confirm": plain("Do it"),
        "deny": plain("No"),
    }
    html = drawn(actions({"type": "button", "action_id": "x", "text": plain("X"), "confirm": confirm}))
    assert '<template class="confirm" data-yes="Do it" data-no="No" data-style="primary">' in html
    assert "<strong>Really</strong>" in html


@pytest.mark.parametrize(
    ("element", "expected"),
    [
        (
            {"type": "static_select", "options": [option("a"), option("b")], "initial_option": option("b")},
            'value="b" selected',
        ),
        (
            {"type": "static_select", "option_groups": [{"label": plain("G"), "options": [option("a")]}]},
            '<optgroup label="G">',
        ),
        ({"type": "users_select", "initial_user": "U2"}, '<option value="U2" selected>@carl</option>'),
        ({"type": "channels_select"}, '<option value="C1">#ai-news</option>'),
        ({"type": "conversations_select"}, '<option value="U1">@rosa</option>'),
        (
            {"type": "multi_static_select", "options": [option("a")], "initial_options": [option("a")]},
            'value="a" checked',
        ),
        ({"type": "multi_users_select", "initial_users": ["U1"]}, 'value="U1" checked'),
        ({"type": "overflow", "options": [option("a")]}, 'role="menuitem"'),
        ({"type": "radio_buttons", "options": [option("a", description=plain("Why"))]}, "Why"),
        (
            {"type": "checkboxes", "options": [option("a")], "initial_options": [option("a")]},
            'type="checkbox"',
        ),
        ({"type": "datepicker", "initial_date": "2026-11-23"}, 'type="date"'),
        ({"type": "timepicker", "initial_time": "09:00"}, 'value="09:00"'),
        ({"type": "datetimepicker", "initial_date_time": 1795420800}, 'value="2026-11-23T09:00"'),
    ],
)
def test_every_chooser_is_drawn(element: Json, expected: str) -> None:
    assert expected in drawn(actions({**element, "action_id": "pick"}), zone=ZoneInfo("Europe/Berlin"))


@pytest.mark.parametrize(
    ("element", "expected"),
    [
        ({"type": "plain_text_input", "initial_value": "a<b", "max_length": 9}, 'maxlength="9"'),
        ({"type": "plain_text_input", "multiline": True, "initial_value": "\na<b"}, ">\n\na&lt;b</textarea>"),
        ({"type": "number_input", "is_decimal_allowed": True, "min_value": "1"}, 'step="any"'),
        ({"type": "email_text_input"}, 'type="email"'),
        ({"type": "url_text_input"}, 'type="url"'),
        ({"type": "rich_text_input"}, "<textarea"),
        ({"type": "file_input"}, "Files cannot be handed in here"),
        ({"type": "radio_buttons", "options": [option("a")]}, 'role="radiogroup"'),
    ],
)
def test_every_field_is_drawn_under_its_label(element: Json, expected: str) -> None:
    html = drawn(asked({**element, "action_id": "in"}))
    assert expected in html
    assert "Question" in html


def test_a_fields_error_and_hint_describe_it() -> None:
    html = drawn(
        asked({"type": "plain_text_input", "action_id": "in"}, hint=plain("Short"), optional=True),
        errors={"ask": "Too <long>"},
    )
    assert 'aria-describedby="b-2 b-3" aria-invalid="true"' in html
    assert '<p class="field-error" id="b-3" dir="auto">Too &lt;long&gt;</p>' in html
    assert '<p class="hint" id="b-2" dir="auto">Short</p>' in html
    assert "(optional)" in html


@pytest.mark.parametrize(
    ("kind", "chosen", "offered"),
    [
        ("channels_select", {}, ["C1"]),
        ("conversations_select", {}, ["C1", "C2", "D1", "U1"]),
        ("conversations_select", {"include": ["public"]}, ["C1"]),
        ("multi_conversations_select", {"include": ["private", "public"]}, ["C1", "C2"]),
        ("conversations_select", {"include": ["im"]}, ["D1", "U1"]),
        ("conversations_select", {"include": ["im"], "exclude_bot_users": True}, ["U1"]),
    ],
)
def test_menus_of_conversations_are_filtered(kind: str, chosen: Json, offered: list[str]) -> None:
    html = drawn(
        actions({"type": kind, "action_id": "a", "filter": chosen}),
        users={"U1": "Rosa", "UB": "Bot"},
        channels={"C1": "general", "C2": "curators"},
        directs={"D1": "Bot"},
        private=frozenset({"C2"}),
    )
    assert re.findall(r'value="(\w+)"', html) == offered


def test_what_was_entered_wins_over_the_initial_value() -> None:
    typed = {"ask": {"in": {"type": "plain_text_input", "value": "mine"}}}
    assert 'value="mine"' in drawn(
        asked({"type": "plain_text_input", "action_id": "in", "initial_value": "x"}), state=typed
    )
    chosen = {"row": {"pick": {"type": "static_select", "selected_option": option("b")}}}
    select = {"type": "static_select", "action_id": "pick", "options": [option("a"), option("b")]}
    assert 'value="b" selected' in drawn(actions({**select, "initial_option": option("a")}), state=chosen)
    cleared = {"row": {"pick": {"type": "static_select", "selected_option": None}}}
    assert "selected" not in drawn(actions({**select, "initial_option": option("a")}), state=cleared)


def test_input_blocks_report_at_once_only_where_they_ask_for_it() -> None:
    field = {"type": "static_select", "action_id": "s", "options": [option("a")]}
    assert "data-dispatch" not in drawn(asked(field))
    assert "data-dispatch" in drawn(asked(field, dispatch_action=True))


def rich(*elements: Json) -> Json:
    return {"type": "rich_text", "elements": list(elements)}


def test_rich_text_is_literal_and_styled() -> None:
    html = drawn(
        rich(
            {
                "type": "rich_text_section",
                "elements": [
                    {"type": "text", "text": "a &amp; *b* <i>", "style": {"bold": True, "italic": True}},
                    {"type": "link", "url": "https://a.example", "text": "page"},
                    {"type": "link", "url": "javascript:alert(1)", "text": "bad"},
                    {"type": "emoji", "name": "tada"},
                    {"type": "user", "user_id": "U2"},
                    {"type": "broadcast", "range": "here"},
                    {"type": "date", "timestamp": 0, "format": "{date_num}"},
                ],
            },
            {"type": "rich_text_quote", "elements": [{"type": "text", "text": "quoted"}]},
            {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "x = 1"}]},
        )
    )
    assert "<strong><em>a &amp;amp; *b* &lt;i&gt;</em></strong>" in html
    for expected in (
        "@carl",
        "@here",
        "1970-01-01",
        '<blockquote dir="auto">quoted',
        '<pre dir="auto">x = 1',
        "🎉",
    ):
        assert expected in html
    assert "javascript" not in html


def test_rich_text_lists_nest_by_indent_and_go_on_counting() -> None:
    item = {"type": "rich_text_section", "elements": [{"type": "text", "text": "one"}]}
    html = drawn(
        rich(
            {"type": "rich_text_list", "style": "ordered", "offset": 2, "elements": [item]},
            {"type": "rich_text_list", "style": "bullet", "indent": 1, "elements": [item]},
        )
    )
    assert '<ol class="list indent-0 level-0" start="3"><li dir="auto">one</li></ol>' in html
    assert '<ul class="list indent-1 level-1">' in html


def test_a_tables_first_row_is_its_head() -> None:
    html = drawn(
        {
            "type": "table",
            "column_settings": [{"align": "right"}],
            "rows": [
                [{"type": "raw_text", "text": "N"}],
                [rich({"type": "rich_text_section", "elements": []})],
            ],
        }
    )
    assert '<th scope="col" class="align-right" dir="auto">N</th>' in html


def test_attachments_are_drawn() -> None:
    html = render_attachments(
        [
            {
                "color": "good",
                "title": "T",
                "title_link": "javascript:1",
                "text": "*b*",
                "fields": [{"title": "F", "value": "v"}],
            }
        ],
        context(),
    )
    assert Reading(html).problems == []
    assert "attachment-good" in html
    assert "<strong>b</strong>" in html


@pytest.mark.parametrize("attack", ATTACKS)
def test_hostile_words_stay_words_in_every_place(attack: str) -> None:
    text, bad = mrkdwn(attack), option("x") | {"text": plain(attack), "value": attack, "url": attack}
    confirm = {"title": plain(attack), "text": text, "confirm": plain(attack), "deny": plain(attack)}
    ids = {
        "action_id": attack,
        "placeholder": plain(attack),
        "confirm": confirm,
        "accessibility_label": attack,
    }
    blocks: list[Json] = [
        {"type": "header", "text": plain(attack), "block_id": attack},
        {
            "type": "section",
            "text": text,
            "fields": [text],
            "accessory": {"type": "overflow", "options": [bad], **ids},
        },
        {
            "type": "actions",
            "block_id": attack,
            "elements": [{"type": "button", "text": plain(attack), "url": attack, **ids}],
        },
        {"type": "actions", "elements": [{"type": "multi_static_select", "options": [bad], **ids}]},
        asked(
            {"type": "plain_text_input", "initial_value": attack, "multiline": True, **ids},
            hint=plain(attack),
        ),
        asked({"type": "checkboxes", "options": [bad], **ids}, block_id=attack),
        {"type": "image", "alt_text": attack, "title": plain(attack), "image_url": attack},
        {"type": "markdown", "text": attack},
        {"type": attack, "text": attack},
        rich(
            {
                "type": "rich_text_section",
                "elements": [{"type": "text", "text": attack}, {"type": "link", "url": attack}],
            }
        ),
    ]
    reading = Reading(drawn(*blocks, errors={attack: attack}))
    assert not {"script", "img", "svg", "b"} & set(reading.tags)


KINDS = st.sampled_from(
    [
        "header", "section", "context", "actions", "divider", "image", "input", "rich_text", "markdown",
        "video", "table", "button", "overflow", "datepicker", "static_select", "multi_users_select",
        "radio_buttons", "plain_text_input", "number_input", "rich_text_list", "mrkdwn", "text", "link",
        "datetimepicker", "checkboxes", "rich_text_section", "date",
    ]
)  # fmt: skip
KEYS = st.sampled_from(
    [
        "type", "text", "elements", "element", "fields", "accessory", "options", "option_groups", "label",
        "value", "url", "rows", "block_id", "action_id", "style", "initial_option", "initial_date_time",
        "initial_value", "confirm", "hint", "placeholder", "timestamp", "format", "name", "indent",
        "offset",
    ]
)  # fmt: skip
ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=6)
    | KINDS
    | st.sampled_from(ATTACKS),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=6),
    max_leaves=20,
)


@settings(suppress_health_check=[HealthCheck.too_slow])  # the first example takes seconds on a busy machine
@given(
    st.lists(
        st.dictionaries(KEYS, ANYTHING, max_size=6).flatmap(
            lambda one: KINDS.map(lambda kind: {**one, "type": kind})
        ),
        max_size=4,
    )
)
def test_any_json_is_drawn_without_a_foreign_tag(blocks: list[Json]) -> None:
    assert Reading(render_blocks(blocks, context())).problems == []
    assert Reading(render_attachments(blocks, context())).problems == []


@pytest.mark.parametrize(
    ("written", "drawn_as"),
    [("#F405B3", 'data-colour="#F405B3"'), ("abc", 'data-colour="#abc"'), ("red;}", None), ("good", None)],
)
def test_only_colours_become_colours(written: str, drawn_as: str | None) -> None:
    bar = str(render_attachments([{"color": written, "text": "x"}], context()))
    patch = drawn(rich({"type": "rich_text_section", "elements": [{"type": "color", "value": written}]}))
    for html in (bar, patch):
        assert (drawn_as in html) if drawn_as else ("data-colour" not in html)
