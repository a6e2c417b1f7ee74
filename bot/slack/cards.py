"""Items as the bot shows them to one person: as a card with buttons, or as a line."""

from typing import Any

from bot.blockkit.blocks import actions, button, context, section
from bot.blockkit.limits import SECTION_TEXT
from bot.models.text import shorten
from bot.models.values import Item, Person
from bot.newsroom.permissions import may_change
from bot.newsroom.submit import Submission
from bot.slack.messages import Message
from bot.templating import Templates

_ITEM = "slack/item.txt"
_SUMMARY = SECTION_TEXT - 1000  # what title, organisations and link leave of a section


def item_blocks(templates: Templates, item: Item) -> list[dict[str, Any]]:
    """Headline, particulars and summary of an item."""
    text = templates.text(_ITEM, "card", item=item, summary=shorten(item.summary, _SUMMARY))
    particulars = templates.text(_ITEM, "particulars", item=item)
    return [section(text), *([context(particulars)] if particulars else [])]


def added_card(templates: Templates, submission: Submission, person: Person) -> Message:
    """A new item, with Edit and Undo; or the one that told the story already."""
    item = submission.item
    if not submission.is_new:
        return covered_card(templates, item, person)
    lead = templates.text(_ITEM, "added", item=item, problem=submission.problem)
    return {
        "text": templates.text(_ITEM, "added_short", item=item),
        "blocks": [section(lead), *item_blocks(templates, item), _change_buttons(item, new=True)],
    }


def saved_card(templates: Templates, item: Item) -> Message:
    """An item after an edit."""
    lead = templates.text(_ITEM, "changed", item=item)
    return {
        "text": lead,
        "blocks": [section(lead), *item_blocks(templates, item), _change_buttons(item, new=True)],
    }


def covered_card(templates: Templates, item: Item, person: Person) -> Message:
    """The item that a link led to already: where it was printed, and who handed it in."""
    lead = templates.text(_ITEM, "covered", item=item, person=person)
    buttons = [_change_buttons(item, new=False)] if may_change(person, item) else []
    return {"text": lead, "blocks": [section(lead), *item_blocks(templates, item), *buttons]}


def joined(messages: list[Message], lead: str) -> Message:
    """Several cards in one message, under one fallback text."""
    return {"text": lead, "blocks": [block for message in messages for block in message["blocks"]]}


def _change_buttons(item: Item, *, new: bool) -> dict[str, Any]:
    edit = button("Edit", "item_edit", value=str(item.id))
    undo = button("Undo", "item_undo", value=str(item.id))
    return actions(*([edit, undo] if new else [edit]), block_id=f"item-{item.id}")
