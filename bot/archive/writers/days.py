"""A day in the form of another one: "3rd Jan" where it was "4th Jan", "Jan 3" where it was "Jan 4". Pure."""

import re
from collections.abc import Iterable
from datetime import date

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_PARTS = re.compile(
    r"(?P<iso>\d{4}(?P<sep>[-/.])\d{1,2}(?P=sep)\d{1,2})"
    r"|(?P<figures>\d{1,2}(?P<dot>[./])\d{1,2}(?P=dot)\d{4})"
    r"|(?P<weekday>\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b)"
    r"|(?P<month>\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*)"
    r"|(?P<year>\b\d{4}\b)"
    r"|(?P<range>\d{1,2}(?:st|nd|rd|th)?\s?[-–]\s?(?=\d))"
    r"|(?P<day>\d{1,2})(?P<ordinal>st|nd|rd|th)?",
    re.IGNORECASE,
)
_YEARLESS = 300
"""Days before its issue that a day needs no year."""


def write_like(form: str, day: date, *, issue_date: date, ordinals: dict[str, bool] | None = None) -> str:
    """Write a day in the form of another one, with its year where the issue does not tell it.

    `ordinals` says of "st", "nd", "rd" and "th" whether the file puts them after numbers; what it does not
    say is done as in `form`.
    """
    has_year = False
    monthless = True

    def write(match: re.Match[str]) -> str:
        nonlocal has_year, monthless
        match match.lastgroup:
            case "iso" | "sep":
                has_year = True
                return _figures(match["iso"], match["sep"], (day.year, day.month, day.day))
            case "figures" | "dot":
                has_year = True
                return _in_their_order(match["figures"], match["dot"], day)
            case "weekday":
                return _named(match[0], _WEEKDAYS[day.weekday()])
            case "month":
                monthless = False
                return _named(match[0], _MONTHS[day.month - 1])
            case "year":
                has_year = True
                return str(day.year)
            case "range":
                return ""
            case _:
                return _number(match, day, ordinals or {})

    written = _PARTS.sub(write, form)
    if not has_year and not monthless and not 0 <= (issue_date - day).days < _YEARLESS:
        written = f"{written.rstrip('.')} {day.year}" if written[-1:].isalpha() else f"{written}, {day.year}"
    return written


def ordinals_in(days: Iterable[str]) -> dict[str, bool]:
    """Say which endings a file puts after the numbers of its days: "3rd Jan" but "4 Jan" is one way."""
    counts: dict[str, list[int]] = {}
    for form in days:
        for match in _PARTS.finditer(form):
            if match["day"] and not match["range"]:
                counts.setdefault(_ending(int(match["day"])), []).append(match["ordinal"] is not None)
    return {ending: sum(found) * 2 > len(found) for ending, found in counts.items()}


def _number(match: re.Match[str], day: date, ordinals: dict[str, bool]) -> str:
    ending = _ending(day.day)
    padded = match["day"].startswith("0") and len(match["day"]) == 2
    number = f"{day.day:02}" if padded else str(day.day)
    with_ending = ordinals.get(ending, match["ordinal"] is not None)
    if not with_ending:
        return number
    return number + (ending.upper() if (match["ordinal"] or "").isupper() else ending)


def _ending(number: int) -> str:
    if number in (11, 12, 13):
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def _figures(form: str, sep: str, numbers: tuple[int, int, int]) -> str:
    padded = all(len(part) >= 2 for part in form.split(sep))
    return sep.join(f"{number:02}" if padded else str(number) for number in numbers)


def _in_their_order(form: str, dot: str, day: date) -> str:
    first, second, _ = (int(part) for part in form.split(dot))
    american = second > 12 >= first
    parts = (day.month, day.day) if american else (day.day, day.month)
    return _figures(form, dot, (*parts, day.year))


def _named(form: str, name: str) -> str:
    """Cut a name as short as another one is written, in its case. "May" is as long as it gets."""
    whole = len(form) > 4 or (form.lower() in ("june", "july"))
    letters = 4 if form.lower() in ("sept", "tues") and name[:4] in ("Sept", "Tues") else 3
    written = name if whole else name[:letters]
    if form.isupper():
        return written.upper()
    return written.lower() if form.islower() else written
