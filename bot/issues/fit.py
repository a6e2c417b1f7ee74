"""Making text fit Slack's limits the way an editor would: at paragraphs, then sentences, then words. Pure."""

import re
from collections.abc import Callable, Iterable, Sequence

from sentencex import segment

from bot.blockkit.blocks import Block
from bot.blockkit.escape import escape
from bot.blockkit.limits import MESSAGE_BLOCKS, MESSAGE_BUDGET
from bot.blockkit.validate import size_of

_PARAGRAPH = re.compile(r".+?(?:\n\s*\n|\Z)", re.DOTALL)
_WORD = re.compile(r"\S+\s*|\s+")
_CLUSTER = re.compile(  # a character with its accents, its skin tone and what a joiner ties to it
    r".(?:[\u0300-\u036f\u1ab0-\u1aff\u20d0-\u20ff\ufe00-\ufe0f\U0001f3fb-\U0001f3ff]|\u200d.)*", re.DOTALL
)
PROSE = 2_700
"""For a section of running text: three of them, a head and the buttons fill one message."""

Cutter = Callable[[str], Iterable[str]]


def split_text(text: str, limit: int) -> list[str]:
    """Cut raw text into pieces of at most `limit` characters once they are escaped and linked.

    Nothing is lost but space at the cuts. A piece ends with a paragraph where one fits, else with a sentence,
    else with a word; only a word that is longer than a piece is cut, and then not between a letter and its
    accents. Each piece is as long as it can be, so there are few. Empty text gives no piece.
    """
    text = text.strip()
    return _pack(text, limit, _CUTTERS) if text else []


def pack_lines(lines: Sequence[str], limit: int, separator: str = "\n") -> list[str]:
    """Join finished lines into as few texts of at most `limit` characters as their order allows."""
    packed: list[str] = []
    for line in lines:
        if packed and len(packed[-1]) + len(separator) + len(line) <= limit:
            packed[-1] += separator + line
        else:
            packed.append(line)
    return packed


def pack_blocks(blocks: Sequence[Block], *, first_reserve: int = 0) -> list[list[Block]]:
    """Group blocks into messages within the budget of characters and blocks.

    Two blocks are kept free in every message, and `first_reserve` characters in the first.
    """
    messages: list[list[Block]] = []
    room = 0
    for block in blocks:
        size = size_of([block])
        if not messages or size > room or len(messages[-1]) >= MESSAGE_BLOCKS - 2:
            room = MESSAGE_BUDGET - _LATER_RESERVE - (first_reserve if not messages else 0)
            messages.append([])
        messages[-1].append(block)
        room -= size
    return messages


def within(limit: int, make: Callable[[float], str]) -> str:
    """Return the longest of `make(1)`, `make(0.5)` … that has at most `limit` characters.

    `make` gets the share of their usual length that variable parts may have.
    """
    text = ""
    for share in (1, 0.5, 0.25, 0.1, 0.05):
        text = make(share)
        if len(text) <= limit:
            break
    return text


_LATER_RESERVE = 500
"""For the line that says a message continues another."""


def _size(text: str) -> int:
    """How long `text` may become in mrkdwn: entities, and angle brackets around addresses."""
    return len(escape(text)) + 2 * text.count("://")


def _pack(text: str, limit: int, cutters: Sequence[Cutter]) -> list[str]:
    if _size(text) <= limit:
        return [text]
    packed: list[str] = []
    current, used = "", 0
    for unit in cutters[0](text):
        size = _size(unit.rstrip())
        if used and used + size > limit:
            packed.append(current.strip())
            current, used = "", 0
        if size > limit:
            *full, current = _pack(unit.rstrip(), limit, cutters[1:])
            packed += full
            current += unit[len(unit.rstrip()) :]
        else:
            current += unit
        used = _size(current)
    return [*packed, current.strip()] if current.strip() else packed


def _paragraphs(text: str) -> Iterable[str]:
    return _PARAGRAPH.findall(text)


def _sentences(text: str) -> Iterable[str]:
    return list(segment("en", text))


_CUTTERS: tuple[Cutter, ...] = (_paragraphs, _sentences, _WORD.findall, _CLUSTER.findall, list)
