"""`/ainews withdraw <date>`: ask once, then withdraw an issue from every channel."""

from datetime import date

from bot.blockkit.blocks import actions
from bot.errors import InvalidInputError, NotFoundError
from bot.models.values import IssueStatus
from bot.slack.commands.call import Call
from bot.slack.messages import note
from bot.slack.queue import QUEUE, withdraw_button
from bot.store.issues import find_issue


def withdraw(call: Call) -> None:
    try:
        wanted = date.fromisoformat(call.text.strip())
    except ValueError:
        raise InvalidInputError("Which day's issue?", hint="/ainews withdraw 2024-02-26") from None
    with call.desk.team.read() as tx:
        issue = find_issue(tx, wanted)
    if issue is None or issue.status is not IssueStatus.PUBLISHED:
        raise NotFoundError(f"There is no published issue of {wanted.isoformat()}.")
    question = call.desk.templates.text(QUEUE, "ask_withdraw", issue=issue)
    call.answer(note(question, actions(withdraw_button(wanted.isoformat()))))
