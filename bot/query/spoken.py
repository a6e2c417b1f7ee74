"""Days as they stand among words, without quotation marks: `after:january 2024`, "last week"."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.query.days import Period, is_month, month_names, read_day_of_month, read_period
from bot.query.tree import And, Filter, Node, Not, Word, join_and, leaves

DAYS = frozenset({"before", "after", "since", "on", "during", "issue"})
"""Filters whose values are days."""

MOST_WORDS = 4
"""Words of a value, as in "3rd of january 2024"."""

_YEAR_TOO = r"(?: (?:19|20)\d\d)?"
_YEAR = re.compile(r"(?:19|20)\d\d")
_WORDS_TOO = frozenset({"may", "march", "mar"})
"""Months that are months only where a day or a year stands beside them."""

_MONTH = "|".join(name if name == "may" else f"{name}|{name[:3]}" for name in month_names()) + "|sept"
MONTH = rf"(?:{_MONTH}){_YEAR_TOO}"
"""A pattern: a month, and its year where one is named."""

DAY = (
    rf"\d{{1,2}}(?:st|nd|rd|th)? (?:of )?(?:{_MONTH}){_YEAR_TOO}"
    rf"|(?:{_MONTH}) \d{{1,2}}(?:st|nd|rd|th)?{_YEAR_TOO}"
)
"""A pattern: a day of a month, in either order."""

_LONGER = re.compile(rf"{DAY}|{MONTH}")


def is_longer_day(value: str) -> bool:
    """Tell whether these words are a day or a month as a whole: "january 20 2024", but not "january 7b"."""
    return bool(_LONGER.fullmatch(value.casefold())) and read_period(value) is not None


def with_days(node: Node | None) -> Node | None:
    """Return what stands side by side with the rest of each day joined to its filter: `after:january 2024`.

    `before:january 20 2024` reads well when cut after any of its words: the longest reading is meant.
    """
    if not isinstance(node, And):
        return node
    nodes: list[Node] = []
    following = list(node.nodes)
    while following:
        child = following.pop(0)
        day = child.node if isinstance(child, Not) else child
        if isinstance(day, Filter) and day.name in DAYS and (count := _rest_of_day(day.value, following)):
            words = " ".join([day.value, *(_text(following, number) for number in range(count))])
            child = Not(replace(day, value=words)) if isinstance(child, Not) else replace(day, value=words)
            del following[:count]
        nodes.append(child)
    return join_and(nodes)


def _rest_of_day(value: str, following: Sequence[Node]) -> int:
    """Return how many of the words after a day belong to it."""
    count, whole = 0, value
    for number in range(MOST_WORDS - len(value.split())):
        whole = f"{whole} {_text(following, number)}"
        if whole.endswith(" "):
            break
        if is_longer_day(whole):
            count = number + 1
    return count


@dataclass(frozen=True, slots=True)
class Named:
    """A month that stands among words, and the day of it, where one was named."""

    month: Period
    day: Period | None = None
    has_year: bool = False


def take_named(nodes: Sequence[Node], now: datetime) -> tuple[tuple[Node, ...], Named | None]:
    """Take a month, its day and its year out of the words: "google july 2023", "2 january rag", "jan 2nd".

    Returns the other words, and what was named. A month without a year is the latest one that has begun.
    """
    for number, node in enumerate(nodes):
        if not isinstance(node, Word) or not is_month(node.text):
            continue
        first = number - 1 - (_text(nodes, number - 1).casefold() == "of")
        day, end = read_day_of_month(_text(nodes, first)), number + 1
        if day is None:
            first, day = number, read_day_of_month(_text(nodes, end))
            end += day is not None
        year = _text(nodes, end) if _YEAR.fullmatch(_text(nodes, end)) else ""
        if not (day or year) and node.text.casefold() in _WORDS_TOO:
            continue
        if (month := read_period(f"{node.text} {year}".strip(), now)) is not None:
            rest = (*nodes[:first], *nodes[end + bool(year) :])
            named = _named(month, day, now.date() if not year else date.max)
            return rest, replace(named, has_year=bool(year))
    return tuple(nodes), None


def lone_month(nodes: Sequence[Node]) -> Word | None:
    """Return the month that is the only word among filters: such a query asks for it in any year."""
    words = [node for node in nodes if isinstance(node, Word)]
    if len(words) != 1 or not is_month(words[0].text) or words[0].text.casefold() in _WORDS_TOO:
        return None
    return None if has_text(node for node in nodes if node is not words[0]) else words[0]


def has_text(nodes: Iterable[Node]) -> bool:
    """Tell whether a word or a phrase is asked for."""
    return any(not isinstance(leaf, Filter) for node in nodes for leaf in leaves(node))


def _named(month: Period, day: int | None, today: date) -> Named:
    """Return the day and its month, those of the year before where the day is yet to come."""
    if day is None or day > month.last.day:
        return Named(month)
    on = month.first.replace(day=day)
    before = read_period(f"{on.year - 1}-{on.month}") if on > today else None
    return Named(month, Period(on, on)) if before is None else _named(before, day, today)


def _text(nodes: Sequence[Node], number: int) -> str:
    node = nodes[number] if 0 <= number < len(nodes) else None
    return node.text if isinstance(node, Word) else ""
