"""What an editor would catch, in drafts and in the archive: likenesses, strange days, odd spellings. Pure."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from rapidfuzz import fuzz

from bot.links.organizations import normalize_organization

SIMILAR = 90
"""Out of 100, by rapidfuzz: titles that differ in a word or in their punctuation lie above it."""

TOMORROW = timedelta(days=1)
"""A day after the issue's is tomorrow only in another time zone."""

_UNIVERSITY = re.compile(r"\b(?:Uni|Univ)\b\.?", re.IGNORECASE)
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


@dataclass(frozen=True, slots=True)
class Spelling:
    """How an organisation is spelled elsewhere; `usual` where that is clearly the more frequent way."""

    name: str
    usual: bool


def other_spellings(names: Iterable[str]) -> dict[str, Spelling]:
    """Return the names that are spelled in another way, too, each with the way that is better known.

    What stands most often is the better known one; of those as frequent, the one in the list of
    organisations, with more capital letters ("TheNewStack"), without a full stop, or the shorter one.
    """
    counts = Counter(names)
    groups: dict[str, list[str]] = {}
    for name in counts:
        groups.setdefault(_identity(name), []).append(name)
    found: dict[str, Spelling] = {}
    for spellings in groups.values():
        best, *others = sorted(spellings, key=lambda name: (-counts[name], *_oddness(name)))
        found |= {name: Spelling(best, usual=counts[best] > counts[name]) for name in others}
    return found


def _identity(name: str) -> str:
    return normalize_organization(_UNIVERSITY.sub("University", name)).casefold()


def _oddness(name: str) -> tuple[bool, int, bool, int, str]:
    listed = normalize_organization(name) == name
    return (not listed, -sum(map(str.isupper, name)), name.endswith("."), len(name), name)


def short(headline: str) -> str:
    """Shorten a headline for a message, after a word."""
    words = " ".join(headline.split())
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1].rsplit(" ", 1)[0] + " …"
