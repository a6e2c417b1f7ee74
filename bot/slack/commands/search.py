"""`/ainews search`: five results a page, for the person who asked."""

from bot.query.clean import clean
from bot.slack.commands.call import Call
from bot.slack.forms import search_form
from bot.slack.results import Position, results_page


def search(call: Call) -> None:
    query = clean(call.text).strip()
    if not query:
        form = search_form(call.desk.templates, channel_id=call.channel_id)
        call.client.views_open(trigger_id=call.trigger_id, view=form)
        return
    call.answer(results_page(call.desk, call.client, Position.typed(query), person_id=call.person.id))
