"""Makes titles, summaries and dates of what pages say: tidied, and cut at sentences."""

import re
from datetime import date, datetime

from bot.links.junk import is_blocked, is_junk_title, letters, tidy
from bot.models.text import ELLIPSIS, sentences, shorten, shorten_words
from bot.models.values import MAX_TITLE

MAX_SENTENCES = 3
MAX_SUMMARY_CHARACTERS = 600
"""A summary for the queue and the digest; whoever wants more follows the link."""

_CUT_OFF = re.compile(r"\s*(?:\[?(?:…|\.\.\.)\]?|read more|continue reading)\s*$", re.IGNORECASE)

_SEPARATED = re.compile(r"\s+(?:[|–—·•»]|-|::|/)\s+")

_ISO_DATE = re.compile(r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?(?!\d)")
_COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T|\b)")
_WORDED = (
    "%d %B %Y",
    "%d %b %Y",
    "%B %d, %Y",
    "%b %d, %Y",
    "%a, %d %b %Y",
    "%B %d %Y",
    "%d %B, %Y",
    "%a %b %d %Y",
)


def summarize(text: str) -> str:
    """Return one to three sentences of a text, never cut in a word."""
    whole = tidy(text)
    found = list(sentences(_CUT_OFF.sub("", whole)[:20_000]))
    if found and _CUT_OFF.search(whole) and not found[-1].endswith((".", "!", "?")):
        found[-1:] = [] if len(found) > 1 else [found[0] + ELLIPSIS]  # the page itself broke off
    return shorten(" ".join(found[:MAX_SENTENCES]), MAX_SUMMARY_CHARACTERS)


def title_of(text: str, host: str, site: str = "") -> str | None:
    """Return a title without the site's name at its end, or None where it says nothing (rule 10)."""
    title = tidy(text)
    if is_blocked(title):
        return None
    title = _without_site(title, host, site)
    if not title or is_junk_title(title, host, site):
        return None
    return shorten_words(title, MAX_TITLE)


def parse_date(text: str) -> date | None:
    """Read a day as pages write it, in the page's own time zone; None for what is no day of our time."""
    text = tidy(text)[:60]
    for pattern in (_ISO_DATE, _COMPACT_DATE):
        if match := pattern.match(text):
            year, month, day = match.groups()
            return _plausible(int(year), int(month), int(day)) if day else None
    for form in _WORDED:
        for candidate in (text, " ".join(text.split()[:4]), " ".join(text.split()[:3])):
            try:
                found = datetime.strptime(candidate, form)  # noqa: DTZ007 (a day has no zone)
            except ValueError:
                continue
            return _plausible(found.year, found.month, found.day)
    return None


def _plausible(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if 1990 <= year <= 2100 else None
    except ValueError:
        return None


def _without_site(title: str, host: str, site: str) -> str:
    """Cut `| BBC News` off the end (or the start), where it is the site's name."""
    pieces = _SEPARATED.split(title)
    if len(pieces) < 2:
        return title
    names = {
        letters(site),
        letters(host.removeprefix("www.")),
        letters(host.removeprefix("www.").partition(".")[0]),
    }
    names.discard("")
    if letters(pieces[-1]) in names:
        return title[: title.rindex(pieces[-1])].rstrip(" |–—·•»-:/")
    if letters(pieces[0]) in names:
        return title[len(pieces[0]) :].lstrip(" |–—·•»-:/")
    return title
