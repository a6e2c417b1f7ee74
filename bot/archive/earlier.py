"""What was stored of the issues of a file that is imported again, under whatever name it came before."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from bot.archive.merging import ENTRY_FIELDS, entry_values, fingerprint, fingerprints
from bot.archive.parsed import ParsedEntry, ParsedFile, ParsedIssue, Segment, SegmentKind
from bot.archive.readers import read_kept
from bot.archive.readers.newsletter import read_markdown
from bot.archive.reading.decode import LINE_END
from bot.archive.writers.markdown import write_month
from bot.models.values import Entry, Issue
from bot.store import Tx, archive_files
from bot.store.archive_files import StoredFile, StoredSegment


@dataclass(frozen=True, slots=True)
class EarlierEntry:
    """What was said of an entry. `stored` are fingerprints of what the database had then, where known.

    `edited` names the fields that were edited here since; None where that shows from a comparison.
    """

    said: ParsedEntry
    stored: Mapping[str, str] | None = None
    edited: frozenset[str] | None = None


@dataclass(slots=True)
class Earlier:
    """What was said: issues by their dates, entries by their ids.

    `headings` are fingerprints of what the database had of issues' titles and introductions then.
    """

    issues: dict[date, ParsedIssue] = field(default_factory=dict)
    entries: dict[int, EarlierEntry] = field(default_factory=dict)
    headings: dict[date, Mapping[str, str]] = field(default_factory=dict)

    def add(self, other: "Earlier") -> None:
        self.issues |= other.issues
        self.entries |= other.entries
        self.headings |= other.headings


@dataclass(frozen=True, slots=True)
class StoredText:
    """A stored file, read again: each of its pieces as it is stored and as it reads."""

    file: StoredFile
    pieces: tuple[tuple[StoredSegment, Segment], ...]
    parsed: ParsedFile

    def entries_by_issue(self) -> dict[date, list[int]]:
        """Return the ids of its entries by the dates of their issues."""
        found: dict[date, list[int]] = {}
        for stored, segment in self.pieces:
            if stored.entry_id is not None and segment.issue is not None:
                found.setdefault(segment.issue, []).append(stored.entry_id)
        return found

    def without(self, dates: set[date]) -> list[StoredSegment]:
        """Return its segments without those of some issues; none where no entry would be left."""
        left: list[StoredSegment] = []
        line = 1
        for stored, segment in self.pieces:
            if segment.issue not in dates:
                left.append(replace(stored, line=line))
                line += len(LINE_END.findall(stored.text))
        return left if any(stored.entry_id is not None for stored in left) else []


def read_stored(tx: Tx, file: StoredFile) -> StoredText:
    """Read a file as it was imported before. Its pieces are known by the lines on which they start."""
    segments = archive_files.file_segments(tx, file.id)
    text = "".join(segment.text for segment in segments)
    parsed = read_kept(text.encode(), path=file.name, format=file.format)
    by_line = {segment.line: segment for segment in segments}
    pieces = tuple((_cut(by_line.get(segment.line), segment), segment) for segment in parsed.segments)
    return StoredText(file, pieces, parsed)


def _cut(stored: StoredSegment | None, segment: Segment) -> StoredSegment:
    """Cut the stored text as it reads now: a later version of the reader may cut elsewhere."""
    if stored is None or segment.kind is SegmentKind.TEXT:
        return StoredSegment(segment.text, segment.line)
    return StoredSegment(segment.text, segment.line, stored.entry_id, stored.stored)


def earlier_of_file(text: StoredText) -> Earlier:
    """Return what a stored file said."""
    return Earlier(
        {issue.date: issue for issue in text.parsed.issues},
        {
            stored.entry_id: EarlierEntry(segment.entry, stored.stored)
            for stored, segment in text.pieces
            if segment.entry is not None and stored.entry_id is not None
        },
        {
            segment.issue: stored.stored
            for stored, segment in text.pieces
            if segment.kind is SegmentKind.ISSUE and segment.issue and stored.stored
        },
    )


def earlier_of_issue(issue: Issue) -> Earlier:
    """Return what an export would say of an issue that was published here and never imported.

    When it was exported, nobody wrote down: what was corrected after publication may be newer than the file.
    """
    printed = [*(e for e in issue.entries if not e.older), *(e for e in issue.entries if e.older)]
    text = write_month([issue]).encode()
    said = read_markdown(text, path="").issues
    if len(said) != 1 or len(said[0].entries) != len(printed):
        return Earlier()
    return Earlier(
        {issue.date: said[0]},
        {
            ours.id: EarlierEntry(entry, edited=frozenset(ours.corrected.split(",")))
            for ours, entry in zip(printed, said[0].entries, strict=True)
            if ours.id is not None
        },
    )


def edited_fields(ours: Entry, earlier: EarlierEntry) -> frozenset[str]:
    """Return the fields of an entry that were edited here since the file said what it said."""
    if earlier.edited is not None:
        return earlier.edited
    values = entry_values(ours)
    return frozenset(name for name in ENTRY_FIELDS if values[name] != getattr(earlier.said, name))


def known_then(ours: Entry, earlier: EarlierEntry) -> Mapping[str, str]:
    """Return the fingerprints of what the database had when the file said what it said.

    Where nobody wrote them down, the file's own values stand for them. Title, kind and day are the item's,
    and the file may have printed them otherwise from the start: they count only where the item was edited.
    """
    if earlier.stored is not None:
        return earlier.stored
    now = fingerprints(ours)
    names = ENTRY_FIELDS if ours.item.version > 1 else ("organizations", "summary")
    return now | {name: fingerprint(getattr(earlier.said, name)) for name in names}
