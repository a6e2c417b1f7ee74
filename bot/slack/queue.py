"""The draft of the next issue as curators see it: in a modal, and in App Home."""

import json
from datetime import datetime
from typing import Any

from bot.blockkit.blocks import (
    actions,
    button,
    confirm,
    context,
    divider,
    input_,
    modal,
    option,
    section,
    static_select,
    text_input,
)
from bot.issues.curate import MAX_INTRODUCTION, MAX_ISSUE_TITLE
from bot.issues.notify import doubt_buttons
from bot.issues.publish import Draft, preview_issue
from bot.issues.warnings import warnings_of
from bot.models.text import shorten_words
from bot.models.values import Entry, Item
from bot.slack.desk import Desk
from bot.slack.issue_messages import publish_button
from bot.slack.stories import story_blocks
from bot.store.deliveries import delivery_states
from bot.store.items import get_items
from bot.store.publications import find_schedule

QUEUE = "slack/queue.txt"
_SHOWN = 70
_WARNINGS = 12
_AROUND = 14
"""Blocks besides the items, of the 100 that a view may have: what stands above them, and stories."""

Blocks = list[dict[str, Any]]


def queue_view(desk: Desk, *, message: str | None = None) -> dict[str, Any]:
    """Return the modal of `/ainews queue`."""
    return modal("The next issue", queue_blocks(desk, message=message), callback_id="queue")


def queue_blocks(desk: Desk, *, message: str | None = None, most: int = _SHOWN) -> Blocks:
    """Return the draft with its warnings, and a menu beside each item. `message` is shown on top."""
    draft = preview_issue(desk.team, desk.publication(), desk.templates, now=desk.clock())
    issue = draft.issue
    say = desk.templates.text
    lead = say(QUEUE, "lead", issue=issue, slot=_next_slot(desk), channels=draft.channels)
    blocks: Blocks = [section(say(QUEUE, "note", message=message))] if message else []
    blocks.append(section(lead))
    if issue.introduction:
        blocks.append(section(say(QUEUE, "introduction", introduction=issue.introduction)))
    blocks.append(_buttons(draft))
    warnings = [warning.text for warning in warnings_of(issue)][:_WARNINGS]
    if warnings:
        blocks.append(section(say(QUEUE, "warnings", warnings=warnings)))
    blocks.append(divider())
    stories = story_blocks(
        desk, issue.entries[:most], room=most + _AROUND - len(blocks) - len(issue.entries[:most])
    )
    for entry in issue.entries[:most]:
        blocks += [_entry(desk, draft, entry), *stories.get(entry.item.id, ())]
    if not issue.entries:
        blocks.append(section(say(QUEUE, "empty")))
    if len(issue.entries) > most:
        blocks.append(context(say(QUEUE, "more", count=len(issue.entries) - most)))
    return [*blocks, *(_held(desk, draft, item) for item in _held_items(desk, draft)[:10])]


def delivery_blocks(desk: Desk, *, most: int = 6) -> Blocks:
    """Return how far the newest issues have come, with what a curator can do where one is stuck."""
    with desk.team.read() as tx:
        states = delivery_states(tx, limit=most)
    blocks: Blocks = []
    for state in states:
        blocks.append(context(desk.templates.text(QUEUE, "delivery", state=state)))
        if state.state == "stopped" and state.error != "withdrawn":
            blocks.append(actions(button("Try again", "delivery_retry", value=str(state.id))))
        for part_id in state.doubtful if state.state == "pending" else ():
            blocks.append(actions(*doubt_buttons(desk.templates, part_id)))
    return blocks


def words_view(draft: Draft, *, origin: dict[str, Any]) -> dict[str, Any]:
    """Ask for the issue's title and introduction."""
    choices = draft.choices
    return modal(
        "Title, introduction",
        [
            input_(
                "Title",
                text_input("value", initial=choices.title, max_length=MAX_ISSUE_TITLE),
                block_id="title",
                optional=True,
            ),
            input_(
                "Introduction",
                text_input(
                    "value", initial=choices.introduction, multiline=True, max_length=MAX_INTRODUCTION
                ),
                block_id="introduction",
                optional=True,
            ),
        ],
        callback_id="queue_words",
        submit="Save",
        close="Cancel",
        private_metadata=json.dumps({"version": choices.version, **origin}),
    )


def merge_view(draft: Draft, item_id: int, *, origin: dict[str, Any]) -> dict[str, Any] | None:
    """Ask which other item tells the same story; None where there is no other."""
    others = [
        option(shorten_words(f"{entry.position}. {entry.headline}", 70), str(entry.item.id))
        for entry in draft.issue.entries
        if entry.item.id != item_id
    ][:100]
    if not others:
        return None
    return modal(
        "Merge two items",
        [input_("Which one tells the same story?", static_select("value", others), block_id="other")],
        callback_id="queue_merge",
        submit="Merge",
        close="Cancel",
        private_metadata=json.dumps({"item": item_id, "version": draft.choices.version, **origin}),
    )


def _buttons(draft: Draft) -> dict[str, Any]:
    buttons = [button("Title and introduction", "queue_words")]
    if draft.issue.entries:
        buttons.append(button("Try the links", "queue_check"))
    if draft.issue.entries and draft.is_due_today:
        buttons.append(publish_button(draft))
    return actions(*buttons, block_id="queue-buttons")


def _entry(desk: Desk, draft: Draft, entry: Entry) -> dict[str, Any]:
    pinned = entry.item.id in draft.choices.pinned
    text = desk.templates.text(QUEUE, "entry", entry=entry, pinned=pinned)
    verbs = {
        "up": "Move up",
        "down": "Move down",
        "pin": "Take off the top" if pinned else "Pin to the top",
        "hold": "Hold for the issue after",
        "merge": "Merge with another …",
        "edit": "Edit …",
        "drop": "Drop",
    }
    version = draft.choices.version
    options = [option(label, f"{verb}:{entry.item.id}:{version}") for verb, label in verbs.items()]
    menu = static_select("queue_change", options, placeholder="Change")
    return section(text, accessory=menu, block_id=f"queue-{entry.item.id}-{version}")


def _held(desk: Desk, draft: Draft, item: Item) -> dict[str, Any]:
    value = f"release:{item.id}:{draft.choices.version}"
    back = button("Take it in", "queue_release", value=value)
    return section(desk.templates.text(QUEUE, "held", item=item), accessory=back)


def _held_items(desk: Desk, draft: Draft) -> list[Item]:
    with desk.team.read() as tx:
        return get_items(tx, list(draft.choices.held))


def _next_slot(desk: Desk) -> datetime | None:
    publication = desk.publication()
    with desk.team.read() as tx:
        schedule = find_schedule(tx, publication.id)
    if schedule is None or schedule.next_at is None:
        return None
    return schedule.next_at.astimezone(schedule.rhythm.zone)


def withdraw_button(on: str) -> dict[str, Any]:
    """The button that withdraws an issue; Slack asks before it is sent."""
    question = confirm(
        "Withdraw the issue?", "It goes from every channel.", yes="Withdraw", no="Keep it", danger=True
    )
    return button("Withdraw", "issue_withdraw", value=on, style="danger", confirm=question)
