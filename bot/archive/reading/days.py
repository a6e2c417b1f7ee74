"""Days as people write them: "28 Jan", "3rd Jan", "Feb. 2", "2 February 2024", "2024-01-28"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?![a-z])\.?"
)
# Of "22-28 Jan" the last day counts: an issue is named after the day on which it goes out.
_DAY = r"(?:\d{1,2}(?:st|nd|rd|th)?\s?[-–]\s?)?(?P<day>\d{1,2})(?:st|nd|rd|th)?(?![\d%])"
_YEAR = r"(?:,?[\s/-]{1,3}(?P<year>\d{4})(?!\d))?"

_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        r"(?P<year>\d{4})[-/.](?P<number>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)",
        rf"{_DAY}[\s.,/-]{{0,2}}(?:of\s)?{_MONTH}{_YEAR}",
        rf"{_MONTH}\s?{_DAY}{_YEAR}",
        r"(?P<day>\d{1,2})[./](?P<number>\d{1,2})[./](?P<year>\d{4})(?!\d)",
    )
)
_BEFORE = re.compile(
    r"(?:on\s)?[\[(]?(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?[.,]{0,2}\s)?",
    re.IGNORECASE,
)
_AFTER = re.compile(r"[\])]?\s?(?:[,:;]+|[.–—-]+(?=\s|$))?\s?")
_LATEST_LEAP_GAP = 8  # years between two 29ths of February, at most (1896 and 1904)


@dataclass(frozen=True, slots=True)
class Day:
    """A day as written: it may lack its year, and it may be impossible. `start` and `end` are its place."""

    day: int
    month: int
    year: int | None
    start: int
    end: int

    def __str__(self) -> str:
        month = _MONTHS[self.month - 1].title() if self.month in range(1, 13) else str(self.month)
        return f"{self.day} {month} {self.year or ''}".strip()

    def on(self, year: int) -> date | None:
        try:
            return date(year, self.month, self.day)
        except ValueError:
            return None

    def on_or_before(self, latest: date) -> date | None:
        """Return the written day, in the latest year that puts it on or before a date.

        A written year is taken at its word. None where no year has such a day.
        """
        if self.year is not None:
            return self.on(self.year)
        years = range(latest.year, max(latest.year - _LATEST_LEAP_GAP - 1, 0), -1)
        return next((found for year in years if (found := self.on(year)) and found <= latest), None)


def opening_day(text: str) -> tuple[Day, str] | None:
    """Return the day with which a text begins and the text after it, or None."""
    lead = _BEFORE.match(text)
    start = lead.end() if lead else 0
    for form in _FORMS:
        if (match := form.match(text, start)) and not text[match.end() : match.end() + 1].isalpha():
            rest = _AFTER.match(text, match.end())
            return _day(match), text[rest.end() if rest else match.end() :]
    return None


def days_in(text: str) -> Iterator[Day]:
    """Find the days that a heading names, from left to right."""
    at = 0
    while at < len(text):
        found = [match for form in _FORMS if (match := _word_search(form, text, at))]
        if not found:
            return
        first = min(found, key=lambda match: (match.start(), -match.end()))
        yield _day(first)
        at = first.end()


def _word_search(form: re.Pattern[str], text: str, at: int) -> re.Match[str] | None:
    """Search for a form that does not begin inside a word or a number."""
    for match in form.finditer(text, at):
        if match.start() == 0 or not text[match.start() - 1].isalnum():
            return match
    return None


def _day(match: re.Match[str]) -> Day:
    found = match.groupdict()
    month = int(found["number"]) if found.get("number") else _MONTHS.index(found["month"][:3].lower()) + 1
    day = int(found["day"])
    if found.get("number") and month > len(_MONTHS) >= day:  # 01/28/2024 can only be the 28th of January
        day, month = month, day
    year = int(found["year"]) if found["year"] else None
    return Day(day, month, year, match.start(), match.end())
