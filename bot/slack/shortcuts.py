"""Shortcuts: "Add to AI News" in a message's menu, and the form from anywhere."""

from bot.newsroom.permissions import require_contributor
from bot.slack.handing_in import Counter, hand_in_soon
from bot.slack.kept_forms import open_add_form
from bot.slack.messages import Message, note
from bot.slack.pasted import request_from
from bot.slack.turn import Turn

SHORTCUTS = (
    ("message", "add_message", "Add to AI News", "Hand in every link of this message"),
    ("global", "add_link", "Hand in a link", "Hand in a link for the next issue"),
)
"""Kind, callback id, name and description of each, for the manifest."""


def add_message(turn: Turn) -> None:
    """Hand in every link of a message, with the message as the note and its author credited."""
    require_contributor(turn.person)
    request = request_from(turn.body["message"], by=turn.person.id)
    if not request.links:
        turn.reply(note(turn.say("slack/item.txt", "no_link")))
        return

    def reply(message: Message, *, replace: bool) -> None:
        # Of a message shortcut the "original" is somebody's message, which is never replaced.
        turn.reply(message)

    hand_in_soon(Counter(turn.desk, turn.client, turn.person, reply), request)


def add_link(turn: Turn) -> None:
    """Open the form."""
    open_add_form(turn.desk, turn.client, turn.person, turn.trigger_id, channel_id=None)
