"""Ways to change one field of an entry in its text: each yields texts to try, the likeliest first. Pure.

None of these knows whether it is right. `entry.py` reads each text again with the archive's reader and takes
the first that says what it should.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bot.archive.inplace.source import Source, SourceLink, apply, read_source
from bot.archive.inplace.wording import Layout, reword, wrap_like
from bot.archive.parsed import ParsedEntry
from bot.archive.reading.days import opening_day
from bot.archive.reading.kinds import kind_of_phrase
from bot.archive.writers.escape import escape_address, escape_words
from bot.archive.writers.markdown import quoted, write_summary
from bot.archive.writers.style import WORDS, Style
from bot.models.values import Kind, Link

_MARKER = re.compile(r"\s*(?:(?:\*\*|__)?[(\[#]?\d{1,9}\\?[.):\]]*(?:\*\*|__)?|[•·▪‣–—*+-])\s+")
_OPEN, _CLOSE = "“\"«‹「『《‘'„”", "”\"»›」』》’'“"
_ARTICLE = re.compile(r"(?P<before>(?:^|\s))(?P<article>an?)(?P<space>\s+)$", re.IGNORECASE)
_LEADING = re.compile(r"(?:an?|the|this)\s+", re.IGNORECASE)
_NOUN_BEFORE = re.compile(r"(?P<noun>[A-Za-z-]+)(?P<gap>[\s,:“\"]*)$")


@dataclass(frozen=True, slots=True)
class Passage:
    """An entry's text with what the reader makes of it, and how its file writes such things."""

    text: str
    said: ParsedEntry
    issue_date: date
    style: Style
    layout: Layout

    @property
    def source(self) -> Source:
        return read_source(self.text)

    @property
    def opening(self) -> int:
        """Where the entry's words begin, after its number."""
        match = _MARKER.match(self.text) if self.said.number else None
        return match.end() if match else len(self.text) - len(self.text.lstrip())


Change = Callable[[Passage, ParsedEntry], Iterator[str]]
"""Takes a passage and what it should say, and yields texts that may say so."""


def change_title(passage: Passage, wanted: ParsedEntry) -> Iterator[str]:
    """Put another title in the place of the one before, set one after the link, or take it out."""
    source, before, title = passage.source, passage.said.title, wanted.title
    if before is None:
        link = main_link(source, passage.said)
        place = link.end if link else len(passage.text.rstrip())
        yield apply(passage.text, [(place, place, f" {quoted(title, passage.style.quotes)}")])
        return
    for places in source.find(before, start=passage.opening):
        start, end = source.span(places[0], places[-1])
        if title is not None:
            if len(passage.text[start:end]) > len(before):  # with marks inside, which stay on their words
                reworded = reword(source, places, before, " ".join(title.split()), passage.layout)
                yield from filter(None, (reworded,))
            yield apply(passage.text, [(start, end, escape_words(" ".join(title.split())))])
            outer = _with_quotes(passage.text, start, end)
            yield apply(passage.text, [(*outer, quoted(title, passage.style.quotes))])
        else:
            start, end = _with_quotes(passage.text, start, end)
            start = len(passage.text[:start].rstrip())
            yield apply(passage.text, [(start, end, "")])


def change_link(passage: Passage, wanted: ParsedEntry) -> Iterator[str]:
    """Put another address in the place of the main link's."""
    before, after = passage.said.links[0][0], wanted.links[0][0]
    link = main_link(passage.source, passage.said)
    if link and link.url:
        yield apply(passage.text, [(*link.url, escape_address(after))])
    elif link:  # "[words][1]": its address stands elsewhere, and may be another entry's, too
        yield apply(passage.text, [(link.label[1], link.end, f"]({escape_address(after)})")])
    yield passage.text.replace(before, after, 1)


def change_kind(passage: Passage, wanted: ParsedEntry) -> Iterator[str]:
    """Put the noun for another kind on the link, or before it, with the article that it takes."""
    link = main_link(passage.source, passage.said)
    if link is None:
        return
    word, article = passage.style.word(wanted.kind), passage.style.article(wanted.kind)
    for noun, fitting in ((word, article), (WORDS[wanted.kind], Style().article(wanted.kind))):
        label = passage.text[slice(*link.label)]
        leading = _LEADING.match(label)
        on_link = (*link.label, (fitting if leading else "") + noun)
        fitted = _fit_article(passage.text[: link.start], passage.said.kind, fitting)
        if kind_of_phrase(label) is not None or not passage.said.title or passage.said.title not in label:
            yield apply(passage.text, [on_link] if leading or fitted is None else [on_link, fitted])
        if before := _NOUN_BEFORE.search(passage.text, 0, link.start):
            replaced = (*before.span("noun"), noun)
            fitted = _fit_article(passage.text[: before.start()], passage.said.kind, fitting)
            yield apply(passage.text, [replaced] if fitted is None else [replaced, fitted])
        yield apply(passage.text, [(link.start, link.start, f"{fitting}{noun} ")])


def change_day(passage: Passage, wanted: ParsedEntry) -> Iterator[str]:
    """Write another day in the form of the one before, or in the file's form where there was none."""
    day = wanted.published_on
    for start in _days_may_begin(passage):
        opened = opening_day(passage.text[start:])
        if opened is None:
            continue
        found, rest = opened
        end = start + found.end
        if day is None:
            yield passage.text[:start] + rest
        else:
            style = passage.style
            form = passage.text[start:end]
            yield passage.text[:start] + _like(form, style, day, passage.issue_date) + passage.text[end:]
    if passage.said.published_on is None and day is not None:
        written = passage.style.write_day(day, passage.issue_date)
        yield f"{passage.text[: passage.opening]}{written}, {passage.text[passage.opening :]}"


def change_organizations(passage: Passage, wanted: ParsedEntry) -> Iterator[str]:
    """Put other names in the place of those before."""
    before, after = passage.said.organizations, wanted.organizations
    source = passage.source
    if not before:
        start = _after_day(passage)
        for verb in ("", " published"):
            yield f"{passage.text[:start]}{_listing(after)}{verb} {passage.text[start:]}"
        return
    for spans in _names_in(source, before, passage.opening):
        if not after and (link := main_link(source, passage.said)):
            yield passage.text[: spans[0][0]] + passage.text[link.start :]
        if len(before) == len(after):
            changed = [
                (*span, escape_words(new))
                for span, old, new in zip(spans, before, after, strict=True)
                if old != new
            ]
            yield apply(passage.text, changed)
        if after:
            for listing in (_listing(after), " and ".join(escape_words(name) for name in after)):
                yield apply(passage.text, [(spans[0][0], spans[-1][1], listing)])


def change_summary(passage: Passage, wanted: ParsedEntry) -> Iterator[str]:
    """Change the words that differ; where they cannot be told apart, write the summary anew in its place."""
    for text in _with_summary(passage, passage.said.summary.strip(), wanted.summary.strip()):
        yield wrap_like(passage.text, text, passage.layout.eol)
        yield text


def _with_summary(passage: Passage, before: str, after: str) -> Iterator[str]:
    source, end = passage.source, len(passage.text.rstrip())
    if not before:
        for lead in (" ", ". "):
            words = write_summary(after, [], passage.layout.indent).replace("\n", passage.layout.eol)
            yield passage.text[:end] + lead + words + passage.text[end:]
        return
    for places in _summary_places(source, before, passage.said.title):
        start, end = source.span(places[0], places[-1])
        if not after:
            yield passage.text[:start].rstrip() + passage.text[end:]
            continue
        if (text := reword(source, places, before, after, passage.layout)) is not None:
            yield from _with_lost_links(text, passage.said)
        inside = [Link(url, label) for url, label in passage.said.links[1:]]
        words = write_summary(after, inside, passage.layout.indent).replace("\n", passage.layout.eol)
        yield passage.text[:start] + words + passage.text[end:]


CHANGES: dict[str, Change] = {
    "link": change_link,
    "title": change_title,
    "kind": change_kind,
    "published_on": change_day,
    "organizations": change_organizations,
    "summary": change_summary,
}
"""How each field is changed, in the order in which they are."""


def main_link(source: Source, said: ParsedEntry) -> SourceLink | None:
    """Return the link that the entry is about, where it is written as one with brackets."""
    url, label = said.links[0]
    written = [link for link in source.links if link.url and _address(source.text, link) == url]
    named = [link for link in source.links if source.text[slice(*link.label)].strip() == label and label]
    return next(iter(written or named), None)


def summary_start(passage: Passage) -> int | None:
    """Return where an entry's summary begins in its text, where it stands there in one piece."""
    source = passage.source
    words = " ".join(passage.said.summary.split())
    for first in reversed(range(len(source.spots))) if words else ():
        if places := source.align(words, first):
            start, _ = source.span(places[0], places[-1])
            return next((link.start for link in source.links if link.label[0] == start), start)
    return None


def _address(text: str, link: SourceLink) -> str:
    words = text[slice(*link.url)] if link.url else ""
    return words[1:-1] if words.startswith("<") else words


def _with_quotes(text: str, start: int, end: int) -> tuple[int, int]:
    while start and text[start - 1] in _OPEN:
        start -= 1
    while end < len(text) and (
        text[end] in _CLOSE or (text[end] in ".," and text[end + 1 : end + 2] in tuple(_CLOSE))
    ):
        end += 1
    return start, end


def _fit_article(before: str, was: Kind, article: str) -> tuple[int, int, str] | None:
    """Return the edit that turns "a" into "an" before the link, adds it after "code", or takes it away."""
    match = _ARTICLE.search(before)
    if match:
        return match.start("article"), match.end(), article
    if was is Kind.CODE and article:
        return len(before), len(before), article
    return None


def _days_may_begin(passage: Passage) -> Iterator[int]:
    start = passage.opening
    yield start
    if marks := re.compile(r"[*_\[(]{1,3}").match(passage.text, start):
        yield marks.end()


def _like(form: str, style: Style, day: date, issue_date: date) -> str:
    return Style(day=form, ordinals=style.ordinals).write_day(day, issue_date)


def _after_day(passage: Passage) -> int:
    opened = opening_day(passage.text[passage.opening :])
    return len(passage.text) - len(opened[1]) if opened else passage.opening


def _names_in(source: Source, names: tuple[str, ...], start: int) -> Iterator[list[tuple[int, int]]]:
    """Yield where the names stand, one after the other: first in the opening, then anywhere."""
    for first in source.find(names[0], start=start):
        spans = [source.span(first[0], first[-1])]
        for name in names[1:]:
            places = next(source.find(name, start=spans[-1][1]), None)
            if places is None:
                return
            spans.append(source.span(places[0], places[-1]))
        yield spans


def _listing(names: tuple[str, ...]) -> str:
    written = [escape_words(name) for name in names]
    return written[0] if len(written) == 1 else f"{', '.join(written[:-1])} and {written[-1]}"


def _summary_places(source: Source, summary: str, title: str | None) -> Iterator[list[int]]:
    """Yield where the characters of a summary stand, the last place first; a title may stand inside of it."""
    words = re.sub(r"\s+", " ", summary)
    titles = list(source.find(title)) if title else []
    for first in reversed(range(len(source.spots))):
        if source.spots[first].char.casefold() != words[0].casefold():
            continue
        places = source.align(words, first) or _around_title(source, words, first, titles)
        if places is not None:
            yield places


def _around_title(
    source: Source, words: str, first: int, titles: Sequence[Sequence[int]]
) -> list[int] | None:
    """Lay words over a passage that has a title among them: "a paper from Google “…”. It says"."""
    for found in titles:
        head = source.lay(words, first, before=found[0])
        for cut in range(len(head), 0, -1):
            for gap in range(4):
                tail = source.lay(words, found[-1] + 1 + gap, start=cut)
                if len(tail) == len(words) - cut:
                    return head[:cut] + tail
    return None


def _with_lost_links(text: str, said: ParsedEntry) -> Iterator[str]:
    """Put the links whose words are gone at the end, in brackets, where the archive's reader finds them."""
    lost = [Link(url, label) for url, label in said.links if url not in text]
    if lost:
        end = len(text.rstrip())
        yield f"{text[:end]} {write_summary('', lost, '').strip()}{text[end:]}"
    else:
        yield text
