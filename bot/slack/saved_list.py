"""What a person saved, as a message: shown by `/ainews saved`, and again when an item was taken off it."""

from bot.blockkit.blocks import button, section
from bot.models.values import Person
from bot.newsroom.mark import count_saved, saved
from bot.slack.desk import Desk
from bot.slack.messages import Message

_SHOWN = 20


def saved_list(desk: Desk, person: Person) -> Message:
    """Return the person's list, newest first, each item with Forget."""
    items = saved(desk.team, by=person)
    count = count_saved(desk.team, by=person)
    lead = desk.templates.text("slack/item.txt", "saved_list", count=count, shown=_SHOWN)
    lines = [
        section(
            desk.templates.text("slack/item.txt", "line", item=item),
            accessory=button("Forget", "item_forget", value=str(item.id)),
        )
        for item in items[:_SHOWN]
    ]
    return {"text": lead, "blocks": [section(lead), *lines]}
