"""The structure of a newsletter's file, in reading order: headings, passages, items, ruled lines.

markdown-it-py says what is a heading, a paragraph or a list, and on which lines it stands. People leave out
the blank lines that Markdown needs between those, so the lines of a paragraph are looked at once more, for a
bold date, a ruled line, or another entry among them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import partial

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from bot.archive.reading.days import opening_day
from bot.archive.reading.decode import visible
from bot.archive.reading.headings import Heading, read_bare_heading, read_bold_heading, read_marked_heading
from bot.archive.reading.prose import Prose, read_prose


class BlockKind(Enum):
    """What a block is to a newsletter."""

    HEADING = auto()
    PASSAGE = auto()
    ITEM = auto()
    RULE = auto()


@dataclass(frozen=True, slots=True)
class Block:
    """A block on the lines from `first` to before `last`, counted from 0.

    `source` is its Markdown. `depth` is 0 outside of lists and for the outer list's items. `marker` is an
    item's number or bullet as printed. `heading` is there where the block opens an issue.
    """

    kind: BlockKind
    first: int
    last: int
    source: str = ""
    depth: int = 0
    marker: str = ""
    heading: Heading | None = None
    prose: Prose = field(default=Prose(""), repr=False)


_RULE = re.compile(r"\s*(?:[=_~#]{3,}|[-—–─]{3,}|\*{3,}|(?:[-*_=~]\s?){3,})\s*")
# What stands before a day and is no list for Markdown: "(3)", "#3", "**3.**", "3" and a tab, "3\.", "•".
_LOOSE_MARKER = re.compile(r"\s*(?P<marker>(?:\*\*|__)?[(\[#]?\d{1,3}\\?[.):\]]*(?:\*\*|__)?|[•·▪‣–—*+-])\s+")
_LINKED = re.compile(r"\]\s?[(\[]|https?://|<a\s", re.IGNORECASE)
_EMPHASIS = re.compile(r"[*_]{1,3}(?=\w)|(?<=[\w.,:])[*_]{1,3}")


def read_blocks(text: str) -> Iterator[Block]:
    """Yield the blocks of a Markdown text from top to bottom."""
    # Indented lines are never code here, and a tag alone on its line must not hide the entry after it. What
    # stands inside of paragraphs is parsed once they are cut.
    structure = _parser().disable(["code", "html_block", "inline"])
    env: dict[str, object] = {}  # link definitions, which all passages share
    tree = SyntaxTreeNode(structure.parse(visible(text), env))
    inline = partial(_parser().parseInline, env=env)
    for block in _walk(tree.children, depth=0):
        tokens: list[Token] = inline(_without_trailing_space(block.source))
        children = tokens[0].children or []
        yield Block(
            block.kind,
            block.first,
            block.last,
            block.source,
            block.depth,
            block.marker,
            block.heading,
            read_prose(children),
        )


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark")
    parser.normalizeLink = _as_printed  # type: ignore[method-assign] # an address is kept as it is printed
    return parser


def _as_printed(url: str) -> str:
    return url


def _without_trailing_space(source: str) -> str:
    """Two spaces at a line's end are an accident of typing here, no line break."""
    return "\n".join(line.rstrip(" \t") for line in source.split("\n"))


def _walk(nodes: list[SyntaxTreeNode], *, depth: int) -> Iterator[Block]:
    for node in nodes:
        first, last = node.map or (0, 0)
        match node.type:
            case "heading":
                yield from _heading(node, depth)
            case "paragraph":
                yield from _Cut(_content(node), first, depth).blocks()
            case "ordered_list" | "bullet_list":
                for item in node.children:
                    yield from _item(item, depth)
            case "hr":
                yield Block(BlockKind.RULE, first, last, depth=depth)
            case "fence":
                yield Block(BlockKind.PASSAGE, first, last, node.content.strip(), depth)
            case _:
                yield from _walk(node.children, depth=depth)


def _content(node: SyntaxTreeNode) -> str:
    return node.children[0].content if node.children else ""


def _heading(node: SyntaxTreeNode, depth: int) -> Iterator[Block]:
    first, last = node.map or (0, 0)
    words = _content(node)
    found = None if "\n" in words else read_marked_heading(words)
    if found or node.markup.startswith("#"):
        yield Block(BlockKind.HEADING, first, last, words, depth, heading=found)
    else:  # "=====" right under a line of text is a heading in Markdown, and a ruled line in a newsletter
        yield from _Cut(words, first, depth).blocks()
        yield Block(BlockKind.RULE, last - 1, last, depth=depth)


def _item(node: SyntaxTreeNode, depth: int) -> Iterator[Block]:
    first, _ = node.map or (0, 0)
    marker = f"{node.info}{node.markup}"
    children = list(node.children)
    if children and children[0].type == "paragraph":
        opening = children.pop(0)
        begin, _ = opening.map or (first, first)
        yield from _Cut(_content(opening), begin, depth, marker, start=first).blocks()
    elif not children:
        yield Block(BlockKind.ITEM, first, first + 1, depth=depth, marker=marker)
    yield from _walk(children, depth=depth + 1)


class _Cut:
    """Cuts a paragraph's lines where a heading, a ruled line or an entry stands among them."""

    def __init__(
        self, words: str, first: int, depth: int, marker: str = "", *, start: int | None = None
    ) -> None:
        self._lines = words.split("\n")
        self._first = first
        self._start = first if start is None else start
        self._depth = depth
        self._marker = marker
        self._inside = depth > 0 and not marker  # a later paragraph of an item, indented as it should be
        self._kind = BlockKind.ITEM if marker else BlockKind.PASSAGE
        self._pending: list[str] = []

    def blocks(self) -> Iterator[Block]:
        for at, line in enumerate(self._lines):
            own_line = at > 0 or self._kind is not BlockKind.ITEM
            if own_line and (heading := self._as_heading(line, first=at == 0)):
                yield from self._flush(at)
                yield self._line(BlockKind.HEADING, at, line, heading)
            elif own_line and _RULE.fullmatch(line):
                yield from self._flush(at)
                yield self._line(BlockKind.RULE, at, "", None)
            elif own_line and not self._inside and (entry := _loose_entry(line, numbered=bool(self._marker))):
                yield from self._flush(at)
                self._begin(at, *entry)
            else:
                self._pending.append(line)
        yield from self._flush(len(self._lines))

    def _as_heading(self, line: str, *, first: bool) -> Heading | None:
        return read_bold_heading(line) or (read_bare_heading(line) if first else None)

    def _flush(self, at: int) -> Iterator[Block]:
        if self._pending:
            source = "\n".join(self._pending)
            yield Block(self._kind, self._start, self._first + at, source, self._depth, self._marker)
        self._begin(at, "", "")

    def _line(self, kind: BlockKind, at: int, words: str, heading: Heading | None) -> Block:
        self._begin(at + 1, "", "")
        return Block(kind, self._first + at, self._first + at + 1, words, heading=heading)

    def _begin(self, at: int, marker: str, words: str) -> None:
        """Begin anew at a line: what follows a heading or a ruled line is outside of the list before it."""
        self._start = self._first + at
        self._depth = 0
        self._marker = marker
        self._kind = BlockKind.ITEM if words else BlockKind.PASSAGE
        self._pending = [words] if words else []


def _loose_entry(line: str, *, numbered: bool) -> tuple[str, str] | None:
    """Return marker and words of a line that begins like an entry though Markdown sees no list there.

    Under a `numbered` entry, a line without a number is a wrapped line of that entry.
    """
    if not _LINKED.search(line):
        return None
    plain = _EMPHASIS.sub("", line[:200]).lstrip()
    if opening_day(plain):
        return None if numbered else ("", line.strip())
    match = _LOOSE_MARKER.match(line)
    if match and opening_day(_EMPHASIS.sub("", line[match.end() : match.end() + 200])):
        return match["marker"].strip("*_").replace("\\", ""), line[match.end() :].strip()
    return None
