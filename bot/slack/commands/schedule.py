"""`/ainews schedule`: the form that says where and when issues go out."""

from bot.slack.commands.call import Call
from bot.slack.scheduling import schedule_form
from bot.store.publications import find_schedule, subscriptions


def schedule(call: Call) -> None:
    publication = call.desk.publication()
    with call.desk.team.read() as tx:
        channels = subscriptions(tx, publication.id)
        current = find_schedule(tx, publication.id)
    view = schedule_form(
        call.desk.templates,
        publication,
        zone=(current and current.rhythm.timezone) or call.person.timezone or publication.timezone,
        channel_id=call.channel_id,
        channels=channels,
        current=current,
    )
    call.client.views_open(trigger_id=call.trigger_id, view=view)
