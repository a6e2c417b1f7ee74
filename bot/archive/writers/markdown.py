"""Writes issues in the newsletter's own form, so that the archive's reader finds the same entries again.

The words come from `templates/archive/issue.txt`. Three things have no place in that form and are not found
again: the words on an entry's main link (they become its kind), an organisation's name that holds a comma
or " and " (it is read as two), and a line break or double space inside a title.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from bot.archive.writers.escape import escape_address, escape_line, escape_words
from bot.archive.writers.style import HOUSE, QUOTES, Style
from bot.models.values import Entry, Issue, Link
from bot.paths import data_folder
from bot.templating import Templates, day

_TEMPLATE = "archive/issue.txt"
_TAB_STOP = 4  # columns, in Markdown


@dataclass(frozen=True, slots=True)
class Written:
    """A piece of an issue's text, whole lines. `entry` is the entry that it prints, None for all else."""

    text: str
    entry: Entry | None = None


def write_month(issues: Iterable[Issue], templates: Templates | None = None) -> str:
    """Write a file of issues, the newest first."""
    ordered = sorted(issues, key=lambda issue: issue.date, reverse=True)
    texts = ("".join(piece.text for piece in write_issue(issue, templates)) for issue in ordered)
    return HOUSE.apart.join(texts)


def write_issue(issue: Issue, templates: Templates | None = None, *, style: Style = HOUSE) -> list[Written]:
    """Write an issue in pieces: its heading with the introduction, each entry, and the blank lines between.

    Entries that are marked as older come last, under a ruled line, with numbers of their own.
    """
    templates = templates or own_templates()
    after, after_older = style.numbers
    pieces = [Written(heading_of(issue, templates))]
    recent = [entry for entry in issue.entries if not entry.older]
    older = [entry for entry in issue.entries if entry.older]
    for number, entry in enumerate(recent, start=1):
        marker = f"{number}{after}"
        text = write_entry(entry, templates, issue_date=issue.date, marker=marker, style=style)
        gap = style.between if number > 1 or issue.introduction else style.below
        pieces += [Written(gap), Written(text, entry)]
    if older:
        rule = style.rule or f"{templates.plain(_TEMPLATE, 'older')}\n"
        pieces.append(Written(f"\n{rule}"))
    for number, entry in enumerate(older, start=1):
        marker = f"{number}{after_older}"
        text = write_entry(entry, templates, issue_date=issue.date, marker=marker, style=style)
        pieces += [Written(style.between), Written(text, entry)]
    return pieces


def write_entry(
    entry: Entry, templates: Templates, *, issue_date: date, marker: str, style: Style = HOUSE
) -> str:
    """Write an entry as an item of a list. `marker` is its number as it shall be printed, "3." or "3)"."""
    main, *others = entry.item.links
    day, kind = entry.item.published_on, entry.item.kind
    head = templates.plain(
        _TEMPLATE,
        "head",
        day=style.write_day(day, issue_date) if day else "",
        organizations=[escape_words(name) for name in entry.organizations],
        article=style.article(kind) if entry.organizations else "",
        word=style.word(kind),
        url=escape_address(main.url),
        title=quoted(entry.item.title, style.quotes),
    )
    summary = write_summary(entry.summary, others, indent_of(marker))
    return f"{marker}{style.gap}{f'{head} {summary}'.strip()}\n"


def indent_of(marker: str) -> str:
    """Return how far the later paragraphs of an entry are indented, so that they belong to it."""
    return " " * (len(marker) // _TAB_STOP + 1) * _TAB_STOP


@cache
def own_templates() -> Templates:
    return Templates(data_folder("templates"))


def heading_of(issue: Issue, templates: Templates) -> str:
    title = escape_words(" ".join(_title(issue).split()))
    heading = templates.plain(_TEMPLATE, "heading", date=day(issue.date), title=title)
    introduction = "".join(f"\n{paragraph}\n" for paragraph in paragraphs(issue.introduction, ""))
    return f"{heading}\n{introduction}"


def _title(issue: Issue) -> str:
    """Return the issue's title where it says more than the newsletter's name and the date."""
    rest = issue.title.replace(issue.publication, "") if issue.publication else issue.title
    rest = re.sub(rf"\b(?:{issue.date.isoformat()}|\d{{1,2}} \w+ {issue.date.year})\b", "", rest)
    return issue.title if re.search(r"\w", rest) else ""


def quoted(title: str | None, preferred: str = QUOTES[0]) -> str:
    """Put a title in quotation marks, the preferred ones or the first that it does not hold itself."""
    if not title or not title.strip():
        return ""
    words = " ".join(title.split())
    marks = next((pair for pair in (preferred, *QUOTES) if not set(pair) & set(words)), None)
    if marks is None:
        marks, words = QUOTES[0], re.sub("[“”]", '"', words)
    return f"{marks[0]}{escape_words(words)}{marks[1]}"


def write_summary(summary: str, others: list[Link], indent: str) -> str:
    """Write the summary with the other links on their words, as far as these stand there in order."""
    summary = summary.replace("\r\n", "\n").strip()
    spots: list[tuple[int, Link]] = []
    at = 0
    left = [replace(link, label=link.label or link.url) for link in others]
    while left and (found := _find_label(summary, left[0].label, at)) is not None:
        spots.append((found, left.pop(0)))
        at = found + len(spots[-1][1].label)
    text = "\n\n".join(paragraphs(summary, indent, spots))
    listed = ", ".join(_link(link) for link in left)
    return f"{text} ({listed})".strip() if listed else text


def _find_label(text: str, label: str, start: int) -> int | None:
    """Find a link's words as words of their own."""
    if not label.strip() or "\n" in label:
        return None
    match = re.compile(rf"(?<![\w(/]){re.escape(label)}(?![\w/])").search(text, start)
    return match.start() if match else None


def _link(link: Link) -> str:
    if link.label in ("", link.url):
        return f"<{link.url}>"
    return f"[{escape_words(' '.join(link.label.split()))}]({escape_address(link.url)})"


def paragraphs(text: str, indent: str, spots: Iterable[tuple[int, Link]] = ()) -> list[str]:
    """Cut a text at its blank lines. A single line break is written as a backslash at the line's end."""
    links = list(spots)
    written: list[str] = []
    for paragraph in re.finditer(r"\S(?:.|\n(?!\s*\n))*", text):
        lines = []
        for line in re.finditer(r"[^\n]+", paragraph[0]):
            begin = paragraph.start() + line.start()
            inside = [(at - begin, link) for at, link in links if begin <= at < begin + len(line[0])]
            if words := _line(line[0], inside):
                lines.append(words)
        first = "" if not written and indent else indent
        written.append(first + f"\\\n{indent}".join(lines))
    return written


def _line(text: str, spots: list[tuple[int, Link]]) -> str:
    parts: list[str] = []
    at = 0
    for place, link in spots:
        parts += [text[at:place], _link(link)]
        at = place + len(link.label)
    parts.append(text[at:])
    words = [part if index % 2 else _spaced(part) for index, part in enumerate(parts)]
    words[0] = escape_line(words[0].lstrip())
    words[2::2] = [escape_words(word) for word in words[2::2]]
    return "".join(words).strip()


def _spaced(text: str) -> str:
    return re.sub(r"\s+", " ", text)
