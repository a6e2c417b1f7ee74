"""`/ainews schedule`: the form that says where and when issues go out."""

from datetime import time

from bot.slack.commands.call import Call
from bot.slack.forms import schedule_form
from bot.store.publications import find_schedule, subscriptions


def schedule(call: Call) -> None:
    publication = call.desk.publication()
    with call.desk.team.read() as tx:
        channels = subscriptions(tx, publication.id)
        current = find_schedule(tx, publication.id)
    view = schedule_form(
        call.desk.templates,
        publication,
        zone=(current and current.timezone) or call.person.timezone or publication.timezone,
        channel_id=call.channel_id,
        initial_channel=channels[0].channel_id if channels else None,
        day=min(current.days) if current and current.days else 0,
        at=current.at if current else time(9),
    )
    call.client.views_open(trigger_id=call.trigger_id, view=view)
