"""Bringing posted copies of an item up to date: its votes, and what a correction changed."""

from bot.issues.poster import Poster
from bot.issues.render import render_entry
from bot.store import TeamStore
from bot.store.deliveries import PostedEntry, posted_entries
from bot.store.issues import get_issue
from bot.templating import Templates


def refresh_item(team: TeamStore, poster: Poster, templates: Templates, item_id: int) -> int:
    """Update every posted message of an item, and return how many there were.

    Raises:
        PostError: Slack did not take one of them.
    """
    with team.read() as tx:
        copies = posted_entries(tx, item_id)
    for copy in copies:
        payload = _payload(team, templates, copy)
        if payload is not None:
            poster.update(copy.channel_id, copy.ts, payload)
    return len(copies)


def _payload(team: TeamStore, templates: Templates, copy: PostedEntry) -> dict[str, object] | None:
    with team.read() as tx:
        issue = get_issue(tx, copy.issue_id)
    entry = next((entry for entry in issue.entries if entry.id == copy.entry_id), None) if issue else None
    if issue is None or entry is None:
        return None
    parts = render_entry(entry, issue, templates)
    part = next((part for part in parts if part.piece == copy.piece), None)
    return {"text": part.text, "blocks": part.blocks} if part else None
