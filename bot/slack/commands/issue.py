"""`/ainews issue <date>`: an issue again, for the person who asked."""

from datetime import date

from bot.errors import InvalidInputError, NotFoundError
from bot.slack.commands.call import Call
from bot.slack.issue_messages import issue_again
from bot.store.issues import find_issue, list_issues


def issue(call: Call) -> None:
    try:
        wanted = date.fromisoformat(call.text.strip())
    except ValueError:
        raise InvalidInputError("Which day's issue?", hint=f"{_newest_dates(call)}") from None
    with call.desk.team.read() as tx:
        found = find_issue(tx, wanted)
    if found is None:
        raise NotFoundError(f"There is no issue of {wanted.isoformat()}.", hint=_newest_dates(call))
    call.answer(issue_again(call.desk, call.client, found))


def _newest_dates(call: Call) -> str:
    with call.desk.team.read() as tx:
        dates = [summary.date.isoformat() for summary in list_issues(tx)[:4]]
    return f"The newest are {', '.join(dates)}." if dates else "No issue has been published yet."
