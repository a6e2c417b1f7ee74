"""Splitting a message that Slack found too long: between blocks, else inside one text at a sentence. Pure."""

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from bot.blockkit.validate import size_of

Payload = dict[str, Any]
TOO_LONG = frozenset({"msg_blocks_too_long", "msg_too_long"})
"""Slack's words for a message that has to be split."""

_LEAST = 400
"""Characters: what is shorter is not too long, so splitting it would not help."""

_FALLBACK = 300
_BREAKS = ("\n\n", "\n", ". ", "。", " ")


def split_payload(payload: Payload) -> list[Payload]:
    """Return two payloads for one, the buttons with the first; a single one where nothing can be split.

    Both keep the metadata: whoever stores them numbers the pieces.
    """
    blocks = payload["blocks"]
    buttons = [block for block in blocks if block["type"] == "actions"]
    first, second = _halves([block for block in blocks if block["type"] != "actions"])
    if not first or not second:
        return [payload]
    text = _shortened(payload["text"])
    return [
        {"text": text, "blocks": [*first, *buttons], "metadata": payload["metadata"]},
        {"text": text, "blocks": second, "metadata": payload["metadata"]},
    ]


def spread(messages: Sequence[Payload], wanted: int, *, lead: Sequence[Payload] = ()) -> list[Payload]:
    """Return messages that were split until they are as many as `wanted`, or cannot be split any further.

    The longest is split first. `lead` are blocks that each new message begins with.
    """
    found = list(messages)
    while len(found) < wanted:
        longest = max(range(len(found)), key=lambda index: size_of(found[index]["blocks"]))
        first, *rest = split_payload(found[longest])
        if not rest:
            break
        found[longest : longest + 1] = [first, *({**one, "blocks": [*lead, *one["blocks"]]} for one in rest)]
    return found


def _halves(blocks: list[Payload]) -> tuple[list[Payload], list[Payload]]:
    """Share the blocks out so that both halves are about as long; a single long one is cut in two."""
    sizes = [size_of([block]) for block in blocks]
    total = sum(sizes)
    if total < _LEAST:
        return blocks, []
    if max(sizes) * 10 > total * 7:
        return _around(blocks, sizes.index(max(sizes)))
    taken = 0
    for index, size in enumerate(sizes):
        if index and taken + size / 2 > total / 2:
            return _without_rules(blocks[:index]), _without_rules(blocks[index:])
        taken += size
    return _without_rules(blocks[:-1]), _without_rules(blocks[-1:])


def _around(blocks: list[Payload], longest: int) -> tuple[list[Payload], list[Payload]]:
    block = blocks[longest]
    text = (block.get("text") or {}).get("text", "")
    cut = _middle(text)
    if block["type"] != "section" or not cut:
        return _without_rules(blocks[:longest]), _without_rules(blocks[longest:])
    head, tail = deepcopy(block), deepcopy(block)
    head["text"]["text"], tail["text"]["text"] = text[:cut].rstrip(), text[cut:].lstrip()
    tail.pop("accessory", None)
    return [*blocks[:longest], head], [tail, *blocks[longest + 1 :]]


def _middle(text: str) -> int:
    """Return the best place near the middle to cut: a paragraph, a line, a sentence, a word; 0 for none.

    Never inside `<url|label>`: there the text is Slack's own form of a link.
    """
    for mark in _BREAKS:
        places = [at for at in _finds(text, mark) if text.count("<", 0, at) == text.count(">", 0, at)]
        near = [at for at in places if len(text) / 4 < at < len(text) * 3 / 4]
        if near:
            return min(near, key=lambda at: abs(at - len(text) / 2))
    return 0


def _finds(text: str, mark: str) -> list[int]:
    places, at = [], text.find(mark)
    while at >= 0:
        places.append(at + len(mark))
        at = text.find(mark, at + 1)
    return places


def _without_rules(blocks: list[Payload]) -> list[Payload]:
    """A message neither begins nor ends with a ruled line."""
    while blocks and blocks[-1]["type"] == "divider":
        blocks = blocks[:-1]
    while blocks and blocks[0]["type"] == "divider":
        blocks = blocks[1:]
    return blocks


def _shortened(text: str) -> str:
    return text if len(text) <= _FALLBACK else text[:_FALLBACK].rsplit(" ", 1)[0].rsplit("&", 1)[0] + " …"
