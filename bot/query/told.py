"""What a filter's value means, as people are told it: "over 5", "last week (16 to 22 November)"."""

import calendar
import re
from datetime import date, datetime

from bot.query.days import UNITS, Period, is_month, read_period, split_span
from bot.query.fields import read_comparison, read_kind
from bot.query.spoken import DAYS

_COMPARED = {">": "over ", ">=": "at least ", "<": "under ", "<=": "at most ", "=": ""}
_EDGES = {"before": "first", "since": "first", "after": "last"}
_HAS_YEAR = re.compile(r"(?:19|20)\d\d")


def tell_value(name: str, value: str, now: datetime | None) -> str:
    """Return a filter's value as it was understood; `now` tells which days are meant by spoken ones."""
    if name in DAYS:
        return _tell_days(name, value, now) if now else value
    if name == "kind":
        return read_kind(value) or value
    if name == "score" and (comparison := read_comparison(value)):
        return f"{_COMPARED[comparison[0]]}{comparison[1]}"
    if name == "age" and (span := split_span(value)):
        operator, count, unit = span
        return f"{_COMPARED[operator]}{count} {UNITS[unit]}{'' if count == 1 else 's'}"
    return value


def _tell_days(name: str, value: str, now: datetime) -> str:
    """Add the year that a day or a month lacks, and to what is spoken its days."""
    period = read_period(value, now)
    value = re.sub(r"(?<=.)\.\.(?=.)", " to ", value)
    if period is None or _HAS_YEAR.search(value) or date.min == period.first or date.max == period.last:
        return value
    if " to " not in value and any(is_month(word) for word in value.replace(",", " ").split()):
        return f"{value} {period.first.year}"
    if name in _EDGES:
        day = getattr(period, _EDGES[name])
        period = Period(day, day)
    dates = _dates(period, now.year)
    return dates if split_span(value) else f"{value} ({dates})"


def _dates(period: Period, this_year: int) -> str:
    first, last = period.first, period.last
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year:
        return str(first.year)
    ending = "" if last.year == this_year else f" {last.year}"
    if first == last:
        return f"{_day(last)}{ending}"
    if (first.year, first.month) == (last.year, last.month):
        is_whole = first.day == 1 and last.day == calendar.monthrange(last.year, last.month)[1]
        month = calendar.month_name[last.month]
        return f"{month}{ending}" if is_whole else f"{first.day} to {_day(last)}{ending}"
    between = "" if first.year == last.year else f" {first.year}"
    return f"{_day(first)}{between} to {_day(last)}{ending or (between and f' {last.year}')}"


def _day(day: date) -> str:
    return f"{day.day} {calendar.month_name[day.month]}"
