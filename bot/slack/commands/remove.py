"""`/ainews remove <id> [reason]`: remove an item; its link stays taken."""

from bot.blockkit.escape import unescape
from bot.newsroom.edit import remove_item
from bot.newsroom.submit import parse_item_id
from bot.slack.commands.call import Call
from bot.slack.messages import note


def remove(call: Call) -> None:
    item_id, reason = parse_item_id(unescape(call.text), usage="/ainews remove <id> [reason]")
    desk = call.desk
    item = remove_item(
        desk.team, item_id, reason=reason, by=call.person, now=desk.clock(), real_now=desk.real_clock()
    )
    call.desk.wake()
    call.answer(note(call.desk.templates.text("slack/item.txt", "removed", item=item)))
