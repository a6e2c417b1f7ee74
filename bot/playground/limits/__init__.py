"""What Slack accepts and what it answers otherwise, checked from its documentation.

This shares nothing with the validator that the bot checks itself with: two readings of the same pages find
each other's mistakes.
"""

import json
from dataclasses import dataclass
from typing import Any

from bot.playground.limits.blocks import check_blocks
from bot.playground.limits.objects import OPTION, OPTION_GROUP, plain_text
from bot.playground.limits.schema import Findings, Rule, array, boolean, record, string

MAX_TEXT = 40_000  # https://docs.slack.dev/reference/methods/chat.postMessage: longer text is cut
MAX_UPDATE_TEXT = 4_000  # https://docs.slack.dev/reference/methods/chat.update: longer text is an error
MAX_MESSAGE_CHARACTERS = 13_200  # of all blocks together; undocumented, from reports
MAX_ATTACHMENTS = 100
MAX_VIEW_BYTES = 250_000
MAX_METADATA_BYTES = 65_536

_FEW_FIELDS: dict[str, Rule] = {
    "type": string(),
    "private_metadata": string(3000, min_length=0),
    "callback_id": string(255, min_length=0),
    "external_id": string(255, min_length=0),
}
_VIEW_RULES: dict[str, Rule] = {
    "home": record({**_FEW_FIELDS, "blocks": lambda *_: None}, required=("type", "blocks")),
    "modal": record(
        {
            **_FEW_FIELDS,
            "blocks": lambda *_: None,
            "title": plain_text(24),
            "close": plain_text(24),
            "submit": plain_text(24),
            "clear_on_close": boolean,
            "notify_on_close": boolean,
            "submit_disabled": boolean,
        },
        required=("type", "blocks", "title"),
    ),
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Slack's error code for what it does not take, and its explanations."""

    error: str
    messages: tuple[str, ...] = ()


def check_message(
    *, text: str | None, blocks: Any = None, attachments: Any = None, metadata: Any = None
) -> Refusal | None:
    """What is wrong with a message's content; None when Slack would take it.

    Slack's order: form of the arguments, then the blocks one by one, then the message as a whole.
    """
    refusal = _check_attachments(attachments) or _check_message_blocks(blocks) or _check_metadata(metadata)
    if refusal is not None:
        return refusal
    if not (text or blocks or attachments):
        return Refusal("no_text")
    return None


def _check_message_blocks(blocks: Any) -> Refusal | None:
    if blocks is None:
        return None
    if not isinstance(blocks, list):
        return Refusal("invalid_blocks_format")
    findings = Findings()
    check_blocks(blocks, "message", "/blocks", findings)
    if findings:
        return Refusal("invalid_blocks", tuple(findings.messages))
    if count_characters(blocks) > MAX_MESSAGE_CHARACTERS:
        return Refusal("msg_blocks_too_long")
    return None


def _check_attachments(attachments: Any) -> Refusal | None:
    if attachments is None:
        return None
    if not isinstance(attachments, list) or not all(isinstance(one, dict) for one in attachments):
        return Refusal("invalid_attachments")
    if len(attachments) > MAX_ATTACHMENTS:
        return Refusal("too_many_attachments")
    findings = Findings()
    for number, attachment in enumerate(attachments):
        if "blocks" in attachment:
            check_blocks(attachment["blocks"], "message", f"/attachments/{number}/blocks", findings)
    return Refusal("invalid_attachments", tuple(findings.messages)) if findings else None


def _check_metadata(metadata: Any) -> Refusal | None:
    """https://docs.slack.dev/messaging/message-metadata"""
    if metadata is None:
        return None
    if not isinstance(metadata, dict) or not {"event_type", "event_payload"} <= set(metadata):
        return Refusal("invalid_metadata_format")
    kind, payload = metadata["event_type"], metadata["event_payload"]
    if not isinstance(kind, str) or not kind or not isinstance(payload, dict):
        return Refusal("invalid_metadata_format")
    if set(metadata) - {"event_type", "event_payload", "entities"}:
        return Refusal("invalid_metadata_schema")
    if len(json.dumps(metadata)) > MAX_METADATA_BYTES:
        return Refusal("metadata_too_large")
    return None


def check_view(view: Any, *, kinds: tuple[str, ...] = ("modal",)) -> Refusal | None:
    """What is wrong with a view that must be of one of `kinds`; None when Slack would take it.

    https://docs.slack.dev/reference/views
    """
    findings = Findings()
    if not isinstance(view, dict):
        findings.add("/view", "must provide an object")
    elif view.get("type") not in kinds:
        wrong = "missing required field: type" if "type" not in view else f"unsupported type: {view['type']}"
        findings.add("/view/type" if "type" in view else "/view", wrong)
    else:
        _check_view_fields(view, findings)
    if findings:
        return Refusal("invalid_arguments", tuple(findings.messages))
    if len(json.dumps(view).encode()) > MAX_VIEW_BYTES:
        return Refusal("view_too_large")
    return None


def _check_view_fields(view: dict[str, Any], findings: Findings) -> None:
    kind = view["type"]
    _VIEW_RULES[kind](view, "/view", findings)
    if "blocks" not in view:
        return
    own = Findings()
    check_blocks(view["blocks"], kind, "/view/blocks", own)
    findings.messages += own.messages
    if own or kind != "modal" or "submit" in view:
        return
    if any(block["type"] == "input" for block in view["blocks"]):
        findings.add("/view", "missing required field: submit")


_SUGGESTIONS = record(
    {
        "options": array(OPTION, min_items=0, max_items=100),
        "option_groups": array(OPTION_GROUP, min_items=0, max_items=100),
    }
)


def check_options(answer: Any) -> Refusal | None:
    """What is wrong with the options that an app gives for an external menu.

    https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element#external_select
    """
    findings = Findings()
    _SUGGESTIONS(answer, "", findings)
    return Refusal("invalid_arguments", tuple(findings.messages)) if findings else None


def count_characters(value: Any) -> int:
    """The characters of all texts in blocks, however deep they lie."""
    if isinstance(value, list):
        return sum(count_characters(item) for item in value)
    if not isinstance(value, dict):
        return 0
    own = value.get("text")
    length = len(own) if isinstance(own, str) else 0
    return length + sum(count_characters(item) for item in value.values())
