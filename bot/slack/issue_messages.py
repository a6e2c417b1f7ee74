"""An issue for one person: published ones again, and the next one as it stands."""

from datetime import date
from typing import Any

from slack_sdk import WebClient

from bot.blockkit.blocks import actions, button, confirm, context
from bot.issues.publish import Draft
from bot.issues.render import render_root
from bot.models.values import Issue
from bot.slack.desk import Desk
from bot.slack.messages import Message, note
from bot.slack.permalinks import permalink
from bot.store.deliveries import root_message

_ISSUE = "slack/issue.txt"


def issue_again(desk: Desk, client: WebClient, issue: Issue) -> Message:
    """Return an issue's root message as it stands, corrections included, with a link to its thread."""
    with desk.team.read() as tx:
        posted = root_message(tx, issue.date)
    root = render_root(issue, desk.templates)[0]
    link = permalink(client, *posted) if posted else None
    where = desk.templates.text(_ISSUE, "where", link=link)
    return {"text": root.text, "blocks": [*root.blocks, context(where)]}


def preview_messages(desk: Desk, draft: Draft) -> list[Message]:
    """Return the root message exactly as it would be posted, and what a curator can do about it."""
    if not draft.parts:
        return [note(desk.templates.text(_ISSUE, "empty_queue"))]
    root = draft.parts[0]
    lead = desk.templates.text(
        _ISSUE, "preview", parts=len(draft.parts) - 1, channels=draft.channels, later=_later(draft)
    )
    buttons = [button("Show the thread", "preview_thread", value=draft.issue.date.isoformat())]
    if draft.is_due_today:
        buttons.append(publish_button(draft))
    return [{"text": root.text, "blocks": root.blocks}, note(lead, actions(*buttons))]


def publish_question(desk: Desk, draft: Draft) -> Message:
    """Ask once, and say where the issue will go."""
    if not draft.parts:
        return note(desk.templates.text(_ISSUE, "empty_queue"))
    if not draft.is_due_today:
        return note(desk.templates.text(_ISSUE, "out_already", later=_later(draft)))
    lead = desk.templates.text(_ISSUE, "ask", issue=draft.issue, channels=draft.channels)
    return note(lead, actions(publish_button(draft, ask=False)))


def publish_button(draft: Draft, *, ask: bool = True) -> dict[str, Any]:
    """The button that publishes; with `ask`, Slack asks before it is sent."""
    question = confirm(
        "Publish the issue?", "It is posted at once, and cannot be unposted.", yes="Publish", no="Not yet"
    )
    return button(
        "Publish now",
        "publish_now",
        value=draft.issue.date.isoformat(),
        style="primary",
        confirm=question if ask else None,
    )


def _later(draft: Draft) -> date | None:
    """The day on which the draft goes out, where that is not today."""
    return None if draft.is_due_today else draft.issue.date
