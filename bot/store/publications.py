"""A team's newsletter: its name, its channels, its schedule."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete, or_, update
from sqlalchemy.orm import Session
from sqlmodel import col, select

from bot.models.schedule import Schedule
from bot.models.tables import PublicationRow, ScheduleRow, SubscriptionRow
from bot.models.values import Publication
from bot.store.engine import Tx, add_new
from bot.store.teams import not_stopped

DEFAULT_NAME = "AI News"
REMINDER_HOURS = 24
LONGEST_REMINDER = timedelta(hours=72)


class OnEmpty(StrEnum):
    """What a slot brings when the queue is empty."""

    TELL = "tell"
    NOTHING = "nothing"
    POST = "post"


@dataclass(frozen=True, slots=True)
class Subscription:
    """A channel that gets each issue."""

    channel_id: str
    channel_name: str = ""
    filter: str = ""


@dataclass(frozen=True, slots=True)
class StoredSchedule:
    """A publication's schedule: its rhythm, and what it has come to. `next_at` is UTC."""

    id: int
    team_id: int
    publication_id: int
    rhythm: Schedule
    next_at: datetime | None
    created_by: str | None
    on_empty: str = OnEmpty.TELL
    reminder_hours: int = REMINDER_HOURS
    reminded_for: datetime | None = None


def ensure_publication(tx: Tx, *, timezone: str, now: datetime) -> Publication:
    """Return the team's publication, made with a default name at the first use."""
    if (known := find_publication(tx)) is not None:
        return known
    add_new(
        tx.session, PublicationRow(team_id=tx.team_id, name=DEFAULT_NAME, timezone=timezone, created_at=now)
    )
    made = find_publication(tx)
    assert made is not None
    return made


def find_publication(tx: Tx) -> Publication | None:
    """Return the team's publication, or None before anything was stored."""
    row = tx.session.scalar(
        select(PublicationRow)
        .where(PublicationRow.team_id == tx.team_id)
        .order_by(col(PublicationRow.id))
        .limit(1)
    )
    return _publication(row) if row else None


def change_publication(tx: Tx, publication_id: int, *, name: str, timezone: str, by: str | None) -> None:
    """Set what the set-up asks for."""
    tx.session.execute(
        update(PublicationRow)
        .where(col(PublicationRow.team_id) == tx.team_id, col(PublicationRow.id) == publication_id)
        .values(name=name, timezone=timezone, created_by=by)
    )


def subscriptions(tx: Tx, publication_id: int) -> list[Subscription]:
    """Return the channels that get each issue, first subscribed first."""
    rows = tx.session.scalars(
        select(SubscriptionRow)
        .where(
            SubscriptionRow.team_id == tx.team_id,
            SubscriptionRow.publication_id == publication_id,
        )
        .order_by(col(SubscriptionRow.id))
    )
    return [Subscription(row.channel_id, row.channel_name, row.filter) for row in rows]


def set_subscriptions(tx: Tx, publication_id: int, channels: list[Subscription], *, by: str | None) -> None:
    """Replace the channels that get each issue."""
    tx.session.execute(
        delete(SubscriptionRow).where(
            col(SubscriptionRow.team_id) == tx.team_id,
            col(SubscriptionRow.publication_id) == publication_id,
        )
    )
    tx.session.add_all(
        SubscriptionRow(
            team_id=tx.team_id,
            publication_id=publication_id,
            channel_id=channel.channel_id,
            channel_name=channel.channel_name,
            filter=channel.filter,
            created_by=by,
        )
        for channel in channels
    )
    tx.session.flush()


def set_schedule(
    tx: Tx,
    publication_id: int,
    rhythm: Schedule,
    *,
    next_at: datetime | None,
    by: str | None,
    on_empty: str = OnEmpty.TELL,
    reminder_hours: int = REMINDER_HOURS,
) -> None:
    """Replace the publication's schedule. `next_at` is its next slot."""
    tx.session.execute(
        delete(ScheduleRow).where(
            col(ScheduleRow.team_id) == tx.team_id,
            col(ScheduleRow.publication_id) == publication_id,
        )
    )
    tx.session.add(
        ScheduleRow(
            team_id=tx.team_id,
            publication_id=publication_id,
            frequency=rhythm.frequency,
            days=",".join(str(day) for day in sorted(rhythm.days)),
            at=rhythm.at,
            timezone=rhythm.timezone,
            anchor=rhythm.anchor,
            next_at=next_at,
            created_by=by,
            on_empty=str(on_empty),
            reminder_hours=reminder_hours,
        )
    )
    tx.session.flush()


def find_schedule(tx: Tx, publication_id: int) -> StoredSchedule | None:
    """Return the publication's schedule, or None while it is not set up."""
    row = tx.session.scalar(
        select(ScheduleRow).where(
            ScheduleRow.team_id == tx.team_id, ScheduleRow.publication_id == publication_id
        )
    )
    return _schedule(row) if row else None


def due_schedule_ids(session: Session, *, now: datetime) -> list[int]:
    """Return the schedules of all teams whose slot has come, the longest due first."""
    ids = session.scalars(
        select(ScheduleRow.id)
        .where(col(ScheduleRow.next_at) <= now, not_stopped(col(ScheduleRow.team_id)))
        .order_by(col(ScheduleRow.next_at))
    )
    return [schedule_id for schedule_id in ids if schedule_id is not None]


def lock_due_schedule(session: Session, schedule_id: int, *, now: datetime) -> StoredSchedule | None:
    """Return a schedule whose slot has come, locked until the transaction ends.

    None where another replica holds it or has dealt with the slot. On SQLite the write transaction itself is
    the lock.
    """
    row = session.scalar(
        select(ScheduleRow)
        .where(ScheduleRow.id == schedule_id, col(ScheduleRow.next_at) <= now)
        .with_for_update(skip_locked=True)
    )
    return _schedule(row) if row else None


def due_reminder_ids(session: Session, *, now: datetime) -> list[int]:
    """Return the schedules of all teams whose curators may have to be reminded of the next slot."""
    ids = session.scalars(
        select(ScheduleRow.id)
        .where(
            col(ScheduleRow.next_at) > now,
            col(ScheduleRow.next_at) <= now + LONGEST_REMINDER,
            col(ScheduleRow.reminder_hours) > 0,
            not_stopped(col(ScheduleRow.team_id)),
            or_(
                col(ScheduleRow.reminded_for).is_(None), col(ScheduleRow.reminded_for) != ScheduleRow.next_at
            ),
        )
        .order_by(col(ScheduleRow.id))
    )
    return [schedule_id for schedule_id in ids if schedule_id is not None]


def lock_due_reminder(session: Session, schedule_id: int, *, now: datetime) -> StoredSchedule | None:
    """Return a schedule of whose next slot curators have to be reminded now, and note that they are."""
    row = session.scalar(
        select(ScheduleRow).where(ScheduleRow.id == schedule_id).with_for_update(skip_locked=True)
    )
    if row is None or row.next_at is None or row.reminded_for == row.next_at:
        return None
    if not now < row.next_at <= now + timedelta(hours=row.reminder_hours):
        return None
    row.reminded_for = row.next_at
    return _schedule(row)


def advance_schedule(session: Session, schedule_id: int, *, next_at: datetime) -> None:
    """Move a schedule to its next slot."""
    session.execute(update(ScheduleRow).where(col(ScheduleRow.id) == schedule_id).values(next_at=next_at))


def _publication(row: PublicationRow) -> Publication:
    assert row.id is not None
    return Publication(id=row.id, name=row.name, timezone=row.timezone, created_by=row.created_by)


def _schedule(row: ScheduleRow) -> StoredSchedule:
    assert row.id is not None
    return StoredSchedule(
        id=row.id,
        team_id=row.team_id,
        publication_id=row.publication_id,
        rhythm=Schedule(
            days=frozenset(int(day) for day in row.days.split(",") if day),
            at=row.at,
            timezone=row.timezone,
            frequency=row.frequency,
            **({"anchor": row.anchor} if row.anchor else {}),
        ),
        next_at=row.next_at,
        created_by=row.created_by,
        on_empty=row.on_empty,
        reminder_hours=row.reminder_hours,
        reminded_for=row.reminded_for,
    )
