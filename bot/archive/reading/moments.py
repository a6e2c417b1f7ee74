"""Days and times as programs write them: ISO 8601, RFC 2822, seconds since 1970, a day in figures."""

import re
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

from bot.archive.reading.days import opening_day

_FIRST, _LAST = datetime(1990, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
_NUMBER = re.compile(r"\d{9,17}(?:\.\d{1,9})?")
_COMPACT = re.compile(r"(?P<year>(?:19|20)\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>[0-2]\d|3[01])")
_FIGURES = re.compile(r"(?P<a>\d{1,2})[./-](?P<b>\d{1,2})[./-](?P<year>\d{4}|\d\d)(?!\d)")
_MONTH = re.compile(r"(?P<year>(?:19|20)\d\d)[-/.](?P<month>0?[1-9]|1[0-2])")
_MAX_MONTH = 12


def read_moment(text: str) -> datetime | None:
    """Return a time in UTC; one that names no zone is taken for UTC, a day for its noon there.

    Numbers are seconds since 1970, or milliseconds or microseconds where seconds would lie beyond 2100.
    """
    text = text.strip()[:64]
    if _NUMBER.fullmatch(text):
        return _since_1970(float(text))
    found = _iso(text) or _rfc2822(text)
    if found is None and (day := read_day(text)):
        return noon(day)
    return found


def noon(day: date) -> datetime:
    """Return the middle of a day in UTC: nearly everywhere it is that day then."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def read_day(text: str, *, month_first: bool = False) -> date | None:
    """Return the day that a text names. In "3/4/2024" the day comes first, unless `month_first`.

    A month without a day is its first day.
    """
    text = text.strip()[:64]
    if match := _COMPACT.fullmatch(text):
        return _day(match["year"], match["month"], match["day"])
    if match := _FIGURES.match(text):
        return _of_figures(match, month_first=month_first)
    if match := _MONTH.fullmatch(text):
        return _day(match["year"], match["month"], "1")
    if (opened := opening_day(text)) and opened[0].year is not None:
        return opened[0].on(opened[0].year)
    if (moment := _iso(text) or _rfc2822(text)) is not None:
        return moment.date()
    return noon_day.date() if _NUMBER.fullmatch(text) and (noon_day := _since_1970(float(text))) else None


def month_comes_first(texts: list[str]) -> bool | None:
    """Tell from a column of days in figures whether the month comes first; None where they leave it open."""
    for text in texts:
        if match := _FIGURES.match(text.strip()):
            if int(match["a"]) > _MAX_MONTH >= int(match["b"]):
                return False
            if int(match["b"]) > _MAX_MONTH >= int(match["a"]):
                return True
    return None


def is_in_figures(text: str) -> bool:
    """Say whether a day is written so that its day and its month may be mixed up: "3/4/2024"."""
    match = _FIGURES.match(text.strip())
    return bool(match and match["a"] != match["b"] and max(int(match["a"]), int(match["b"])) <= _MAX_MONTH)


def _of_figures(match: re.Match[str], *, month_first: bool) -> date | None:
    day, month = (match["b"], match["a"]) if month_first else (match["a"], match["b"])
    if int(month) > _MAX_MONTH >= int(day):
        day, month = month, day
    year = match["year"] if len(match["year"]) == 4 else f"20{match['year']}"
    return _day(year, month, day)


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _since_1970(number: float) -> datetime | None:
    for unit in (1, 1e3, 1e6):
        try:
            found = datetime.fromtimestamp(number / unit, tz=UTC)
        except (ValueError, OverflowError, OSError):
            continue
        if _FIRST <= found < _LAST:
            return found
    return None


def _iso(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text.removesuffix(" UTC"))
    except ValueError:
        return None
    is_day = len(text) <= len("2024-01-05")
    return noon(found.date()) if is_day else _in_utc(found)


def _rfc2822(text: str) -> datetime | None:
    if "," not in text and not re.search(r"\d\d:\d\d", text):
        return None
    try:
        return _in_utc(parsedate_to_datetime(text))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _in_utc(found: datetime) -> datetime | None:
    found = found.replace(tzinfo=found.tzinfo or UTC)
    try:
        return found.astimezone(UTC)
    except (OverflowError, ValueError):
        return None
