"""Items as the bot shows them to one person: as a card with buttons, or as a line."""

import json
from typing import Any

from bot.blockkit.blocks import actions, button, context, section
from bot.blockkit.escape import is_user_id
from bot.blockkit.limits import BUTTON_VALUE, SECTION_TEXT
from bot.errors import InvalidInputError
from bot.models.text import shorten
from bot.models.values import Item, ItemState, Person
from bot.newsroom.permissions import is_unqueued, may_change, may_see
from bot.newsroom.submit import Request, Submission
from bot.slack.messages import Message
from bot.templating import Templates

_ITEM = "slack/item.txt"
_SUMMARY = SECTION_TEXT - 1000  # what title, organisations and link leave of a section
_BRIEF = 300  # of each summary, where one message has several cards
_NOTE = 300
_SEVERAL = "several"


def item_blocks(templates: Templates, item: Item, *further: str, brief: bool = False) -> list[dict[str, Any]]:
    """Headline, particulars and summary of an item, with further lines in small letters under them."""
    summary = shorten(item.summary, _BRIEF if brief else _SUMMARY)
    text = templates.text(_ITEM, "card", item=item, summary=summary)
    return [section(text), context(templates.text(_ITEM, "particulars", item=item), *further)]


def added_card(
    templates: Templates,
    submission: Submission,
    person: Person,
    *,
    followed: Item | None = None,
    brief: bool = False,
) -> Message:
    """A new item, with what is missing of it, what is like it, and what the person can do."""
    item = submission.item
    lead = templates.text(_ITEM, "added", item=item, problem=submission.problem, followed=followed)
    blocks = item_blocks(templates, item, *_remarks(templates, submission), brief=brief)
    return {
        "text": templates.text(_ITEM, "added_short", item=item),
        "blocks": [section(lead), *blocks, change_buttons(item, person)],
    }


def saved_card(templates: Templates, item: Item, person: Person, *further: str) -> Message:
    """An item after an edit."""
    lead = templates.text(_ITEM, "changed", item=item)
    blocks = item_blocks(templates, item, *further)
    return {"text": lead, "blocks": [section(lead), *blocks, change_buttons(item, person)]}


def state_card(templates: Templates, item: Item, person: Person, *, undo: bool = True) -> Message:
    """An item after it was held back, or let go on. Undo would delete it: not what the archive had before."""
    lead = templates.text(_ITEM, "held" if item.state is ItemState.HELD else "let_go", item=item)
    return {"text": lead, "blocks": [section(lead), change_buttons(item, person, undo=undo)]}


def covered_card(
    templates: Templates,
    item: Item,
    person: Person,
    *,
    typed: str,
    request: Request,
    thread: str | None = None,
    brief: bool = False,
) -> Message:
    """The item that a link led to already: where it was printed, who handed it in, and what to do about it.

    `thread` is the permalink of its message. What the person may not see, they are told of and not shown.
    """
    lead = templates.text(_ITEM, "covered", item=item, person=person, thread=thread)
    blocks = [section(lead)]
    if may_see(person, item):
        blocks += item_blocks(templates, item, brief=brief)
    buttons = []
    if item.state is ItemState.ACTIVE:
        if is_unqueued(item):
            buttons += [button("Put in next issue", "item_let_go", value=str(item.id))]
        value = _follow_up_value(item, typed, request)
        buttons += [button("Add as follow-up", "item_follow_up", value=value)]
        buttons += [button("More like this", "item_similar", value=str(item.id))]
    buttons += [button("Never mind", "item_never_mind", value=str(item.id))]
    if may_change(person, item) and item.state is not ItemState.REMOVED:
        buttons += _buttons(item, person, undo=False)
    return {"text": lead, "blocks": [*blocks, actions(*buttons, block_id=f"item-{item.id}")]}


def joined(messages: list[Message], lead: str) -> Message:
    """Several cards in one message, under one fallback text. Their buttons tell that they are several."""
    blocks: list[dict[str, Any]] = []
    for number, message in enumerate(messages):
        for block in message["blocks"]:
            is_row = block["type"] == "actions"
            blocks.append(block | {"block_id": f"{_SEVERAL}-{number}"} if is_row else block)
    return {"text": lead, "blocks": blocks}


def is_one_of_several(block_id: str) -> bool:
    """Tell whether a button stands in a message with other cards, which an answer must not replace."""
    return block_id.startswith(_SEVERAL)


def read_follow_up(value: str) -> tuple[int, str, Request]:
    """Return from a button's value the item to follow, the link as it was typed (where the button could hold
    it), and what stood beside it.
    """
    try:
        state = json.loads(value)
        item_id, typed, credit = int(state["i"]), str(state["l"]), str(state.get("c") or "")
        tags = tuple(str(tag) for tag in state.get("t", ()))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise InvalidInputError("That button is broken.", hint="Hand the link in again.") from None
    request = Request((typed,), str(state.get("n", "")), tags, credit if is_user_id(credit) else None)
    return item_id, typed, request


def change_buttons(item: Item, person: Person, *, undo: bool = True) -> dict[str, Any]:
    """Edit and Undo, for curators what decides on the next issue, and what else is like the item."""
    own = _buttons(item, person, undo=undo) if may_change(person, item) else []
    alike = button("More like this", "item_similar", value=str(item.id))
    return actions(*own, alike, block_id=f"item-{item.id}")


def _buttons(item: Item, person: Person, *, undo: bool) -> list[dict[str, Any]]:
    value = str(item.id)
    buttons = [button("Edit", "item_edit", value=value)]
    if undo:
        buttons.append(button("Undo", "item_undo", value=value))
    if person.is_curator and item.issue is None and not is_unqueued(item):
        held = item.state is ItemState.HELD
        label, action = ("Put in next issue", "item_let_go") if held else ("Hold", "item_hold")
        buttons.append(button(label, action, value=value))
    return buttons


def _remarks(templates: Templates, submission: Submission) -> list[str]:
    item = submission.item
    remarks = []
    if submission.missing:
        remarks.append(templates.text(_ITEM, "missing", missing=submission.missing))
    if item.added_by:
        remarks.append(templates.text(_ITEM, "credited", item=item))
    if item.note:
        remarks.append(templates.text(_ITEM, "noted", note=shorten(item.note, _NOTE)))
    if submission.related:
        remarks.append(templates.text(_ITEM, "related", related=submission.related))
    if submission.similar:
        remarks.append(templates.text(_ITEM, "similar", similar=submission.similar))
    return remarks


def _follow_up_value(item: Item, typed: str, request: Request) -> str:
    """Keep what was typed in the button, as much of it as a button holds."""
    for link, note in ((typed, request.note), (typed, shorten(request.note, 300)), (typed, "")):
        state = {"i": item.id, "l": link, "n": note, "t": request.tags, "c": request.credit}
        value = json.dumps(state, ensure_ascii=False)
        if len(value) <= BUTTON_VALUE:
            return value
    return json.dumps({"i": item.id, "l": ""})  # the earlier item's own link is meant
