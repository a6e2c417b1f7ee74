"""Blocks, and what holds of all the blocks of a payload together.

https://docs.slack.dev/reference/block-kit/blocks
"""

from collections.abc import Iterator
from typing import Any, Literal

from bot.playground.limits.elements import AS_ACCESSORY, AS_INPUT, IN_ACTIONS, IN_CONTEXT_ACTIONS, in_context
from bot.playground.limits.objects import ID, SLACK_FILE, any_text, plain_text
from bot.playground.limits.rich_text import RICH_TEXT
from bot.playground.limits.schema import (
    Findings,
    Rule,
    array,
    at_least_one,
    boolean,
    both,
    exactly_one,
    record,
    string,
    typed,
    url,
)

Surface = Literal["message", "modal", "home"]
MAX_BLOCKS: dict[Surface, int] = {"message": 50, "modal": 100, "home": 100}
MAX_MARKDOWN = 12_000  # all markdown blocks of a payload together


def _block(fields: dict[str, Rule], *required: str) -> Rule:
    return record({"type": string(), "block_id": ID, **fields}, required=("type", *required))


def _cell(value: Any, pointer: str, findings: Findings) -> None:
    raw = record({"type": string(), "text": string()}, required=("type", "text"))
    typed({"raw_text": raw, "rich_text": RICH_TEXT})(value, pointer, findings)


def _column(value: Any, pointer: str, findings: Findings) -> None:
    if value is not None:  # null stands for a column without settings
        fields: dict[str, Rule] = {"align": string(one_of=("left", "center", "right")), "is_wrapped": boolean}
        record(fields)(value, pointer, findings)


_HTTPS = url(schemes="https")

_EVERYWHERE: dict[str, Rule] = {
    "actions": _block({"elements": array(IN_ACTIONS, max_items=25)}, "elements"),
    "context": _block({"elements": array(in_context, max_items=10)}, "elements"),
    "divider": _block({}),
    "header": _block({"text": plain_text(150)}, "text"),
    "image": both(
        _block(
            {
                "image_url": url(schemes="https?"),
                "slack_file": SLACK_FILE,
                "alt_text": string(2000),
                "title": plain_text(2000),
            },
            "alt_text",
        ),
        exactly_one("image_url", "slack_file"),
    ),
    "input": _block(
        {
            "label": plain_text(2000),
            "element": AS_INPUT,
            "hint": plain_text(2000),
            "optional": boolean,
            "dispatch_action": boolean,
        },
        "label",
        "element",
    ),
    "rich_text": RICH_TEXT,
    "section": both(
        _block(
            {
                "text": any_text(3000),
                "fields": array(any_text(2000), max_items=10),
                "accessory": AS_ACCESSORY,
                "expand": boolean,
            }
        ),
        at_least_one("text", "fields"),
    ),
    "video": _block(
        {
            "alt_text": string(),
            "author_name": string(49),
            "description": plain_text(200),
            "provider_icon_url": _HTTPS,
            "provider_name": string(),
            "title": plain_text(199),
            "title_url": _HTTPS,
            "thumbnail_url": url(),
            "video_url": _HTTPS,
        },
        "alt_text",
        "title",
        "thumbnail_url",
        "video_url",
    ),
}

_MESSAGES_ONLY: dict[str, Rule] = {
    "context_actions": _block({"elements": array(IN_CONTEXT_ACTIONS, max_items=5)}, "elements"),
    "markdown": _block({"text": string(MAX_MARKDOWN)}, "text"),
    "table": _block(
        {
            "rows": array(array(_cell, max_items=20), max_items=100),
            "column_settings": array(_column, max_items=20),
        },
        "rows",
    ),
}

_BLOCK: dict[Surface, Rule] = {
    "message": typed({**_EVERYWHERE, **_MESSAGES_ONLY}),
    "modal": typed(_EVERYWHERE),
    "home": typed(_EVERYWHERE),
}


def check_blocks(blocks: Any, surface: Surface, pointer: str, findings: Findings) -> None:
    """Check a list of blocks, each for itself and then together."""
    own = Findings()
    array(_BLOCK[surface], min_items=0, max_items=MAX_BLOCKS[surface])(blocks, pointer, own)
    findings.messages += own.messages
    if own:
        return
    _check_ids(blocks, pointer, findings)
    _check_together(blocks, surface, pointer, findings)


def _check_ids(blocks: list[dict[str, Any]], pointer: str, findings: Findings) -> None:
    seen: set[str] = set()
    for number, block in enumerate(blocks):
        block_id = block.get("block_id")
        if block_id in seen:
            findings.add(f"{pointer}/{number}/block_id", "block_id must be unique")
        if block_id is not None:
            seen.add(block_id)
        actions = [one["action_id"] for one in block_elements(block) if "action_id" in one]
        if len(set(actions)) != len(actions):
            findings.add(f"{pointer}/{number}/elements", "action_id must be unique within a block")


def _check_together(blocks: list[dict[str, Any]], surface: Surface, pointer: str, findings: Findings) -> None:
    markdown = sum(len(block["text"]) for block in blocks if block["type"] == "markdown")
    if markdown > MAX_MARKDOWN:
        findings.add(pointer, f"markdown blocks must be less than {MAX_MARKDOWN + 1} characters together")
    if sum(block["type"] == "table" for block in blocks) > 1:
        findings.add(pointer, "only_one_table_allowed")
    elements = [element for block in blocks for element in block_elements(block)]
    if sum(element.get("focus_on_load", False) for element in elements) > 1:
        findings.add(pointer, "only one element may have focus_on_load")
    if surface != "modal" and any(element.get("type") == "file_input" for element in elements):
        findings.add(pointer, "file_input is only allowed in modals")


def block_elements(block: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The elements of a block that passed its own check."""
    if block["type"] in {"actions", "context_actions"}:
        yield from block["elements"]
    elif "accessory" in block:
        yield block["accessory"]
    elif "element" in block:
        yield block["element"]
