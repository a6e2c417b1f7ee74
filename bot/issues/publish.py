"""From the queue to a published issue: composed, rendered and frozen in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.errors import ConflictError, InvalidInputError, NotFoundError
from bot.issues.compose import compose, older_after, top_picks
from bot.issues.editions import edition_of
from bot.issues.failpoints import failpoint
from bot.issues.render import render
from bot.models.values import Issue, IssueStatus, ItemState, Part, Publication, system_clock
from bot.store import TeamStore, Tx, drafts, items, publications
from bot.store.deliveries import open_delivery
from bot.store.drafts import Choices
from bot.store.earlier import with_earlier
from bot.store.issues import add_issue, favourites, find_issue, freeze_parts, frozen_parts
from bot.store.publications import Subscription
from bot.templating import Templates


@dataclass(frozen=True, slots=True)
class Draft:
    """The next issue as it stands: what would be posted, and where.

    `parts` are the whole issue's; a channel with a filter gets an edition of it. `choices` are the curators'.
    `is_due_today`: it can be published now. Otherwise today's issue is out, and this is the one after it.
    """

    issue: Issue
    parts: tuple[Part, ...]
    channels: tuple[Subscription, ...]
    choices: Choices = field(default_factory=Choices)
    is_due_today: bool = True


def today(publication: Publication, now: datetime) -> date:
    """Return the day on an issue's head: the publication's own day at `now` (UTC)."""
    return now.astimezone(ZoneInfo(publication.timezone)).date()


def preview_issue(team: TeamStore, publication: Publication, templates: Templates, *, now: datetime) -> Draft:
    """Return the next issue exactly as `publish_issue` would post it now. Changes nothing.

    Once today's issue is out, it is the one of the next slot.
    """
    with team.read() as tx:
        on = next_date(tx, publication, now=now)
        draft = _draft(tx, publication, templates, on)
        return replace(draft, is_due_today=on == today(publication, now))


def next_date(tx: Tx, publication: Publication, *, now: datetime) -> date:
    """Return the date of the next issue: today, or the day of the next slot where today's is out already."""
    day = today(publication, now)
    if find_issue(tx, day) is None:
        return day
    schedule = publications.find_schedule(tx, publication.id)
    if schedule is None or schedule.next_at is None:
        return day + timedelta(days=1)
    return max(day + timedelta(days=1), schedule.next_at.astimezone(schedule.rhythm.zone).date())


def preview_in(tx: Tx, publication: Publication, templates: Templates, *, on: date) -> Draft:
    """Do the same inside a transaction that is under way, for the issue of a given day."""
    return _draft(tx, publication, templates, on)


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
    tx: Tx,
    publication: Publication,
    templates: Templates,
    *,
    on: date,
    by: str | None,
    now: datetime,
    real_now: datetime | None = None,
    even_empty: bool = False,
) -> Draft:
    """Do the same inside a transaction that is under way, for the issue of a given day.

    `now` may be a moved clock's; deliveries keep real time. `even_empty` posts an issue that says that it is.
    """
    draft = _draft(tx, publication, templates, on, even_empty=even_empty)
    _check(draft, even_empty=even_empty)
    picks = tuple(entry.item.id for entry in top_picks(draft.issue))
    fixed = replace(draft.issue, status=IssueStatus.PUBLISHED, picks=picks)
    try:
        issue = add_issue(tx, publication.id, fixed, by=by, now=now)
    except ConflictError:
        raise ConflictError(
            f"The issue of {on.day} {on:%B %Y} is published already.",
            hint="What is queued goes into the next one.",
        ) from None
    parts = _with_entries(draft.parts, issue)
    _put_on_its_way(tx, issue, parts, draft.channels, templates, real_now or system_clock())
    for item_id in draft.choices.held:
        held = items.get_item(tx, item_id)
        if held is not None and held.state is ItemState.HELD:
            items.set_item_state(tx, item_id, ItemState.ACTIVE, now=now)
    drafts.forget_choices(tx, publication.id)
    failpoint("publishing")
    return Draft(issue, parts, draft.channels, draft.choices)


def _check(draft: Draft, *, even_empty: bool) -> None:
    if not draft.issue.entries and not even_empty:
        raise InvalidInputError(
            "The queue is empty, so there is nothing to publish.", hint="Hand in a link: /ainews add <link>"
        )
    if not draft.channels:
        raise InvalidInputError(
            "No channel gets the issue yet.", hint="A curator sets it up: type /ainews schedule in Slack."
        )


def _put_on_its_way(
    tx: Tx,
    issue: Issue,
    parts: Sequence[Part],
    channels: Sequence[Subscription],
    templates: Templates,
    now: datetime,
) -> None:
    """Fix the messages of the issue and of each edition, and open a delivery for each channel.

    A channel whose filter lets nothing through gets nothing this time.
    """
    assert issue.id is not None
    freeze_parts(tx, issue.id, parts)
    editions = {""}
    for channel in channels:
        wanted = channel.filter.strip()
        if wanted and wanted not in editions:
            edition = edition_of(issue, wanted)
            if not edition.entries:
                continue
            editions.add(wanted)
            rendered = _with_entries(render(edition, templates), edition)
            freeze_parts(tx, issue.id, rendered, edition=wanted)
        open_delivery(tx, issue.id, channel.channel_id, edition=wanted, now=now)


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
        channels = publications.subscriptions(tx, publication.id)
        if not frozen_parts(tx, issue.id):
            parts = _with_entries(render(issue, templates), issue)
            _put_on_its_way(tx, issue, parts, channels, templates, system_clock())


def _with_entries(parts: Sequence[Part], issue: Issue) -> tuple[Part, ...]:
    """Say of each part which entry it shows."""
    ids = {entry.position: entry.id for entry in issue.entries}
    return tuple(replace(part, entry_id=ids.get(part.position)) for part in parts)


def _draft(
    tx: Tx, publication: Publication, templates: Templates, on: date, *, even_empty: bool = False
) -> Draft:
    choices = drafts.find_choices(tx, publication.id)
    schedule = publications.find_schedule(tx, publication.id)
    issue = compose(
        with_earlier(tx, items.queued_items(tx, publication.id)),
        publication=publication,
        on=on,
        title=choices.title or None,
        introduction=choices.introduction,
        older_after=older_after(schedule.rhythm.frequency if schedule else ""),
        order=choices.order,
        pinned=choices.pinned,
        opening=favourites(tx, on),
    )
    parts: Sequence[Part] = render(issue, templates) if issue.entries or even_empty else ()
    channels = publications.subscriptions(tx, publication.id)
    return Draft(issue, tuple(parts), tuple(channels), choices)
