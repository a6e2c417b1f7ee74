"""What the lint finds: one thing to look at, in one line of one file, with what to do about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Check(StrEnum):
    """What is looked for."""

    DUPLICATE = "duplicate"
    DAY = "day"
    PERIOD = "period"
    NUMBERING = "numbering"
    TITLE = "title"
    ORGANIZATION = "organization"
    LINK = "link"
    READING = "reading"


@dataclass(frozen=True, slots=True)
class Fix:
    """A change that is safe to make without asking, by the indexes of a file's segments.

    `numbers` are the numbers that entries should have, `names` their organisations as usually spelled.
    """

    numbers: Mapping[int, int] = field(default_factory=dict)
    names: Mapping[int, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finding:
    """`line` counts from 1. `proposal` says in a sentence what to do; `fix` does it where that is safe.

    `link` is the main link of the entry that it is about, where it is about one.
    """

    check: Check
    path: str
    line: int
    message: str
    proposal: str
    fix: Fix | None = None
    link: str | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "check": self.check.value,
            "file": self.path,
            "line": self.line,
            "message": self.message,
            "proposal": self.proposal,
            "link": self.link,
            "fixable": self.fix is not None,
        }
