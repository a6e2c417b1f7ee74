"""Days as people write and say them: `2024-01-28`, `july`, `last week`, `2w`, `1 jan..15 jan`."""

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

_MONTHS = {name.casefold(): number for number, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.casefold(): number for number, name in enumerate(calendar.month_abbr) if name}
_MONTHS["sept"] = 9

_YEAR = re.compile(r"(?:19|20)\d\d")
_YEAR_MONTH = re.compile(r"((?:19|20)\d\d)-(\d{1,2})")
_MONTH_YEAR = re.compile(r"([a-z]+)\.?[\s-]+((?:19|20)\d\d)")
_DAY = re.compile(r"((?:19|20)\d\d)-(\d{1,2})-(\d{1,2})")
_NUMBER = re.compile(r"\d{1,2}")  # no day by itself, though dateparser takes 13 to 31 for days of this month
_DAY_OF_MONTH = re.compile(r"(0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?")
_SPAN = re.compile(r"(<=|>=|<|>)?\s*(\d{1,4})\s*(d|w|m|y|days?|weeks?|months?|years?)")
_SPAN_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}
_PAST = re.compile(
    r"(?:last|past) (?:(\d{1,3}|two|three|four|five|six) ?)?([dwmy]|(?:day|week|month|year)s?)"
)
_FIGURES = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
UNITS = {"d": "day", "w": "week", "m": "month", "y": "year"}
"""Of a span, by their letters."""

_FIRST_YEAR = 1900  # dateparser finds a day in much that is none
_SOME_NOW = datetime(2024, 6, 15, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `first` to `last`, both included."""

    first: date
    last: date


def month_names() -> tuple[str, ...]:
    """Return the whole English names of months."""
    return tuple(name.casefold() for name in calendar.month_name if name)


def is_month(word: str) -> bool:
    """Tell whether a word is an English month's name or its short form."""
    return word.casefold().rstrip(".") in _MONTHS


def read_day_of_month(word: str) -> int | None:
    """Return the day that "2", "02" or "2nd" is; None for what is none."""
    found = _DAY_OF_MONTH.fullmatch(word.casefold()) if word.isascii() else None
    return int(found[1]) if found else None


def read_span(value: str) -> tuple[str, int] | None:
    """Return the operator and the days of `<2w`; without an operator it means "at most"."""
    span = split_span(value)
    return (span[0], span[1] * _SPAN_DAYS[span[2]]) if span else None


def split_span(value: str) -> tuple[str, int, str] | None:
    """Return the operator, the number and the letter of the unit of a span."""
    found = _SPAN.fullmatch(value.strip().casefold())
    if not found or not found[2].isascii():
        return None
    return found[1] or "<=", int(found[2]), found[3][0]


def read_period(value: str, now: datetime = _SOME_NOW) -> Period | None:
    """Return the days that a text names, seen from `now`; None where it names none.

    A month without a year is the latest one that has begun; "2w" is the day two weeks ago. `..` joins two
    of them into a range.
    """
    text = " ".join(value.casefold().replace("_", " ").replace("+", " ").split())
    if len(text) > 60:
        return None
    if ".." in text:
        first, _, last = text.partition("..")
        return _read_range(first.strip(), last.strip(), now.date())
    try:
        return _read_one(text, now.date())
    except (ValueError, OverflowError):
        return None


def _read_range(first: str, last: str, today: date) -> Period | None:
    try:
        begin = _read_one(first, today) if first else Period(date.min, date.min)
        end = _read_one(last, today) if last else Period(date.max, date.max)
    except (ValueError, OverflowError):
        return None
    if begin is None or end is None or not (first or last):
        return None
    return Period(begin.first, end.last) if begin.first <= end.last else Period(end.first, begin.last)


def _read_one(text: str, today: date) -> Period | None:
    if found := _DAY.fullmatch(text):
        day = date(int(found[1]), int(found[2]), int(found[3]))
        return Period(day, day)
    if found := _YEAR_MONTH.fullmatch(text):
        return _month(int(found[1]), int(found[2]))
    if found := _YEAR.fullmatch(text):
        return Period(date(int(text), 1, 1), date(int(text), 12, 31))
    if text.rstrip(".") in _MONTHS:
        month = _MONTHS[text.rstrip(".")]
        return _month(today.year if month <= today.month else today.year - 1, month)
    if (found := _MONTH_YEAR.fullmatch(text)) and found[1] in _MONTHS:
        return _month(int(found[2]), _MONTHS[found[1]])
    return _read_spoken(text, today)


def _month(year: int, month: int) -> Period:
    first = date(year, month, 1)
    return Period(first, first.replace(day=calendar.monthrange(year, month)[1]))


def _read_spoken(text: str, today: date) -> Period | None:
    monday = today - timedelta(days=today.weekday())
    if text in {"this week", "week"}:
        return Period(monday, monday + timedelta(days=6))
    if text == "last week":
        return Period(monday - timedelta(days=7), monday - timedelta(days=1))
    if text in {"this month", "month"}:
        return _month(today.year, today.month)
    if text == "last month":
        before = today.replace(day=1) - timedelta(days=1)
        return _month(before.year, before.month)
    if text in {"this year", "last year"}:
        year = today.year - (text == "last year")
        return Period(date(year, 1, 1), date(year, 12, 31))
    if found := _PAST.fullmatch(text):
        count = _FIGURES.get(found[1]) or int(found[1] or 1)
        return Period(today - timedelta(days=count * _SPAN_DAYS[found[2][0]]), today)
    if text[:1].isdigit() and (span := read_span(text)):
        return Period(*[today - timedelta(days=span[1])] * 2)
    if not any(character.isalnum() for character in text) or _NUMBER.fullmatch(text):
        return None
    day = _read_day(text, today)
    return Period(day, day) if day else None


@lru_cache(maxsize=256)
def _read_day(text: str, today: date) -> date | None:
    # Imported on use: it takes a tenth of a second and 3 MB, and few queries need it.
    import dateparser  # type: ignore[import-untyped]

    settings = {
        "RELATIVE_BASE": datetime.combine(today, datetime.min.time()),
        "PREFER_DATES_FROM": "past",
        "REQUIRE_PARTS": ["day"],
    }
    found = dateparser.parse(text, languages=["en"], settings=settings)
    return found.date() if found and found.year >= _FIRST_YEAR else None
