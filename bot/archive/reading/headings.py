"""The line over an issue: a date in bold, in a heading, or alone on its line, with or without a title."""

import re
from dataclasses import dataclass

from bot.archive.reading.days import Day, days_in

_TAGS = re.compile(r"</?[a-z][^<>]{0,200}>", re.IGNORECASE)
_BOLD = re.compile(r"(?P<mark>\*{2,3}|_{2,3})\s?(?P<words>(?:[^*_\\]|\\.)+)(?P=mark)[:.]?(?P<rest>.*)")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_TO = re.compile(r"\s?(?:[-–—]|to|until)\s?")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_EDGES = " \t,;:|·•–—-()[]/*_#"
# "Week of 28 Jan 2024" has no title of its own.
_EMPTY_TITLE = re.compile(
    r"(?:\s|[^\w\s]|\b(?:week|weeks|of|the|for|from|to|until|till|ending|issue|edition|on|dated?|mon|tue|wed|thu|fri|sat"
    r"|sun|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b)*",
    re.IGNORECASE,
)
_LONGEST = 200  # characters; a longer line is a sentence


@dataclass(frozen=True, slots=True)
class Heading:
    """An issue's heading. `day` may lack its year; `rest` are words that follow a bold date on its line."""

    day: Day
    year: int | None
    title: str
    rest: str = ""


def read_marked_heading(words: str) -> Heading | None:
    """Read the words of a Markdown heading: an issue's where they hold a whole date, or nothing but a day."""
    words = _TAGS.sub(" ", words).strip()
    bold = _BOLD.fullmatch(words)
    return _heading(bold["words"] if bold and not bold["rest"] else words)


def read_bold_heading(line: str) -> Heading | None:
    """Read a line of a paragraph: an issue's heading where its bold opening is one."""
    if not line.lstrip().startswith(("**", "__", "<")) or len(line) > 5 * _LONGEST:
        return None
    line = re.sub(r"</?(?:b|strong|h[1-6])>", "**", line.strip(), flags=re.IGNORECASE)
    match = _BOLD.fullmatch(_TAGS.sub(" ", line).strip())
    if match is None:
        return None
    found = _heading(match["words"])
    rest = match["rest"].strip()
    if found is None or not rest:
        return found
    # "**28 Jan 2024** Welcome!" opens an issue; "**28 Jan 2024**, Google published a [paper](…)" is an entry.
    if found.title or found.year is None or rest[0] in ",;" or "](" in rest:
        return None
    return Heading(found.day, found.year, "", rest.lstrip(_EDGES))


def read_bare_heading(line: str) -> Heading | None:
    """Read a line that stands alone: an issue's heading where it is a date with its year and nothing else."""
    found = _heading(_TAGS.sub(" ", line).strip())
    return found if found and found.year and not found.title else None


def _heading(words: str) -> Heading | None:
    words = _ESCAPED.sub(r"\1", words).strip(_EDGES)
    if not words or len(words) > _LONGEST:
        return None
    days = list(days_in(words))
    if not days:
        return None
    first = day = days[0]
    for other in days[1:]:  # of "29 Jan – 4 Feb 2024" the last one counts
        if _TO.fullmatch(words, day.end, other.start):
            day = other
    before, after, year = words[: first.start], words[day.end :], day.year
    if year is None and (apart := _YEAR.findall(f"{before} {after}")):  # "Papers (June 16 - June 22) - 2025"
        year = int(apart[-1])
        before, after = _YEAR.sub("", before), _YEAR.sub("", after)
    title = _title(before, after)
    if year is None and title:
        return None
    return Heading(day, year, title)


def _title(before: str, after: str) -> str:
    parts = (part.strip(_EDGES) for part in (before, after))
    title = " ".join(part for part in parts if part and not _EMPTY_TITLE.fullmatch(part))
    return " ".join(title.split())
