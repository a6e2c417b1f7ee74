"""`/ainews saved`: what the person saved for later."""

from bot.blockkit.blocks import button, section
from bot.newsroom.mark import saved
from bot.slack.commands.call import Call

_SHOWN = 20


def show_saved(call: Call) -> None:
    items = saved(call.desk.team, by=call.person)
    lead = call.desk.templates.text("slack/item.txt", "saved_list", count=len(items), shown=_SHOWN)
    lines = [
        section(
            call.desk.templates.text("slack/item.txt", "line", item=item),
            accessory=button("Forget", "item_save", value=str(item.id)),
        )
        for item in items[:_SHOWN]
    ]
    call.answer({"text": lead, "blocks": [section(lead), *lines]})
