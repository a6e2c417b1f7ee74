"""Reading the habits of a file that people wrote by hand, so that what is added looks like theirs. Pure."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise

from bot.archive.inplace.source import read_source
from bot.archive.parsed import ParsedEntry, Segment, SegmentKind
from bot.archive.reading.days import opening_day
from bot.archive.reading.kinds import kind_of_phrase
from bot.archive.writers.days import ordinals_in
from bot.archive.writers.style import HOUSE, QUOTES, WORDS, Style
from bot.models.values import Kind

_NUMBERED = re.compile(r"\s*(?P<number>\d{1,9}[.)])(?P<gap>[^\S\r\n]+)")
_LINE_END = re.compile(r"\r\n|\r|\n")
_TELLING = 300  # entries: more of them tell no other habits
_ENTRY, _ISSUE = SegmentKind.ENTRY, SegmentKind.ISSUE
_ARTICLE = re.compile(r"(?:an?|the|this)\s+", re.IGNORECASE)


def read_style(segments: Sequence[Segment], *, near: date | None = None) -> Style:
    """Read the habits of a file: what most of its entries do, first of all those of the issue `near`."""
    entries = [segment for segment in segments if segment.entry is not None]
    close = [segment for segment in entries if segment.issue == near][:_TELLING]
    entries = entries[:_TELLING]
    forms = [form for segment in entries if (form := _day_form(segment.text, segment.entry))]
    close_forms = [form for segment in close if (form := _day_form(segment.text, segment.entry))]
    numbers = [match for segment in entries if (match := _NUMBERED.match(segment.text))]
    return Style(
        quotes=_most(_quotes(close)) or _most(_quotes(entries)) or HOUSE.quotes,
        gap=_most(match["gap"] for match in numbers) or HOUSE.gap,
        eol=_most(end for segment in segments for end in _LINE_END.findall(segment.text)) or HOUSE.eol,
        day=_usual_form(close_forms) or _usual_form(forms) or HOUSE.day,
        ordinals=ordinals_in(forms) | ordinals_in(close_forms),
        words=_words(entries),
        numbers=_delimiters(entries),
        between=_most(_gaps(segments, _ENTRY, _ENTRY))
        or ("" if _touching(segments, _ENTRY) else HOUSE.between),
        below=_most(_gaps(segments, _ISSUE, _ENTRY)) or ("" if _touching(segments, _ISSUE) else HOUSE.below),
        apart=min(_gaps(segments, _ENTRY, _ISSUE), key=len, default=HOUSE.apart),
        rule=next(_rules(segments), ""),
    )


def _gaps(segments: Sequence[Segment], before: SegmentKind, after: SegmentKind) -> Iterator[str]:
    """Yield the blank lines that stand alone between two pieces of these kinds, as plain line ends."""
    for one, gap, other in zip(segments, segments[1:], segments[2:], strict=False):
        if (one.kind, gap.kind, other.kind) == (before, SegmentKind.TEXT, after) and not gap.text.strip():
            yield "\n" * len(_LINE_END.findall(gap.text))


def _touching(segments: Sequence[Segment], before: SegmentKind) -> bool:
    """Say whether entries follow on such pieces without a blank line."""
    return any(one.kind is before and other.kind is _ENTRY for one, other in pairwise(segments))


def _rules(segments: Sequence[Segment]) -> Iterator[str]:
    """Yield the ruled lines that stand above older finds."""
    for one, gap, other in zip(segments, segments[1:], segments[2:], strict=False):
        if one.entry and other.entry and other.entry.older and not one.entry.older and gap.text.strip():
            yield f"{gap.text.strip()}\n"


def _delimiters(entries: Iterable[Segment]) -> tuple[str, str]:
    found: dict[bool, Counter[str]] = {False: Counter(), True: Counter()}
    for segment in entries:
        if segment.entry and segment.entry.number[:1].isdigit():
            found[segment.entry.older][segment.entry.number[-1]] += 1
    recent = _most(found[False].elements()) or HOUSE.numbers[0]
    return recent, _most(found[True].elements()) or HOUSE.numbers[1]


def _quotes(entries: Iterable[Segment]) -> Iterator[str]:
    for segment in entries:
        if segment.entry is None or not segment.entry.title:
            continue
        source = read_source(segment.text)
        places = next(source.find(segment.entry.title), None)
        if places is None:
            continue
        start, end = source.span(places[0], places[-1])
        pair = segment.text[start - 1 : start] + segment.text[end : end + 1].replace(",", "").replace(".", "")
        if pair in QUOTES:
            yield pair


def _words(entries: Iterable[Segment]) -> dict[Kind, str]:
    """Return the noun that the file mostly puts on links of each kind."""
    counts: dict[Kind, Counter[str]] = {}
    for segment in entries:
        if segment.entry is None:
            continue
        label = _ARTICLE.sub("", segment.entry.links[0][1]).strip()
        if label.islower() and kind_of_phrase(label) is segment.entry.kind and " " not in label:
            counts.setdefault(segment.entry.kind, Counter())[label] += 1
    usual = {kind: _most(found.elements()) or WORDS[kind] for kind, found in counts.items()}
    return {**WORDS, **usual}


def _day_form(text: str, entry: ParsedEntry | None) -> str:
    """Return the day that an entry begins with as it is written there."""
    if entry is None or entry.published_on is None:
        return ""
    match = _NUMBERED.match(text)
    rest = text[match.end() if match else 0 :].lstrip(" \t*_-•")
    opened = opening_day(rest)
    return rest[: opened[0].end] if opened else ""


def _usual_form(forms: Iterable[str]) -> str | None:
    """Return a day in the form that most days have, without a year where most have none."""
    found = list(forms)
    usual = _most(map(_shape, found))
    return next((form for form in found if _shape(form) == usual), None)


def _shape(form: str) -> str:
    words = re.sub(r"[^\W\d]{3,}", "a", form)
    return re.sub(r"\d{1,2}(?:st|nd|rd|th)?(?!\d)", "9", words)


def _most(found: Iterable[str]) -> str | None:
    counts = Counter(found)
    return counts.most_common(1)[0][0] if counts else None
