"""Changing words inside a Markdown text: only those that differ, so that links and line ends stay. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from bot.archive.inplace.source import Source, apply
from bot.archive.writers.escape import escape_line, escape_words

_TOKEN = re.compile(r"(?P<space>\s*)(?P<word>\S+)")
_INDENT = re.compile(r"[^\S\r\n]*")
_OPENS = re.compile(r"$|\d|[-+*#>=~_•·|]")
_WRAPPED = 3  # lines: an entry of fewer does not tell how wide its writer's lines are
_WIDEST = 120  # characters: longer lines are whole paragraphs
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")


@dataclass(frozen=True, slots=True)
class Layout:
    """How lines end in a file, and how far the later lines of an entry are indented."""

    eol: str = "\n"
    indent: str = ""

    def joint(self, gap: str) -> str:
        """Write what stands between two words: a space, a line break, or a blank line."""
        match gap:
            case "\n\n":
                return f"{self.eol}{self.eol}{self.indent}"
            case "\n":
                return f"\\{self.eol}{self.indent}"
            case _:
                return " "


@dataclass(frozen=True, slots=True)
class _Token:
    """A word with what stands before it (`gap`), and its place in the text with single spaces."""

    gap: str
    word: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.word)


@dataclass(slots=True)
class _Change:
    """Words `old[first:last]` that become `new[new_first:new_last]`."""

    first: int
    last: int
    new_first: int
    new_last: int


def reword(source: Source, places: Sequence[int], old: str, new: str, layout: Layout) -> str | None:
    """Return the source with the words `old`, whose characters stand at `places`, turned into `new`.

    None where that would break a link in two.
    """
    before, after = _tokens(old), _tokens(new)
    was, now = ([(token.gap, token.word) for token in tokens] for tokens in (before, after))
    found = SequenceMatcher(None, was, now, autojunk=False).get_opcodes()
    changes = [_Change(i1, i2, j1, j2) for tag, i1, i2, j1, j2 in found if tag != "equal"]
    edits = []
    for change in changes:
        edit = _edit(source, places, change, before, after, layout)
        if edit is None:
            return None
        edits.append(edit)
    ends = [(start, end) for start, end, _ in sorted(edits)]
    if any(end > start for (_, end), (start, _) in pairwise(ends)):
        return None
    return apply(source.text, edits)


def wrap_like(old: str, new: str, eol: str) -> str:
    """Break the new lines of a text that are longer than the old lines, if those were wrapped."""
    lines = old.rstrip().split(eol)
    width = max(map(len, lines))
    if len(lines) < _WRAPPED or width > _WIDEST:
        return new
    indent = _INDENT.match(lines[1])
    kept = set(lines)
    return eol.join(
        line if line in kept or len(line) <= width else _wrap(line, width, indent[0] if indent else "", eol)
        for line in new.split(eol)
    )


def _wrap(line: str, width: int, indent: str, eol: str) -> str:
    """Break a line at spaces, never before what would begin a list or a heading on its own line."""
    done: list[str] = []
    for word in line.split(" "):
        if done and len(done[-1]) + 1 + len(word) > width and done[-1].strip() and not _OPENS.match(word):
            done.append(indent + word)
        elif done:
            done[-1] += f" {word}"
        else:
            done.append(word)
    return eol.join(done)


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    at = 0
    for match in _TOKEN.finditer(text.strip()):
        gap = "\n\n" if _BLANK_LINE.search(match["space"]) else "\n" if "\n" in match["space"] else ""
        at += 1 if match["space"] else 0
        tokens.append(_Token(gap, match["word"], at))
        at += len(match["word"])
    return tokens


def _edit(
    source: Source,
    places: Sequence[int],
    change: _Change,
    before: Sequence[_Token],
    after: Sequence[_Token],
    layout: Layout,
) -> tuple[int, int, str] | None:
    old, new = before[change.first : change.last], after[change.new_first : change.new_last]
    words = _joined(new, layout)
    if not old:
        return _insertion(source, places, change, before, new, words, layout)
    start, end = _span(source, places, old)
    if not new:
        return _with_space(source.text, *_whole_links(source, start, end))
    if change.first and (old[0].gap or new[0].gap):
        start = _span(source, places, [before[change.first - 1]])[1]
        words = layout.joint(new[0].gap) + words
    elif [token.gap for token in old[1:]] == [token.gap for token in new[1:]] == [""] * (len(old) - 1):
        start, end, words = _trimmed(source, places, old, new)
    return (*_whole_links(source, start, end), _escaped(source.text, start, words))


def _insertion(
    source: Source,
    places: Sequence[int],
    change: _Change,
    before: Sequence[_Token],
    new: Sequence[_Token],
    words: str,
    layout: Layout,
) -> tuple[int, int, str]:
    if change.first == 0:
        start, _ = _span(source, places, before[:1])
        start, _ = _whole_links(source, start, start + 1)
        return start, start, f"{_escaped(source.text, start, words)} "
    _, end = _span(source, places, [before[change.first - 1]])
    _, end = _whole_links(source, end, end)
    return end, end, layout.joint(new[0].gap) + words


def _span(source: Source, places: Sequence[int], tokens: Sequence[_Token]) -> tuple[int, int]:
    return source.span(places[tokens[0].start], places[tokens[-1].end - 1])


def _trimmed(
    source: Source, places: Sequence[int], old: Sequence[_Token], new: Sequence[_Token]
) -> tuple[int, int, str]:
    """Leave out what both begin and end with, up to a word's edge: "paper." and "papers." share a stop."""
    was, now = (" ".join(token.word for token in tokens) for tokens in (old, new))
    head = _common(was, now)
    tail = _common(was[head:][::-1], now[head:][::-1])
    first, last = old[0].start + head, old[0].start + len(was) - tail
    words = escape_words(now[head : len(now) - tail])
    if first < last:
        return (*source.span(places[first], places[last - 1]), words)
    place = (
        source.span(places[first - 1], places[first - 1])[1] if head else source.spots[places[first]].start
    )
    return place, place, words


def _common(one: str, other: str) -> int:
    """Return how many characters both begin with, up to the last place that is no word's inside."""
    longest = 0
    for at in range(min(len(one), len(other)) + 1):
        inside = one[at : at + 1].isalnum() or other[at : at + 1].isalnum()
        edge = not (inside and at and one[at - 1].isalnum())
        longest = at if edge else longest
        if one[at : at + 1] != other[at : at + 1]:
            break
    return longest


def _whole_links(source: Source, start: int, end: int) -> tuple[int, int]:
    """Take in the whole of a link whose words are all replaced, or that a change would break in two."""
    for link in source.links:
        inside = link.label[0] <= start and end <= link.label[1]
        if start < link.end and end > link.start and not (inside and (start, end) != link.label):
            start, end = min(start, link.start), max(end, link.end)
    return start, end


def _with_space(text: str, start: int, end: int) -> tuple[int, int, str]:
    """Take out words with the space before them, or else with that after them."""
    if text[:start].rstrip() and text[start - 1].isspace():
        return len(text[:start].rstrip()), end, ""
    return start, end + len(text[end:]) - len(text[end:].lstrip()), ""


def _joined(tokens: Sequence[_Token], layout: Layout) -> str:
    parts: list[str] = []
    for at, token in enumerate(tokens):
        if at:
            parts.append(layout.joint(token.gap))
        parts.append(escape_line(token.word) if token.gap else escape_words(token.word))
    return "".join(parts)


def _escaped(text: str, start: int, words: str) -> str:
    """Escape what would begin a list or a heading at a line's beginning."""
    begins = not text[text.rfind("\n", 0, start) + 1 : start].strip()
    return escape_line(words) if begins and not words.startswith("\\") else words
