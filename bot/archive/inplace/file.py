"""A file brought up to date: edited entries in their places, removed ones gone, new issues added. Pure."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from itertools import takewhile

from bot.archive.inplace.entry import EditedEntry, Place, edit_entry, read_alone
from bot.archive.inplace.fields import CHANGES
from bot.archive.inplace.heading import edit_heading, write_heading
from bot.archive.inplace.heading import read_alone as read_alone_heading
from bot.archive.inplace.listed import list_changes, read_parting
from bot.archive.inplace.style import read_style
from bot.archive.parsed import ParsedEntry, ParsedFile, ParsedIssue, Segment, SegmentKind
from bot.archive.readers import read_kept
from bot.archive.writers.markdown import heading_of, write_issue
from bot.archive.writers.style import Style
from bot.errors import ArchiveFileError
from bot.models.values import Entry, Issue
from bot.templating import Templates

_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Edits:
    """What became of a file's pieces since it came in, by their index.

    `entries` have the entry as it is now and the fields that were edited, `headings` the same of issues;
    `removed` are the pieces of entries that were taken out, `withdrawn` the dates of issues that were.
    """

    entries: Mapping[int, tuple[Entry, frozenset[str]]]
    headings: Mapping[int, tuple[Issue, frozenset[str]]]
    removed: frozenset[int] = frozenset()
    withdrawn: frozenset[date] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.entries or self.headings or self.removed or self.withdrawn)


@dataclass(frozen=True, slots=True)
class EditedFile:
    """A file's new text. `unsaid` are the edited fields that it has no place for, by the pieces' indexes."""

    text: str
    unsaid: Mapping[int, frozenset[str]]


def edit_file(parsed: ParsedFile, edits: Edits, templates: Templates) -> EditedFile:
    """Return a file's text with the edits made. Only the lines of the edited entries differ."""
    if not edits:
        return EditedFile(parsed.text, {})
    edited = _edited(parsed, edits, templates, alone=True)
    text = _assembled(parsed, edited, edits)
    if not _others_are_as_they_were(parsed, text, edits):
        edited = _edited(parsed, edits, templates, alone=False)
        text = _assembled(parsed, edited, edits)
    return EditedFile(text, {index: piece.unsaid for index, piece in edited.items() if piece.unsaid})


def add_issues(parsed: ParsedFile, issues: Iterable[Issue], templates: Templates) -> str | None:
    """Return a file's text with further issues in it, in its own style and order.

    None where its form does not allow that: read again, it would not say what it said, and the new ones.
    """
    for issue in sorted(issues, key=lambda one: one.date):
        text = _with_issue(parsed, issue, templates)
        read = _read(text, parsed)
        if read is None or not _is_added(parsed, read, issue):
            return None
        parsed = read
    return parsed.text


def _edited(parsed: ParsedFile, edits: Edits, templates: Templates, *, alone: bool) -> dict[int, EditedEntry]:
    styles: dict[date | None, Style] = {}
    texts: dict[int, EditedEntry] = {}
    ours = parsed.format == "markdown"
    changes = CHANGES if ours or not edits.entries else list_changes(read_parting(parsed.segments))
    by_date = {issue.date: issue for issue in parsed.issues}
    for index, segment in enumerate(parsed.segments):
        if index not in edits.entries and index not in edits.headings:
            continue
        if segment.issue not in styles:
            styles[segment.issue] = read_style(parsed.segments, near=segment.issue)
        style = styles[segment.issue]
        if index in edits.headings and segment.issue:
            issue, fields = edits.headings[index]
            said = by_date[segment.issue]
            read_heading = read_alone_heading if ours else partial(_read_heading_in_place, parsed, index)
            text = edit_heading(segment.text, said, issue, fields, style, read_heading)
            written = heading_of(issue, templates).replace("\n", style.eol) if ours else segment.text
            texts[index] = EditedEntry(text or written, frozenset() if text or ours else fields)
        elif segment.entry and segment.issue:
            entry, fields = edits.entries[index]
            read = _reader(parsed, index, segment, alone=alone)
            place = Place(segment.issue, style, read, changes, ours)
            texts[index] = edit_entry(segment.text, segment.entry, entry, fields, place, templates)
    return texts


def _reader(
    parsed: ParsedFile, index: int, segment: Segment, *, alone: bool
) -> Callable[[str], ParsedEntry | None]:
    """Return what reads an entry's text as the file would: by itself where that comes to the same.

    What stands alone is read as a newsletter's entry, so a list's is not.
    """
    said, on = segment.entry, segment.issue
    assert said is not None
    assert on is not None
    ways: tuple[Callable[[str], ParsedEntry | None], ...] = (
        lambda text: read_alone(text, said, on),
        lambda text: _read_in_frame(parsed, on, text),
        lambda text: _read_in_place(parsed, index, text),
    )
    for read in ways[parsed.format != "markdown" :] if alone else ways[2:]:
        if (found := read(segment.text)) and _facts(found) == _facts(said):
            return read
    return ways[-1]


def _read_in_frame(parsed: ParsedFile, on: date, text: str) -> ParsedEntry | None:
    """Read an entry under what stands above its issue's first one: a table's head, for one."""
    of_issue = [segment for segment in parsed.segments if segment.issue == on]
    frame = "".join(segment.text for segment in takewhile(lambda segment: segment.entry is None, of_issue))
    file = _read(frame + text, parsed)
    found = [segment.entry for segment in file.segments if segment.entry is not None] if file else []
    return found[0] if len(found) == 1 else None


def _read_in_place(parsed: ParsedFile, index: int, text: str) -> ParsedEntry | None:
    """Read the whole file with an entry's new text in it. None where another entry would change."""
    pieces = [piece.text for piece in parsed.segments]
    pieces[index] = text
    file = _read("".join(pieces), parsed)
    if file is None or len(file.segments) != len(parsed.segments):
        return None
    others = zip(file.segments, parsed.segments, strict=True)
    if any(_facts(new.entry) != _facts(old.entry) for at, (new, old) in enumerate(others) if at != index):
        return None
    return file.segments[index].entry


def _read_heading_in_place(parsed: ParsedFile, index: int, text: str, on: date) -> ParsedIssue | None:
    """Read the whole file with an issue's new heading in it. None where anything else would change."""
    pieces = [piece.text for piece in parsed.segments]
    pieces[index] = text
    file = _read("".join(pieces), parsed)
    if file is None or len(file.segments) != len(parsed.segments):
        return None
    both = zip(file.segments, parsed.segments, strict=True)
    if any((new.issue, _facts(new.entry)) != (old.issue, _facts(old.entry)) for new, old in both):
        return None
    return next((issue for issue in file.issues if issue.date == on), None)


def _assembled(parsed: ParsedFile, edited: Mapping[int, EditedEntry], edits: Edits) -> str:
    texts = {index: piece.text for index, piece in edited.items()}
    pieces = [texts.get(index, segment.text) for index, segment in enumerate(parsed.segments)]
    gone = _gone(parsed, edits)
    for index in sorted(edits.removed - gone):
        _close_gap(parsed.segments, pieces, index, gone | edits.removed)
    for index in edits.removed - gone:
        _count_from_one(parsed.segments, pieces, index, edits.removed)
    for index in gone | edits.removed:
        pieces[index] = ""
    text = "".join(pieces)
    ends = parsed.text[len(parsed.text.rstrip("\r\n")) :]
    return text if ends or not (gone or edits.removed) else text.rstrip("\r\n")


def _gone(parsed: ParsedFile, edits: Edits) -> frozenset[int]:
    """Return the pieces of issues that were withdrawn, or of which no entry is left."""
    left = {
        segment.issue
        for index, segment in enumerate(parsed.segments)
        if segment.entry is not None and index not in edits.removed
    }
    emptied = {parsed.segments[index].issue for index in edits.removed} - left
    dates = edits.withdrawn | emptied
    return frozenset(index for index, segment in enumerate(parsed.segments) if segment.issue in dates)


def _close_gap(segments: Sequence[Segment], pieces: list[str], index: int, gone: frozenset[int]) -> None:
    """Take out the blank lines after a removed entry, or those before it where it is the last of its list."""
    after, before = index + 1, index - 1
    if (
        after + 1 < len(segments)
        and segments[after + 1].kind is SegmentKind.ENTRY
        and _is_blank(segments[after])
    ):
        pieces[after] = ""
    elif before > 0 and segments[before - 1].kind is SegmentKind.ENTRY and _is_blank(segments[before]):
        pieces[before] = ""


def _count_from_one(
    segments: Sequence[Segment], pieces: list[str], index: int, removed: frozenset[int]
) -> None:
    """Let a list of older finds begin with 1 still where its first entry goes: that tells it apart."""
    first = segments[index].entry
    if first is None or not first.older or not re.fullmatch(r"1[.)]", first.number):
        return
    for at in range(index + 1, len(segments)):
        entry = segments[at].entry
        if segments[at].issue != segments[index].issue or (entry is not None and not entry.older):
            return
        if entry is not None and at not in removed:
            pieces[at] = _NUMBER.sub("1", pieces[at], count=1)
            return


def _is_blank(segment: Segment) -> bool:
    return segment.kind is SegmentKind.TEXT and not segment.text.strip()


def _others_are_as_they_were(parsed: ParsedFile, text: str, edits: Edits) -> bool:
    """Read the new text and see that every other entry says what it said."""
    touched = edits.removed | _gone(parsed, edits)
    before = [
        None if index in edits.entries else _facts(segment.entry)
        for index, segment in enumerate(parsed.segments)
        if segment.entry is not None and index not in touched
    ]
    if not before:
        return True
    read = _read(text, parsed)
    after = [_facts(segment.entry) for segment in read.segments if segment.entry is not None] if read else []
    return len(after) == len(before) and all(
        was in (None, now) for was, now in zip(before, after, strict=True)
    )


def _with_issue(parsed: ParsedFile, issue: Issue, templates: Templates) -> str:
    style = read_style(parsed.segments)
    heads = [segment for segment in parsed.segments if segment.kind is SegmentKind.ISSUE]
    like = next((head for head in heads if not _titled(parsed.issues, head.issue)), heads[0])
    heading, *rest = write_issue(issue, templates, style=style)
    heading = replace(
        heading, text=write_heading(like.text, like.issue or issue.date, issue, style, templates)
    )
    words = "".join(piece.text for piece in (heading, *rest)).replace("\n", style.eol)
    gap = style.apart.replace("\n", style.eol)
    place = _place(parsed, issue.date)
    text = parsed.text
    if place is not None:
        return f"{text[:place]}{words}{gap}{text[place:]}"
    end = text.rstrip()
    tail = text[len(end) :] if text[len(end) :].strip(" \t") else ""
    return f"{end}{style.eol}{gap}{words}" if tail else f"{end}{style.eol}{gap}{words.rstrip()}"


def _titled(issues: Sequence[ParsedIssue], on: date | None) -> bool:
    return any(issue.title for issue in issues if issue.date == on)


def _place(parsed: ParsedFile, on: date) -> int | None:
    """Return where an issue belongs: before the first that the order puts after it. None: at the end."""
    dates = [issue.date for issue in parsed.issues]
    newest_first = len(dates) < 2 or dates[0] > dates[-1]
    at = 0
    for segment in parsed.segments:
        if segment.kind is SegmentKind.ISSUE and segment.issue and (segment.issue < on) is newest_first:
            return at
        at += len(segment.text)
    return None


def _is_added(before: ParsedFile, after: ParsedFile, issue: Issue) -> bool:
    known = {one.date: [_facts(entry) for entry in one.entries] for one in before.issues}
    found = {one.date: [_facts(entry) for entry in one.entries] for one in after.issues}
    added = found.pop(issue.date, [])
    return found == known and len(added) == len(issue.entries)


def _read(text: str, like: ParsedFile) -> ParsedFile | None:
    try:
        return read_kept(text.encode("utf-8", "surrogatepass"), path=like.name, format=like.format)
    except ArchiveFileError:
        return None


def _facts(entry: ParsedEntry | None) -> tuple[object, ...]:
    """What an entry says, wherever it stands."""
    if entry is None:
        return ()
    return (
        entry.number,
        entry.title,
        entry.organizations,
        entry.kind,
        entry.published_on,
        entry.summary,
        entry.links,
        entry.older,
    )
