"""Words from files that other programs wrote: without what nobody sees, of a length that somebody reads."""

import re
from collections.abc import Iterable

from bot.models.text import shorten_words
from bot.models.values import MAX_TAGS, MAX_TITLE

MAX_WORDS = 20_000
"""Characters of a story's summary or note. Longer ones are a whole page, or somebody's joke."""

# Controls, marks that turn text around, halves of characters, and the private use area, in which the search
# index keeps marks of its own.
_UNSEEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ud800-\udfff"
    r"\ue000-\uf8ff\ufeff\ufffe\uffff]"
)
_BLANK_LINES = re.compile(r"\s*\n\s*\n\s*")
_SPACE_IN_LINE = re.compile(r"[^\S\n]+")
_NO_TAG = re.compile(r"[^\w-]+")
_LONGEST_TAG = 40


def seen(text: str) -> str:
    """Take out the characters that no reader can see."""
    return _UNSEEN.sub("", text)


def one_line(text: str) -> str:
    """Return the words on one line."""
    return " ".join(seen(text).split())


def title_of(text: str) -> str | None:
    """Return a title on one line, cut after a word where it is longer than titles are; None if empty."""
    return shorten_words(one_line(text[: 10 * MAX_TITLE]), MAX_TITLE) or None


def passage(text: str) -> str:
    """Return a text with its lines and paragraphs, at most `MAX_WORDS` characters of it."""
    text = seen(text[: 2 * MAX_WORDS]).replace("\r\n", "\n").replace("\r", "\n")
    text = _SPACE_IN_LINE.sub(" ", _BLANK_LINES.sub("\n\n", text))
    lines = (line.strip() for line in text.strip().split("\n"))
    return shorten_words("\n".join(lines), MAX_WORDS)


def tags_of(names: Iterable[str]) -> tuple[str, ...]:
    """Return names as tags: lower case, a hyphen for what no tag holds, each once, as many as an item has."""
    tags = (_NO_TAG.sub("-", seen(name).strip().lstrip("#").lower()).strip("-_") for name in names)
    return tuple(dict.fromkeys(tag[:_LONGEST_TAG].strip("-_") for tag in tags if tag.strip("-_")))[:MAX_TAGS]
