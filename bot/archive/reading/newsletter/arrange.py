"""Puts blocks into issues and entries, before anything is read inside an entry.

The files are written by hand. What their form does not decide is decided here, the same way each time, and
told as a remark with its line:

- An item is an entry where it begins with a day or holds a link. Other items belong to the entry above.
- A paragraph without number after an entry belongs to it when another entry follows, or when it is long.
- Older finds are the entries after a ruled line or under a heading that says so, and those from where the
  numbers start again at 1. Lines that are ruled between all entries only separate them.
- A second heading with an earlier one's date continues that issue.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from bot.archive.parsed import Problem
from bot.archive.reading.days import opening_day
from bot.archive.reading.headings import Heading
from bot.archive.reading.newsletter.blocks import Block, BlockKind

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_OLDER = re.compile(
    r"\b(?:older|earlier|previous(?:ly)?|missed|last week|catch(?:ing)?[ -]up|in case you)\b", re.IGNORECASE
)
_BOLD_LINE = re.compile(r"\s*(?P<mark>\*\*|__)[^*_\n]{1,80}(?P=mark):?\s*")
_LONGEST_LABEL = 60  # characters
_LONG_PASSAGE = 100  # characters: a shorter last paragraph is a greeting


@dataclass(slots=True)
class EntryDraft:
    """An entry's blocks: the one that opens it and what follows. `loose` may belong to it or not."""

    opening: Block
    section: int
    rules: int
    older: bool = False
    more: list[Block] = field(default_factory=list)
    loose: list[Block] = field(default_factory=list)

    @property
    def number(self) -> int | None:
        return _number(self.opening.marker)

    @property
    def delimiter(self) -> str:
        return self.opening.marker.strip("0123456789")

    @property
    def last(self) -> int:
        return max(block.last for block in (self.opening, *self.more))


@dataclass(slots=True)
class IssueDraft:
    """An issue's blocks. `headings` are more than one where its date comes again."""

    date: date
    title: str
    headings: list[Block]
    introduction: list[Block] = field(default_factory=list)
    entries: list[EntryDraft] = field(default_factory=list)


@dataclass(slots=True)
class Arranged:
    """What the blocks of a file are."""

    title: str = ""
    issues: list[IssueDraft] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def arrange(blocks: Iterable[Block]) -> Arranged:
    """Put the blocks of a file into its issues and entries."""
    arranger = _Arranger()
    for block in blocks:
        arranger.take(block)
    return arranger.finish()


class _Arranger:
    """Takes blocks from top to bottom and knows where it stands: in which issue, in which entry."""

    def __init__(self) -> None:
        self._found = Arranged()
        self._issue: IssueDraft | None = None
        self._entry: EntryDraft | None = None
        self._section = 0
        self._rules = 0
        self._ruled = False  # a ruled line stands between the entry before and what comes
        self._older = False  # a heading said that older finds follow

    def take(self, block: Block) -> None:
        match block.kind:
            case BlockKind.HEADING:
                self._take_heading(block)
            case BlockKind.RULE:
                self._close()
                self._ruled = True
            case BlockKind.ITEM:
                self._take_item(block)
            case BlockKind.PASSAGE:
                self._take_passage(block)

    def finish(self) -> Arranged:
        self._close()
        for issue in self._found.issues:
            _mark_older(issue.entries)
        return self._found

    def _take_heading(self, block: Block) -> None:
        self._close()
        if block.heading is None:
            self._found.title = self._found.title or block.prose.text
            self._begin_section(block.prose.text)
        elif found := self._date_of(block.heading, block.first + 1):
            self._begin_issue(block, block.heading, found)

    def _begin_issue(self, block: Block, heading: Heading, day: date) -> None:
        self._begin_section("")
        same = next((issue for issue in self._found.issues if issue.date == day), None)
        if same is not None:
            first = same.headings[0].first + 1
            self._remark(
                block, f"{day.day} {day:%B %Y} has a heading in line {first} already: read as one issue."
            )
            same.headings.append(block)
            self._issue = same
            return
        self._issue = IssueDraft(day, heading.title, [block])
        if heading.rest:
            self._issue.introduction.append(block)
        self._found.issues.append(self._issue)

    def _date_of(self, heading: Heading, line: int) -> date | None:
        year = heading.year
        if year is None:
            years = [issue.date.year for issue in self._found.issues[-1:]] or [
                int(found) for found in _YEAR.findall(self._found.title)
            ]
            if not years:
                message = "This date has no year, and nothing above tells it."
                self._found.problems.append(Problem(line, message, unread=True))
                return None
            year = years[-1]
            self._found.problems.append(Problem(line, f"This date has no year: read as {year}."))
        found = heading.day.on(year)
        if found is None:
            message = f"There is no {heading.day} in {year}."
            self._found.problems.append(Problem(line, message, unread=True))
        return found

    def _begin_section(self, label: str) -> None:
        """Numbers may start again at 1 after a heading of their own, and a line ruled over it is no sign."""
        self._section += 1
        self._ruled = False
        self._older = bool(self._issue and self._issue.entries and _OLDER.search(label))

    def _take_item(self, block: Block) -> None:
        day = opening_day(block.prose.text)
        linked = bool(block.prose.links or block.prose.with_bare_links().links)
        if self._issue is None:
            if day and linked:
                message = "No issue's date stands above this entry."
                self._found.problems.append(Problem(block.first + 1, message, unread=True))
        elif day or (linked and not self._belongs_to_entry(block)):
            self._begin_entry(block, self._issue)
        elif self._entry is None:
            self._take_passage(block)
        elif not linked and self._is_next_number(block):
            message = f"Item {block.marker} has neither a day nor a link: it is no entry."
            self._found.problems.append(Problem(block.first + 1, message, unread=True))
            self._close()
        else:
            (self._entry.loose or self._entry.more).append(block)

    def _belongs_to_entry(self, block: Block) -> bool:
        """An item without a day is a point of the entry above, if it is deeper or a bullet among numbers."""
        if self._entry is None:
            return False
        bullet = _number(block.marker) is None
        deeper = block.depth > self._entry.opening.depth
        return deeper or (bullet and self._entry.number is not None) or self._is_next_point(block)

    def _is_next_point(self, block: Block) -> bool:
        """Say whether an item goes on with a list of points inside the entry: 2) after 1)."""
        points = (self._entry.loose or self._entry.more) if self._entry else []
        return (
            bool(points) and points[-1].kind is BlockKind.ITEM and _follows(points[-1].marker, block.marker)
        )

    def _is_next_number(self, block: Block) -> bool:
        if self._entry is None or block.depth > 0 or self._is_next_point(block):
            return False
        return _follows(self._entry.opening.marker, block.marker)

    def _begin_entry(self, block: Block, issue: IssueDraft) -> None:
        if self._entry and self._entry.loose:
            loose = self._entry.loose
            self._remark(loose[0], f"Read as part of the entry in line {self._entry.opening.first + 1}.")
            self._entry.more += loose
            loose.clear()
        self._close()
        if self._ruled and issue.entries:
            self._rules += 1
        self._ruled = False
        self._entry = EntryDraft(block, self._section, self._rules, self._older)
        issue.entries.append(self._entry)

    def _take_passage(self, block: Block) -> None:
        if self._issue is None:
            return
        if self._entry is not None and block.depth > 0:
            (self._entry.loose or self._entry.more).append(block)
        elif self._is_label(block):
            self._close()
            self._begin_section(block.prose.text)
        elif self._entry is not None:
            self._entry.loose.append(block)
        elif not self._issue.entries:
            self._issue.introduction.append(block)

    def _is_label(self, block: Block) -> bool:
        """A line over a list of entries: in bold, or short with a colon and about older finds."""
        words = block.prose.text
        if block.prose.links or not self._issue or not self._issue.entries:
            return False
        short = len(words) <= _LONGEST_LABEL and words.endswith(":")
        return bool(_BOLD_LINE.fullmatch(block.source) or (short and _OLDER.search(words)))

    def _close(self) -> None:
        """End the entry. Of what stands loose after it, it keeps all up to the last long passage."""
        entry, self._entry = self._entry, None
        if entry is None:
            return
        long = [at for at, block in enumerate(entry.loose) if len(block.prose.text) >= _LONG_PASSAGE]
        if long:
            self._remark(entry.loose[0], f"Read as part of the entry in line {entry.opening.first + 1}.")
            entry.more += entry.loose[: long[-1] + 1]
        entry.loose.clear()

    def _remark(self, block: Block, message: str) -> None:
        self._found.problems.append(Problem(block.first + 1, message))


def _number(marker: str) -> int | None:
    digits = "".join(filter(str.isdigit, marker))
    return int(digits) if digits else None


def _follows(before: str, marker: str) -> bool:
    """Say whether a number comes right after another one of its form."""
    number = _number(before)
    return number is not None and _number(marker) == number + 1 and before[-1] == marker[-1]


def _mark_older(entries: list[EntryDraft]) -> None:
    """Mark what stands after the only ruled line between entries, or from a second number 1 on."""
    groups = sorted({entry.rules for entry in entries})
    older = False
    for before, entry in zip([None, *entries], entries, strict=False):
        ruled = len(groups) == 2 and entry.rules == groups[1]
        again = (
            before is not None
            and before.section == entry.section
            and entry.number == 1
            and ((before.number or 0) > 1 or before.delimiter != entry.delimiter)
        )
        if before is not None and before.section != entry.section:
            older = False
        older = older or again
        entry.older = entry.older or ruled or older
