"""Reads a row of a Markdown table by the names over its columns."""

import re
from dataclasses import dataclass, replace

from bot.archive.reading.days import Day, opening_day
from bot.archive.reading.lists.blocks import ListBlock, ListText, plain_words
from bot.archive.reading.lists.entry import ListEntry, other_addresses, read_line, without_lead
from bot.archive.reading.moments import read_day
from bot.archive.reading.prose import Prose, read_prose
from bot.archive.reading.words import one_line, tags_of

_ROLES = {
    "title": "title paper papers name article story post project model dataset tool resource item topic"
    " 标题 论文 论文标题 名称",
    "links": "links link url urls code github repo pdf arxiv website video source paper_link paper_url tweet"
    " resources 链接 代码 视频",
    "date": "date published day publication_date release_date 日期 时间",
    "organizations": "organization organisation organizations organisations org company institution"
    " institutions institute affiliation affiliations publisher team lab",
    "summary": "summary description abstract tldr tl;dr details content about highlights contribution"
    " key_idea comment 摘要 简介",
    "tags": "tags tag category categories area field type keywords task 类别",
    "": "# no no. nr nr. id number index status stars star cover thumbnail image 序号 编号 状态 封面 时长",
}
_ROLE = {word: role for role, words in _ROLES.items() for word in words.split()}
_NAMES = re.compile(r"\s*[,;/&]\s+|\s*[;/]\s*|\s+and\s+")


@dataclass(frozen=True, slots=True)
class Row:
    """A row, read."""

    entry: ListEntry
    day: Day | None = None
    tags: tuple[str, ...] = ()


def read_row(text: ListText, block: ListBlock) -> Row | None:
    """Read a row; None where its table is one of figures, with neither a title nor links."""
    roles = [_role(name) for name in block.header] or _guessed(block)
    cells = list(zip(roles, block.cells, block.header or [""] * len(block.cells), strict=False))
    if not {"title", "links"} & set(roles):
        linked = next((at for at, cell in enumerate(block.cells) if "](" in cell or "://" in cell), None)
        if linked is None or linked >= len(cells):
            return None
        cells[linked] = ("title", *cells[linked][1:])
    return _read_cells(text, cells)


def _read_cells(text: ListText, cells: list[tuple[str | None, str, str]]) -> Row:
    titled = [cell for role, cell, _ in cells if role == "title" and cell.strip()]
    source = titled[0] if titled else ""
    entry = read_line(source, text.inline(without_lead(source)))
    row = Row(entry)
    for role, cell, name in cells:
        if not cell.strip() or (role == "title" and cell is source):
            continue
        tokens = text.inline(cell)
        row = _with_cell(row, role, read_prose(tokens), other_addresses(tokens), name)
    if row.entry.title is None and not titled and row.entry.links:
        label = row.entry.links[0].label
        row = replace(row, entry=replace(row.entry, title=label or None))
    return row


def _with_cell(row: Row, role: str | None, prose: Prose, others: tuple[str, ...], name: str) -> Row:
    words, entry = prose.text, row.entry
    links = prose.links or prose.with_bare_links().links
    if role in ("title", "links"):
        labelled = [link if link.label else replace(link, label=one_line(name)) for link in links]
        summary = _joined(entry.summary, words) if role == "title" and not links else entry.summary
        links = (*entry.links, *labelled)
        return replace(row, entry=replace(entry, links=links, summary=summary, others=entry.others + others))
    if links or others:
        entry = replace(entry, links=(*entry.links, *links), others=entry.others + others)
    match role:
        case "date":
            return replace(row, entry=entry, day=row.day or _day(words))
        case "organizations":
            names = tuple(dict.fromkeys(found for found in _NAMES.split(words) if found))
            return replace(row, entry=replace(entry, organizations=names))
        case "summary":
            return replace(row, entry=replace(entry, summary=_joined(entry.summary, words)))
        case "tags":
            return replace(row, entry=entry, tags=tags_of(re.split(r"[,;/]", words)))
        case None if words and name and not others:
            said = f"{plain_words(name)}: {words}"
            return replace(row, entry=replace(entry, summary=_joined(entry.summary, said)))
    return replace(row, entry=entry)


def _joined(summary: str, words: str) -> str:
    return f"{summary}\n{words}".strip()


def _day(words: str) -> Day | None:
    if (opened := opening_day(words)) and opened[0].year is None:
        return opened[0]
    found = read_day(words, month_first=True)
    return Day(found.day, found.month, found.year, 0, 0) if found else None


def _role(name: str) -> str | None:
    """Return what a column holds; empty for what no reader needs, None for what is not known."""
    words = plain_words(name).lower().strip(" :")
    known = _ROLE.get(words.replace(" ", "_"))
    if known is not None or not words:
        return known or ""
    parts = [_ROLE[part] for part in re.findall(r"[\w.;#]+", words) if part in _ROLE]
    return parts[0] if parts else None


def _guessed(block: ListBlock) -> list[str | None]:
    """Without a head, the first cell is the title, and cells with nothing but links are links."""
    roles: list[str | None] = ["title"]
    roles += ["links" if "](" in cell else "summary" for cell in block.cells[1:]]
    return roles
