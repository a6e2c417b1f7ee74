"""Bringing posted copies up to date: votes, corrections, withdrawals. Each copy is an errand of its own.

So a copy that Slack refuses to change holds up no other, and no message is changed more than once a minute.
"""

from datetime import datetime
from typing import Any

from bot.blockkit.blocks import Block, context, section
from bot.errors import PostError
from bot.issues.editions import edition_of
from bot.issues.notify import NOTICES, tell
from bot.issues.poster import Poster
from bot.issues.render import render_entry, render_root
from bot.issues.render_entry import continued
from bot.issues.split import TOO_LONG, Payload, spread
from bot.models.values import Entry, Issue, IssueStatus
from bot.store import TeamStore, outbox
from bot.store.deliveries import PostedPart, get_posted_part, posted_parts
from bot.store.extra_parts import Layout, add_parts, layout_of, posted_beside
from bot.store.issues import get_issue
from bot.templating import Templates

ENTRY, ROOT = "issue/entry.txt", "issue/root.txt"


def refresh_item(team: TeamStore, item_id: int, *, by: str | None, now: datetime) -> int:
    """Have every posted message of an item updated, and return how many there are.

    With `by`, it is a correction: the roots of its issues are updated too, and that person hears where it
    could not be done. `now` is real time.
    """
    with team.write() as tx:
        copies = posted_parts(tx, item_id=item_id)
        if by is not None:
            for issue_id in sorted({copy.issue_id for copy in copies}):
                copies += [copy for copy in posted_parts(tx, issue_id=issue_id) if _is_root(copy)]
        for copy in copies:
            payload = {"part": copy.id, "item": item_id, "by": by}
            outbox.put_once_a_minute(tx, "refresh_part", copy.id, payload, now=now)
    return len(copies)


def refresh_part(
    team: TeamStore, poster: Poster, templates: Templates, errand: dict[str, Any], *, now: datetime
) -> None:
    """Update one posted message to what the database says.

    What a correction needs beyond the messages that are there is posted by the ledger, in the thread.

    Raises:
        PostError: Slack did not take it just now.
    """
    with team.read() as tx:
        copy = get_posted_part(tx, errand["part"])
        issue = get_issue(tx, copy.issue_id) if copy else None
        layout = layout_of(tx, copy) if copy else None
    if copy is None or issue is None or layout is None or issue.status is not IssueStatus.PUBLISHED:
        return
    messages = _messages(copy, issue, layout, templates)
    if not messages:
        return
    try:
        poster.update(copy.channel_id, copy.ts, _message_for(copy, messages, templates))
    except PostError as error:
        if not error.permanent:
            raise
        wanted = spread(messages, len(messages) + 1, lead=_lead(copy, issue, templates))
        if error.code in TOO_LONG and len(wanted) > len(messages) and _is_corrected(copy, issue):
            _split_further(team, copy, wanted, now)
        else:
            _tell_failure(team, templates, copy, issue, errand, error.code, now)
        return
    if copy.piece == 0 and len(messages) > layout.count and _is_corrected(copy, issue):
        with team.write() as tx:
            add_parts(tx, copy, messages, now=now)


def withdraw_part(
    team: TeamStore, poster: Poster, templates: Templates, errand: dict[str, Any], *, now: datetime
) -> None:
    """Withdraw one posted message: replies are deleted, the root says that the issue was withdrawn.

    Raises:
        PostError: Slack did not do it just now.
    """
    with team.read() as tx:
        copy = get_posted_part(tx, errand["part"])
        issue = get_issue(tx, copy.issue_id) if copy else None
    if copy is None or issue is None:
        return
    try:
        if _is_root(copy):
            text = templates.text(ROOT, "withdrawn", publication=issue.publication, on=issue.date)
            poster.update(copy.channel_id, copy.ts, {"text": text, "blocks": [section(text)]})
        else:
            poster.delete(copy.channel_id, copy.ts)
    except PostError as error:
        if not error.permanent:
            raise
        if error.code != "message_not_found":
            text = templates.text(
                NOTICES, "not_withdrawn", on=issue.date, channel=copy.channel_id, code=error.code
            )
            key = f"not_withdrawn:{copy.issue_id}:{copy.channel_id}"
            with team.write() as tx:
                tell(tx, errand["by"], text, now=now, once_key=key)


def _is_root(copy: PostedPart) -> bool:
    return (copy.position, copy.piece) == (0, 0)


def _is_of_root(copy: PostedPart) -> bool:
    """Whether it is the root or continues its introduction."""
    return copy.position == 0


def _messages(copy: PostedPart, issue: Issue, layout: Layout, templates: Templates) -> list[Payload]:
    """Return the messages that a copy's place should have now; none where the edition lost the entry."""
    edition = edition_of(issue, copy.edition) if copy.edition else issue
    if _is_of_root(copy):
        parts = render_root(edition, templates)
    else:
        entry = _entry_of(copy, edition)
        if entry is None:
            return []
        if entry.is_removed:
            return [_removed(entry, edition, templates)] * layout.count
        parts = render_entry(entry, edition, templates)
    messages = [{"text": part.text, "blocks": part.blocks, "metadata": part.metadata} for part in parts]
    return (
        spread(messages, layout.count, lead=_lead(copy, issue, templates)) if layout.was_split else messages
    )


def _message_for(copy: PostedPart, messages: list[Payload], templates: Templates) -> Payload:
    if copy.piece < len(messages):
        return messages[copy.piece]
    text = templates.text(ENTRY, "shortened")  # the corrected text needs fewer messages
    return {"text": text, "blocks": [context(text)]}


def _split_further(team: TeamStore, copy: PostedPart, wanted: list[Payload], now: datetime) -> None:
    """Share a place's text out over one message more, as Slack finds one of them too long.

    The messages that are there are updated once more, each with less.
    """
    with team.write() as tx:
        add_parts(tx, copy, wanted, split=True, now=now)
        for part_id in posted_beside(tx, copy):
            outbox.put_once_a_minute(tx, "refresh_part", part_id, {"part": part_id}, now=now)


def _lead(copy: PostedPart, issue: Issue, templates: Templates) -> list[Block]:
    """Return what a message begins with that continues another: at the end of a thread it stands alone."""
    entry = _entry_of(copy, issue)
    return [] if entry is None else continued(entry, issue, templates)


def _is_corrected(copy: PostedPart, issue: Issue) -> bool:
    """Whether the place may get a message more. A vote, or other templates, are no reason for one."""
    entry = _entry_of(copy, issue)
    return entry is not None and entry.corrected_on is not None


def _entry_of(copy: PostedPart, issue: Issue) -> Entry | None:
    return next((entry for entry in issue.entries if entry.id == copy.entry_id), None)


def _removed(entry: Entry, issue: Issue, templates: Templates) -> dict[str, Any]:
    text = templates.text(ENTRY, "removed", on=issue.date, corrected_on=entry.corrected_on)
    return {"text": text, "blocks": [context(text)]}


def _tell_failure(
    team: TeamStore,
    templates: Templates,
    copy: PostedPart,
    issue: Issue,
    errand: dict[str, Any],
    code: str,
    now: datetime,
) -> None:
    """Tell who made a correction where it could not be made. A vote's count is not worth a message."""
    if errand.get("by") is None:
        return
    headline = next((e.headline for e in issue.entries if e.item.id == errand["item"]), "")
    text = templates.text(NOTICES, "not_corrected", headline=headline, channel=copy.channel_id, code=code)
    key = f"not_corrected:{errand['item']}:{copy.channel_id}:{now:%Y%m%d%H}"
    with team.write() as tx:
        tell(tx, errand["by"], text, now=now, once_key=key)
