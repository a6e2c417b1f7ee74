"""An archive file on its way into the store: one transaction a file, so that it lands whole or not at all."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path

from bot.archive.merging import merge_entry, merge_heading
from bot.archive.parsed import ParsedEntry, ParsedFile, ParsedIssue, Problem
from bot.archive.readers import read_archive
from bot.errors import LinkError
from bot.links.canonical import canonicalize
from bot.models.text import first_sentence
from bot.models.values import Entry, Issue, IssueStatus, Item, ItemDraft, Link, Publication
from bot.store import TeamStore, Tx, archive_files, items
from bot.store.archive_files import StoredFile, StoredSegment
from bot.store.issues import add_entries, add_issue, change_entry, change_heading, find_issue

_SPOKEN = {
    "title": "the title was",
    "organizations": "the organisations were",
    "kind": "the kind was",
    "published_on": "the day was",
    "summary": "the summary was",
    "introduction": "the introduction was",
}

Progress = Callable[[int, int], None]
"""Called with (entries done, entries in all)."""


@dataclass
class ImportReport:
    """What an import did, or would do. `problems` name lines of the file."""

    path: str
    unchanged: bool = False
    issues: int = 0
    entries: int = 0
    new_issues: int = 0
    new_entries: int = 0
    new_items: int = 0
    changed_issues: int = 0
    changed_entries: int = 0
    problems: list[Problem] = field(default_factory=list)


def import_file(
    team: TeamStore,
    publication: Publication,
    data: bytes,
    *,
    path: str,
    now: datetime,
    dry_run: bool = False,
    progress: Progress = lambda _done, _all: None,
) -> ImportReport:
    """Read a file into the store. With `dry_run` everything happens but for the commit.

    The same file again changes nothing. A changed file is compared with what was stored of it and with the
    database: what only the file changed is taken over, what only we changed stays, and what both changed
    stays and is reported.

    Raises:
        ArchiveFileError: the file cannot be read; nothing of it is stored.
    """
    parsed = read_archive(data, path=path)
    report = ImportReport(
        path,
        issues=len(parsed.issues),
        entries=sum(len(issue.entries) for issue in parsed.issues),
        problems=list(parsed.problems),
    )
    with team.rehearse() if dry_run else team.write() as tx:
        _Import(tx, publication, parsed, report, now, progress).run(sha256(data).hexdigest())
    report.problems.sort(key=lambda problem: problem.line)
    return report


@dataclass(frozen=True, slots=True)
class _Earlier:
    """What the file said when it was imported before: its issues by date, its entries by their ids."""

    issues: dict[date, ParsedIssue] = field(default_factory=dict)
    entries: dict[int, ParsedEntry] = field(default_factory=dict)


class _Import:
    """One file inside one transaction."""

    def __init__(
        self,
        tx: Tx,
        publication: Publication,
        parsed: ParsedFile,
        report: ImportReport,
        now: datetime,
        progress: Progress,
    ) -> None:
        self._tx = tx
        self._publication = publication
        self._parsed = parsed
        self._report = report
        self._now = now
        self._progress = progress
        self._done = 0
        self._first_lines: dict[int, int] = {}
        self._entry_ids: dict[int, int] = {}  # by segment

    def run(self, digest: str) -> None:
        earlier = self._earlier_version(digest)
        if earlier and earlier.sha256 == digest:
            self._report.unchanged = True
            return
        before = _read_again(self._tx, earlier) if earlier else _Earlier()
        for issue in self._parsed.issues:
            self._import_issue(issue, before)
        self._note_missing(before)
        archive_files.save_file(
            self._tx,
            self._publication.id,
            name=earlier.name if earlier else self._free_name(),
            format="markdown",
            sha256=digest,
            segments=[
                StoredSegment(segment.text, segment.line, self._entry_ids.get(index))
                for index, segment in enumerate(self._parsed.segments)
            ],
            now=self._now,
        )

    def _earlier_version(self, digest: str) -> StoredFile | None:
        """Find the file as it was imported before: the same bytes, or its name with a common issue."""
        stored = archive_files.list_files(self._tx)
        same = next((file for file in stored if file.sha256 == digest), None)
        if same:
            return same
        dates = {issue.date for issue in self._parsed.issues}
        path = Path(self._parsed.name)
        names = re.compile(rf"{re.escape(path.stem)}(-\d+)?{re.escape(path.suffix)}")  # see _free_name
        return next(
            (
                file
                for file in stored
                if names.fullmatch(file.name) and archive_files.issue_dates(self._tx, file.id) & dates
            ),
            None,
        )

    def _free_name(self) -> str:
        """Return the file's name, with a number where another file of that name is here already."""
        path = Path(self._parsed.name)
        taken = {file.name for file in archive_files.list_files(self._tx)}
        name, number = path.name, 1
        while name in taken:
            number += 1
            name = f"{path.stem}-{number}{path.suffix}"
        return name

    def _import_issue(self, parsed: ParsedIssue, before: _Earlier) -> None:
        issue = find_issue(self._tx, parsed.date)
        if issue is None:
            issue = self._add_issue(parsed)
        else:
            self._keep_heading(parsed, issue, before.issues.get(parsed.date))
        assert issue.id is not None
        unmatched = list(issue.entries)
        fresh: list[tuple[ParsedEntry, Entry]] = []
        for entry in parsed.entries:
            item = self._find_or_add_item(entry)
            self._advance()
            if item is None:
                continue
            stored = next((known for known in unmatched if known.item.id == item.id), None)
            if stored is not None:
                unmatched.remove(stored)
                self._keep(entry, stored, before.entries)
            else:
                fresh.append((entry, _as_entry(entry, item, position=len(issue.entries) + len(fresh) + 1)))
        added = add_entries(self._tx, issue.id, [entry for _, entry in fresh])
        for (source, _), stored_entry in zip(fresh, added, strict=True):
            assert stored_entry.id is not None
            self._entry_ids[source.segment] = stored_entry.id
        self._report.new_entries += len(added)

    def _add_issue(self, parsed: ParsedIssue) -> Issue:
        self._report.new_issues += 1
        issue = Issue(
            publication=self._publication.name,
            date=parsed.date,
            title=self._titled(parsed).title,
            introduction=parsed.introduction,
            entries=(),
            status=IssueStatus.PUBLISHED,
        )
        return add_issue(self._tx, self._publication.id, issue, by=None, now=self._now)

    def _titled(self, parsed: ParsedIssue) -> ParsedIssue:
        """Give an issue without a title of its own the newsletter's name."""
        return replace(parsed, title=parsed.title or self._publication.name)

    def _keep_heading(self, parsed: ParsedIssue, issue: Issue, base: ParsedIssue | None) -> None:
        """Bring the title and introduction of an issue that is here already up to what the file says."""
        assert issue.id is not None
        merge = merge_heading(self._titled(base) if base else None, issue, self._titled(parsed))
        self._note_conflicts(parsed.line, merge.conflicts)
        if merge.changes:
            self._report.changed_issues += 1
            change_heading(self._tx, issue.id, **merge.merged)

    def _find_or_add_item(self, entry: ParsedEntry) -> Item | None:
        links = self._links(entry)
        if not links:
            return None
        draft = ItemDraft(
            links=links,
            title=entry.title,
            organizations=entry.organizations,
            kind=entry.kind,
            published_on=entry.published_on,
            summary=entry.summary,
        )
        item, is_new = items.add_item(self._tx, self._publication.id, draft, now=self._now)
        self._report.new_items += is_new
        if not is_new:
            items.add_links(self._tx, item, links)
            if (first := self._first_lines.get(item.id)) is not None:
                self._remark(
                    entry.line, f"the same story as in line {first}: one item, printed in two entries"
                )
        self._first_lines.setdefault(item.id, entry.line)
        return item

    def _links(self, entry: ParsedEntry) -> tuple[Link, ...]:
        """Return the entry's links that can be used, the main one first, each story once."""
        links: dict[str, Link] = {}
        refused: list[str] = []
        for address, label in entry.links:
            try:
                found = canonicalize(address)
            except LinkError as error:
                refused.append(error.message)
                continue
            links.setdefault(
                found.key, Link(found.clean, label, found.key, found.key_version, found.original)
            )
        for reason in refused:
            self._remark(entry.line, f"a link was left out: {reason}", unread=not links)
        return tuple(links.values())

    def _keep(self, entry: ParsedEntry, stored: Entry, before: dict[int, ParsedEntry]) -> None:
        """Bring an entry that is here already up to what the file says, where only the file changed."""
        assert stored.id is not None
        self._entry_ids[entry.segment] = stored.id
        base = before.get(stored.id)
        merge = merge_entry(base, stored, entry)
        self._note_conflicts(entry.line, merge.conflicts)
        if merge.changes:
            self._report.changed_entries += 1
            change_entry(self._tx, stored.id, merge.merged, now=self._now)

    def _note_conflicts(self, line: int, names: tuple[str, ...]) -> None:
        for name in names:
            self._remark(line, f"{_SPOKEN[name]} changed here and in the file: ours was kept")

    def _note_missing(self, before: _Earlier) -> None:
        """Tell of entries that somebody took out of the file: an import never deletes."""
        left = set(self._entry_ids.values())
        for entry_id, entry in before.entries.items():
            if entry_id not in left:
                name = entry.title or first_sentence(entry.summary) or entry.links[0][0]
                self._remark(1, f"the file no longer has “{name}”; the issue keeps it")

    def _remark(self, line: int, message: str, *, unread: bool = False) -> None:
        self._report.problems.append(Problem(line, message, unread))

    def _advance(self) -> None:
        self._done += 1
        self._progress(self._done, self._report.entries)


def _read_again(tx: Tx, file: StoredFile) -> _Earlier:
    """Read the file as it was imported before; entries are known by the line on which they start."""
    segments = archive_files.file_segments(tx, file.id)
    ids = {segment.line: segment.entry_id for segment in segments if segment.entry_id is not None}
    text = "".join(segment.text for segment in segments)
    parsed = read_archive(text.encode(), path=file.name)
    return _Earlier(
        {issue.date: issue for issue in parsed.issues},
        {
            ids[segment.line]: segment.entry
            for segment in parsed.segments
            if segment.entry is not None and segment.line in ids
        },
    )


def _as_entry(entry: ParsedEntry, item: Item, *, position: int) -> Entry:
    return Entry(
        position=position,
        section=entry.kind.value,
        item=item,
        organizations=entry.organizations,
        summary=entry.summary,
        older=entry.older,
    )
