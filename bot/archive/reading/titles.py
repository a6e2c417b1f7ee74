"""Where an entry's title stands: in quotes after its link or before it, or as the link's own words."""

import re
from dataclasses import dataclass
from enum import Enum, auto

from bot.archive.reading.kinds import kind_of_phrase
from bot.archive.reading.prose import Span
from bot.archive.reading.quotes import is_opening, opening_of, quotation

_TO_TITLE = re.compile(r"[\s,:()–—-]{0,4}(?:(?:titled|entitled|called|named)\s?[:,]?\s?)?", re.IGNORECASE)
_CLAUSE = re.compile(
    r"[\s,]{0,2}(?P<joint>from|by|of|in|at|with|together with|in collaboration with)\s"
    r"(?P<words>[^“”\"«»„]{1,120})",
    re.IGNORECASE,
)
_NEW_SENTENCE = re.compile(r"[.!?…]\s+[A-Z“\"]")
# Between a title and the link after it: "“Title” ([paper](…))", "“Title”, a [paper](…)".
_BACK = re.compile(
    r"[\s,:;(\[–—-]{0,4}(?:\b(?:a|an|the|this|their|its|in|as|new|working|research|blog)\s){0,3}"
)
_LONGEST_WAY_BACK = 40  # characters
_POINTERS = frozenset(
    {"here", "this", "link", "online", "more", "source", "details", "website", "page", "project", "homepage"}
    | {"url", "this link", "read more", "more here", "the link", "project page", "project link"}
)


class Place(Enum):
    AFTER = auto()
    BEFORE = auto()
    LABEL = auto()


@dataclass(frozen=True, slots=True)
class Title:
    """A title without its quotes. In the text it stands from `start` to `end`, with its quotes and its lead.

    `joint` and `clause` are what stands between the link and the title: "from" and "Google".
    """

    words: str
    place: Place
    start: int
    end: int
    joint: str = ""
    clause: str = ""


def find_title(text: str, link: Span, *, sourced: bool) -> Title | None:
    """Find the title of what a link leads to, None where the entry has none.

    `sourced`: the link is the source of a statement ("according to …"), so that quotes later in the
    statement are no title.
    """
    return (
        _quoted_label(text, link)
        or _after(text, link)
        or (None if sourced else _after_clause(text, link) or _before(text, link))
    )


def title_of_label(text: str, link: Span) -> Title | None:
    """Take the link's own words for the title, where they are neither its kind nor "here"."""
    if kind_of_phrase(link.label) or is_pointer(link.label):
        return None
    return Title(link.label, Place.LABEL, link.start, link.end)


def is_pointer(label: str) -> bool:
    """Say whether a link's words only point to it, as "here" does, or are none."""
    return not label or label.lower().strip(" .") in _POINTERS


def _quoted_label(text: str, link: Span) -> Title | None:
    label = text[link.start : link.end]
    found = quotation(label, 0) if is_opening(label, 0) else None
    if found and found[1] == len(label):
        return Title(_tidy(found[0], text, link.end), Place.LABEL, link.start, link.end)
    return None


def _after(text: str, link: Span) -> Title | None:
    lead = _TO_TITLE.match(text, link.end)
    return _quoted(text, link.end, lead.end()) if lead else None


def _after_clause(text: str, link: Span) -> Title | None:
    clause = _CLAUSE.match(text, link.end)
    if clause is None or _NEW_SENTENCE.search(clause["words"]):
        return None
    words = re.sub(r"[\s,:–—-]+$|[\s,]+(?:titled|entitled|called|named)[\s,:]*$", "", clause["words"])
    start = clause.start("words") + len(words)
    return _quoted(text, start, clause.end(), joint=clause["joint"].lower(), clause=words.strip())


def _quoted(text: str, start: int, at: int, *, joint: str = "", clause: str = "") -> Title | None:
    if not is_opening(text, at) or text[at - 1 : at].isalnum():
        return None
    found = quotation(text, at)
    if found is None:
        return None
    return Title(_tidy(found[0], text, found[1]), Place.AFTER, start, found[1], joint, clause)


def _before(text: str, link: Span) -> Title | None:
    nearest = max(0, link.start - _LONGEST_WAY_BACK)
    for end in range(link.start, nearest, -1):
        if text[end - 1] in "”\"»’'」》“" and not text[end : end + 1].isalnum():
            lead = _BACK.match(text, end)
            rest = text[lead.end() if lead else end : link.start].strip(" (")
            if rest and kind_of_phrase(rest) is None:
                return None
            start = opening_of(text, end)
            found = quotation(text, start) if start is not None else None
            return Title(_tidy(found[0], text, end), Place.BEFORE, start or 0, end) if found else None
    return None


def _tidy(words: str, text: str, end: int) -> str:
    """Take out the comma or full stop that American typesetters put before the closing quote."""
    if text[end : end + 1] in {".", ","}:
        return words
    if words.endswith(","):
        return words[:-1].rstrip()
    if words.endswith(".") and not words.endswith("..") and "." not in words.split()[-1][:-1]:
        return words[:-1].rstrip()
    return words
