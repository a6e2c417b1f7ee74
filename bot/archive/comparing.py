"""How a file's issues stand to those that are here: what was kept, moved, left out. Writes nothing."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePath

from bot.archive.earlier import Earlier, StoredText, earlier_of_file, earlier_of_issue, read_stored
from bot.archive.matching import Pairs, SameItem, pair_entries
from bot.archive.parsed import ParsedEntry, ParsedFile
from bot.archive.versions import MOST, Candidate, Common, find_version, says_the_same
from bot.models.values import Entry, Issue, IssueStatus
from bot.store import Tx, archive_files
from bot.store.archive_files import StoredFile
from bot.store.imported import is_posted
from bot.store.issues import find_issue, list_issues


@dataclass(slots=True)
class Comparison:
    """What both sides have of a file's issues.

    `ours` are the entries that are here already, by the segments of the file's entries; those in `relinked`
    have another main link in the file, those in `moved` stood in the issue of another date. `missing` are the
    entries that the file had and has no more.

    `same` is the stored file of which this one is a new version. `taken` names the issues of stored files
    that stand in this one now. What files hold of which this one is no version stays as it is: `kept_entries`
    by their ids, `kept_headings` by their dates. `near` are those of them that a person may take for an
    earlier version, with the dates of the issues.
    """

    issues: dict[date, Issue] = field(default_factory=dict)
    earlier: Earlier = field(default_factory=Earlier)
    texts: tuple[StoredText, ...] = ()
    same: StoredFile | None = None
    near: dict[str, list[date]] = field(default_factory=dict)
    ours: dict[int, Entry] = field(default_factory=dict)
    relinked: frozenset[int] = frozenset()
    moved: dict[int, date] = field(default_factory=dict)
    missing: list[tuple[date, Entry]] = field(default_factory=list)
    taken: dict[int, set[date]] = field(default_factory=dict)
    kept_entries: frozenset[int] = frozenset()
    kept_headings: frozenset[date] = frozenset()


def compare(tx: Tx, parsed: ParsedFile, *, item_of: SameItem, beside: Collection[str] = ()) -> Comparison:
    """Compare a file with what is stored of its issues. `beside` are names of files that come with it."""
    dates = {issue.date for issue in parsed.issues}
    found = Comparison(texts=tuple(read_stored(tx, file) for file in _related_files(tx, dates)))
    for text in found.texts:
        found.earlier.add(earlier_of_file(text))
    known = {summary.date for summary in list_issues(tx)}
    for on in known & (dates | set(found.earlier.issues)):
        issue = find_issue(tx, on)
        assert issue is not None
        found.issues[on] = issue
        if not any(entry.id in found.earlier.entries for entry in issue.entries):
            found.earlier.add(earlier_of_issue(issue))
    pairs = _pair(found, parsed, item_of)
    names = {file.name for file in archive_files.list_files(tx)}
    _find_taken(found, parsed, item_of, names=names, beside=beside)
    _find_kept(found, pairs)
    _find_missing(found, pairs)
    _find_moved(tx, found, pairs, item_of)
    return found


def _related_files(tx: Tx, dates: set[date]) -> Iterator[StoredFile]:
    if not dates:
        return
    for file in archive_files.list_files(tx):
        if archive_files.issue_dates(tx, file.id) & dates:
            yield file


def _pair(found: Comparison, parsed: ParsedFile, item_of: SameItem) -> dict[date, Pairs]:
    said = {entry_id: entry.said for entry_id, entry in found.earlier.entries.items()}
    pairs = {on: Pairs(missing=list(issue.entries)) for on, issue in found.issues.items()}
    for issue in parsed.issues:
        ours = found.issues[issue.date].entries if issue.date in found.issues else ()
        pairs[issue.date] = pair_entries(issue.entries, ours, item_of, said)
    for pair in pairs.values():
        found.ours |= {entry.segment: ours for entry, ours in (*pair.kept, *pair.relinked)}
    found.relinked = frozenset(entry.segment for pair in pairs.values() for entry, _ in pair.relinked)
    return pairs


def _find_taken(
    found: Comparison,
    parsed: ParsedFile,
    item_of: SameItem,
    *,
    names: Collection[str],
    beside: Collection[str],
) -> None:
    """Find what the file has of stored files: it is one of them, by whatever name, or a part of one."""
    name, linked = PurePath(parsed.name).name, _said_now(parsed, item_of)
    # In a file of the same name, a story with another link and the same title is the same story.
    said = {True: _said_now(parsed, lambda entry: _item_id(found, entry) or item_of(entry)), False: linked}
    candidates = {
        text.file.name: Candidate(text.file.name, _common(found, text, said[text.file.name == name]))
        for text in found.texts
    }
    same = find_version(parsed.name, candidates.values(), names)
    for text in found.texts:
        printed, name = text.entries_by_issue(), text.file.name
        if name == same:
            found.same = text.file
            found.taken[text.file.id] = set(printed)
            continue
        by_issue = candidates[name].by_issue
        alone = name in beside or len(by_issue) < MOST * len(parsed.issues)
        taken = {on for on, common in by_issue.items() if common.is_same and not alone}
        found.taken[text.file.id] = taken
        near = sorted(on for on, common in by_issue.items() if common.is_near and on not in taken)
        if near and name not in beside:
            found.near[name] = near


def _item_id(found: Comparison, entry: ParsedEntry) -> int | None:
    ours = found.ours.get(entry.segment)
    return ours.item.id if ours else None


def _said_now(parsed: ParsedFile, item_of: SameItem) -> dict[date, dict[int, str]]:
    """Return the summaries of a file by issue and item. What has no item yet gets a negative number."""
    said: dict[date, dict[int, str]] = {}
    for issue in parsed.issues:
        ids = ((item_of(entry), entry) for entry in issue.entries)
        said[issue.date] = {item_id or -at: entry.summary for at, (item_id, entry) in enumerate(ids, start=1)}
    return said


def _common(found: Comparison, text: StoredText, said: dict[date, dict[int, str]]) -> dict[date, Common]:
    """Compare what a stored file printed of the file's issues with what the file prints of any."""
    anywhere = {item_id: words for of_issue in said.values() for item_id, words in of_issue.items()}
    words = {
        stored.entry_id: segment.entry.summary for stored, segment in text.pieces if segment.entry is not None
    }
    common: dict[date, Common] = {}
    for on, ids in text.entries_by_issue().items():
        if on not in said or on not in found.issues:
            continue
        item_ids = {entry.id: entry.item.id for entry in found.issues[on].entries}
        printed = {item_ids[entry_id]: entry_id for entry_id in ids if entry_id in item_ids}
        both = [item_id for item_id in printed if item_id in anywhere]
        alike = sum(says_the_same(words[printed[item_id]], anywhere[item_id]) for item_id in both)
        now = len(said[on])
        common[on] = Common(before=len(printed), now=now, both=min(len(both), now), alike=alike)
    return common


def _find_kept(found: Comparison, pairs: dict[date, Pairs]) -> None:
    """Find what is another file's alone. A story there with the same title, but another link, is another."""
    ids: dict[bool, set[int]] = {True: set(), False: set()}
    dates: dict[bool, set[date]] = {True: set(), False: set()}
    for text in found.texts:
        taken = found.taken[text.file.id]
        if taken:
            found.earlier.add(earlier_of_file(text))  # its words count where two files print one entry
        for on, printed in text.entries_by_issue().items():
            ids[on in taken].update(printed)
            dates[on in taken].add(on)
    found.kept_entries = frozenset(ids[False] - ids[True])
    found.kept_headings = frozenset(dates[False] - dates[True])
    for pair in pairs.values():
        for entry, ours in [both for both in pair.relinked if both[1].id in found.kept_entries]:
            pair.relinked.remove((entry, ours))
            pair.fresh.append(entry)
            pair.missing.append(ours)
            del found.ours[entry.segment]
    found.relinked &= found.ours.keys()


def _find_missing(found: Comparison, pairs: dict[date, Pairs]) -> None:
    """Find what the file had: entries of issues that it took over, or that were exported from here."""
    elsewhere = {
        entry_id
        for text in found.texts
        for on, ids in text.entries_by_issue().items()
        if on not in found.taken[text.file.id]
        for entry_id in ids
    }
    for on, pair in pairs.items():
        had = [ours for ours in pair.missing if ours.id in found.earlier.entries and ours.id not in elsewhere]
        kept = len(pair.kept) + len(pair.relinked)
        if kept or not any(found.earlier.entries[ours.id or 0].edited is not None for ours in had):
            found.missing += [(on, ours) for ours in had]


def _find_moved(tx: Tx, found: Comparison, pairs: dict[date, Pairs], item_of: SameItem) -> None:
    """Find the missing entries that stand in another issue of the file. What was posted stays."""
    for on, pair in pairs.items():
        if on in found.issues and _is_posted(tx, found.issues[on]):
            continue
        for entry in pair.fresh:
            item_id = item_of(entry)
            for place in found.missing:
                before, ours = place
                if ours.item.id == item_id and before != on and not _is_posted(tx, found.issues[before]):
                    found.missing.remove(place)
                    found.ours[entry.segment] = ours
                    found.moved[entry.segment] = before
                    break


def _is_posted(tx: Tx, issue: Issue) -> bool:
    assert issue.id is not None
    return issue.status is IssueStatus.PUBLISHED and is_posted(tx, issue.id)
