"""`/ainews issue <date>`: an issue again, for the person who asked. Of a month, the newest one."""

from bot.errors import InvalidInputError, NotFoundError
from bot.query.days import read_period
from bot.slack.commands.call import Call
from bot.slack.issue_messages import issue_again
from bot.store.issues import find_issue, list_issues


def issue(call: Call) -> None:
    wanted = read_period(call.text.strip(), call.desk.clock())
    if wanted is None:
        raise InvalidInputError(
            f"“{call.text.strip()}” is no day that I know." if call.text.strip() else "Which day's issue?",
            hint=_newest_dates(call),
        )
    with call.desk.team.read() as tx:
        dates = [one.date for one in list_issues(tx) if wanted.first <= one.date <= wanted.last]
        found = find_issue(tx, dates[0]) if dates else None
    if found is None:
        raise NotFoundError(f"There is no issue of {call.text.strip()}.", hint=_newest_dates(call))
    call.answer(issue_again(call.desk, call.client, found))


def _newest_dates(call: Call) -> str:
    with call.desk.team.read() as tx:
        dates = [summary.date.isoformat() for summary in list_issues(tx)[:4]]
    return f"The newest are {', '.join(dates)}." if dates else "No issue has been published yet."
