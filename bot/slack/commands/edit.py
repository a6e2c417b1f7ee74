"""`/ainews edit <id>`: change an item."""

from bot.newsroom.edit import get_changeable_item
from bot.newsroom.submit import parse_item_id
from bot.slack.commands.call import Call
from bot.slack.kept_forms import edit_view


def edit(call: Call) -> None:
    item_id, _ = parse_item_id(call.text, usage="/ainews edit <id>")
    item = get_changeable_item(call.desk.team, item_id, call.person)
    view = edit_view(call.desk, call.person, item, origin={"channel": call.channel_id})
    call.client.views_open(trigger_id=call.trigger_id, view=view)
