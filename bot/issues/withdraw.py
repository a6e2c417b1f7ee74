"""Withdrawing a published issue: what is posted goes, what is not posted stays unposted."""

from datetime import date, datetime

from bot.errors import ConflictError, NotFoundError
from bot.models.values import Issue, IssueStatus, Person
from bot.newsroom.permissions import require_curator
from bot.store import TeamStore, outbox
from bot.store.deliveries import posted_parts, stop_deliveries
from bot.store.issues import find_issue
from bot.store.issues import withdraw_issue as mark_withdrawn


def withdraw_issue(team: TeamStore, on: date, *, by: Person, now: datetime, real_now: datetime) -> Issue:
    """Withdraw the issue of a day from every channel: its thread is deleted, its root says that it went.

    Raises:
        NotFoundError: there is no published issue of that day.
        ConflictError: it was withdrawn already.
        NotAllowedError: the person is no curator.
    """
    require_curator(by)
    with team.write() as tx:
        issue = find_issue(tx, on)
        if issue is None or issue.id is None or issue.status is IssueStatus.DRAFT:
            raise NotFoundError(f"There is no issue of {on.isoformat()}.")
        if not mark_withdrawn(tx, issue.id, by=by.id, now=now):
            raise ConflictError("That issue is withdrawn already.")
        stop_deliveries(tx, issue.id)
        for copy in posted_parts(tx, issue_id=issue.id):
            payload = {"part": copy.id, "by": by.id}
            outbox.put(tx, "withdraw_part", payload, now=real_now, once_key=f"withdraw:{copy.id}")
    return issue
