"""Items by organisation, kind and tag: each a page of its own, or several where there are many."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from bot.models.values import KIND_NAMES, Item

SHOWN = 100
"""Items on a shelf's first page. Where there are more, each year has a page too: past years then stay."""

_PLAIN = re.compile(r"[a-z0-9]+(?: [a-z0-9]+)*")
_NOT_PLAIN = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Shelf:
    """Items that have something in common, newest first. `path` is its first page, relative to the site."""

    name: str
    path: str
    items: tuple[Item, ...]
    feed: str = ""

    @cached_property
    def years(self) -> dict[int, tuple[Item, ...]]:
        """The items by the year of their issue, newest first; none where one page holds all."""
        if len(self.items) <= SHOWN:
            return {}
        years: dict[int, list[Item]] = defaultdict(list)
        for item in self.items:
            years[item.issue.year if item.issue else 0].append(item)
        return {year: tuple(items) for year, items in years.items()}

    def year_path(self, year: int) -> str:
        """Return the page of a year, relative to the site."""
        return f"{self.path.removesuffix('.html')}/{year}.html"


def by_kind(items: Iterable[Item]) -> list[Shelf]:
    """Return a shelf for each kind, in the order of an issue's sections."""
    found = _grouped((item.kind.value, item) for item in items)
    return [
        Shelf(name, f"kinds/{kind.value}.html", tuple(found[kind.value]), f"kinds/{kind.value}.xml")
        for kind, name in KIND_NAMES.items()
        if kind.value in found
    ]


def by_organization(items: Iterable[Item]) -> list[Shelf]:
    """Return a shelf for each organisation, by name; spellings that differ in capitals only are one."""
    return _named("organizations", ((name, item) for item in items for name in item.organizations))


def by_tag(items: Iterable[Item]) -> list[Shelf]:
    """Return a shelf for each tag, by name."""
    return _named("tags", ((tag, item) for item in items for tag in item.tags))


def organization_path(name: str) -> str:
    """Return the page of an organisation, relative to the site."""
    return f"organizations/{slug(name)}.html"


def tag_path(tag: str) -> str:
    """Return the page of a tag, relative to the site."""
    return f"tags/{slug(tag)}.html"


def slug(name: str) -> str:
    """Return a name as a file's: two names have one only if they differ in capitals or outer space alone.

    What is more than letters, digits and single spaces gets a fingerprint, so that "C" and "C++" are two,
    on file systems without capitals too.
    """
    known = " ".join(name.split()).casefold()
    if _PLAIN.fullmatch(known) and len(known) <= 60 and known != "index":
        return known.replace(" ", "-")
    readable = _NOT_PLAIN.sub("-", known).strip("-")[:40].rstrip("-")
    return f"{readable}-{sha256(known.encode()).hexdigest()[:8]}".lstrip("-")


def _named(folder: str, pairs: Iterable[tuple[str, Item]]) -> list[Shelf]:
    groups: dict[str, list[tuple[str, Item]]] = defaultdict(list)
    for name, item in pairs:
        if name.strip():
            groups[slug(name)].append((" ".join(name.split()), item))
    shelves = [
        Shelf(
            _usual([name for name, _ in found]), f"{folder}/{key}.html", tuple(_unique(i for _, i in found))
        )
        for key, found in groups.items()
    ]
    return sorted(shelves, key=lambda shelf: (shelf.name.casefold(), shelf.path))


def _usual(names: list[str]) -> str:
    """The spelling that stands most often; of equals the first in the alphabet."""
    return min(Counter(names).items(), key=lambda pair: (-pair[1], pair[0]))[0]


def _unique(items: Iterable[Item]) -> Iterator[Item]:
    seen: set[int] = set()
    for item in items:
        if item.id not in seen:
            seen.add(item.id)
            yield item


def _grouped(pairs: Iterable[tuple[str, Item]]) -> dict[str, list[Item]]:
    groups: dict[str, list[Item]] = defaultdict(list)
    for key, item in pairs:
        groups[key].append(item)
    return groups
