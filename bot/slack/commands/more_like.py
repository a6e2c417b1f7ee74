"""`/ainews more-like <id>`: the items that are most like one."""

from bot.newsroom.submit import parse_item_id
from bot.slack.commands.call import Call
from bot.slack.results import similar_page


def more_like(call: Call) -> None:
    item_id, _ = parse_item_id(call.text, usage="/ainews more-like <id>")
    call.answer(similar_page(call.desk, call.client, item_id, by=call.person))
