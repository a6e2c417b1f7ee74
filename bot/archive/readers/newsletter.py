"""Reads the newsletter's Markdown: issues under a date, entries as list items, older finds at their end.

`reading/newsletter/arrange.py` says what is decided where the form of a file leaves it open,
`reading/sentence.py` how an entry is read.
"""

import re
from dataclasses import dataclass
from datetime import date

from bot.archive.parsed import ParsedEntry, ParsedFile, ParsedIssue, Problem, Segment, SegmentKind
from bot.archive.reading.days import Day, opening_day
from bot.archive.reading.decode import decode, lines_of
from bot.archive.reading.newsletter.arrange import EntryDraft, IssueDraft, arrange
from bot.archive.reading.newsletter.blocks import Block, BlockKind, read_blocks
from bot.archive.reading.prose import Prose, Span
from bot.archive.reading.sentence import read_sentence
from bot.archive.segments import Range, cover
from bot.errors import ArchiveFileError

_FAR_BACK = 300  # days: a day without a year that would lie so far before its issue was meant otherwise
_BETWEEN_LINKS = re.compile(r"(?:[\s,;/|·•&]|\band\b)*")


def read_markdown(data: bytes, *, path: str) -> ParsedFile:
    """Read a newsletter's file. `path` is its name in messages.

    Raises:
        ArchiveFileError: the file is empty, binary, not UTF-8, or holds no entry; `line` says where.
    """
    text = decode(data, path=path)
    lines = lines_of(text)
    arranged = arrange(read_blocks(text))
    problems = list(arranged.problems)
    issues = [_readable(issue, problems) for issue in arranged.issues]
    issues = [issue for issue in issues if issue.entries]
    if not issues:
        raise _no_entry(path, problems)
    ranges = cover(lines, [found for issue in issues for found in _ranges(issue)])
    places = {found.first: at for at, found in enumerate(ranges)}
    parsed = tuple(_parse_issue(issue, places, problems) for issue in issues)
    return ParsedFile(
        name=path,
        title=arranged.title,
        segments=_segments(lines, ranges, issues, parsed),
        issues=parsed,
        problems=tuple(sorted(problems, key=lambda problem: problem.line)),
    )


def looks_like_markdown(data: bytes, *, path: str) -> bool:
    """Say whether a file may be the newsletter's Markdown: by its name, or as a text of no other kind."""
    return path.lower().endswith((".md", ".markdown", ".mdown", ".txt")) or data.lstrip()[:1] not in (
        b"<",
        b"{",
        b"[",
    )


def _no_entry(path: str, problems: list[Problem]) -> ArchiveFileError:
    unread = next((problem for problem in problems if problem.unread), None)
    line = unread.line if unread else 1
    reason = f" Line {line}: {unread.message}" if unread else ""
    return ArchiveFileError(
        f"{path} holds no entry.{reason}",
        path=path,
        line=line,
        hint="An issue begins with its date in bold, **28 Jan 2024**; each entry is a list item with a link.",
    )


def _readable(issue: IssueDraft, problems: list[Problem]) -> IssueDraft:
    """Leave out the entries that have no link, and say so."""
    kept = [entry for entry in issue.entries if _opening_prose(entry).links]
    for entry in issue.entries:
        if entry not in kept:
            line = entry.opening.first + 1
            problems.append(Problem(line, "This entry has no link: it is not imported.", unread=True))
    if not kept:
        line = issue.headings[0].first + 1
        problems.append(Problem(line, f"No entry stands under {issue.date.day} {issue.date:%B %Y}."))
    issue.entries = kept
    return issue


def _opening_prose(entry: EntryDraft) -> Prose:
    """Return the passage that opens an entry, with a link in it wherever the entry has one."""
    prose = entry.opening.prose
    if prose.links:
        return prose
    for block in entry.more:
        if block.prose.links:
            url = block.prose.links[0]
            return Prose(prose.text, (Span(len(prose.text), len(prose.text), url.url, url.label),))
    return prose.with_bare_links()


def _ranges(issue: IssueDraft) -> list[Range]:
    heads = []
    for heading in issue.headings:
        later = min((other.first for other in issue.headings if other.first > heading.first), default=None)
        below = [
            block.last
            for block in issue.introduction
            if block.first >= heading.first and (later is None or block.first < later)
        ]
        heads.append(Range(heading.first, max([heading.last, *below]), SegmentKind.ISSUE))
    entries = [Range(entry.opening.first, entry.last, SegmentKind.ENTRY) for entry in issue.entries]
    return heads + entries


def _parse_issue(issue: IssueDraft, places: dict[int, int], problems: list[Problem]) -> ParsedIssue:
    reader = _EntryReader(issue.date, places, problems)
    return ParsedIssue(
        date=issue.date,
        title=issue.title,
        line=issue.headings[0].first + 1,
        introduction=_introduction(issue),
        entries=tuple(reader.read(entry, at) for at, entry in enumerate(issue.entries, start=1)),
    )


def _introduction(issue: IssueDraft) -> str:
    text = ""
    for block in issue.introduction:
        words = block.heading.rest if block.heading else _with_addresses(block.prose)
        text = _joined(text, block, words)
    return text


def _with_addresses(prose: Prose) -> str:
    """An introduction has no links of its own: their addresses stay in its text."""
    text = prose.text
    for link in reversed(prose.links):
        shown = text[link.start : link.end]
        if shown != link.url:
            text = f"{text[: link.end]} ({link.url}){text[link.end :]}"
    return text


def _joined(text: str, block: Block, words: str, before: Block | None = None) -> str:
    """Join passages as paragraphs, and the points of a list as lines.

    A wrapped line that begins with a number ("… in the year / 2024. Then …") is a list item for Markdown: it
    is none where it follows directly on the block before and neither begins nor continues a list.
    """
    if block.kind is not BlockKind.ITEM:
        return f"{text}\n\n{words}".strip()
    joint = " " if before and before.last == block.first and not _is_point(block, before) else "\n"
    return f"{text}{joint}{block.marker} {words}".strip()


def _is_point(block: Block, before: Block) -> bool:
    """Say whether an item is a point of a list: a bullet, number 1, or the number after the one before."""
    number = block.marker.rstrip(".)")
    if not number.isdigit() or number == "1":
        return True
    return before.kind is BlockKind.ITEM and before.marker.rstrip(".)") == str(int(number) - 1)


@dataclass(frozen=True)
class _EntryReader:
    """Reads the entries of one issue."""

    issue_date: date
    places: dict[int, int]
    problems: list[Problem]

    def read(self, entry: EntryDraft, position: int) -> ParsedEntry:
        line = entry.opening.first + 1
        prose = _opening_prose(entry)
        opened = opening_day(prose.text)
        if opened:
            prose = _after_day(prose, len(prose.text) - len(opened[1]))
        if not entry.more:
            prose = _without_link_list(prose, keep=1)
        sentence = read_sentence(prose)
        links = dict(sentence.links)
        summary = sentence.summary.strip()
        before = entry.opening
        for block in entry.more:
            last = block is entry.more[-1]
            for link in block.prose.links:
                links.setdefault(link.url, link.label)
            words = (_without_link_list(block.prose) if last else block.prose).text
            summary = _joined(summary, block, words, before)
            before = block
        return ParsedEntry(
            position=position,
            number=entry.opening.marker,
            line=line,
            published_on=self._published(opened[0] if opened else None, line),
            organizations=sentence.organizations,
            kind=sentence.kind,
            title=sentence.title,
            links=tuple(links.items()),
            summary=summary,
            older=entry.older,
            segment=self.places[entry.opening.first],
        )

    def _published(self, day: Day | None, line: int) -> date | None:
        if day is None:
            self.problems.append(Problem(line, "This entry has no day."))
            return None
        found = day.on_or_before(self.issue_date)
        if found is None:
            self.problems.append(Problem(line, f"There is no such day: {day}."))
        elif found > self.issue_date:
            self.problems.append(Problem(line, f"{found.day} {found:%B %Y} is after the issue's date."))
        elif day.year is None and (self.issue_date - found).days > _FAR_BACK:
            self.problems.append(
                Problem(line, f"This day is read as {found.day} {found:%B %Y}: no later one fits the issue.")
            )
        return found


def _after_day(prose: Prose, start: int) -> Prose:
    """Cut the day off. A link on the day itself counts as the last of the entry's links."""
    links = [link for link in prose.links if link.start >= start or link.end > start]
    moved = [Span(max(link.start - start, 0), link.end - start, link.url, link.label) for link in links]
    end = len(prose.text) - start
    moved += [Span(end, end, link.url, link.label) for link in prose.links if link not in links]
    return Prose(prose.text[start:], tuple(moved))


def _without_link_list(prose: Prose, *, keep: int = 0) -> Prose:
    """Cut "([code](…), [project](…))" off the end: the links are the item's, their words say nothing more.

    The first `keep` links are not looked for there.
    """
    text = prose.text
    at = len(text) - 1
    if not text.endswith(")"):
        return prose
    for link in reversed(prose.links[keep:]):
        if link.end > at or not _BETWEEN_LINKS.fullmatch(text, link.end, at):
            break
        at = link.start
    before = text[:at].rstrip()
    if at == len(text) - 1 or not before.endswith("("):
        return prose
    rest = before[:-1].rstrip()
    return Prose(
        rest, tuple(Span(min(s.start, len(rest)), min(s.end, len(rest)), s.url, s.label) for s in prose.links)
    )


def _segments(
    lines: list[str], ranges: list[Range], issues: list[IssueDraft], parsed: tuple[ParsedIssue, ...]
) -> tuple[Segment, ...]:
    entries = {entry.segment: entry for issue in parsed for entry in issue.entries}
    begins = {block.first: issue.date for issue in issues for block in issue.headings}
    segments: list[Segment] = []
    current: date | None = None
    for at, found in enumerate(ranges):
        current = begins.get(found.first, current)
        text = "".join(lines[found.first : found.last])
        segments.append(Segment(text, found.kind, found.first + 1, current, entries.get(at)))
    return tuple(segments)
