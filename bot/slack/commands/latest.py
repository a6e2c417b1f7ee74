"""`/ainews latest`: the newest issue again, for the person who asked."""

from bot.errors import NotFoundError
from bot.slack.commands.call import Call
from bot.slack.issue_messages import issue_again
from bot.store.issues import latest_issue


def latest(call: Call) -> None:
    with call.desk.team.read() as tx:
        newest = latest_issue(tx)
    if newest is None:
        raise NotFoundError("No issue has been published yet.", hint="Hand in a link: /ainews add <link>")
    call.answer(issue_again(call.desk, call.client, newest))
