"""What an editor would catch, in drafts and in the archive: likenesses, strange days, odd spellings. Pure."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta

from rapidfuzz import fuzz

from bot.links.organizations import normalize_organization

SIMILAR = 90
"""Out of 100, by rapidfuzz: titles that differ in a word or in their punctuation lie above it."""

TOMORROW = timedelta(days=1)
"""A day after the issue's is tomorrow only in another time zone."""

_LONGEST = 80  # characters of a headline in a message


def look_alike(one: str, other: str) -> bool:
    """Say whether two headlines are nearly the same."""
    return fuzz.token_sort_ratio(one.casefold(), other.casefold(), score_cutoff=SIMILAR) > 0


def is_after(day: date | None, issue_date: date) -> bool:
    """Say whether something is dated after the issue that prints it."""
    return day is not None and day > issue_date + TOMORROW


def is_far_before(day: date | None, issue_date: date, far: timedelta) -> bool:
    """Say whether something is older than an issue's readers expect."""
    return day is not None and issue_date - day > far


def usual_spellings(names: Iterable[str]) -> dict[str, str]:
    """Return the spellings that another one of the same organisation outnumbers, with that one.

    Where none is ahead, the one that is in the list of organisations is taken, or else nothing is said.
    """
    counts = Counter(names)
    groups: dict[str, list[str]] = {}
    for name in counts:
        groups.setdefault(normalize_organization(name).casefold(), []).append(name)
    usual: dict[str, str] = {}
    for key, spellings in groups.items():
        ranked = sorted(spellings, key=lambda name: (-counts[name], name.casefold() != key, name))
        if len(ranked) > 1 and _is_ahead(ranked, counts):
            usual |= dict.fromkeys(ranked[1:], ranked[0])
    return usual


def _is_ahead(ranked: list[str], counts: Counter[str]) -> bool:
    first, second = ranked[:2]
    return counts[first] > counts[second] or normalize_organization(second) == first


def short(headline: str) -> str:
    """Shorten a headline for a message, after a word."""
    words = " ".join(headline.split())
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1].rsplit(" ", 1)[0] + " …"
