"""The dates over a list's sections: "Top Papers of the Week (June 16 - June 22) - 2025", "January 2024".

A span is named by its last day, as an issue goes out when its week is over; a month by its last day, too.
Years that are not written are told by the year's own heading, or by the order of the dates.
"""

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from bot.archive.reading.days import days_in

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_WEEK = (
    re.compile(
        r"(?<!\d)(?P<year>20\d\d)[\s,./-]{0,3}(?:w|week\s?)[\s#-]?(?P<week>\d{1,2})(?!\d)", re.IGNORECASE
    ),
    re.compile(r"\bweek\s?#?(?P<week>\d{1,2})[\s,(/-]{1,3}(?:of\s)?(?P<year>20\d\d)(?!\d)", re.IGNORECASE),
)
_WEEK_ALONE = re.compile(r"\W*week\s?#?(?P<week>[1-9]|[1-4]\d|5[0-3])(?:\W.*)?", re.IGNORECASE)
_COMPACT = re.compile(r"(?<!\d)(?P<year>20\d\d)(?P<number>0[1-9]|1[0-2])(?P<day>[0-2]\d|3[01])(?!\d)")
_CHINESE = re.compile(
    r"(?:(?P<year>20\d\d)\s?年\s?)?(?P<number>1[0-2]|0?[1-9])\s?月(?:\s?(?P<day>[12]\d|3[01]|0?[1-9])\s?日)?"
)
_MONTH_OF_YEAR = (
    re.compile(rf"\b{_MONTH}[\s,'’-]{{1,3}}(?P<year>20\d\d)(?!\d)", re.IGNORECASE),
    re.compile(rf"(?<!\d)(?P<year>20\d\d)[\s,/-]{{1,3}}{_MONTH}", re.IGNORECASE),
    re.compile(r"(?<![\d./-])(?P<year>20\d\d)[-/.]?(?P<number>0[1-9]|1[0-2])(?![\d./-])"),
)
_MONTH_ALONE = re.compile(
    rf"[^\w]*{_MONTH}[^\w]*(?:(?:papers|issue|news|picks|links|updates)[^\w]*)?", re.IGNORECASE
)
_YEAR_ALONE = re.compile(r"\D{0,24}?((?:19|20)\d\d)\D{0,12}")
_NEAR = 120  # days: a neighbour in the list that is farther away tells nothing


@dataclass(frozen=True, slots=True)
class Dated:
    """A day that a heading names; its year may be missing. `day` 0 is the last one of its month.

    Where a `week` is named, it is that week's Sunday (ISO 8601).
    """

    month: int
    day: int
    year: int | None = None
    week: int = 0

    def on(self, year: int) -> date | None:
        if self.week:
            return _sunday(year, self.week)
        try:
            return date(year, self.month, self.day or monthrange(year, self.month)[1])
        except ValueError:
            return None


def read_date(words: str) -> Dated | None:
    """Return the day that a heading names, None where it names none."""
    for form in _WEEK:
        if (match := form.search(words)) and _sunday(int(match["year"]), int(match["week"])):
            return Dated(0, 0, int(match["year"]), int(match["week"]))
    if match := _COMPACT.search(words):
        return Dated(int(match["number"]), int(match["day"]), int(match["year"]))
    if days := [day for day in days_in(words) if day.on(day.year or 2024)]:
        year = days[-1].year or next((int(found) for found in reversed(_YEAR.findall(words))), None)
        return Dated(days[-1].month, days[-1].day, year)
    if match := _CHINESE.search(words):
        return Dated(
            int(match["number"]), int(match["day"] or 0), int(match["year"]) if match["year"] else None
        )
    if match := _WEEK_ALONE.fullmatch(words):
        return Dated(0, 0, None, int(match["week"]))
    return _read_month(words)


def read_year(words: str) -> int | None:
    """Return the year of a heading that says nothing else: "2024", "Papers of 2024"."""
    match = _YEAR_ALONE.fullmatch(words.strip())
    return int(match[1]) if match else None


def years_told(dates: Sequence[Dated], *, outside: int | None) -> list[date | None]:
    """Give each date its year, by those before and after it. `outside` is the year that the file's name says.

    A list goes down or up in time. A date without year lies next to its neighbour, or as near to it as the
    list's direction lets it.
    """
    told = [one.on(one.year) if one.year else None for one in dates]
    if not any(told) and dates and outside:
        told[0] = dates[0].on(outside)
    falls = _falls(dates, told)
    first = next((at for at, day in enumerate(told) if day), None)
    if first is None:
        return told
    for at in range(first - 1, -1, -1):
        told[at] = told[at] or _beside(dates[at], told[at + 1], earlier=not falls)
    for at in range(first + 1, len(dates)):
        before = next((day for day in reversed(told[:at]) if day), None)
        told[at] = told[at] or _beside(dates[at], before, earlier=falls)
    return told


def _read_month(words: str) -> Dated | None:
    for form in _MONTH_OF_YEAR:
        if match := form.search(words):
            return Dated(_number(match), 0, int(match["year"]))
    match = _MONTH_ALONE.fullmatch(words)
    return Dated(_number(match), 0) if match else None


def _number(match: re.Match[str]) -> int:
    found = match.groupdict()
    return int(found["number"]) if found.get("number") else _MONTHS.index(found["month"][:3].lower()) + 1


def _sunday(year: int, week: int) -> date | None:
    try:
        return date.fromisocalendar(year, week, 7)
    except ValueError:
        return None


def _falls(dates: Sequence[Dated], told: Sequence[date | None]) -> bool:
    """Say whether a list goes back in time, by its known dates or else by its days within a year."""
    known = [day for day in told if day]
    steps = [(b - a).days for a, b in pairwise(known)]
    if not steps:
        some = [day for one in dates if (day := one.on(2024))]
        steps = [gap for a, b in pairwise(some) if 0 < abs(gap := (b - a).days) < _NEAR]
    return sum(1 if step < 0 else -1 for step in steps if step) >= 0


def _beside(one: Dated, neighbour: date | None, *, earlier: bool) -> date | None:
    if neighbour is None:
        return None
    around = [day for year in range(neighbour.year - 1, neighbour.year + 2) if (day := one.on(year))]
    near = min(around, key=lambda day: abs(day - neighbour), default=None)
    if near is not None and abs(near - neighbour) <= timedelta(days=_NEAR):
        return near
    if earlier:
        return max((day for day in around if day <= neighbour), default=near)
    return min((day for day in around if day >= neighbour), default=near)
