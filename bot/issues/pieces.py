"""What the root and the entries of an issue have in common: an entry's words at a given length, and parts."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from bot.blockkit.blocks import Block, context, section
from bot.blockkit.escape import link as slack_link
from bot.blockkit.escape import literal
from bot.blockkit.limits import CONTEXT_ELEMENTS
from bot.models.text import sentences, shorten, shorten_words
from bot.models.values import Entry, Issue, Link, Part

EVENT_TYPE = "ainews_part"
"""Of the metadata by which a message is recognised as one of ours: see https://docs.slack.dev/messaging/message-metadata."""

TITLE, _TEASER, _NAME = 150, 240, 60
LINK_IN_LIST, LINK_IN_NOTE, LINK_IN_HEAD = 1_000, 1_900, 2_500
"""How many characters of a text a link may take: a list shares its room, an entry's own link comes first."""
_EMPTY_LABELS = {"", "here", "link", "this", "this link", "click here"}


def words_of(
    entry: Entry, share: float = 1, *, names: int = 3, title: int = TITLE, link: int = LINK_IN_LIST
) -> dict[str, Any]:
    """Return what templates print of an entry: `share` of the usual length, at most `names` organisations."""
    return {
        "headline": shorten_words(_headline(entry), int(title * share)),
        "url": clickable(entry.item.url, link),
        "kind": entry.item.kind.value,
        "organizations": name_some(entry.organizations, names, int(_NAME * share)),
        "published_on": entry.item.published_on,
        "teaser": shorten(_teaser(entry), int(_TEASER * share)),
    }


_FIELDS = {
    "title": "title",
    "summary": "summary",
    "organizations": "organisations",
    "kind": "kind",
    "published_on": "day",
    "links": "links",
}


def changes_of(entry: Entry) -> list[str]:
    """Return in words what was corrected of an entry after publication."""
    return [_FIELDS[name] for name in entry.corrected.split(",") if name in _FIELDS]


def name_some(names: tuple[str, ...], most: int, length: int) -> list[str]:
    """Return at most `most` words for a list of names, the last one "9 more" where they are too many."""
    if most <= 0:
        return []
    short = [shorten_words(" ".join(name.split()), max(length, 2)) for name in names if name.strip()]
    return short if len(short) <= most else [*short[: most - 1], f"{len(short) - most + 1} more"]


def clickable(url: str, longest: int) -> str:
    """Return the address, or nothing where its link would be too long: then the words stand alone."""
    return url if len(slack_link(url)) <= longest else ""


def label_of(link: Link) -> str:
    """Return the words on a link: its own, or the host where they say nothing ("here")."""
    words = " ".join(link.label.split())
    if words.casefold() not in _EMPTY_LABELS:
        return shorten_words(words, _NAME)
    try:
        host = urlsplit(link.url).hostname or link.url
    except ValueError:
        host = link.url
    return shorten_words(host.removeprefix("www."), _NAME)


def sections(texts: Iterable[str]) -> list[Block]:
    """Return a section for each text that shows something: Slack refuses empty ones."""
    return [section(text) for text in texts if text]


def notes(texts: Iterable[str]) -> list[Block]:
    """Return small grey texts, those that show something: as many context blocks as they need."""
    shown = [text for text in texts if text]
    return [
        context(*shown[start : start + CONTEXT_ELEMENTS]) for start in range(0, len(shown), CONTEXT_ELEMENTS)
    ]


def make_part(issue: Issue, position: int, piece: int, text: str, blocks: list[Block]) -> Part:
    """Return a part with the metadata that it is found again by: flat, small, and without row ids."""
    payload = {
        "publication": shorten_words(issue.publication, _NAME),
        "issue_date": issue.date.isoformat(),
        "position": position,
        "piece": piece,
    }
    return Part(position, piece, text, blocks, {"event_type": EVENT_TYPE, "event_payload": payload})


def _headline(entry: Entry) -> str:
    """On one line, and never empty to the eye; a sentence that stands in for a title loses its full stop."""
    words = " ".join(entry.headline.split())
    if not entry.item.title:
        words = words.rstrip(".。") or words
    return words if literal(words).strip() else entry.item.url


def _teaser(entry: Entry) -> str:
    """The summary on one line, without the sentence that stands in for a title."""
    said = sentences(entry.summary)[0 if entry.item.title else 1 :]
    return " ".join(" ".join(said).split())
