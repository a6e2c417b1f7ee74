from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import InvalidInputError
from bot.issues.slots import next_slot, upcoming
from bot.models.schedule import Frequency, Schedule

MONDAY, THURSDAY = 0, 3
ZONES = sorted(available_timezones())


def schedule(
    *days: int,
    at: str = "09:00",
    timezone: str = "UTC",
    frequency: str = "weekly",
    anchor: date = date(2024, 1, 1),
) -> Schedule:
    return Schedule(frozenset(days), time.fromisoformat(at), timezone, frequency, anchor)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def dates(slots: tuple[datetime, ...], timezone: str = "UTC") -> list[str]:
    return [slot.astimezone(ZoneInfo(timezone)).date().isoformat() for slot in slots]


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ("2024-01-28 12:00", "2024-01-29 09:00"),
        ("2024-01-29 08:59:59", "2024-01-29 09:00"),
        ("2024-01-29 09:00", "2024-02-05 09:00"),  # strictly later: the slot that fired is not due again
        ("2024-01-29 09:01", "2024-02-05 09:00"),
    ],
)
def test_weekly(after: str, expected: str) -> None:
    assert next_slot(utc(after), schedule(MONDAY)) == utc(expected)


@pytest.mark.parametrize(
    ("rhythm", "expected"),
    [
        (schedule(frequency="daily"), ["2024-01-30", "2024-01-31", "2024-02-01"]),
        (schedule(MONDAY, THURSDAY), ["2024-02-01", "2024-02-05", "2024-02-08"]),
        (schedule(0, 1, 2, 3, 4), ["2024-01-30", "2024-01-31", "2024-02-01"]),
        (schedule(MONDAY, frequency="fortnightly"), ["2024-02-12", "2024-02-26", "2024-03-11"]),
        (
            schedule(MONDAY, frequency="fortnightly", anchor=date(2024, 2, 8)),
            ["2024-02-05", "2024-02-19", "2024-03-04"],
        ),
        (schedule(MONDAY, THURSDAY, frequency="fortnightly"), ["2024-02-01", "2024-02-12", "2024-02-15"]),
        (schedule(MONDAY, frequency="monthly"), ["2024-02-05", "2024-03-04", "2024-04-01"]),
        (schedule(MONDAY, THURSDAY, frequency="monthly"), ["2024-02-01", "2024-03-04", "2024-04-01"]),
    ],
)
def test_every_frequency(rhythm: Schedule, expected: list[str]) -> None:
    assert dates(upcoming(utc("2024-01-29 10:00"), rhythm)) == expected


@pytest.mark.parametrize(
    ("timezone", "at", "day", "expected"),
    [
        ("Europe/Paris", "09:00", date(2024, 3, 30), "2024-03-30 08:00"),
        ("Europe/Paris", "09:00", date(2024, 3, 31), "2024-03-31 07:00"),
        ("Europe/Paris", "02:30", date(2024, 3, 31), "2024-03-31 01:30"),  # 02:30 is skipped: 03:30
        ("Europe/Paris", "02:30", date(2024, 10, 27), "2024-10-27 00:30"),  # comes twice: the first
        ("America/New_York", "02:30", date(2024, 3, 10), "2024-03-10 07:30"),
        ("America/New_York", "01:30", date(2024, 11, 3), "2024-11-03 05:30"),
        ("Asia/Kolkata", "09:00", date(2024, 1, 1), "2024-01-01 03:30"),
        ("Pacific/Kiritimati", "09:00", date(2024, 1, 1), "2023-12-31 19:00"),
        ("Asia/Beirut", "00:00", date(2024, 3, 31), "2024-03-30 22:00"),  # midnight itself is skipped: 01:00
        ("America/Nuuk", "23:30", date(2024, 3, 30), "2024-03-31 00:30"),  # 23:00 to 24:00 is skipped: 22:30
    ],
)
def test_daylight_saving(timezone: str, at: str, day: date, expected: str) -> None:
    assert schedule(at=at, timezone=timezone, frequency="daily").moment(day) == utc(expected)


def test_a_repeated_hour_fires_once() -> None:
    rhythm = schedule(6, at="01:30", timezone="America/New_York")
    first = next_slot(utc("2024-11-03 00:00"), rhythm)
    assert first == utc("2024-11-03 05:30")
    assert next_slot(first, rhythm) == utc("2024-11-10 06:30")


def test_a_day_that_a_country_skipped_gives_no_second_slot() -> None:
    slots = upcoming(utc("2011-12-29 00:00"), schedule(timezone="Pacific/Apia", frequency="daily"), 4)
    assert dates(slots, "Pacific/Apia") == ["2011-12-29", "2011-12-31", "2012-01-01", "2012-01-02"]


@pytest.mark.parametrize("timezone", ZONES)
def test_every_date_has_one_slot_and_it_lies_on_it_in_every_zone(timezone: str) -> None:
    days = [date(2024, 1, 1) + timedelta(days=n) for n in range(366)]
    for at in ("00:00", "00:30", "02:30", "23:30"):  # the hours at which clocks are changed
        rhythm = schedule(at=at, timezone=timezone, frequency="daily")
        slots = [rhythm.moment(day) for day in days]
        assert [slot.astimezone(ZoneInfo(timezone)).date() for slot in slots] == days
        assert all(earlier < later for earlier, later in pairwise(slots))


moments = st.datetimes(datetime(2020, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
rhythms = st.builds(
    Schedule,
    days=st.frozensets(st.integers(0, 6), min_size=1),
    at=st.times(),
    timezone=st.sampled_from(ZONES),
    frequency=st.sampled_from(list(Frequency)),
)


@given(moments, rhythms)
def test_the_next_slot_is_later_on_a_due_date_and_none_is_missed(after: datetime, rhythm: Schedule) -> None:
    slot = next_slot(after, rhythm)
    assert slot > after
    assert slot.tzinfo is UTC
    assert next_slot(slot - timedelta(microseconds=1), rhythm) == slot
    zone = ZoneInfo(rhythm.timezone)
    assert rhythm.falls_on(slot.astimezone(zone).date())
    between = (after.astimezone(zone).date() + timedelta(days=n) for n in range(-1, 40))
    assert not [day for day in between if rhythm.falls_on(day) and after < rhythm.moment(day) < slot]


@given(moments, rhythms)
def test_upcoming_is_what_following_one_by_one_gives(after: datetime, rhythm: Schedule) -> None:
    first, second, third = upcoming(after, rhythm)
    assert (first, second, third) == (
        next_slot(after, rhythm),
        next_slot(first, rhythm),
        next_slot(second, rhythm),
    )


@pytest.mark.parametrize("timezone", ["", "Mars/Phobos", "../etc/passwd", "America", "Europe/Paris\0"])
def test_an_unknown_time_zone_names_its_field(timezone: str) -> None:
    with pytest.raises(InvalidInputError, match="is no time zone") as raised:
        schedule(MONDAY, timezone=timezone)
    assert raised.value.field == "timezone"


def test_a_schedule_that_never_fires_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="at least one day"):
        schedule()
    with pytest.raises(InvalidInputError, match="at least one day"):
        schedule(7)
    with pytest.raises(InvalidInputError, match=r"no frequency.* daily, weekly, fortnightly, monthly"):
        schedule(MONDAY, frequency="yearly")


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without a time zone"):
        next_slot(datetime(2024, 1, 1), schedule(MONDAY))  # noqa: DTZ001
