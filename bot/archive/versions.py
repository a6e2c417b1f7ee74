"""Whether a file is a new version of one that was imported before, by its name and by what it says. Pure.

A name alone tells little: `news-2024.md` is no version of `news-2024-01.md`, two projects have a README.md,
and a browser saves a second download as `news (1).md`. So a name says how much of what both print must agree:

- The same name: most of what one of the two prints of their common issues stands in the other one.
- A name like that of a copy: most of what was there before stands in the new file.
- Any other name: most of it, in both directions, and mostly in the same words. A shorter letter with the same
  links is another letter. Most of the new file's issues must stand in the other one, too: a year is no month.

"Most" is half. What does not reach it, but comes near, is told: both files are kept.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePath

from rapidfuzz import fuzz

MOST = 0.5
"""What part of an issue's entries two files must have in common."""

_ALIKE = 60  # of 100: the same words with corrections. Two summaries of one paper have 30 to 45
_COPY = re.compile(
    r"(?:[ _-]*\(\d{1,2}\)|(?<=[^\W\d])[ _-][2-9]"
    r"|[ _-]+(?:copy|kopie|edited|corrected|revised|final|new|old|draft|rev|v|version)[ _-]?\d{0,2})$",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Common:
    """What two files have in common of an issue, or of several: how many entries each has, and how many both.

    `alike` are those of both that are told in the same words.
    """

    before: int = 0
    now: int = 0
    both: int = 0
    alike: int = 0

    @property
    def kept(self) -> float:
        """What part of the entries before stands in the file now."""
        return self.both / self.before if self.before else 0.0

    @property
    def known(self) -> float:
        """What part of the entries now stood in the file before."""
        return self.both / self.now if self.now else 0.0

    @property
    def is_same(self) -> bool:
        """Whether both are the same issue, whatever their files are called."""
        return min(self.kept, self.known) >= MOST and self.alike >= MOST * self.both

    @property
    def is_near(self) -> bool:
        """Whether a person may think so."""
        return max(self.kept, self.known) >= MOST

    def add(self, other: "Common") -> None:
        self.before += other.before
        self.now += other.now
        self.both += other.both
        self.alike += other.alike


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stored file with issues of the same dates: its name, and what both have in common by issue."""

    name: str
    by_issue: Mapping[date, Common] = field(default_factory=dict)

    @property
    def common(self) -> Common:
        """What both have in common of all their common issues."""
        found = Common()
        for one in self.by_issue.values():
            found.add(one)
        return found


def find_version(path: str, candidates: Iterable[Candidate], names: Iterable[str]) -> str | None:
    """Return the name of the stored file of which the file at `path` is a new version, None where of none.

    `names` are those of all stored files: they tell a number of ours from one that the name had.
    """
    name, taken = PurePath(path).name, set(names)
    fitting = [
        (candidate.name == name, candidate.common.both, candidate.name)
        for candidate in candidates
        if _is_version(name, candidate, taken)
    ]
    return max(fitting)[2] if fitting else None


def says_the_same(before: str, now: str) -> bool:
    """Whether two texts are the same words, but for corrections."""
    before, now = " ".join(before.split()), " ".join(now.split())
    return before == now or fuzz.ratio(before, now, score_cutoff=_ALIKE) > 0


def _is_version(name: str, candidate: Candidate, taken: set[str]) -> bool:
    common = candidate.common
    if name == candidate.name or _is_numbered(name, candidate.name, taken):
        return common.is_near
    return _without_copy_mark(name) == _without_copy_mark(candidate.name) and common.kept >= MOST


def _is_numbered(name: str, stored: str, taken: set[str]) -> bool:
    """Whether a stored file has the same name with a number, which it got because the name was taken."""
    path = PurePath(name)
    numbered = re.fullmatch(rf"{re.escape(path.stem)}-[1-9]\d*{re.escape(path.suffix)}", stored)
    return numbered is not None and name in taken


def _without_copy_mark(name: str) -> str:
    path = PurePath(name)
    return f"{_COPY.sub('', path.stem)}{path.suffix}".lower()
