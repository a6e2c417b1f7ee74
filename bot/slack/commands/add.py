"""`/ainews add`: hand in links, or open the form."""

from bot.blockkit.escape import unescape
from bot.newsroom.permissions import require_contributor
from bot.newsroom.submit import parse_request
from bot.slack.commands.call import Call
from bot.slack.forms import add_form
from bot.slack.handing_in import hand_in
from bot.slack.messages import note


def add(call: Call) -> None:
    require_contributor(call.person)
    if not call.text.strip():
        form = add_form(call.desk.templates, channel_id=call.channel_id)
        call.client.views_open(trigger_id=call.trigger_id, view=form)
        return
    request = parse_request(unescape(call.text))
    call.answer(note(call.desk.templates.text("slack/item.txt", "reading", links=request.links)))
    call.answer(hand_in(call.desk, call.person, request), replace=True)
