"""The archive on its way out: files as they came in, with what was edited since; later issues by month."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from bot.archive.earlier import EarlierEntry, StoredText, earlier_of_file, known_then, read_stored
from bot.archive.inplace.file import EditedFile, Edits, add_issues, edit_file
from bot.archive.merging import agreed_then, edited_since, heading_fingerprints
from bot.archive.parsed import ParsedFile, Problem, SegmentKind
from bot.archive.readers.newsletter import read_markdown
from bot.archive.writers.markdown import own_templates, write_month
from bot.models.values import Entry, Issue, IssueStatus
from bot.store import TeamStore, Tx, archive_files
from bot.store.archive_files import StoredFile, StoredSegment
from bot.store.issues import find_issue, list_issues
from bot.templating import Templates

_WORDS = {"organizations": "organisations", "published_on": "day"}


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """A file to write: its name, its text, the dates of its issues, and its form (`ParsedFile.format`).

    `unsaid` tells of edits that the file has no place for, with the lines on which they would stand.
    """

    name: str
    text: str
    dates: frozenset[date]
    format: str = "markdown"
    unsaid: tuple[Problem, ...] = ()


def export_files(
    team: TeamStore, *, month: str | None = None, templates: Templates | None = None
) -> list[ExportedFile]:
    """Return the archive's files; with a `month` (YYYY-MM), those with an issue of that month.

    An imported file comes out byte for byte; of an entry that was edited since, only the lines that say so
    are written anew, in the file's own style. Removed entries and withdrawn issues are left out. Issues that
    were published here join the file that has their month, or stand in one file a month, in the newsletter's
    own form. Drafts stay in.
    """
    with team.read() as tx:
        files = _Export(tx, templates or own_templates()).files()
    return [file for file in files if month is None or any(f"{on:%Y-%m}" == month for on in file.dates)]


@dataclass
class _Export:
    """One export, in one transaction."""

    tx: Tx
    templates: Templates
    issues: dict[date, Issue] = field(default_factory=dict)
    twice: set[int] = field(default_factory=set)  # items that stand in several places of the files
    shared: set[date] = field(default_factory=set)  # of issues that several files have

    def files(self) -> list[ExportedFile]:
        published = {s.date for s in list_issues(self.tx) if s.status is IssueStatus.PUBLISHED}
        stored = archive_files.list_files(self.tx)
        dates = {file.id: archive_files.issue_dates(self.tx, file.id) for file in stored}
        self.twice = archive_files.printed_twice(self.tx)
        counts = Counter(on for found in dates.values() for on in found)
        self.shared = {on for on, files in counts.items() if files > 1}
        later = self._by_file(published.difference(*dates.values()), stored, dates)
        files: list[ExportedFile] = []
        for file in stored:
            written, added = self._imported(file, dates[file.id], later.get(file.id, []))
            if not added:
                later.setdefault(None, []).extend(later.get(file.id, []))
            on = (dates[file.id] & published) | ({*later.get(file.id, [])} if added else set())
            if written.text and (on or not dates[file.id]):
                files.append(replace(written, dates=frozenset(on)))
        return [*files, *self._by_month(later.get(None, []), taken={file.name for file in stored})]

    def _by_file(
        self, later: set[date], stored: list[StoredFile], dates: dict[int, set[date]]
    ) -> dict[int | None, list[date]]:
        """Say which file each issue joins that no file has: one that has its month, or lies around it."""
        found: dict[int | None, list[date]] = {}
        for on in sorted(later):
            fitting = (
                file.id
                for file in stored
                if file.format == "markdown"
                and any((one.year, one.month) == (on.year, on.month) for one in dates[file.id])
            )
            found.setdefault(next(fitting, None), []).append(on)
        return found

    def _imported(self, file: StoredFile, dates: set[date], later: list[date]) -> tuple[ExportedFile, bool]:
        """Return a file as it is now, and whether the `later` issues are in it."""
        segments = archive_files.file_segments(self.tx, file.id)
        text = "".join(segment.text for segment in segments)
        written = ExportedFile(file.name, text, frozenset(), file.format)
        entries = {entry.id: entry for on in dates for entry in self._issue(on).entries}
        if self._is_touched(segments, dates, entries):
            stored = read_stored(self.tx, file)
            edited = edit_file(stored.parsed, self._edits(stored, entries), self.templates)
            written = replace(written, text=edited.text, unsaid=tuple(_unsaid(stored.parsed, edited)))
        if not later or not written.text:
            return written, not later
        issues = [issue for on in later if (issue := _without_removed(self._issue(on))).entries]
        joined = add_issues(read_markdown(written.text.encode(), path=file.name), issues, self.templates)
        return replace(written, text=joined or written.text), joined is not None

    def _is_touched(
        self, segments: list[StoredSegment], dates: set[date], entries: dict[int | None, Entry]
    ) -> bool:
        """Say quickly whether anything was edited, so that a file that was not is not even read again."""
        issues = [self._issue(on) for on in dates]
        headings = [heading_fingerprints(issue.title, issue.introduction) for issue in issues]
        if any(issue.status is not IssueStatus.PUBLISHED for issue in issues):
            return True
        for segment in segments:
            entry = entries.get(segment.entry_id) if segment.entry_id else None
            if entry and (entry.is_removed or segment.stored is None or edited_since(entry, segment.stored)):
                return True
            if segment.entry_id is None and segment.stored and segment.stored not in headings:
                return True
        return False

    def _edits(self, text: StoredText, entries: dict[int | None, Entry]) -> Edits:
        """Find what was edited of a file's pieces since they were compared with the database."""
        said = earlier_of_file(text).entries
        edited: dict[int, tuple[Entry, frozenset[str]]] = {}
        headings: dict[int, tuple[Issue, frozenset[str]]] = {}
        removed: set[int] = set()
        withdrawn: set[date] = set()
        for index, (stored, segment) in enumerate(text.pieces):
            entry = entries.get(stored.entry_id) if stored.entry_id else None
            if entry and entry.is_removed:
                removed.add(index)
            elif entry and (fields := self._edited_fields(entry, said[entry.id or 0])):
                edited[index] = (entry, fields)
            elif segment.kind is SegmentKind.ISSUE and segment.issue:
                issue = find_issue(self.tx, segment.issue)
                if issue and issue.status is not IssueStatus.PUBLISHED:
                    withdrawn.add(issue.date)
                elif issue and (fields := self._edited_heading(issue, stored, text.parsed)):
                    headings[index] = (issue, fields)
        return Edits(edited, headings, frozenset(removed), frozenset(withdrawn))

    def _edited_fields(self, entry: Entry, earlier: EarlierEntry) -> frozenset[str]:
        """Return what was edited of an entry and shall stand in a file.

        A story that is printed in several places is corrected where it was printed as the database had it:
        where a file tells it in words of its own, those stay.
        """
        known = known_then(entry, earlier)
        edited = edited_since(entry, known)
        if edited and entry.item.id in self.twice:
            edited &= agreed_then(earlier.said, known)
        return frozenset(edited)

    def _edited_heading(self, issue: Issue, stored: StoredSegment, file: ParsedFile) -> frozenset[str]:
        """Return the same of an issue's heading, which two files may have."""
        known = stored.stored or {}
        now = heading_fingerprints(issue.title, issue.introduction)
        edited = {name for name, before in known.items() if now[name] != before}
        if edited and issue.date in self.shared:
            said = next(one for one in file.issues if one.date == issue.date)
            printed = heading_fingerprints(said.title or issue.publication, said.introduction)
            edited = {name for name in edited if printed[name] == known[name]}
        return frozenset(edited)

    def _by_month(self, later: list[date], *, taken: set[str]) -> Iterator[ExportedFile]:
        months: dict[str, list[Issue]] = {}
        for on in later:
            if (issue := _without_removed(self._issue(on))).entries:
                months.setdefault(f"{on:%Y-%m}", []).append(issue)
        for month, issues in sorted(months.items()):
            name = f"ainews-{month}.md"
            while name in taken:
                name = f"more-{name}"
            yield ExportedFile(
                name, write_month(issues, self.templates), frozenset(issue.date for issue in issues)
            )

    def _issue(self, on: date) -> Issue:
        if on not in self.issues:
            issue = find_issue(self.tx, on)
            assert issue is not None
            self.issues[on] = issue
        return self.issues[on]


def _unsaid(file: ParsedFile, edited: EditedFile) -> Iterator[Problem]:
    """Tell of what was edited and has no place in a file."""
    for index, fields in sorted(edited.unsaid.items()):
        segment = file.segments[index]
        told = segment.entry
        what = " and ".join(f"the {_WORDS.get(name, name)}" for name in sorted(fields))
        of = f"“{told.title or told.links[0][0]}”" if told else f"the issue of {segment.issue}"
        yield Problem(
            segment.line, f"this list has no place for {what} of {of}: the edit stays in the archive"
        )


def _without_removed(issue: Issue) -> Issue:
    return replace(issue, entries=tuple(entry for entry in issue.entries if not entry.is_removed))
