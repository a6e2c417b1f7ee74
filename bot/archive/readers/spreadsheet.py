"""Reads a table with a header: CSV as spreadsheets, Pocket, Raindrop or Instapaper write it, and TSV.

Columns are known by the words people give them; those that are not known are named in the report.
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from bot.archive.parsed import ParsedStories, ParsedStory, Problem
from bot.archive.reading.encodings import decode_export, guess_text
from bot.archive.reading.html_text import read_html
from bot.archive.reading.kinds import kind_of_phrase
from bot.archive.reading.moments import is_in_figures, month_comes_first, read_day, read_moment
from bot.archive.reading.source import Source
from bot.archive.reading.words import one_line, passage, tags_of, title_of
from bot.errors import ArchiveFileError
from bot.links.find import find_links
from bot.models.values import Kind

_COLUMNS = {
    "link": "url link href uri address web_address website webaddress page_url page_link link_url main_link"
    " 链接 adresse lien",
    "title": "title name headline heading page_title paper article story subject titel titre 标题",
    "summary": "summary description abstract abstract_note excerpt text body content details selection"
    " tldr tl;dr zusammenfassung 摘要",
    "note": "note notes comment comments remark remarks annotation highlights why",
    "organization": "organization organisation organizations organisations org orgs company companies"
    " publisher published_by institution institutions affiliation affiliations lab source site who",
    "kind": "kind type category_type content_type medium format",
    "published": "published_on published date day publication_date date_published pubdate pub_date"
    " published_at published_date datum 日期",
    "found": "added added_at added_on date_added time_added created created_at created_on saved saved_at"
    " bookmarked_at timestamp time when submitted_at",
    "issue": "issue issue_date issue_of printed_in",
    "tags": "tags tag manual_tags labels label keywords topic topics category categories folder collection"
    " list 标签",
    "links": "links other_links further_links more_links code github repo repository project project_page"
    " tweet pdf arxiv",
}
_ROLE = {word: role for role, words in _COLUMNS.items() for word in words.split()}
_IGNORED = frozenset(
    {"id", "no", "nr", "number", "#", "", "status", "cover", "favorite", "favourite", "row"} | {"votes"}
)
_DELIMITERS = ",;\t|"
_TAG_SEPARATOR = re.compile(r"[|,;\n]")
_NAME_SEPARATOR = re.compile(r"\s*[|;\n]\s*|,\s+(?!(?:Inc|Ltd|LLC|Corp|Co|GmbH)\b)")
_FORMULA = re.compile(r"'(?=\s*[=+\-@＝＋－＠|%]|[\t\r\n])")
_HYPERLINK = re.compile(
    r"=HYPERLINK\(\s*\"(?P<url>[^\"]+)\"\s*(?:[,;]\s*\"(?P<words>[^\"]*)\"\s*)?\)", re.IGNORECASE
)
_MOST_REPAIRS = 100  # broken rows: each means to begin anew after it
_SAMPLE_ROWS = 200
_LONGEST_HEADER = 64 * 1024  # characters: the module `csv` takes no longer cell


@dataclass
class _Columns:
    """Which column holds what, by position. `unknown` are names that say nothing to us."""

    roles: dict[int, str]
    names: list[str]
    unknown: list[str] = field(default_factory=list)

    def has(self, role: str) -> bool:
        return role in self.roles.values()


def looks_like_table(source: Source) -> bool:
    """Say whether a file is a table with a header that names its links, or is called one."""
    if source.is_folder:
        return False
    if source.ends_with(".csv", ".tsv"):
        return True
    first = guess_text(source.head).lstrip("\r\n").split("\n", 1)[0].strip("\r")
    if first.startswith(("<", "{", "[", "#", "-", "*", "|")) or source.ends_with(".md", ".markdown"):
        return False
    return any(
        delimiter in first and _columns(next(csv.reader([first], delimiter=delimiter))).has("link")
        for delimiter in _DELIMITERS
    )


def read_table(source: Source) -> ParsedStories:
    """Read a table. Its header says which column is which.

    Raises:
        ArchiveFileError: the file is empty or no text, or no column holds links.
    """
    text = decode_export(source.data, path=source.name)
    text = text.removeprefix("\ufeff")
    delimiter = _delimiter(text)
    rows = _rows(text, delimiter)
    header = next((row for row in rows if not isinstance(row, Problem) and any(row[1])), None)
    if header is None or isinstance(header, Problem):
        raise ArchiveFileError(f"{source.name} has no header line.", path=source.name, line=1)
    line, names = header
    columns = _columns(names)
    if not columns.has("link") and columns.has("links"):
        columns.roles[next(at for at, role in columns.roles.items() if role == "links")] = "link"
    if not columns.has("link"):
        raise ArchiveFileError(
            f"{source.name} has no column of links: its first line names "
            f"{', '.join(one_line(name)[:40] or '(nothing)' for name in names[:12])}.",
            path=source.name,
            line=line,
            hint="Call the column with the links “url” or “link”.",
        )
    table = _Table(columns, _sampled_order(text, delimiter, columns))
    return ParsedStories(source.name, "CSV", table.stories(line, rows), count=_count(text, delimiter))


@dataclass
class _Table:
    """Reads rows by their columns. `month_first` is None where the file leaves open what "3/4/2024" is."""

    columns: _Columns
    month_first: bool | None

    def stories(
        self, header_line: int, rows: Iterator[tuple[int, list[str]] | Problem]
    ) -> Iterator[ParsedStory | Problem]:
        if self.columns.unknown:
            names = ", ".join(f"“{name}”" for name in self.columns.unknown)
            yield Problem(header_line, f"these columns are not known and were left out: {names}")
        has_told = False
        for row in rows:
            if isinstance(row, Problem):
                yield row
                continue
            line, cells = row
            if not any(cell.strip() for cell in cells):
                continue
            if not has_told and self.month_first is None and self._is_open(cells):
                has_told = True
                yield Problem(line, "a day such as this one is read as day/month/year")
            yield self._story(line, cells)

    def _is_open(self, cells: list[str]) -> bool:
        return any(is_in_figures(cell) for cell in self._cells(cells, "published"))

    def _cells(self, cells: list[str], role: str) -> list[str]:
        """Return the cells of the columns of a role that hold something, without a spreadsheet's guards."""
        return [
            _FORMULA.sub("", cells[at].strip(), count=1)
            for at, name in self.columns.roles.items()
            if name == role and at < len(cells) and cells[at].strip()
        ]

    def _first(self, cells: list[str], role: str) -> str:
        return next(iter(self._cells(cells, role)), "")

    def _story(self, line: int, cells: list[str]) -> ParsedStory | Problem:
        if len(cells) > len(self.columns.names):
            more = len(cells) - len(self.columns.names)
            if any(cell.strip() for cell in cells[-more:]):
                return Problem(line, f"this row has {more} cells more than the header", unread=True)
        link, words = _link(self._first(cells, "link"))
        if not link:
            return Problem(line, "this row has no link", unread=True)
        title = words or self._first(cells, "title")
        published = self._first(cells, "published")
        return ParsedStory(
            line,
            links=((link, ""), *self._further_links(cells)),
            title=title_of(read_html(title).text) if title != link else None,
            organizations=_names(self._cells(cells, "organization")),
            kind=_kind(self._first(cells, "kind")),
            published_on=self._day(published),
            summary=passage("\n\n".join(read_html(cell).text for cell in self._cells(cells, "summary"))),
            tags=tags_of(tag for cell in self._cells(cells, "tags") for tag in self._tags(cell)),
            note=passage("\n\n".join(read_html(cell).text for cell in self._cells(cells, "note"))),
            found_at=read_moment(self._first(cells, "found")),
            issue=read_day(self._first(cells, "issue")) if self.columns.has("issue") else None,
        )

    def _tags(self, cell: str) -> list[str]:
        """Cut a cell into tags. In our own export spaces stand between them; elsewhere a tag may have one."""
        is_ours = {"issue", "votes"} <= {name.strip().lower() for name in self.columns.names}
        return cell.split() if is_ours else _TAG_SEPARATOR.split(cell)

    def _day(self, text: str) -> date | None:
        return read_day(text, month_first=bool(self.month_first)) if text else None

    def _further_links(self, cells: list[str]) -> Iterator[tuple[str, str]]:
        for at, role in self.columns.roles.items():
            if role == "links" and at < len(cells):
                label = one_line(self.columns.names[at])
                for found in find_links(cells[at]):
                    yield found.url, found.label or ("" if label.lower() == "links" else label)


def _columns(names: list[str]) -> _Columns:
    columns = _Columns({}, names)
    for at, name in enumerate(names):
        word = re.sub(r"[\s.-]+", "_", one_line(name).lower()).strip("_")
        role = _ROLE.get(word)
        if role is None and re.search(r"(?:^|_)(?:url|link)s?$|ur[li]$", word):
            role = "links"
        if role is None:
            if word not in _IGNORED:
                columns.unknown.append(one_line(name)[:60])
        elif role == "link" and columns.has("link"):
            columns.roles[at] = "links"
        else:
            columns.roles[at] = role
    return columns


def _delimiter(text: str) -> str:
    """Return what separates the cells: the character by which the header names most columns that we know."""
    header = text.lstrip("\r\n").split("\n", 1)[0]
    if header.lower().startswith("sep=") and len(header.strip()) == len("sep=") + 1:  # as Excel writes it
        return header.strip()[-1]

    def columns_known(delimiter: str) -> tuple[int, int]:
        names = next(csv.reader([header[:_LONGEST_HEADER]], delimiter=delimiter), [])
        return len(_columns(names).roles), header.count(delimiter)

    return max(_DELIMITERS, key=columns_known)


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str]] | Problem]:
    """Yield each row with the line on which it starts. A cell may hold line ends.

    A quotation mark that is never closed would swallow the rest of the file: reading goes on in the line
    after it.
    """
    lines = io.StringIO(text, newline="").readlines()
    at = 1 if lines and lines[0][:4].lower() == "sep=" else 0
    for _ in range(_MOST_REPAIRS):
        reader = csv.reader(lines[at:], delimiter=delimiter)
        line = at
        try:
            for row in reader:
                if at + reader.line_num == len(lines) > line + 1 and _is_open(
                    "".join(lines[line:]), delimiter
                ):
                    break
                yield line + 1, row
                line = at + reader.line_num
            else:
                return
            reason = "a quotation mark is opened and never closed"
        except csv.Error as error:
            reason = str(error)
        yield Problem(line + 1, f"this row cannot be read: {reason}", unread=True)
        at = line + 1
    yield Problem(at + 1, "the rest of the file cannot be read: too many rows are broken", unread=True)


def _count(text: str, delimiter: str) -> int | None:
    try:
        return sum(1 for _ in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)) - 1
    except csv.Error:
        return None


def _is_open(text: str, delimiter: str) -> bool:
    """Say whether a text ends inside of a quoted cell."""
    try:
        list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        return "unexpected end" in str(error)
    return False


def _sampled_order(text: str, delimiter: str, columns: _Columns) -> bool | None:
    """Look at the first days of the table: is it the day or the month that comes first?"""
    days: list[str] = []
    for row in _rows(text, delimiter):
        if isinstance(row, Problem):
            continue
        days += [row[1][at] for at, role in columns.roles.items() if role == "published" and at < len(row[1])]
        if len(days) > _SAMPLE_ROWS:
            break
    return month_comes_first(days)


def _link(cell: str) -> tuple[str, str]:
    """Return the address in a cell and the words on it: bare, as Markdown, or in a HYPERLINK formula."""
    if match := _HYPERLINK.fullmatch(cell):
        return match["url"], match["words"] or ""
    if len(cell.split()) > 1 or cell.startswith("["):
        found = find_links(cell)
        return (found[0].url, found[0].label) if found else (cell, "")
    return cell, ""


def _names(cells: list[str]) -> tuple[str, ...]:
    names = (one_line(name)[:120] for cell in cells for name in _NAME_SEPARATOR.split(cell))
    return tuple(dict.fromkeys(name for name in names if name))


def _kind(word: str) -> Kind | None:
    word = word.strip().lower()
    if word in set(Kind):
        return Kind(word)
    return kind_of_phrase(word) if word else None
