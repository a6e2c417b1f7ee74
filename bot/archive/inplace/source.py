"""A Markdown text as readers see it, each character with its place in the source. Pure.

This is no second parser: marks that may or may not be shown ("*", "_", "[") are only said to be possible, and
`align` finds out by laying words over them that the archive's reader made of the same text.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from typing import NamedTuple

_LINK_END = re.compile(
    r"\]\(\s*+(?P<url><[^<>\r\n]*>|(?:[^\s()\\<]|\\.|\((?:[^\s()\\]|\\.)*\))*)"
    r"(?:\s+(?:\"[^\"]*\"|'[^']*'|\([^()]*\)))?\s*\)|\]\[[^\[\]]*\]"
)
_COMMENT, _COMMENT_END = "<!--", "-->"
_PIECE = re.compile(
    r"(?P<hidden></?(?:a|b|br|big|cite|code|center|div|em|font|i|img|ins|li|mark|p|s|small|span|strong"
    r"|sub|sup|u|ul|wbr)\b[^<>]*>)"
    r"|<(?P<address>https?://[^\s<>]*)>"
    r"|(?P<space>(?:\\(?=\r?\n)|\s)+)"
    r"|\\(?P<escaped>[!-/:-@\[-`{-~])"
    r"|(?P<entity>&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|\w{2,31});)"
    r"|(?P<mark>[*_`\[\]!])"
    r"|(?P<plain>[^\s<\\&*_`\[\]!]+|.)",
    re.IGNORECASE | re.DOTALL,
)


class Spot(NamedTuple):
    """A character that readers see, from `start` to `end` in the source. A run of space is one of them."""

    char: str
    start: int
    end: int
    maybe: bool = False


@dataclass(frozen=True, slots=True)
class SourceLink:
    """A link in the source: all of it, its words, and its address (none where that is written elsewhere)."""

    start: int
    end: int
    label: tuple[int, int]
    url: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Source:
    """A text with what readers see of it."""

    text: str
    spots: tuple[Spot, ...]
    links: tuple[SourceLink, ...]

    def align(self, words: str, first: int) -> list[int] | None:
        """Lay words over the spots from `first` on. Return each character's spot, None if they differ."""
        words = _one_space(words)
        places = self.lay(words, first)
        return places if len(places) == len(words) else None

    def lay(self, words: str, first: int, *, start: int = 0, before: int | None = None) -> list[int]:
        """Lay as many of the characters of `words` from `start` on as stand here, in spots below `before`."""
        end = len(self.spots) if before is None else before
        places: list[int] = []
        at = first
        for index in range(start, len(words)):
            while at < end and not _same(self.spots[at].char, words[index], any_case=not places):
                twice = self.spots[at].char == " " and bool(places) and self.spots[places[-1]].char == " "
                if not (self.spots[at].maybe or twice) or not places:
                    return places
                at += 1
            if at >= end:
                return places
            places.append(at)
            at += 1
        return places

    def find(self, words: str, *, start: int = 0) -> Iterator[list[int]]:
        """Yield the places of some words, as words of their own, from a place in the source on."""
        opening = words[:1]
        for first in range(self.spot_at(start), len(self.spots)):
            if _same(self.spots[first].char, opening, any_case=True) and self._begins_word(first, opening):
                places = self.align(words, first)
                if places and self._ends_word(places[-1], words[-1]):
                    yield places

    def spot_at(self, place: int) -> int:
        """Return the first spot that stands at a place of the source or after it."""
        return bisect_left(self.spots, place, key=lambda spot: spot.start)

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Return where the spots from `first` to `last`, both included, stand in the source."""
        return self.spots[first].start, self.spots[last].end

    def _begins_word(self, first: int, opening: str) -> bool:
        before = self.spots[first - 1].char if first else " "
        return not (opening.isalnum() and before.isalnum())

    def _ends_word(self, last: int, closing: str) -> bool:
        after = self.spots[last + 1].char if last + 1 < len(self.spots) else " "
        return not (closing.isalnum() and after.isalnum())


def read_source(text: str) -> Source:
    """Take a Markdown text apart."""
    links = tuple(_links(text))
    spots: list[Spot] = []
    at = 0
    for start, end in (*sorted(_hidden(links)), (len(text), len(text))):
        _read_stretch(text, at, start, spots)
        at = max(at, end)
    return Source(text, tuple(spots), links)


def _read_stretch(text: str, at: int, limit: int, spots: list[Spot]) -> None:
    """Add what readers see of a text from `at` to before `limit`, in one pass."""
    closing = text.rfind(_COMMENT_END, at, limit)  # no comment that begins later has an end
    while at < limit:
        if at + len(_COMMENT) <= closing and text.startswith(_COMMENT, at):
            at = text.index(_COMMENT_END, at + len(_COMMENT), limit) + len(_COMMENT_END)
            continue
        match = _PIECE.match(text, at, limit)
        assert match is not None
        spots += _spots(match, after_space=bool(spots) and spots[-1].char == " ")
        at = match.end()


def apply(text: str, edits: Sequence[tuple[int, int, str]]) -> str:
    """Write each edit, (start, end, new text), into a text. They must not overlap."""
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _links(text: str) -> Iterator[SourceLink]:
    for match in _LINK_END.finditer(text):
        opening = _opening_bracket(text, match.start())
        if opening is not None:
            url = match.span("url") if match["url"] is not None else None
            yield SourceLink(opening, match.end(), (opening + 1, match.start()), url)


def _opening_bracket(text: str, closing: int) -> int | None:
    depth = 0
    for at in range(closing - 1, max(closing - 1000, -1), -1):
        if text[at - 1 : at] == "\\":
            continue
        if text[at] == "]":
            depth += 1
        elif text[at] == "[":
            if depth == 0:
                return at
            depth -= 1
    return None


def _hidden(links: Sequence[SourceLink]) -> Iterator[tuple[int, int]]:
    for link in links:
        yield link.start, link.start + 1
        yield link.label[1], link.end


def _spots(match: re.Match[str], *, after_space: bool) -> list[Spot]:
    start, end = match.span()
    match match.lastgroup:
        case "hidden":
            breaks = match[0][1:3].lower() in ("br", "p>", "/p", "li")
            return [Spot(" ", start, end)] if breaks and not after_space else []
        case "address":
            return [Spot(char, start + 1 + at, start + 2 + at) for at, char in enumerate(match["address"])]
        case "space":
            return [] if after_space else [Spot(" ", start, end)]
        case "escaped":
            return [Spot(match["escaped"], start, end)]
        case "entity":
            return [Spot(char, start, end) for char in unescape(match[0])]
        case "mark":
            return [Spot(match[0], start, end, maybe=True)]
        case _:
            return [Spot(char, start + at, start + at + 1) for at, char in enumerate(match[0])]


def _same(seen: str, char: str, *, any_case: bool) -> bool:
    return seen == char or (any_case and seen.casefold() == char.casefold())


def _one_space(words: str) -> str:
    return re.sub(r"\s+", " ", words)
