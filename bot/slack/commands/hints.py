"""`/ainews hints on|off`: whether people are told that a link they pasted in this channel was covered."""

from bot.errors import InvalidInputError
from bot.slack.commands.call import Call
from bot.slack.messages import note
from bot.store.hints import gives_hints, set_hints


def hints(call: Call) -> None:
    wanted = call.text.strip().lower()
    if wanted not in {"", "on", "off"}:
        raise InvalidInputError("Hints are on or off.", hint="/ainews hints on, or /ainews hints off")
    with call.desk.team.write() as tx:
        if wanted:
            set_hints(tx, call.channel_id, on=wanted == "on", by=call.person.id, now=call.desk.clock())
        on = gives_hints(tx, call.channel_id)
    call.answer(note(call.desk.templates.text("slack/item.txt", "hints", on=on, channel=call.channel_id)))
