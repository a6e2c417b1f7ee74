"""`/ainews add`: hand in links, or open the form."""

from bot.blockkit.escape import unescape
from bot.newsroom.permissions import require_contributor
from bot.newsroom.submit import parse_request
from bot.slack.commands.call import Call
from bot.slack.handing_in import Counter, hand_in_soon
from bot.slack.kept_forms import open_add_form


def add(call: Call) -> None:
    require_contributor(call.person)
    if not call.text.strip():
        open_add_form(call.desk, call.client, call.person, call.trigger_id, channel_id=call.channel_id)
        return
    request = parse_request(unescape(call.text))
    hand_in_soon(Counter(call.desk, call.client, call.person, call.answer), request)
