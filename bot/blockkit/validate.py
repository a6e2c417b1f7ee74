"""The one validator: what Slack would refuse, found in the final dicts of a message or a view.

Slack's SDK checks some of this, only in its own classes and not in depth. The checks here know only dicts,
so they also see what templates, people and other code put into them. Beyond Slack's rules two of ours:
every message has fallback text, and no text holds an unescaped `<`, `>` or `&`, or rings a channel.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from bot.blockkit import limits
from bot.blockkit.elements import problems_in_element
from bot.blockkit.texts import problems_in_text, required, too_long, too_many
from bot.errors import AinewsError

Problems = Iterator[str]


class InvalidBlocksError(AinewsError):
    """A message or view that Slack would refuse. `problems` lists each with the place it is at."""

    def __init__(self, surface: str, problems: list[str]) -> None:
        super().__init__(f"Slack would refuse this {surface}: {'; '.join(problems)}.")
        self.problems = problems


def check_message(payload: dict[str, Any]) -> None:
    """Raise InvalidBlocksError where `problems_in_message` finds something."""
    if problems := problems_in_message(payload):
        raise InvalidBlocksError("message", problems)


def check_view(view: dict[str, Any]) -> None:
    """Raise InvalidBlocksError where `problems_in_view` finds something."""
    if problems := problems_in_view(view):
        raise InvalidBlocksError("view", problems)


def problems_in_message(payload: dict[str, Any]) -> list[str]:
    """Say what is wrong with the arguments of chat.postMessage, chat.update or an ephemeral answer."""
    return list(_message(payload))


def problems_in_view(view: dict[str, Any]) -> list[str]:
    """Say what is wrong with a modal or an App Home view."""
    return list(_view(view))


def size_of(blocks: list[dict[str, Any]]) -> int:
    """Return how many characters of text `blocks` carry: what the budget of a message counts."""
    return sum(len(text) for text in _texts_of(blocks))


# Surfaces


def _message(payload: dict[str, Any]) -> Problems:
    blocks = payload.get("blocks") or []
    text = payload.get("text")
    if not isinstance(text, str) or not text.strip():
        yield "text: missing (it is what notifications and screen readers get)"
    else:
        yield from problems_in_text("text", {"type": "mrkdwn", "text": text}, limits.MESSAGE_TEXT)
    yield from too_many("blocks", blocks, limits.MESSAGE_BLOCKS)
    yield from too_many("attachments", payload.get("attachments") or [], limits.MESSAGE_ATTACHMENTS)
    yield from _blocks(blocks)
    if (size := size_of(blocks)) > limits.MESSAGE_BUDGET:
        yield f"blocks: {size:,} characters of text, at most {limits.MESSAGE_BUDGET:,}"
    if sum(_kind(block) == "table" for block in blocks) > 1:
        yield "blocks: more than one table"
    if "metadata" in payload:
        yield from _metadata(payload["metadata"])


def _view(view: dict[str, Any]) -> Problems:
    kind = view.get("type")
    blocks = view.get("blocks")
    if kind not in {"modal", "home"}:
        yield f"type: {kind!r} is neither modal nor home"
    if not isinstance(blocks, list) or not blocks:
        yield "blocks: missing"
        blocks = []
    yield from too_many("blocks", blocks, limits.VIEW_BLOCKS)
    yield from too_long("private_metadata", view.get("private_metadata", ""), limits.PRIVATE_METADATA)
    yield from too_long("callback_id", view.get("callback_id", ""), limits.CALLBACK_ID)
    yield from too_long("external_id", view.get("external_id", ""), limits.CALLBACK_ID)
    if kind == "modal":
        yield from _modal_words(view, has_inputs=any(_kind(block) == "input" for block in blocks))
    yield from _blocks(blocks)


def _modal_words(view: dict[str, Any], *, has_inputs: bool) -> Problems:
    yield from required("title", view.get("title"), limits.VIEW_TITLE, "plain_text")
    for name in ("submit", "close"):
        if name in view:
            yield from required(name, view[name], limits.VIEW_BUTTON, "plain_text")
    if has_inputs and "submit" not in view:
        yield "submit: missing, and a view with inputs needs it"


def _metadata(metadata: object) -> Problems:
    payload = metadata.get("event_payload") if isinstance(metadata, dict) else None
    if not isinstance(metadata, dict) or not isinstance(payload, dict) or not metadata.get("event_type"):
        yield "metadata: needs event_type and event_payload"
        return
    if not re.fullmatch(r"\w+", str(metadata["event_type"])):
        yield "metadata.event_type: only letters, digits and underscores"
    for name, value in payload.items():
        if not isinstance(value, str | int | float | bool):
            yield f"metadata.event_payload.{name}: not a plain value"
    if len(json.dumps(metadata).encode()) > limits.METADATA_BYTES:
        yield f"metadata: more than {limits.METADATA_BYTES:,} bytes"


# Blocks


def _blocks(blocks: list[Any]) -> Problems:
    for index, block in enumerate(blocks):
        path = f"blocks[{index}]"
        checker = _CHECKERS.get(_kind(block))
        if checker is None:
            yield f"{path}: not a block that Slack knows"
            continue
        yield from too_long(f"{path}.block_id", block.get("block_id", ""), limits.BLOCK_ID)
        yield from checker(path, block)
    ids = Counter(block["block_id"] for block in blocks if isinstance(block, dict) and block.get("block_id"))
    yield from (
        f"blocks: block_id {name!r} is there {count} times" for name, count in ids.items() if count > 1
    )


def _kind(block: object) -> str:
    return str(block.get("type")) if isinstance(block, dict) else ""


def _section(path: str, block: dict[str, Any]) -> Problems:
    fields = block.get("fields")
    if "text" not in block and not fields:
        yield f"{path}: a section needs text or fields"
    if "text" in block:
        yield from required(f"{path}.text", block["text"], limits.SECTION_TEXT)
    if fields is not None:
        yield from too_many(f"{path}.fields", fields, limits.SECTION_FIELDS, at_least=1)
        for index, field in enumerate(fields):
            yield from required(f"{path}.fields[{index}]", field, limits.SECTION_FIELD)
    if "accessory" in block:
        yield from problems_in_element(f"{path}.accessory", block["accessory"], within="section")


def _header(path: str, block: dict[str, Any]) -> Problems:
    yield from required(f"{path}.text", block.get("text"), limits.HEADER_TEXT, "plain_text")


def _context(path: str, block: dict[str, Any]) -> Problems:
    elements = block.get("elements") or []
    yield from too_many(f"{path}.elements", elements, limits.CONTEXT_ELEMENTS, at_least=1)
    for index, element in enumerate(elements):
        where = f"{path}.elements[{index}]"
        if isinstance(element, dict) and element.get("type") == "image":
            yield from _picture(where, element)
        else:
            yield from required(where, element, limits.CONTEXT_TEXT)


def _actions(path: str, block: dict[str, Any]) -> Problems:
    elements = block.get("elements") or []
    yield from too_many(f"{path}.elements", elements, limits.ACTIONS_ELEMENTS, at_least=1)
    for index, element in enumerate(elements):
        yield from problems_in_element(f"{path}.elements[{index}]", element, within="actions")
    ids = Counter(element.get("action_id") for element in elements if isinstance(element, dict))
    yield from (f"{path}: action_id {name!r} is there {n} times" for name, n in ids.items() if name and n > 1)


def _input(path: str, block: dict[str, Any]) -> Problems:
    yield from required(f"{path}.label", block.get("label"), limits.INPUT_LABEL, "plain_text")
    if "hint" in block:
        yield from required(f"{path}.hint", block["hint"], limits.INPUT_HINT, "plain_text")
    yield from problems_in_element(f"{path}.element", block.get("element"), within="input")


def _image(path: str, block: dict[str, Any]) -> Problems:
    yield from _picture(path, block)
    if "title" in block:
        yield from required(f"{path}.title", block["title"], limits.IMAGE_TITLE, "plain_text")


def _picture(path: str, image: dict[str, Any]) -> Problems:
    if not image.get("image_url") and not image.get("slack_file"):
        yield f"{path}.image_url: missing"
    if not image.get("alt_text"):
        yield f"{path}.alt_text: missing"
    yield from too_long(f"{path}.image_url", image.get("image_url", ""), limits.IMAGE_URL)
    yield from too_long(f"{path}.alt_text", image.get("alt_text", ""), limits.IMAGE_ALT)


def _markdown(path: str, block: dict[str, Any]) -> Problems:
    """Slack's own limit, 12,000 characters of markdown a message, lies above our budget."""
    if not block.get("text"):
        yield f"{path}.text: missing"


def _rich_text(path: str, block: dict[str, Any]) -> Problems:
    elements = block.get("elements")
    if not isinstance(elements, list) or not elements:
        yield f"{path}.elements: missing"
        return
    known = {"rich_text_section", "rich_text_list", "rich_text_preformatted", "rich_text_quote"}
    for index, element in enumerate(elements):
        if not isinstance(element, dict) or element.get("type") not in known or "elements" not in element:
            yield f"{path}.elements[{index}]: not an element of rich text"


def _table(path: str, block: dict[str, Any]) -> Problems:
    rows = block.get("rows") or []
    yield from too_many(f"{path}.rows", rows, limits.TABLE_ROWS, at_least=1)
    for index, row in enumerate(rows):
        yield from too_many(f"{path}.rows[{index}]", row, limits.TABLE_CELLS)


def _nothing(_path: str, _block: dict[str, Any]) -> Problems:
    return iter(())


_CHECKERS: dict[str, Callable[[str, dict[str, Any]], Problems]] = {
    "actions": _actions,
    "context": _context,
    "divider": _nothing,
    "header": _header,
    "image": _image,
    "input": _input,
    "markdown": _markdown,
    "rich_text": _rich_text,
    "section": _section,
    "table": _table,
}


def _texts_of(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            if name == "text" and isinstance(inner, str):
                yield inner
            else:
                yield from _texts_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts_of(inner)
