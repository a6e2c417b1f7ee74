from typing import Any

import pytest

from bot.blockkit import blocks as b
from bot.blockkit import limits
from bot.blockkit.validate import (
    InvalidBlocksError,
    check_message,
    check_view,
    problems_in_message,
    problems_in_view,
    size_of,
)

CHOICES = [b.option("One", "1"), b.option("Two", "2")]


def message(*blocks: dict[str, Any], text: str = "Hello", **more: Any) -> dict[str, Any]:
    return {"channel": "C1", "text": text, "blocks": list(blocks), **more}


def test_a_message_with_every_block_is_good() -> None:
    payload = message(
        b.header("AI News"),
        b.section("*Hello* <https://a.org/?a=1&amp;b=2|a &lt;b&gt;>", fields=["one", "two"], block_id="x"),
        b.section("> quoted\n&gt; quoted", accessory=b.overflow("more", CHOICES)),
        b.context("from <@U0123456>", "in <#C0123456|news>"),
        b.divider(),
        b.actions(
            b.button(
                "Go", "go", value="1", style="primary", confirm=b.confirm("Sure?", "Yes", yes="Yes", no="No")
            ),
            b.static_select("pick", CHOICES, initial=CHOICES[1], placeholder="Pick one"),
            b.radio_buttons("radio", CHOICES),
            b.checkboxes("check", CHOICES, initial=CHOICES[:1]),
            b.date_picker("day", initial="2024-01-28"),
            b.time_picker("time", initial="09:00", timezone="Europe/Paris"),
            b.channel_select("channel"),
        ),
        b.image("https://a.org/a.png", "A chart", title="Chart"),
        {"type": "markdown", "text": "**hello**"},
        {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": []}]},
        {"type": "table", "rows": [[{"type": "raw_text", "text": "a"}]]},
        metadata={"event_type": "ainews_part", "event_payload": {"position": 1, "piece": 0}},
    )
    assert problems_in_message(payload) == []
    check_message(payload)


def test_a_modal_and_a_home_view_are_good() -> None:
    modal = b.modal(
        "Add a link",
        [
            b.section("What to add"),
            b.input_(
                "Link", b.url_input("url", placeholder="https://…"), block_id="url", hint="http or https"
            ),
            b.input_(
                "Note", b.text_input("note", multiline=True, max_length=3000), block_id="note", optional=True
            ),
            b.input_(
                "Tags",
                b.multi_static_select("tags", CHOICES, initial=CHOICES),
                block_id="tags",
                dispatch=True,
            ),
        ],
        callback_id="add",
        submit="Add",
        private_metadata="{}",
        notify_on_close=True,
    )
    check_view(modal)
    check_view(b.home([b.header("This week")], private_metadata="x"))


BAD_MESSAGES = {
    "no fallback text": message(b.divider(), text=" "),
    "fallback text too long": message(text="x" * 4001),
    "broadcast in the fallback text": message(text="<!channel> news"),
    "51 blocks": message(*[b.divider()] * 51),
    "101 attachments": message(attachments=[{}] * 101),
    "unknown block": message({"type": "carousel"}),
    "not a block": message("text"),  # type: ignore[arg-type]  # that is the point
    "same block_id": message(b.section("a", block_id="x"), b.section("b", block_id="x")),
    "long block_id": message(b.section("a", block_id="x" * 256)),
    "too much text": message(*[b.section("x" * 2999)] * 4),
    "two tables": message(*[{"type": "table", "rows": [[]]}] * 2),
    "101 rows": message({"type": "table", "rows": [[]] * 101}),
    "21 cells": message({"type": "table", "rows": [[{}] * 21]}),
    "markdown without text": message({"type": "markdown", "text": ""}),
    "empty section": message({"type": "section"}),
    "empty text": message(b.section(" ", fields=["x"])),
    "long section": message(b.section("x" * 3001)),
    "11 fields": message(b.section("", fields=["x"] * 11)),
    "long field": message(b.section("", fields=["x" * 2001])),
    "text without a type": message({"type": "section", "text": {"text": "x"}}),
    "text as a string": message({"type": "section", "text": "x"}),
    "mrkdwn in a header": message({"type": "header", "text": b.mrkdwn("x")}),
    "long header": message(b.header("x" * 151)),
    "11 in a context": message(b.context(*["x"] * 11)),
    "nothing in a context": message(b.context()),
    "long context": message(b.context("x" * 2001)),
    "button in a context": message({"type": "context", "elements": [b.button("x", "x")]}),
    "image without alt text": message({"type": "image", "image_url": "https://a.org"}),
    "image without an address": message({"type": "image", "alt_text": "x"}),
    "no actions": message(b.actions()),
    "26 actions": message(b.actions(*[b.button("x", f"a{n}") for n in range(26)])),
    "same action_id": message(b.actions(b.button("x", "a"), b.button("y", "a"))),
    "no action_id": message(b.actions(b.button("x", ""))),
    "long action_id": message(b.actions(b.button("x", "a" * 256))),
    "form field among actions": message(b.actions(b.text_input("x"))),
    "form field beside a section": message(b.section("x", accessory=b.text_input("x"))),
    "multi select among actions": message(b.actions(b.multi_static_select("x", CHOICES))),
    "long button": message(b.actions(b.button("x" * 76, "a"))),
    "mrkdwn on a button": message(b.actions({"type": "button", "action_id": "a", "text": b.mrkdwn("x")})),
    "long value": message(b.actions(b.button("x", "a", value="x" * 2001))),
    "long url": message(b.actions(b.button("x", "a", url="https://a.org/" + "x" * 3000))),
    "unknown style": message(b.actions(b.button("x", "a", style="green"))),
    "6 in an overflow": message(b.actions(b.overflow("a", CHOICES * 3))),
    "no option": message(b.actions(b.overflow("a", []))),
    "101 options": message(b.actions(b.static_select("a", CHOICES * 51))),
    "11 radio buttons": message(b.actions(b.radio_buttons("a", CHOICES * 6))),
    "long option": message(b.actions(b.overflow("a", [b.option("x" * 76, "1")]))),
    "long option value": message(b.actions(b.overflow("a", [b.option("x", "1" * 151)]))),
    "no option value": message(b.actions(b.overflow("a", [b.option("x", "")]))),
    "long description": message(b.actions(b.radio_buttons("a", [b.option("x", "1", description="x" * 76)]))),
    "long option in a group": message(
        b.actions(
            {
                "type": "static_select",
                "action_id": "a",
                "option_groups": [{"label": b.plain("x"), "options": [b.option("x" * 76, "1")]}],
            }
        )
    ),
    "initial option not offered": message(
        b.actions(b.static_select("a", CHOICES, initial=b.option("3", "3")))
    ),
    "long confirm title": message(
        b.actions(b.button("x", "a", confirm=b.confirm("x" * 101, "x", yes="y", no="n")))
    ),
    "long confirm button": message(
        b.actions(b.button("x", "a", confirm=b.confirm("x", "x", yes="y" * 31, no="n")))
    ),
    "placeholder too long": message(b.actions(b.static_select("a", CHOICES, placeholder="x" * 151))),
    "unescaped <": message(b.section("1 < 2")),
    "unescaped >": message(b.section("2 > 1")),
    "unescaped &": message(b.section("R&D")),
    "half a link": message(b.section("<https://a.org|x")),
    "a link in a link": message(b.section("<https://a.org|x <https://b.org>>")),
    "broadcast": message(b.section("<!here> look")),
    "rich text without elements": message({"type": "rich_text", "elements": []}),
    "rich text of the wrong sort": message({"type": "rich_text", "elements": [{"type": "section"}]}),
    "metadata without a payload": message(metadata={"event_type": "x"}),
    "metadata with spaces in its type": message(metadata={"event_type": "a b", "event_payload": {}}),
    "nested metadata": message(metadata={"event_type": "x", "event_payload": {"a": {"b": 1}}}),
    "heavy metadata": message(metadata={"event_type": "x", "event_payload": {"a": "x" * 1000}}),
}


@pytest.mark.parametrize("payload", BAD_MESSAGES.values(), ids=BAD_MESSAGES.keys())
def test_a_bad_message_is_found(payload: dict[str, Any]) -> None:
    problems = problems_in_message(payload)
    assert len(problems) == 1, problems
    with pytest.raises(InvalidBlocksError) as raised:
        check_message(payload)
    assert raised.value.problems == problems


FIELD = b.input_("Link", b.text_input("a"), block_id="a")
BAD_VIEWS = {
    "unknown type": {"type": "message", "blocks": [b.divider()]},
    "no blocks": b.home([]),
    "101 blocks": b.home([b.divider()] * 101),
    "no title": {"type": "modal", "blocks": [b.divider()]},
    "long title": b.modal("x" * 25, [b.divider()], callback_id="x"),
    "empty title": b.modal("", [b.divider()], callback_id="x"),
    "mrkdwn title": {**b.modal("x", [b.divider()], callback_id="x"), "title": b.mrkdwn("x")},
    "long submit": b.modal("x", [FIELD], callback_id="x", submit="x" * 25),
    "long close": b.modal("x", [FIELD], callback_id="x", submit="x", close="x" * 25),
    "inputs without a submit": b.modal("x", [FIELD], callback_id="x"),
    "long callback_id": b.modal("x", [b.divider()], callback_id="x" * 256),
    "long private metadata": b.modal("x", [b.divider()], callback_id="x", private_metadata="x" * 3001),
    "input without a label": b.modal(
        "x", [{"type": "input", "element": b.text_input("a")}], callback_id="x", submit="x"
    ),
    "input without an element": b.modal(
        "x", [{"type": "input", "label": b.plain("x")}], callback_id="x", submit="x"
    ),
    "button as an input": b.modal(
        "x", [b.input_("x", b.button("x", "a"), block_id="a")], callback_id="x", submit="x"
    ),
    "max_length past the limit": b.modal(
        "x", [b.input_("x", b.text_input("a", max_length=3001), block_id="a")], callback_id="x", submit="x"
    ),
    "initial text past the limit": b.modal(
        "x", [b.input_("x", b.text_input("a", initial="x" * 3001), block_id="a")], callback_id="x", submit="x"
    ),
    "same block_id": b.modal("x", [FIELD, FIELD], callback_id="x", submit="x"),
}


@pytest.mark.parametrize("view", BAD_VIEWS.values(), ids=BAD_VIEWS.keys())
def test_a_bad_view_is_found(view: dict[str, Any]) -> None:
    problems = problems_in_view(view)
    assert len(problems) == 1, problems
    with pytest.raises(InvalidBlocksError, match="Slack would refuse this view"):
        check_view(view)


def test_a_problem_says_where_it_is() -> None:
    payload = message(b.divider(), b.actions(b.button("x", "a"), b.button("y" * 80, "b")))
    assert problems_in_message(payload) == ["blocks[1].elements[1].text: 80 characters, at most 75"]


def test_size_counts_the_text_that_is_shown() -> None:
    assert size_of([b.header("12345"), b.section("123", fields=["12"]), b.divider()]) == 10
    assert limits.MESSAGE_BUDGET == 9_000
