"""An archive file on its way into the store: one transaction a file, so that it lands whole or not at all."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path

from bot.archive.comparing import Comparison, compare
from bot.archive.merging import fingerprints, heading_fingerprints, merge_heading
from bot.archive.parsed import ParsedEntry, ParsedFile, ParsedIssue, Problem, SegmentKind
from bot.archive.readers import read_archive
from bot.archive.reading.moments import noon
from bot.archive.updating import conflict_in_words, keep_entry, settle, take_link, tell_files, tell_missing
from bot.archive.usable import usable_links
from bot.models.values import Entry, Issue, IssueStatus, Item, ItemDraft, Link, Publication
from bot.store import TeamStore, Tx, archive_files, items
from bot.store.archive_files import StoredSegment
from bot.store.backfill import Backfill, add_items, find_item_ids
from bot.store.issues import add_all_entries, add_issue, change_heading

Progress = Callable[[int, int], None]
"""Called with (entries done, entries in all)."""

_AT_ONCE = 500  # items that are added before progress is told


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
    parsed: ParsedFile | None = None,
    beside: Collection[str] = (),
) -> ImportReport:
    """Read a file into the store. With `dry_run` everything happens but for the commit.

    `parsed` is what a reader made of `data` already. `beside` are the names of files that are imported along
    with it: it takes the place of none of those, whatever both have in common.

    The same file again changes nothing. A changed file is compared with what was stored of it and with the
    database: what only the file changed is taken over, what only we changed stays, and what both changed
    stays and is reported.

    Raises:
        ArchiveFileError: the file cannot be read; nothing of it is stored.
    """
    parsed = parsed or read_archive(data, path=path)
    report = ImportReport(
        path,
        issues=len(parsed.issues),
        entries=sum(len(issue.entries) for issue in parsed.issues),
        problems=list(parsed.problems),
    )
    with team.rehearse() if dry_run else team.write() as tx:
        _Import(tx, publication, parsed, report, now, progress, beside).run(sha256(data).hexdigest())
    report.problems.sort(key=lambda problem: problem.line)
    return report


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
        beside: Collection[str],
    ) -> None:
        self._tx = tx
        self._publication = publication
        self._parsed = parsed
        self._report = report
        self._now = now
        self._progress = progress
        self._beside = beside
        self._items: dict[int, tuple[Item, bool]] = {}  # by segment: an entry's item, and if it is new
        self._headings: dict[date, int] = {}  # the segments of the issues' headings
        for index, segment in reversed(list(enumerate(parsed.segments))):
            if segment.kind is SegmentKind.ISSUE and segment.issue is not None:
                self._headings[segment.issue] = index
        self._new_issues: set[date] = set()
        self._fresh: list[tuple[int, int, Entry]] = []  # new entries: segment, issue's id, entry
        self._first_lines: dict[int, int] = {}
        self._entry_ids: dict[int, int] = {}  # by segment
        self._stored: dict[int, dict[str, str]] = {}  # by segment
        self._usable = {
            entry.segment: usable_links(entry.links) for issue in parsed.issues for entry in issue.entries
        }

    def run(self, digest: str) -> None:
        if any(file.sha256 == digest for file in archive_files.list_files(self._tx)):
            self._report.unchanged = True
            return
        found = compare(self._tx, self._parsed, item_of=self._items_known(), beside=self._beside)
        self._bring_items(found)
        for issue in self._parsed.issues:
            self._import_issue(issue, found)
        self._add_fresh()
        self._progress(self._report.entries, self._report.entries)
        kept_as = found.same.name if found.same else self._free_name()
        tell_files(found, Path(self._parsed.name).name, kept_as, self._remark)
        tell_missing(found, self._parsed.issues, self._remark)
        settle(
            self._tx, found, self._printed(but_of=set() if found.moved else self._new_issues), now=self._now
        )
        archive_files.save_file(
            self._tx,
            self._publication.id,
            name=kept_as,
            format=self._parsed.format,
            sha256=digest,
            segments=[
                StoredSegment(segment.text, segment.line, self._entry_ids.get(index), self._stored.get(index))
                for index, segment in enumerate(self._parsed.segments)
            ],
            now=self._now,
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

    def _import_issue(self, parsed: ParsedIssue, found: Comparison) -> None:
        issue = found.issues.get(parsed.date)
        if issue is None:
            issue = self._add_issue(parsed)
            found.issues[parsed.date] = issue
            self._remember_heading(issue, found)
        else:
            self._keep_heading(parsed, issue, found)
        assert issue.id is not None
        position = len(issue.entries)
        for entry in parsed.entries:
            if entry.segment in found.relinked and (links := self._links(entry)):
                take_link(self._tx, found, entry, links[0], self._remark, now=self._now)
                item = self._find_or_add_item(entry, parsed.date)
            else:
                item = self._item_for(entry)
            if item is None:
                continue
            if entry.segment in found.ours:
                self._keep(entry, found)
            else:
                position += 1
                self._fresh.append((entry.segment, issue.id, _as_entry(entry, item, position=position)))

    def _add_fresh(self) -> None:
        """Add the entries that are new, those of all issues together."""
        added = add_all_entries(self._tx, [(issue_id, entry) for _, issue_id, entry in self._fresh])
        for (segment, _, _), stored_entry in zip(self._fresh, added, strict=True):
            assert stored_entry.id is not None
            self._entry_ids[segment] = stored_entry.id
            self._stored[segment] = fingerprints(stored_entry)
        self._report.new_entries += len(added)

    def _items_known(self) -> Callable[[ParsedEntry], int | None]:
        """Return what tells the id of the item that an entry's first usable link leads to already."""
        keys = {segment: links[0].key for segment, (links, _) in self._usable.items() if links}
        known = find_item_ids(self._tx, keys.values())
        return lambda entry: known.get(keys.get(entry.segment, ""))

    def _printed(self, *, but_of: set[date]) -> dict[date, list[tuple[ParsedEntry, int]]]:
        return {
            issue.date: [
                (entry, self._entry_ids[entry.segment])
                for entry in issue.entries
                if entry.segment in self._entry_ids
            ]
            for issue in self._parsed.issues
            if issue.date not in but_of
        }

    def _add_issue(self, parsed: ParsedIssue) -> Issue:
        self._report.new_issues += 1
        self._new_issues.add(parsed.date)
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

    def _keep_heading(self, parsed: ParsedIssue, issue: Issue, found: Comparison) -> None:
        """Bring the title and introduction of an issue that is here already up to what the file says."""
        assert issue.id is not None
        if parsed.date in found.kept_headings:
            self._stored[self._headings[issue.date]] = heading_fingerprints(issue.title, issue.introduction)
            return
        base = found.earlier.issues.get(parsed.date)
        merge = merge_heading(self._titled(base) if base else None, issue, self._titled(parsed))
        for conflict in merge.conflicts:
            self._remark(parsed.line, conflict_in_words(conflict))
        if merge.changes:
            self._report.changed_issues += 1
            change_heading(self._tx, issue.id, **merge.merged)
        self._remember_heading(replace(issue, **merge.merged), found, self._titled(parsed))

    def _remember_heading(self, issue: Issue, found: Comparison, said: ParsedIssue | None = None) -> None:
        """Keep what the database has of a heading beside its text; where we edited it, what it had before."""
        after = heading_fingerprints(issue.title, issue.introduction)
        if said is not None:
            now = heading_fingerprints(said.title, said.introduction)
            before = found.earlier.headings.get(issue.date) or now
            after = {name: after[name] if after[name] == now[name] else before[name] for name in after}
        self._stored[self._headings[issue.date]] = after

    def _bring_items(self, found: Comparison) -> None:
        """Add the items that are new, many at a time. Entries with another link than before come later."""
        wanted = [
            (entry, self._backfill(entry, links, issue.date))
            for issue in self._parsed.issues
            for entry in issue.entries
            if entry.segment not in found.relinked and (links := self._links(entry))
        ]
        for at in range(0, len(wanted), _AT_ONCE):
            some = wanted[at : at + _AT_ONCE]
            stored = add_items(self._tx, self._publication.id, [item for _, item in some], now=self._now)
            by_id = {item.id: item for item in items.get_items(self._tx, [item_id for item_id, _ in stored])}
            for (entry, item), (item_id, is_new) in zip(some, stored, strict=True):
                self._items[entry.segment] = by_id[item_id], is_new
                if not is_new:
                    by_id[item_id] = items.add_links(self._tx, by_id[item_id], item.draft.links)
            self._progress(at + len(some), self._report.entries)

    def _backfill(self, entry: ParsedEntry, links: tuple[Link, ...], on: date) -> Backfill:
        draft = ItemDraft(
            links=links,
            title=entry.title,
            organizations=entry.organizations,
            kind=entry.kind,
            published_on=entry.published_on,
            summary=entry.summary,
            tags=entry.tags,
        )
        return Backfill(draft, found_at=min(noon(on), self._now))

    def _item_for(self, entry: ParsedEntry) -> Item | None:
        """Return the item of an entry, None where it has no link that can be used."""
        if entry.segment not in self._items:
            return None
        item, is_new = self._items[entry.segment]
        self._note_item(entry, item, is_new=is_new)
        return item

    def _find_or_add_item(self, entry: ParsedEntry, on: date) -> Item | None:
        links = self._links(entry)
        if not links:
            return None
        draft = self._backfill(entry, links, on).draft
        item, is_new = items.add_item(self._tx, self._publication.id, draft, now=self._now)
        if not is_new:
            items.add_links(self._tx, item, links)
        self._note_item(entry, item, is_new=is_new)
        return item

    def _note_item(self, entry: ParsedEntry, item: Item, *, is_new: bool) -> None:
        self._report.new_items += is_new
        if not is_new and (first := self._first_lines.get(item.id)) is not None:
            message = f"the same story as in line {first}: one item, printed in two entries"
            self._remark(entry.line, message)
        self._first_lines.setdefault(item.id, entry.line)

    def _links(self, entry: ParsedEntry) -> tuple[Link, ...]:
        """Return the entry's links that can be used, the main one first, each story once."""
        links, refused = self._usable[entry.segment]
        for _, reason in refused:
            self._remark(entry.line, f"a link was left out: {reason}", unread=not links)
        return links

    def _keep(self, entry: ParsedEntry, found: Comparison) -> None:
        """Bring an entry that is here already up to what the file says, where only the file changed."""
        entry_id = found.ours[entry.segment].id
        assert entry_id is not None
        self._entry_ids[entry.segment] = entry_id
        changed, stored = keep_entry(self._tx, found, entry, self._remark, now=self._now)
        self._stored[entry.segment] = stored
        self._report.changed_entries += changed or entry.segment in {*found.moved, *found.relinked}

    def _remark(self, line: int, message: str, *, unread: bool = False) -> None:
        self._report.problems.append(Problem(line, message, unread))


def _as_entry(entry: ParsedEntry, item: Item, *, position: int) -> Entry:
    return Entry(
        position=position,
        section=entry.kind.value,
        item=item,
        organizations=entry.organizations,
        summary=entry.summary,
        older=entry.older,
    )
