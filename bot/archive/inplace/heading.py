"""An issue's heading and introduction after somebody edited them, in their place in the file. Pure."""

import re
from collections.abc import Callable, Collection, Iterator
from datetime import date

from bot.archive.inplace.source import apply, read_source
from bot.archive.inplace.wording import Layout, reword
from bot.archive.parsed import ParsedIssue
from bot.archive.readers.newsletter import read_markdown
from bot.archive.reading.days import days_in
from bot.archive.writers.days import write_like
from bot.archive.writers.escape import escape_words
from bot.archive.writers.markdown import heading_of, paragraphs
from bot.archive.writers.style import Style
from bot.errors import ArchiveFileError
from bot.models.values import Issue
from bot.templating import Templates

_FIRST_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")
_CLOSING_MARK = re.compile(r"(?:\*{2,3}|_{2,3}|\s|#+|</\w+>|:)*$")


Read = Callable[[str, date], ParsedIssue | None]
"""Reads a heading's text as it would be read in its file, over the issue of a date."""


def edit_heading(
    text: str, said: ParsedIssue, issue: Issue, edited: Collection[str], style: Style, read: Read
) -> str | None:
    """Return the text of a heading and its introduction with the `edited` ones as the database has them.

    None where no small change says so.
    """
    title = issue.title if "title" in edited else said.title
    introduction = issue.introduction.strip() if "introduction" in edited else said.introduction
    for retitled in [text] if title == said.title else _titled(text, said.title, title):
        for one in _introduced(retitled, said.introduction, introduction, style):
            found = read(one, said.date)
            if found and (found.title, _tidy(found.introduction)) == (title, _tidy(introduction)):
                return one
    return None


def write_heading(like: str, was: date, issue: Issue, style: Style, templates: Templates) -> str:
    """Write the heading of an issue in the form of another one's line, or else in the house's."""
    house = heading_of(issue, templates)
    line = _FIRST_LINE.match(like)
    days = list(days_in(line[0])) if line else []
    if line is None or not days:
        return house
    form = line[0][days[-1].start : days[-1].end]
    written = write_like(form, issue.date, issue_date=issue.date)
    replaced = line[0][: days[-1].start] + written + line[0][days[-1].end :]
    below = "".join(f"\n{paragraph}\n" for paragraph in paragraphs(issue.introduction, ""))
    text = f"{replaced.rstrip()}\n{below}"
    read, wanted = read_alone(text, issue.date), read_alone(house, issue.date)
    same = read and wanted and (read.title, read.introduction) == (wanted.title, wanted.introduction)
    return text if same else house


def read_alone(text: str, on: date) -> ParsedIssue | None:
    """Read a heading in a file of its own."""
    file = f"{text}\n\n1. 1 Jan, Stop published a [paper](https://stop.example) “Stop”. Stop.\n"
    try:
        issues = read_markdown(file.encode("utf-8", "surrogatepass"), path="heading.md").issues
    except ArchiveFileError:
        return None
    return issues[0] if len(issues) == 1 and issues[0].date == on and len(issues[0].entries) == 1 else None


def _titled(text: str, before: str, after: str) -> Iterator[str]:
    line = _FIRST_LINE.match(text)
    words = line[0] if line else ""
    if before:
        for places in read_source(words).find(before):
            start, end = read_source(words).span(places[0], places[-1])
            yield apply(text, [(start, end, escape_words(after))])
        return
    closing = _CLOSING_MARK.search(words.rstrip())
    place = closing.start() if closing else len(words.rstrip())
    yield f"{text[:place]} – {escape_words(after)}{text[place:]}"


def _introduced(text: str, before: str, after: str, style: Style) -> Iterator[str]:
    if before == after:
        yield text
        return
    end = len(text.rstrip())
    written = "\n".join(f"\n{paragraph}" for paragraph in paragraphs(after, "")).replace("\n", style.eol)
    if not before:
        yield f"{text[:end]}{style.eol}{written}{text[end:] or style.eol}"
        return
    source = read_source(text)
    for places in source.find(before):
        start, end = source.span(places[0], places[-1])
        if after and (reworded := reword(source, places, before, after, Layout(style.eol))) is not None:
            yield reworded
        yield (
            f"{text[:start].rstrip()}{style.eol}{written}{text[end:]}"
            if after
            else text[:start].rstrip() + text[end:]
        )
    line = _FIRST_LINE.match(text)
    first = line[0].rstrip() if line else ""
    yield f"{first}{style.eol}{written}{style.eol}"


def _tidy(text: str) -> str:
    return " ".join(text.split())
