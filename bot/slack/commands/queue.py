"""`/ainews queue`: the draft of the next issue, to be shaped."""

from bot.slack.commands.call import Call
from bot.slack.queue import queue_view


def queue(call: Call) -> None:
    call.client.views_open(trigger_id=call.trigger_id, view=queue_view(call.desk))
