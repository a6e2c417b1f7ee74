"""Reads Markdown lists and tables of links, as weekly paper lists and awesome lists are.

Where its sections have dates, each date is an issue, and the file is kept whole as a newsletter is. Otherwise
its links are stories of the archive, without an issue. In `reading/lists/`, `arrange.py` says what is
decided where the form of a list leaves it open, `entry.py` how a line is read, `dates.py` how a date.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bot.archive.parsed import (
    ParsedEntry,
    ParsedFile,
    ParsedIssue,
    ParsedStories,
    ParsedStory,
    Problem,
    Segment,
    SegmentKind,
)
from bot.archive.reading.days import days_in, opening_day
from bot.archive.reading.decode import decode, lines_of
from bot.archive.reading.encodings import guess_text
from bot.archive.reading.headings import read_bold_heading, read_marked_heading
from bot.archive.reading.lists.arrange import Listed, Section, Story, arrange_list
from bot.archive.reading.lists.blocks import ListText, plain_words
from bot.archive.reading.lists.dates import read_date, years_told
from bot.archive.reading.lists.entry import is_label, kind_of, main_first, words_of
from bot.archive.reading.moments import noon
from bot.archive.reading.source import Source
from bot.archive.reading.words import passage, tags_of, title_of
from bot.archive.segments import Range, cover
from bot.errors import ArchiveFileError

_MARKER = r"\s*(?:[-*+•]|\(?\d{1,3}[.)])\s+"
_TABLE = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*\|", re.MULTILINE)
_ITEM = re.compile(rf"^{_MARKER}(?P<words>.*(?:\]\(|\]\[|https?://|<a\s).*)$", re.MULTILINE)
_OPENS_LISTED = re.compile(
    r"(?:\[[ xX]\]\s*)?[^\w\[*<]{0,4}(?:\[(?P<label>[^\[\]]{1,300})\][(\[]|\[|\*\*|__|<a\s)"
)
_OPENS_AFTER_DAY = re.compile(r"[*_ ]*\[|\s*(?:\*\*|__)\w|\s*<a\s")
_LINK_LIST = re.compile(r"\[\[[^\[\]]{1,40}\]\(|\|\s*\[[^\[\]]{1,40}\]\(")  # "[[paper](…)]", "| [Paper](…)"
_LINKED_ROW = re.compile(r"^\s*\|.*\]\(", re.MULTILINE)
_HEADING_LINK = re.compile(r"^#{2,6}\s.*\]\(https?://", re.MULTILINE)
_ANY_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_PARENTHESES = re.compile(r"[(\[（]([^()\[\]]*)[)\]）]")
_EMPTY_TITLE = re.compile(
    r"(?:the\s)?(?:week(?:ly)?|month|issue|date|news|updates?)?(?:\s(?:of|in|from|for))?", re.IGNORECASE
)
_MARKDOWN = (".md", ".markdown", ".mdown", ".txt", ".rst")


def looks_like_list(source: Source) -> bool:
    """Say whether a file is Markdown whose stories open with a link or in bold, or are rows of a table.

    A newsletter's entries open with a day or with a sentence.
    """
    if source.is_folder:
        return False
    text = guess_text(source.data)
    if not source.ends_with(*_MARKDOWN) and text.lstrip()[:1] in ("<", "{"):
        return False
    listed = told = plain = 0
    for match in _ITEM.finditer(text):
        opens_with_day = opening_day(match["words"].lstrip("*_ ")[:60])
        opening = _OPENS_LISTED.match(match["words"])
        if opens_with_day and not _OPENS_AFTER_DAY.match(opens_with_day[1]):
            told += 1
        elif _LINK_LIST.search(match["words"]) or (
            opening is not None and not (opening["label"] and is_label(opening["label"]))
        ):
            listed += 1
        else:
            plain += 1
    rows = len(_LINKED_ROW.findall(text)) if _TABLE.search(text) else 0
    headings = len(_HEADING_LINK.findall(text))
    if listed + rows + headings > told:
        return True
    return plain > 0 == told and not any(map(_is_issue_of_newsletter, text.split("\n")))


def _is_issue_of_newsletter(line: str) -> bool:
    if line.startswith("#"):
        return read_marked_heading(line.strip("# \r")) is not None
    return read_bold_heading(line) is not None


def read_list(source: Source) -> ParsedFile | ParsedStories:
    """Read a list.

    Raises:
        ArchiveFileError: the file is empty, binary, not UTF-8, or holds no story; `line` says where.
    """
    text = decode(source.data, path=source.name)
    parsed = ListText(text)
    listed = arrange_list(parsed)
    if not listed.stories:
        raise _no_story(source.name, listed.problems)
    problems = [*listed.problems, *_about_local(listed.local)]
    dates = _dates(listed, source.name, problems)
    dated = [story for story in listed.stories if _date_of(story, dates)]
    if 2 * len(dated) < len(listed.stories):
        return _stories(source.name, listed, dates, problems)
    for story in listed.stories:
        if _date_of(story, dates) is None:
            message = "no date stands above this: it is not imported"
            problems.append(Problem(story.block.first + 1, message, unread=True))
    return _DatedList(source.name, text, parsed, listed, dates, problems).parsed()


def _no_story(path: str, problems: list[Problem]) -> ArchiveFileError:
    first = next((problem for problem in problems if problem.unread), None)
    reason = f" Line {first.line}: {first.message}." if first else ""
    return ArchiveFileError(
        f"{path} holds no story.{reason}",
        path=path,
        line=first.line if first else 1,
        hint="A story is a list item or a table's row with a link.",
    )


def _about_local(lines: list[int]) -> Iterator[Problem]:
    if lines:
        which = "a link leads" if len(lines) == 1 else f"{len(lines)} items have only links that lead"
        yield Problem(lines[0], f"{which} to a place in this file or beside it: left out")


def _dates(listed: Listed, name: str, problems: list[Problem]) -> dict[int, date]:
    """Return the dates of the sections that have stories, by the line on which each begins."""
    sections = [s for s in listed.sections if s.dated and (s.has_stories)]
    days = [s.dated for s in sections if s.dated]
    for at, (section, day) in enumerate(zip(sections, days, strict=True)):
        if day.year is None and section.told_year:
            days[at] = type(day)(day.month, day.day, section.told_year, day.week)
    said = [*listed.sections[:1], None]
    first = said[0].words if said[0] else ""
    outside = next((int(year) for text in (name, first) for year in _ANY_YEAR.findall(text)), None)
    told = years_told(days, outside=outside)
    inferred: list[tuple[int, date]] = []
    for section, day, on in zip(sections, days, told, strict=True):
        line = section.block.first + 1
        if on is None:
            why = "there is no such day" if day.year else "it has no year, and nothing in the file tells it"
            problems.append(Problem(line, f"the date “{section.words}” is passed over: {why}"))
        elif day.year is None:
            inferred.append((line, on))
    problems += _about_years(inferred)
    return {s.block.first: on for s, on in zip(sections, told, strict=True) if on}


def _about_years(inferred: list[tuple[int, date]]) -> Iterator[Problem]:
    if len(inferred) == 1:
        yield Problem(inferred[0][0], f"this date has no year: it is read as {inferred[0][1].isoformat()}")
    elif inferred:
        days = sorted(on for _, on in inferred)
        message = f"{len(inferred)} dates from here on have no year: by their order they are read as"
        yield Problem(inferred[0][0], f"{message} {days[0].isoformat()} to {days[-1].isoformat()}")


def _date_of(story: Story, dates: dict[int, date]) -> date | None:
    period = story.section.period if story.section else None
    return dates.get(period.block.first) if period else None


def _summary(story: Story) -> str:
    return passage("\n".join(part for part in (story.entry.summary, *story.more) if part))


def _tags(story: Story) -> tuple[str, ...]:
    topics = story.section.topics if story.section else []
    return tags_of([*story.topics, *(words for words in topics if len(words) <= 40)])


def _stories(name: str, listed: Listed, dates: dict[int, date], problems: list[Problem]) -> ParsedStories:
    """Return the links of a list without dates. A date over some of them is when those were found."""
    found: list[ParsedStory | Problem] = list(problems)
    for story in listed.stories:
        links = main_first(story.links, story.entry.title)
        day = story.day.on(story.day.year) if story.day and story.day.year else None
        seen_on = _date_of(story, dates) or day
        found.append(
            ParsedStory(
                story.block.first + 1,
                tuple((link.url, link.label) for link in links),
                title=title_of(story.entry.title or ""),
                organizations=story.entry.organizations,
                kind=story.entry.kind or kind_of(links[0]),
                published_on=day,
                summary=_summary(story),
                tags=_tags(story),
                found_at=noon(seen_on) if seen_on else None,
            )
        )
    found.sort(key=lambda one: one.line)
    return ParsedStories(name, "Markdown list", iter(found), count=len(listed.stories))


@dataclass(frozen=True)
class _DatedList:
    """A list whose dates are issues."""

    name: str
    text: str
    markdown: ListText
    listed: Listed
    dates: dict[int, date]
    problems: list[Problem]

    def parsed(self) -> ParsedFile:
        lines = lines_of(self.text)
        stories = [story for story in self.listed.stories if _date_of(story, self.dates)]
        ranges = cover(lines, [*map(self._range, stories), *map(self._heading_range, self._sections())])
        places = {found.first: at for at, found in enumerate(ranges)}
        issues = tuple(self._issues(stories, places))
        title = next((s.words for s in self.listed.sections if s.block.level == 1 and not s.dated), "")
        return ParsedFile(
            name=self.name,
            title=title,
            segments=self._segments(lines, ranges, issues),
            issues=issues,
            problems=tuple(sorted(self.problems, key=lambda problem: problem.line)),
            format="list",
        )

    def _sections(self) -> list[Section]:
        return [section for section in self.listed.sections if section.block.first in self.dates]

    def _range(self, story: Story) -> Range:
        return Range(story.block.first, story.last, SegmentKind.ENTRY)

    def _heading_range(self, section: Section) -> Range:
        last = max([section.block.last, *(block.last for block in section.introduction)])
        return Range(section.block.first, last, SegmentKind.ISSUE)

    def _issues(self, stories: list[Story], places: dict[int, int]) -> Iterator[ParsedIssue]:
        entries: dict[date, list[ParsedEntry]] = {}
        for story in stories:
            on = _date_of(story, self.dates)
            assert on is not None
            of_issue = entries.setdefault(on, [])
            of_issue.append(self._entry(story, on, len(of_issue) + 1, places))
        first: dict[date, Section] = {}
        for section in self._sections():
            on = self.dates[section.block.first]
            if on in first:
                line = first[on].block.first + 1
                message = f"{on.isoformat()} has a heading in line {line} already: read as one issue"
                self.problems.append(Problem(section.block.first + 1, message))
            elif on in entries:
                first[on] = section
        for on, section in first.items():
            introduction = "\n\n".join(
                words_of(self.markdown.inline(block.source)) for block in section.introduction
            )
            title, line = _issue_title(section.words), section.block.first + 1
            yield ParsedIssue(on, title, line, introduction, tuple(entries[on]))

    def _entry(self, story: Story, on: date, position: int, places: dict[int, int]) -> ParsedEntry:
        links = main_first(story.links, story.entry.title)
        published = story.day.on_or_before(on) if story.day else None
        return ParsedEntry(
            position=position,
            number=story.block.marker,
            line=story.block.first + 1,
            published_on=published,
            organizations=story.entry.organizations,
            kind=story.entry.kind or kind_of(links[0]),
            title=title_of(story.entry.title or ""),
            links=tuple((link.url, link.label) for link in links),
            summary=_summary(story),
            older=False,
            segment=places[story.block.first],
            tags=_tags(story),
        )

    def _segments(
        self, lines: list[str], ranges: list[Range], issues: tuple[ParsedIssue, ...]
    ) -> tuple[Segment, ...]:
        entries = {entry.segment: (issue.date, entry) for issue in issues for entry in issue.entries}
        segments: list[Segment] = []
        current: date | None = None
        for at, found in enumerate(ranges):
            current = self.dates.get(found.first, current)
            of_entry = entries.get(at)
            text = "".join(lines[found.first : found.last])
            segments.append(
                Segment(
                    text,
                    found.kind,
                    found.first + 1,
                    of_entry[0] if of_entry else current,
                    of_entry[1] if of_entry else None,
                )
            )
        return tuple(segments)


def _issue_title(words: str) -> str:
    """Return what a heading says besides its date."""
    words = _PARENTHESES.sub(lambda found: "" if read_date(found[1]) else found[0], plain_words(words))
    for day in reversed(list(days_in(words))):
        words = f"{words[: day.start]} {words[day.end :]}"
    words = _ANY_YEAR.sub("", words) if not read_date(words) else ""
    words = " ".join(words.split()).strip(" -–—:|,.#()[]")
    return "" if _EMPTY_TITLE.fullmatch(words) else words
