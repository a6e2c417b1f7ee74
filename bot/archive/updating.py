"""Bringing issues that are here already up to what a file says.

What only the file changed is taken over. Entries keep their identity, and with it their votes and saves, when
they are reordered, moved to another issue, retitled or given another link. Nothing is ever deleted, and what
both sides changed is told with both texts.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

from bot.archive.comparing import Comparison
from bot.archive.earlier import edited_fields, known_then
from bot.archive.merging import Conflict, fingerprints, fingerprints_after, merge_entry
from bot.archive.parsed import ParsedEntry, ParsedIssue
from bot.models.text import first_sentence
from bot.models.values import IssueStatus, Item, ItemState, Link
from bot.store import Tx, archive_files, outbox
from bot.store.changes import record_since
from bot.store.deliveries import posted_entries
from bot.store.imported import arrange_entries, change_main_link, delete_empty_issue, is_posted
from bot.store.issues import change_entry, correct_entries

SPOKEN = {
    "title": "the title was",
    "organizations": "the organisations were",
    "kind": "the kind was",
    "published_on": "the day was",
    "summary": "the summary was",
    "introduction": "the introduction was",
    "link": "the link was",
}

Remark = Callable[[int, str], None]
"""Takes a line of the file, from 1, and what is to be said of it."""


def conflict_in_words(conflict: Conflict) -> str:
    """Tell of a conflict, with both texts."""
    return (
        f"{SPOKEN[conflict.field]} changed here and in the file: ours was kept\n"
        f"    here: {conflict.ours}\n"
        f"    in the file: {conflict.theirs}"
    )


def take_link(
    tx: Tx, found: Comparison, entry: ParsedEntry, link: Link, remark: Remark, *, now: datetime
) -> None:
    """Give an item the main link that its entry has now, unless ours was changed, too."""
    ours = found.ours[entry.segment]
    assert ours.id is not None
    stored = found.earlier.entries[ours.id].stored
    edited = stored is not None and stored.get("link") != fingerprints(ours)["link"]
    if edited or not change_main_link(tx, ours.item, link, now=now):
        remark(entry.line, conflict_in_words(Conflict("link", ours.item.url, link.url)))
        return
    found.ours[entry.segment] = replace(ours, item=record_since(tx, ours.item, by=None, now=now))


def keep_entry(
    tx: Tx, found: Comparison, entry: ParsedEntry, remark: Remark, *, now: datetime
) -> tuple[bool, dict[str, str]]:
    """Bring an entry up to what the file says, where only the file changed.

    An entry that another file holds stays as it is. Return whether something changed, and the fingerprints to
    keep beside the entry's text.
    """
    ours = found.ours[entry.segment]
    assert ours.id is not None
    if ours.id in found.kept_entries:
        remark(entry.line, "another file has this story in the same issue: what is here was kept")
        return False, fingerprints(ours)
    earlier = found.earlier.entries.get(ours.id)
    edited = edited_fields(ours, earlier) if earlier else None
    merge = merge_entry(earlier.said if earlier else None, ours, entry, edited=edited)
    for conflict in merge.conflicts:
        remark(entry.line, conflict_in_words(conflict))
    if merge.changes:
        change_entry(tx, ours.id, merge.merged, now=now)
        _let_posts_follow(tx, ours.item, now=now)
    known = known_then(ours, earlier) if earlier and earlier.edited is None else None
    return bool(merge.changes), fingerprints_after(merge, ours, known, entry)


def _let_posts_follow(tx: Tx, before: Item, *, now: datetime) -> None:
    """Note what the import changed of an item, and have the messages that show it updated."""
    after = record_since(tx, before, by=None, now=now)
    if posted_entries(tx, after.id) and correct_entries(tx, before, after, on=now.date()):
        payload = {"item": after.id, "by": None}
        outbox.put_once_a_minute(tx, "correct_item", after.id, payload, now=now)


def settle(
    tx: Tx, found: Comparison, printed: dict[date, list[tuple[ParsedEntry, int]]], *, now: datetime
) -> None:
    """Put entries into the file's order, and take out of other stored files what stands in this one now.

    `printed` has the ids of each issue's entries as the file prints them.
    """
    for on in sorted(set(printed) & set(found.issues)):
        if (issue_id := found.issues[on].id) is not None and not is_posted(tx, issue_id):
            places = [place for place in printed[on] if place[1] not in found.kept_entries]
            older = {entry_id for entry, entry_id in places if entry.older}
            arrange_entries(tx, issue_id, [entry_id for _, entry_id in places], older=older)
    for on in sorted(set(found.moved.values()) - set(printed)):
        if (issue_id := found.issues[on].id) is not None and not delete_empty_issue(tx, issue_id):
            arrange_entries(tx, issue_id)
    for text in found.texts:
        if taken := found.taken[text.file.id]:
            archive_files.replace_segments(tx, text.file.id, text.without(taken))


def tell_files(found: Comparison, name: str, kept_as: str, remark: Remark) -> None:
    """Tell of other files that this one takes the place of, and of those that are kept beside it."""
    if found.same and kept_as != name:
        remark(1, f"taken for a new version of {kept_as}, and kept under that name")
    elif kept_as != name and any(text.file.name == name for text in found.texts):
        remark(1, f"another file is called {name} and has other stories: this one is kept as {kept_as}")
    for text in found.texts:
        taken = found.taken[text.file.id]
        if text.file == found.same or not taken:
            continue
        if taken == set(text.entries_by_issue()):
            remark(1, f"this file takes the place of {text.file.name}, all of whose issues stand here")
        else:
            remark(1, f"here stands now what stood in {text.file.name}: {_issues_of(sorted(taken))}")
    for other, dates in sorted(found.near.items()):
        remark(
            1,
            f"{other} tells many of the same stories in {_issues_of(dates)}: both files are kept. If this is"
            " a new version of that one, give it that name and import it again",
        )


def _issues_of(dates: list[date]) -> str:
    """Name an issue, or some of several."""
    days = [f"{on.day} {on:%B %Y}" for on in dates[:3]]
    if len(dates) == 1:
        return f"the issue of {days[0]}"
    return f"the issues of {', '.join(days)}{f' and {len(dates) - 3} more' if len(dates) > 3 else ''}"


def tell_missing(found: Comparison, issues: tuple[ParsedIssue, ...], remark: Remark) -> None:
    """Tell of entries that somebody took out of the file: an import never deletes."""
    lines = {issue.date: issue.line for issue in issues}
    for on, ours in found.missing:
        if ours.item.state is ItemState.REMOVED or found.issues[on].status is IssueStatus.WITHDRAWN:
            continue
        name = ours.item.title or first_sentence(ours.summary) or ours.item.url
        remark(
            lines.get(on, 1),
            f"the file no longer has “{name}” in the issue of {on.day} {on:%B %Y}; the archive keeps it"
            f" (ainews item remove {ours.item.id} takes it out)",
        )
