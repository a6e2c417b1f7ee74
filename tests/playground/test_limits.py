"""Good and bad payloads, by Slack's documented limits."""

import copy
from typing import Any

import pytest

from bot.playground.limits import check_message, check_view

Block = dict[str, Any]
IMAGE = "https://example.org/a.png"


def plain(text: str) -> Block:
    return {"type": "plain_text", "text": text}


def markup(text: str) -> Block:
    return {"type": "mrkdwn", "text": text}


def option(number: int = 0, **rest: Any) -> Block:
    return {"text": plain(f"Option {number}"), "value": f"v{number}", **rest}


def options(count: int) -> list[Block]:
    return [option(number) for number in range(count)]


def button(**rest: Any) -> Block:
    return {"type": "button", "text": plain("Go"), "action_id": "go", **rest}


def actions(*elements: Block) -> Block:
    return {"type": "actions", "elements": list(elements)}


def section(**rest: Any) -> Block:
    return {"type": "section", "text": markup("x"), **rest}


def input_block(element: Block | None = None, **rest: Any) -> Block:
    return {"type": "input", "label": plain("L"), "element": element or text_input(), **rest}


def text_input(**rest: Any) -> Block:
    return {"type": "plain_text_input", "action_id": "a", **rest}


def rich(*elements: Block) -> Block:
    return {"type": "rich_text", "elements": list(elements)}


def line(*inline: Block) -> Block:
    return {"type": "rich_text_section", "elements": list(inline)}


def confirm(**rest: Any) -> Block:
    words = {"title": plain("Sure?"), "text": markup("Really?"), "confirm": plain("Yes"), "deny": plain("No")}
    return {**words, **rest}


def modal(*blocks: Block, **rest: Any) -> Block:
    return {"type": "modal", "title": plain("T"), "blocks": list(blocks) or [section()], **rest}


GOOD_BLOCKS: list[Block] = [
    section(),
    section(text=plain("plain too")),
    section(text=markup("x" * 3000)),
    {"type": "section", "fields": [markup("x" * 1000)] * 10},
    section(accessory=button(confirm=confirm(style="danger"))),
    section(accessory={"type": "image", "image_url": IMAGE, "alt_text": "A"}, expand=True),
    {"type": "header", "text": plain("x" * 150)},
    {"type": "divider"},
    {"type": "divider", "block_id": "x" * 255},
    {"type": "context", "elements": [markup("x"), {"type": "image", "image_url": IMAGE, "alt_text": "A"}]},
    {"type": "context", "elements": [plain("x")] * 10},
    {"type": "image", "image_url": IMAGE, "alt_text": "A", "title": plain("T")},
    {"type": "image", "slack_file": {"id": "F1"}, "alt_text": "A"},
    actions(*[button(action_id=f"b{number}") for number in range(25)]),
    actions(button(text=plain("x" * 75), value="v" * 2000, url="https://e.org/", style="primary")),
    actions({"type": "static_select", "options": options(100), "initial_option": option(7)}),
    actions({"type": "static_select", "option_groups": [{"label": plain("G"), "options": options(3)}]}),
    actions({"type": "overflow", "options": [*options(4), option(9, url="https://e.org/")]}),
    actions({"type": "checkboxes", "options": [{**option(), "text": markup("*b*")}], "action_id": "c"}),
    actions({"type": "radio_buttons", "options": options(10)}),
    actions({"type": "datepicker", "initial_date": "2026-11-23"}, {"type": "timepicker"}),
    actions({"type": "datetimepicker", "initial_date_time": 1795405418}),
    actions({"type": "conversations_select", "filter": {"include": ["public"]}}),
    actions({"type": "users_select", "placeholder": plain("Who?")}),
    input_block(),
    input_block(text_input(multiline=True, min_length=1, max_length=3000, initial_value="x")),
    input_block({"type": "multi_users_select", "max_selected_items": 2}, optional=True, hint=plain("H")),
    input_block({"type": "number_input", "is_decimal_allowed": False, "min_value": "1"}),
    rich(line({"type": "text", "text": "x", "style": {"bold": True}}, {"type": "link", "url": IMAGE})),
    rich({"type": "rich_text_list", "style": "bullet", "elements": [line({"type": "emoji", "name": "x"})]}),
    rich({"type": "rich_text_quote", "elements": [{"type": "user", "user_id": "U1"}]}),
    rich({"type": "rich_text_preformatted", "border": 1, "elements": [{"type": "text", "text": "x"}]}),
    {"type": "markdown", "text": "# x" * 100},
    {
        "type": "table",
        "rows": [[{"type": "raw_text", "text": "x"}, rich(line({"type": "text", "text": "y"}))]],
        "column_settings": [None, {"align": "right", "is_wrapped": True}],
    },
    {
        "type": "video",
        "alt_text": "A",
        "title": plain("T"),
        "thumbnail_url": IMAGE,
        "video_url": "https://e.org/v",
    },
]

BAD_BLOCKS: list[tuple[Any, str]] = [
    ("text", "must provide an object [json-pointer:/blocks/0]"),
    ({}, "missing required field: type [json-pointer:/blocks/0]"),
    ({"type": "nope"}, "unsupported type: nope [json-pointer:/blocks/0/type]"),
    (section(color="red"), "invalid additional property: color [json-pointer:/blocks/0]"),
    ({"type": "section"}, "must define either `text` or `fields` [json-pointer:/blocks/0]"),
    (section(text=markup("")), "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
    (
        section(text=markup("x" * 3001)),
        "must be less than 3001 characters [json-pointer:/blocks/0/text/text]",
    ),
    (section(text="raw"), "must provide an object [json-pointer:/blocks/0/text]"),
    (section(text={"type": "markdown", "text": "x"}), "unsupported type: markdown"),
    (section(text={"type": "mrkdwn"}), "missing required field: text [json-pointer:/blocks/0/text]"),
    (section(text={"type": "mrkdwn", "text": 3}), "must be a string"),
    (section(text={"type": "mrkdwn", "text": "x", "emoji": True}), "invalid additional property: emoji"),
    (section(fields=[]), "no fewer than 1 items allowed [json-pointer:/blocks/0/fields]"),
    (section(fields=[markup("x")] * 11), "no more than 10 items allowed"),
    (section(fields=[markup("x" * 2001)]), "must be less than 2001 characters"),
    (section(accessory=text_input()), "unsupported type: plain_text_input"),
    (section(accessory=None), "must provide an object"),
    (section(block_id="x" * 256), "must be less than 256 characters [json-pointer:/blocks/0/block_id]"),
    (section(block_id=7), "must be a string"),
    ({"type": "header", "text": markup("x")}, "unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]"),
    ({"type": "header", "text": plain("x" * 151)}, "must be less than 151 characters"),
    ({"type": "header"}, "missing required field: text"),
    ({"type": "context", "elements": []}, "no fewer than 1 items"),
    ({"type": "context", "elements": [plain("x")] * 11}, "no more than 10 items"),
    ({"type": "context", "elements": [button()]}, "unsupported type: button"),
    ({"type": "context", "elements": [markup("x" * 3001)]}, "must be less than 3001"),
    ({"type": "image", "image_url": IMAGE}, "missing required field: alt_text"),
    ({"type": "image", "alt_text": "A"}, "must define exactly one of `image_url` or `slack_file`"),
    ({"type": "image", "image_url": "x" * 3001, "alt_text": "A"}, "must be less than 3001"),
    ({"type": "image", "image_url": "not a link", "alt_text": "A"}, "must be a valid URL"),
    ({"type": "image", "image_url": IMAGE, "alt_text": "A" * 2001}, "must be less than 2001"),
    (
        {"type": "image", "image_url": IMAGE, "alt_text": "A", "title": markup("T")},
        "unsupported type: mrkdwn",
    ),
    (actions(), "no fewer than 1 items"),
    (actions(*[button(action_id=f"b{number}") for number in range(26)]), "no more than 25 items"),
    (actions(button(), button()), "action_id must be unique within a block"),
    (actions(button(text=plain("x" * 76))), "must be less than 76 characters"),
    (actions(button(text=markup("x"))), "unsupported type: mrkdwn"),
    (actions(button(value="x" * 2001)), "must be less than 2001"),
    (actions(button(url="x" * 3001)), "must be less than 3001"),
    (actions(button(url="example.org")), "must be a valid URL"),
    (actions(button(style="default")), "must be a valid enum value"),
    (actions(button(action_id="x" * 256)), "must be less than 256"),
    (actions(button(confirm=confirm(title=plain("x" * 101)))), "must be less than 101"),
    (actions(button(confirm=confirm(text=markup("x" * 301)))), "must be less than 301"),
    (actions(button(confirm=confirm(deny=plain("x" * 31)))), "must be less than 31"),
    (actions(button(confirm={"title": plain("x")})), "missing required field: text"),
    (actions(text_input()), "unsupported type: plain_text_input"),
    (actions({"type": "static_select"}), "must define exactly one of `options` or `option_groups`"),
    (actions({"type": "static_select", "options": options(101)}), "no more than 100 items"),
    (actions({"type": "static_select", "options": []}), "no fewer than 1 items"),
    (actions({"type": "static_select", "options": [{"text": plain("x")}]}), "missing required field: value"),
    (actions({"type": "static_select", "options": [option(text=markup("x"))]}), "unsupported type: mrkdwn"),
    (actions({"type": "static_select", "options": [option(text=plain("x" * 76))]}), "must be less than 76"),
    (actions({"type": "static_select", "options": [option(value="x" * 151)]}), "must be less than 151"),
    (actions({"type": "static_select", "options": [option(description=plain("x" * 76))]}), "less than 76"),
    (
        actions({"type": "static_select", "options": options(2), "initial_option": option(7)}),
        "must match one of the options exactly",
    ),
    (actions({"type": "static_select", "options": options(2), "placeholder": plain("x" * 151)}), "than 151"),
    (actions({"type": "overflow", "options": options(6)}), "no more than 5 items"),
    (actions({"type": "checkboxes", "options": options(11)}), "no more than 10 items"),
    (actions({"type": "radio_buttons", "options": options(11)}), "no more than 10 items"),
    (actions({"type": "radio_buttons", "options": [option(), option()]}), "option values must be unique"),
    (actions({"type": "datepicker", "initial_date": "23.11.2026"}), "must match the required format"),
    (actions({"type": "timepicker", "initial_time": "24:00"}), "must match the required format"),
    (actions({"type": "datetimepicker", "initial_date_time": 12}), "must be between"),
    (actions({"type": "conversations_select", "filter": {"include": ["all"]}}), "must be a valid enum value"),
    ({"type": "input", "element": text_input()}, "missing required field: label"),
    (input_block(label=markup("x")), "unsupported type: mrkdwn"),
    (input_block(label=plain("x" * 2001)), "must be less than 2001"),
    (input_block(button()), "unsupported type: button"),
    (input_block(text_input(max_length=3001)), "must be between 1 and 3000"),
    (input_block(text_input(min_length=5, max_length=4)), "must be less than or equal to max_length"),
    (input_block(text_input(initial_value="x" * 3001)), "must be less than 3001"),
    (input_block(text_input(placeholder=plain("x" * 151))), "must be less than 151"),
    (input_block({"type": "number_input"}), "missing required field: is_decimal_allowed"),
    (input_block({"type": "file_input"}), "file_input is only allowed in modals"),
    (input_block(optional="yes"), "must be a boolean"),
    (rich({"type": "rich_text_table", "elements": []}), "unsupported type: rich_text_table"),
    (rich(line({"type": "text", "text": ""})), "must be more than 0 characters"),
    (rich(line({"type": "text", "text": "x", "style": "bold"})), "must provide an object"),
    (rich(line({"type": "link", "text": "x"})), "missing required field: url"),
    (rich({"type": "rich_text_list", "style": "dots", "elements": []}), "must be a valid enum value"),
    (rich({"type": "rich_text_list", "style": "bullet", "elements": [{"type": "text"}]}), "unsupported type"),
    ({"type": "markdown", "text": "x" * 12_001}, "must be less than 12001"),
    ({"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]] * 101}, "no more than 100 items"),
    ({"type": "table", "rows": [[{"type": "raw_text", "text": "x"}] * 21]}, "no more than 20 items"),
    ({"type": "table", "rows": [["x"]]}, "must provide an object"),
]


@pytest.mark.parametrize("block", GOOD_BLOCKS, ids=lambda block: block["type"])
def test_good_blocks_are_taken(block: Block) -> None:
    assert check_message(text="x", blocks=[block]) is None


@pytest.mark.parametrize(("block", "message"), BAD_BLOCKS, ids=range(len(BAD_BLOCKS)))
def test_bad_blocks_are_refused_with_a_pointer(block: Any, message: str) -> None:
    refusal = check_message(text="x", blocks=[block])
    assert refusal is not None
    assert refusal.error == "invalid_blocks"
    assert message in " ".join(refusal.messages)
    assert all(one.startswith("[ERROR] ") and "[json-pointer:/blocks" in one for one in refusal.messages)


@pytest.mark.parametrize(
    ("content", "error"),
    [
        ({"text": None}, "no_text"),
        ({"text": ""}, "no_text"),
        ({"text": "", "blocks": []}, "no_text"),
        ({"text": "x", "blocks": {"type": "divider"}}, "invalid_blocks_format"),
        ({"text": "x", "blocks": [{"type": "divider"}] * 51}, "invalid_blocks"),
        ({"text": "x", "blocks": [section(block_id="a"), section(block_id="a")]}, "invalid_blocks"),
        ({"text": "x", "blocks": [section(text=markup("x" * 2900))] * 5}, "msg_blocks_too_long"),
        ({"text": "x", "blocks": [{"type": "markdown", "text": "x" * 6001}] * 2}, "invalid_blocks"),
        (
            {"text": "x", "blocks": [{"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]]}] * 2},
            "invalid_blocks",
        ),
        ({"text": "x", "attachments": "x"}, "invalid_attachments"),
        ({"text": "x", "attachments": [{"blocks": [{"type": "nope"}]}]}, "invalid_attachments"),
        ({"text": "x", "attachments": [{"text": "x"}] * 101}, "too_many_attachments"),
        ({"text": "x", "metadata": {"event_type": "x"}}, "invalid_metadata_format"),
        ({"text": "x", "metadata": {"event_type": "", "event_payload": {}}}, "invalid_metadata_format"),
        ({"text": "x", "metadata": {"event_type": "x", "event_payload": []}}, "invalid_metadata_format"),
        (
            {"text": "x", "metadata": {"event_type": "x", "event_payload": {}, "y": 1}},
            "invalid_metadata_schema",
        ),
        (
            {"text": "x", "metadata": {"event_type": "x", "event_payload": {"k": "x" * 70_000}}},
            "metadata_too_large",
        ),
    ],
)
def test_whole_messages_are_refused(content: Block, error: str) -> None:
    refusal = check_message(**content)
    assert refusal is not None
    assert refusal.error == error


def test_a_message_may_have_fifty_blocks_and_metadata() -> None:
    metadata = {"event_type": "issue", "event_payload": {"position": 1}}
    assert check_message(text="", blocks=[section()] * 50, metadata=metadata) is None


@pytest.mark.parametrize(
    "view",
    [
        modal(),
        modal(*[section()] * 100),
        modal(input_block(), submit=plain("Save")),
        modal(input_block({"type": "file_input"}), submit=plain("x" * 24)),
        modal(private_metadata="x" * 3000, callback_id="x" * 255, external_id="e", close=plain("No")),
        modal(clear_on_close=True, notify_on_close=True, private_metadata=""),
        {"type": "home", "blocks": [section()], "private_metadata": "x"},
    ],
)
def test_good_views_are_taken(view: Block) -> None:
    assert check_view(view, kinds=("modal", "home")) is None


@pytest.mark.parametrize(
    ("view", "message"),
    [
        ("x", "must provide an object [json-pointer:/view]"),
        ({"title": plain("T"), "blocks": []}, "missing required field: type [json-pointer:/view]"),
        ({"type": "page", "blocks": []}, "unsupported type: page [json-pointer:/view/type]"),
        ({"type": "modal", "blocks": [section()]}, "missing required field: title"),
        ({"type": "modal", "title": plain("T")}, "missing required field: blocks"),
        (modal(title=markup("T")), "unsupported type: mrkdwn"),
        (modal(title=plain("x" * 25)), "must be less than 25 characters [json-pointer:/view/title/text]"),
        (modal(submit=plain("x" * 25)), "must be less than 25 characters"),
        (modal(close=plain("x" * 25)), "must be less than 25 characters"),
        (modal(*[section()] * 101), "no more than 100 items allowed [json-pointer:/view/blocks]"),
        (modal(private_metadata="x" * 3001), "must be less than 3001"),
        (modal(private_metadata={}), "must be a string"),
        (modal(callback_id="x" * 256), "must be less than 256"),
        (modal(input_block()), "missing required field: submit"),
        (modal({"type": "markdown", "text": "x"}), "unsupported type: markdown"),
        (modal({"type": "table", "rows": []}), "unsupported type: table"),
        (modal(section(block_id="a"), section(block_id="a")), "block_id must be unique"),
        (modal(color="red"), "invalid additional property: color"),
        (
            modal(
                input_block(text_input(focus_on_load=True)),
                input_block(text_input(focus_on_load=True)),
                submit=plain("S"),
            ),
            "only one element may have focus_on_load",
        ),
        ({"type": "home", "blocks": [section()], "title": plain("T")}, "invalid additional property: title"),
    ],
)
def test_bad_views_are_refused_with_a_pointer(view: Any, message: str) -> None:
    refusal = check_view(view, kinds=("modal", "home"))
    assert refusal is not None
    assert refusal.error == "invalid_arguments"
    assert message in " ".join(refusal.messages)


def test_checking_changes_nothing() -> None:
    view = modal(*copy.deepcopy(GOOD_BLOCKS[:5]))
    before = copy.deepcopy(view)
    check_view(view)
    assert view == before
