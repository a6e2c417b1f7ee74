"""A publication's rhythm: which local dates have an issue, and at which moment. Pure.

Daylight saving, as people expect it: the time is the wall clock's. A time that the clock skips in spring
moves forward by the length of the gap, or back where forward would be tomorrow (Greenland's gap ends at
midnight); one that comes twice in autumn counts the first time. So each date that the schedule names has
exactly one slot, and it lies on that date. A whole day that a country skipped has none of its own.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.errors import InvalidInputError

_A_MONDAY = date(2024, 1, 1)
_DAY = timedelta(days=1)


class Frequency(StrEnum):
    """How often issues come out. Several chosen weekdays are `weekly` with several days."""

    DAILY = "daily"
    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"


@dataclass(frozen=True, slots=True)
class Schedule:
    """A publication's rhythm.

    `days` are weekdays from Monday = 0; `daily` ignores them; `monthly` takes the first date of the month
    that falls on one of them. `at` is the wall clock's time in `timezone`, an IANA name. Fortnights are
    counted in weeks from Monday to Sunday; the week of `anchor` has issues, the following one has none.

    Raises:
        InvalidInputError: an unknown time zone or frequency, or no day where one is needed; see `field`.
    """

    days: frozenset[int]
    at: time
    timezone: str
    frequency: str = Frequency.WEEKLY
    anchor: date = _A_MONDAY

    def __post_init__(self) -> None:
        if self.frequency not in list(Frequency):
            raise InvalidInputError(
                f'"{self.frequency}" is no frequency.', field="frequency", hint=_FREQUENCIES
            )
        if not self.days <= set(range(7)) or not (self.days or self.frequency == Frequency.DAILY):
            raise InvalidInputError("Choose at least one day of the week.", field="days")
        _zone(self.timezone)

    def falls_on(self, day: date) -> bool:
        """Whether an issue is due on this local date."""
        if self.frequency == Frequency.DAILY:
            return True
        if day.weekday() not in self.days:
            return False
        if self.frequency == Frequency.FORTNIGHTLY:
            return (_monday(day) - _monday(self.anchor)).days % 14 == 0
        if self.frequency == Frequency.MONTHLY:
            return not any((day - n * _DAY).weekday() in self.days for n in range(1, day.day))
        return True

    def moment(self, day: date) -> datetime:
        """Return the slot of this local date, in UTC.

        zoneinfo takes a skipped time to lie as far behind the gap (`fold=0`) or ahead of it (`fold=1`) as it
        lay inside, and of a time that comes twice `fold=0` is the first.
        """
        zone = _zone(self.timezone)
        wall = datetime.combine(day, self.at.replace(fold=0, tzinfo=None), zone)
        forward, back = wall.astimezone(UTC), wall.replace(fold=1).astimezone(UTC)
        passed_midnight = forward.astimezone(zone).date() != day == back.astimezone(zone).date()
        return back if passed_midnight else forward

    @property
    def zone(self) -> ZoneInfo:
        """The time zone that the schedule's dates and time belong to."""
        return _zone(self.timezone)


def _monday(day: date) -> date:
    return day - day.weekday() * _DAY


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:  # unknown, a path, a folder
        hint = "Use a name such as Europe/Paris."
        raise InvalidInputError(f'"{name}" is no time zone.', field="timezone", hint=hint) from error


_FREQUENCIES = f"Use one of {', '.join(Frequency)}."
