"""What a reader makes of an archive file: plain values, no SQL, no Markdown."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.models.values import Kind


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to tell the person who imports. `line` counts from 1.

    `unread`: words that look like an entry and were not read as one. They stay in the file's segments, but
    not in the archive. Otherwise it is a remark: the entry was read, and somebody may want to look at it.
    `place` names the file in which the line stands, where that is one of several.
    """

    line: int
    message: str
    unread: bool = False
    place: str = ""


@dataclass(frozen=True, slots=True)
class ParsedEntry:
    """One entry as the file prints it.

    `position` counts from 1 through the whole issue; `number` is the printed one ("3.", "1)", "-" or "").
    `links` are (address, words on it) without repeats, the one that the entry is about first; there is
    always one. `summary` is all that the entry says, apart from its head (see `readers/sentence.py`).
    `segment` is the index of its text in the file's segments.
    """

    position: int
    number: str
    line: int
    published_on: date | None
    organizations: tuple[str, ...]
    kind: Kind
    title: str | None
    links: tuple[tuple[str, str], ...]
    summary: str
    older: bool
    segment: int
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ParsedIssue:
    """One issue. `title` is what its heading says besides the date: mostly nothing."""

    date: date
    title: str
    line: int
    introduction: str
    entries: tuple[ParsedEntry, ...]


class SegmentKind(StrEnum):
    """What a piece of a file is: an issue's heading with its introduction, an entry, or anything else."""

    TEXT = "text"
    ISSUE = "issue"
    ENTRY = "entry"


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a file's text, whole lines with their line ends.

    `line` is its first line, from 1. `issue` is the date of the issue that it stands in, None above the first
    one. Blank lines around an entry are text of their own, so that an entry can be written anew alone.
    """

    text: str
    kind: SegmentKind
    line: int
    issue: date | None = None
    entry: ParsedEntry | None = None


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """A file as it was read. The segments' texts, put together, are the file's text, byte for byte in UTF-8.

    `title` is the file's own heading. `issues` stand in the file's order, at most one for each date. `format`
    is what the database calls the form of the file: "markdown" a newsletter, "list" a list of links.
    """

    name: str
    title: str
    segments: tuple[Segment, ...]
    issues: tuple[ParsedIssue, ...]
    problems: tuple[Problem, ...]
    format: str = "markdown"

    @property
    def text(self) -> str:
        return "".join(segment.text for segment in self.segments)


@dataclass(frozen=True, slots=True)
class ParsedStory:
    """One story of a file without sections: a bookmark, a row of a table, a link that somebody posted.

    `line` counts from 1; where lines mean nothing it is 0, and `place` says where the story stands
    ("general/2024-01-05.json"). `links` are (address, words on it), the one that the story is about first;
    they are as the file has them, so they may be unusable. `found_at` is when somebody came upon it, an aware
    time, where the file tells. `person` is the Slack id of who did. `issue` is the date of the issue that
    printed it.
    """

    line: int
    links: tuple[tuple[str, str], ...]
    title: str | None = None
    organizations: tuple[str, ...] = ()
    kind: Kind | None = None
    published_on: date | None = None
    summary: str = ""
    tags: tuple[str, ...] = ()
    note: str = ""
    person: str | None = None
    found_at: datetime | None = None
    place: str = ""
    issue: date | None = None


@dataclass(frozen=True, slots=True)
class ParsedStories:
    """A file of stories without issues. They are read while they are asked for, so that a large file needs
    little memory; what cannot be read comes among them, as a problem in its place.

    `format` is the reader's name for what it read ("CSV"); `count` is how many stories there are, where
    that is known before all are read.
    """

    name: str
    format: str
    stories: Iterator[ParsedStory | Problem]
    count: int | None = None
    slack_team: str | None = None
