"""`/ainews following`: what the person follows."""

from bot.slack.commands.call import Call
from bot.slack.follow_list import follow_list


def following(call: Call) -> None:
    call.answer(follow_list(call.desk, call.person))
