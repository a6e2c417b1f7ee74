"""From the queue to a published issue: composed, rendered and frozen in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.errors import ConflictError, InvalidInputError, NotFoundError
from bot.issues.compose import compose
from bot.issues.render import render
from bot.models.values import Issue, IssueStatus, Part, Publication
from bot.store import TeamStore, Tx, items, publications
from bot.store.deliveries import open_delivery
from bot.store.issues import add_issue, find_issue, freeze_parts, frozen_parts
from bot.store.publications import Subscription
from bot.templating import Templates


@dataclass(frozen=True, slots=True)
class Draft:
    """The next issue as it stands: what would be posted, and where."""

    issue: Issue
    parts: tuple[Part, ...]
    channels: tuple[Subscription, ...]


def today(publication: Publication, now: datetime) -> date:
    """Return the day on an issue's head: the publication's own day at `now` (UTC)."""
    return now.astimezone(ZoneInfo(publication.timezone)).date()


def preview_issue(team: TeamStore, publication: Publication, templates: Templates, *, now: datetime) -> Draft:
    """Return the next issue exactly as `publish_issue` would post it now. Changes nothing."""
    with team.read() as tx:
        return _draft(tx, publication, templates, today(publication, now))


def publish_issue(
    team: TeamStore, publication: Publication, templates: Templates, *, by: str | None, now: datetime
) -> Draft:
    """Publish the queue as today's issue: its entries, its messages and its deliveries are fixed here.

    Nothing is posted yet: the deliveries are on their way when the transaction ends.

    Raises:
        InvalidInputError: the queue is empty, or no channel is set.
        ConflictError: today's issue is published already.
    """
    with team.write() as tx:
        return publish_in(tx, publication, templates, on=today(publication, now), by=by, now=now)


def publish_in(
    tx: Tx, publication: Publication, templates: Templates, *, on: date, by: str | None, now: datetime
) -> Draft:
    """Do the same inside a transaction that is under way, for the issue of a given day."""
    draft = _draft(tx, publication, templates, on)
    if not draft.issue.entries:
        raise InvalidInputError(
            "The queue is empty, so there is nothing to publish.", hint="Hand in a link: /ainews add <link>"
        )
    if not draft.channels:
        raise InvalidInputError(
            "No channel gets the issue yet.", hint="A curator sets it up: type /ainews in Slack."
        )
    try:
        issue = add_issue(
            tx, publication.id, replace(draft.issue, status=IssueStatus.PUBLISHED), by=by, now=now
        )
    except ConflictError:
        raise ConflictError(
            f"The issue of {on.day} {on:%B %Y} is published already.",
            hint="What is queued goes into the next one.",
        ) from None
    assert issue.id is not None
    parts = _with_entries(draft.parts, issue)
    freeze_parts(tx, issue.id, parts)
    for channel in draft.channels:
        open_delivery(tx, issue.id, channel.channel_id, now=now)
    return Draft(issue, parts, draft.channels)


def post_existing(
    team: TeamStore, publication: Publication, templates: Templates, *, on: date, now: datetime
) -> None:
    """Put an issue that was imported on its way into the publication's channels.

    Raises:
        NotFoundError: there is no issue of that date.
    """
    with team.write() as tx:
        issue = find_issue(tx, on)
        if issue is None or issue.id is None:
            raise NotFoundError(f"There is no issue of {on.isoformat()}.")
        if not frozen_parts(tx, issue.id):
            freeze_parts(tx, issue.id, _with_entries(render(issue, templates), issue))
        for channel in publications.subscriptions(tx, publication.id):
            open_delivery(tx, issue.id, channel.channel_id, now=now)


def _with_entries(parts: Sequence[Part], issue: Issue) -> tuple[Part, ...]:
    """Say of each part which entry it shows."""
    ids = {entry.position: entry.id for entry in issue.entries}
    return tuple(replace(part, entry_id=ids.get(part.position)) for part in parts)


def _draft(tx: Tx, publication: Publication, templates: Templates, on: date) -> Draft:
    queue = items.queued_items(tx, publication.id)
    issue = compose(queue, publication=publication, on=on)
    parts: Sequence[Part] = render(issue, templates) if issue.entries else ()
    channels = publications.subscriptions(tx, publication.id)
    return Draft(issue, tuple(parts), tuple(channels))
