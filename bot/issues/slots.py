"""When issues are due: the moments in UTC that a schedule's local dates and time come to. Pure."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from bot.models.schedule import Schedule

_DAY = timedelta(days=1)


def next_slot(after: datetime, schedule: Schedule) -> datetime:
    """Return the first slot later than `after`, an aware datetime; in UTC."""
    return next(_slots(after, schedule))


def upcoming(after: datetime, schedule: Schedule, count: int = 3) -> tuple[datetime, ...]:
    """Return the next slots later than `after`, in UTC."""
    return tuple(islice(_slots(after, schedule), count))


def latest_slot(first: datetime, now: datetime, schedule: Schedule) -> datetime:
    """Return the newest slot from `first` up to `now`: after an outage over several, only it is made up.

    The first may be one that the schedule no longer names, after an edit: it counts all the same.
    """
    latest = first
    while (later := next_slot(latest, schedule)) <= now:
        latest = later
    return latest


def _slots(after: datetime, schedule: Schedule) -> Iterator[datetime]:
    if after.tzinfo is None:
        raise ValueError("a time without a time zone has no next slot")
    day = after.astimezone(schedule.zone).date()
    latest = after
    while True:
        if schedule.falls_on(day) and (slot := schedule.moment(day)) > latest:
            yield slot
            latest = slot
        day += _DAY
