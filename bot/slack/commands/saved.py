"""`/ainews saved`: what the person saved for later."""

from bot.slack.commands.call import Call
from bot.slack.saved_list import saved_list


def show_saved(call: Call) -> None:
    call.answer(saved_list(call.desk, call.person))
