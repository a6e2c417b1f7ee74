"""Puts the blocks of a list of links into sections and stories, before dates get their years.

What the form leaves open is decided here, the same way each time:

- An item or a row with a link is a story. A deeper item that opens with a link of its own is one too; any
  other deeper item, and a paragraph inside of an item, belongs to the story above.
- A heading that is a link is a story, with the paragraphs below it. So is a heading below a date whose
  paragraphs or items have nothing but links that say what they are ("Paper", "Code").
- A paragraph below a date is a story where it opens in bold or with a number, and has a link.
- A date holds for all headings below its own level.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from markdown_it.token import Token

from bot.archive.parsed import Problem
from bot.archive.reading.days import Day, opening_day
from bot.archive.reading.lists.blocks import ListBlock, ListText, Part, plain_words
from bot.archive.reading.lists.dates import Dated, read_date, read_year
from bot.archive.reading.lists.entry import (
    ListEntry,
    is_label,
    opens_in_bold,
    opens_with_link,
    read_line,
    without_lead,
    words_of,
)
from bot.archive.reading.lists.rows import read_row
from bot.archive.reading.prose import Span

_LONGEST_HEADING = 120  # characters
_NUMBERED = re.compile(r"\s*(?:#|No\.?\s?)?\(?\d{1,3}[.):]\s")
_OTHER_SCHEME = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]{1,20}):", re.IGNORECASE)


@dataclass(slots=True)
class Section:
    """A heading and what it says. `dated` is its own date, `period` the section whose date holds here."""

    block: ListBlock
    words: str
    dated: Dated | None = None
    year: int | None = None
    above: "Section | None" = None
    introduction: list[ListBlock] = field(default_factory=list)
    has_stories: bool = False

    @property
    def period(self) -> "Section | None":
        return self if self.dated else self.above and self.above.period

    @property
    def told_year(self) -> int | None:
        """The year that a heading above says."""
        return self.year or (self.above.told_year if self.above else None)

    @property
    def topics(self) -> list[str]:
        """The words of the headings between the date, or the file's title, and here; the nearest first."""
        if self.dated or self.year or self.block.level == 1:
            return []
        return [self.words, *(self.above.topics if self.above else [])]


@dataclass(slots=True)
class Story:
    """A story's lines and what they say. `more` are blocks below its own that belong to it."""

    block: ListBlock
    section: Section | None
    entry: ListEntry
    links: list[Span]
    day: Day | None = None
    topics: tuple[str, ...] = ()
    more: list[str] = field(default_factory=list)
    last: int = 0


@dataclass(slots=True)
class Listed:
    """What the blocks of a list are. `local` are lines whose links stay inside the file or its folder."""

    sections: list[Section] = field(default_factory=list)
    stories: list[Story] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    local: list[int] = field(default_factory=list)


def arrange_list(text: ListText) -> Listed:
    """Find the sections and stories of a list."""
    arranger = _Arranger(text)
    for block in text.blocks():
        arranger.take(block)
    return arranger.finish()


class _Arranger:
    """Takes blocks from top to bottom and knows where it stands."""

    def __init__(self, text: ListText) -> None:
        self._text = text
        self._found = Listed()
        self._section: Section | None = None
        self._story: Story | None = None
        self._waiting: ListBlock | None = (
            None  # an item without link, until what is below it tells what it is
        )
        self._untitled: Section | None = None  # a heading that may be the title of what follows
        self._linkless: list[tuple[Section | None, ListBlock]] = []

    def take(self, block: ListBlock) -> None:
        match block.part:
            case Part.HEADING:
                self._take_heading(block)
            case Part.ROW:
                self._close()
                self._take_row(block)
            case Part.ITEM:
                self._take_item(block)
            case Part.PASSAGE:
                self._take_passage(block)

    def finish(self) -> Listed:
        self._close()
        for section, block in self._linkless:
            if section is None or section.has_stories:
                message = "this has no link, so it is no story"
                self._found.problems.append(Problem(block.first + 1, message, unread=True))
        return self._found

    def _take_heading(self, block: ListBlock) -> None:
        self._close()
        words = plain_words(block.source)
        tokens = self._text.inline(without_lead(block.source))
        entry = read_line(block.source, tokens)
        above = self._section
        while above is not None and above.block.level >= block.level:
            above = above.above
        if entry.links and opens_with_link(tokens):
            self._section = above
            self._begin(block, entry, entry.links)
            return
        short = len(words) <= _LONGEST_HEADING
        section = Section(block, words, read_date(words) if short else None, above=above)
        section.year = None if section.dated else read_year(words)
        self._section = section
        self._found.sections.append(section)
        if section.dated is None and (section.period or _NUMBERED.match(words)):
            self._untitled = section

    def _take_row(self, block: ListBlock) -> None:
        row = read_row(self._text, block)
        if row is None:
            return
        if not row.entry.links:
            self._refuse(block, row.entry)
            return
        story = self._begin(block, row.entry, row.entry.links)
        story.day = row.day
        story.topics = row.tags
        self._story = None

    def _take_item(self, block: ListBlock) -> None:
        day, source = _cut_day(block.source)
        tokens = self._text.inline(without_lead(source))
        entry = read_line(source, tokens)
        if self._belongs_above(block, entry, tokens):
            self._add(block, entry)
            return
        waiting = self._waiting
        if waiting is not None and block.level > waiting.level and entry.links and _only_labels(entry):
            title = read_line(waiting.source, self._text.inline(without_lead(waiting.source)))
            self._waiting = None
            self._begin(waiting, title, entry.links)
            self._add(block, entry)
            return
        self._close(keep_waiting=waiting is not None and block.level > waiting.level)
        if entry.links:
            story = self._begin(block, entry, entry.links)
            story.day = day
            if waiting is not None and block.level > waiting.level:
                story.topics = (plain_words(without_lead(waiting.source)),)
        else:
            self._refuse(block, entry)
            self._waiting = block

    def _belongs_above(self, block: ListBlock, entry: ListEntry, tokens: list[Token]) -> bool:
        """Say whether an item is part of the open story: deeper, or below a heading that is one."""
        story = self._story
        if story is None:
            untitled = self._untitled
            if untitled is None or not entry.links or entry.title or not _only_labels(entry):
                return False
            self._open_untitled(untitled, entry)
            return True
        if story.block.part is Part.HEADING:
            return not entry.links or _only_labels(entry) or not opens_with_link(tokens)
        return block.level > story.block.level and not (entry.links and opens_with_link(tokens))

    def _take_passage(self, block: ListBlock) -> None:
        tokens = self._text.inline(without_lead(block.source))
        entry = read_line(block.source, tokens)
        story = self._story
        if story is not None and (block.level > story.block.level or story.block.part is Part.HEADING):
            self._add(block, entry)
            return
        if block.level == 0 and story is not None:
            self._close()
        section = self._section
        has_title = bool(entry.title) and opens_in_bold(tokens)
        if self._untitled is not None and entry.links and _only_labels(entry) and not has_title:
            self._open_untitled(self._untitled, entry)
            self._add(block, entry)
        elif section is not None and section.period is not None:
            stands_out = opens_in_bold(tokens) or bool(_NUMBERED.match(block.source))
            if entry.links and stands_out and block.level == 0:
                self._begin(block, entry, entry.links)
            elif section is section.period and not section.has_stories:
                section.introduction.append(block)

    def _open_untitled(self, section: Section, entry: ListEntry) -> None:
        """Take a heading for the title of a story: only what is below it has links."""
        title = without_lead(section.words).strip()
        self._found.sections.remove(section)
        self._section = section.above
        self._begin(section.block, ListEntry(title or None, (), ""), entry.links)

    def _begin(self, block: ListBlock, entry: ListEntry, links: Iterable[Span]) -> Story:
        self._waiting = self._untitled = None
        section = self._section
        story = Story(block, section, entry, list(links), last=block.last)
        self._note_others(block, entry, unread=False)
        self._found.stories.append(story)
        while section is not None:
            section.has_stories = True
            section = section.above
        self._story = story
        return story

    def _add(self, block: ListBlock, entry: ListEntry) -> None:
        story = self._story
        assert story is not None
        self._note_others(block, entry, unread=False)
        story.last = max(story.last, block.last)
        story.links += entry.links
        words = words_of(self._text.inline(without_lead(block.source)))
        if words:
            story.more.append(f"- {words}" if block.part is Part.ITEM else words)

    def _refuse(self, block: ListBlock, entry: ListEntry) -> None:
        """Note why an item or a row is no story."""
        if any(not _scheme(address) for address in entry.others):
            self._found.local.append(block.first + 1)
        elif entry.others:
            self._note_others(block, entry, unread=True)
        else:
            self._linkless.append((self._section, block))

    def _note_others(self, block: ListBlock, entry: ListEntry, *, unread: bool) -> None:
        for address in entry.others:
            if scheme := _scheme(address):
                message = f"a link was left out: it leads to no web page ({scheme}:)"
                self._found.problems.append(Problem(block.first + 1, message, unread=unread))

    def _close(self, *, keep_waiting: bool = False) -> None:
        self._story = self._untitled = None
        if not keep_waiting:
            self._waiting = None


def _only_labels(entry: ListEntry) -> bool:
    return all(not link.label or is_label(link.label) for link in entry.links)


def _scheme(address: str) -> str:
    match = _OTHER_SCHEME.match(address)
    return match["scheme"].lower() if match else ""


def _cut_day(source: str) -> tuple[Day | None, str]:
    """Cut the day off with which an item opens: "2024-01-05: …", "[2024/01/05] …", "5 Jan, …"."""
    bare = source.lstrip("[(*_ ")
    opened = opening_day(bare)
    if opened is None or not opened[1].strip():
        return None, source
    return opened[0], opened[1].lstrip("*_ ")
