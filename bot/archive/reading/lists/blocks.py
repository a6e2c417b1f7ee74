"""The structure of a Markdown list of links: headings, items, table rows and passages, in reading order."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from functools import partial

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from bot.archive.reading.decode import visible
from bot.archive.reading.lists.dates import read_date, read_year


class Part(Enum):
    """What a block is to a list."""

    HEADING = auto()
    ITEM = auto()
    ROW = auto()
    PASSAGE = auto()


@dataclass(frozen=True, slots=True)
class ListBlock:
    """A block on the lines from `first` to before `last`, counted from 0.

    `level` is a heading's, or how deep an item or passage stands in lists (0 outside of them, and for the
    items of an outer list). A row has `cells`, and `header` where its table has one.
    """

    part: Part
    first: int
    last: int
    source: str = ""
    level: int = 0
    marker: str = ""
    cells: tuple[str, ...] = ()
    header: tuple[str, ...] = ()


LINE_LEVEL = 7
"""The level of a date in bold, or in a <summary>: below all headings."""

_DATE_LINE = re.compile(
    r"\s*(?:(?:\*\*|__|<(?:details|summary|b|strong|h\d)[^>]*>)\s*)++(?P<words>[^*\[\]<>|]{3,90}?)\s*+:?\s*+"
    r"(?:(?:\*\*|__|</(?:summary|b|strong|h\d)>)\s*+:?\s*+)++",
    re.IGNORECASE,
)
_ROW = re.compile(r"\s*\|.*\|.*")
_CELL = re.compile(r"(?<!\\)\|")
_MARKED_UP = re.compile(r"</?[a-z][^>]*>|[*_`]{1,3}(?=\S)|(?<=\S)[*_`]{1,3}", re.IGNORECASE)


class ListText:
    """A list's text, parsed into blocks, and its inline Markdown on demand."""

    def __init__(self, text: str) -> None:
        # Indented lines are never code here, and a tag alone on its line must not hide the list after it.
        structure = _parser().enable("table").disable(["code", "html_block", "inline"])
        env: dict[str, object] = {}  # link definitions, which all passages share
        tokens = structure.parse(visible(text), env)
        self._tree = SyntaxTreeNode(tokens)
        self._inline = partial(_parser().parseInline, env=env)

    def blocks(self) -> Iterator[ListBlock]:
        """Yield the blocks from top to bottom."""
        yield from _walk(self._tree.children, level=0)

    def inline(self, source: str) -> list[Token]:
        """Return the tokens of a passage: text, links, emphasis."""
        tokens: list[Token] = self._inline(source)
        return tokens[0].children or [] if tokens else []


def plain_words(source: str) -> str:
    """Return a heading's words without markup."""
    return " ".join(_MARKED_UP.sub("", source).split())


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark")
    parser.normalizeLink = _as_printed  # type: ignore[method-assign] # an address is kept as it is printed
    parser.validateLink = _any  # type: ignore[method-assign] # which link can be used is told by its line
    return parser


def _as_printed(url: str) -> str:
    return url


def _any(url: str) -> bool:
    return True


def _walk(nodes: list[SyntaxTreeNode], *, level: int) -> Iterator[ListBlock]:
    for node in nodes:
        first, last = node.map or (0, 0)
        match node.type:
            case "heading" if node.markup.startswith(("#", "=")):
                yield ListBlock(Part.HEADING, first, last, _content(node), int(node.tag[1]))
            case "heading":  # a line over "---": a ruled line in most lists
                yield from _passage(_content(node), first, level)
            case "paragraph":
                yield from _passage(_content(node), first, level)
            case "ordered_list" | "bullet_list":
                for item in node.children:
                    yield from _item(item, level)
            case "table":
                yield from _table(node)
            case "fence" | "hr":
                pass
            case _:
                yield from _walk(node.children, level=level)


def _content(node: SyntaxTreeNode) -> str:
    return node.children[0].content if node.children else ""


def _item(node: SyntaxTreeNode, level: int) -> Iterator[ListBlock]:
    first, _ = node.map or (0, 0)
    children = list(node.children)
    if children and children[0].type == "paragraph":
        opening = children.pop(0)
        _, last = opening.map or (first, first + 1)
        yield ListBlock(Part.ITEM, first, last, _content(opening), level, f"{node.info}{node.markup}")
    yield from _walk(children, level=level + 1)


def _table(node: SyntaxTreeNode) -> Iterator[ListBlock]:
    header: tuple[str, ...] = ()
    for part in node.children:
        for row in part.children:
            first, last = row.map or (0, 0)
            cells = tuple(_content(cell) for cell in row.children)
            if part.type == "thead":
                header = cells
            else:
                yield ListBlock(Part.ROW, first, last, cells=cells, header=header)


def _passage(words: str, first: int, level: int) -> Iterator[ListBlock]:
    """Cut a paragraph where one of its lines is a date in bold, or a row of a table that lost its head."""
    pending: list[str] = []
    start = first
    for at, line in enumerate(words.split("\n"), start=first):
        heading = _DATE_LINE.fullmatch(line)
        dated = heading and (read_date(heading["words"]) or read_year(heading["words"]))
        if heading is None and _ROW.fullmatch(line) and "](" in line:
            dated = True
        if not dated:
            if not pending:
                start = at
            pending.append(line)
            continue
        if pending:
            yield ListBlock(Part.PASSAGE, start, at, "\n".join(pending), level)
            pending = []
        if heading:
            yield ListBlock(Part.HEADING, at, at + 1, heading["words"], LINE_LEVEL)
        else:
            cells = tuple(cell.strip() for cell in _CELL.split(line.strip().strip("|")))
            yield ListBlock(Part.ROW, at, at + 1, cells=cells)
    if pending:
        yield ListBlock(Part.PASSAGE, start, first + len(words.split("\n")), "\n".join(pending), level)
