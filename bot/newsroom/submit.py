"""Handing in a link: from what somebody typed to a described item, once for each story."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from bot.errors import FetchError, InvalidInputError
from bot.links.canonical import canonicalize
from bot.links.find import find_links, without_links
from bot.models.text import shorten, shorten_words
from bot.models.values import (
    MAX_SUMMARY,
    MAX_TAGS,
    MAX_TITLE,
    CanonicalLink,
    Description,
    Item,
    ItemDraft,
    Kind,
    Link,
    Person,
    Publication,
)
from bot.newsroom.permissions import require_contributor
from bot.store import TeamStore, items

ReadLink = Callable[[CanonicalLink], Description]
"""Reads the page behind a link. Raises FetchError where it cannot be read."""

MAX_LINKS = 10
"""How many links one command takes."""

_TAG = re.compile(r"(?<![\w&/#])#([^\W_][\w-]{0,39})")


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody typed, taken apart. `links` are as typed; `note` is what stands around them."""

    links: tuple[str, ...]
    note: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Submission:
    """What became of a link: a new item, or the one that told the story already.

    `problem` says why the page could not be read; the item then has its host as title.
    """

    item: Item
    is_new: bool
    problem: str | None = None


def parse_request(text: str) -> Request:
    """Take `<link> [<link> …] [note] [#tag …]` apart, in any order, as Slack or a terminal hands it over.

    Where no link is found, the first word is taken for one, so that the error can say what is wrong with it.

    Raises:
        InvalidInputError: there is no text, or there are too many links.
    """
    found = [link.url for link in find_links(text)]
    note = without_links(text) if found else ""
    if not found:
        first, _, note = text.strip().partition(" ")
        if not first:
            raise InvalidInputError(
                "There is no link.", field="link", hint="/ainews add <link> [note] [#tag …]"
            )
        found = [first]
    if len(found) > MAX_LINKS:
        raise InvalidInputError(f"One command takes at most {MAX_LINKS} links.", field="link")
    return Request(tuple(found), _TAG.sub("", note).strip(), parse_tags(note))


def parse_tags(text: str) -> tuple[str, ...]:
    """Return the `#tags` of a text in lower case, each once."""
    return tuple(dict.fromkeys(tag.lower() for tag in _TAG.findall(text)))[:MAX_TAGS]


def submit_link(
    team: TeamStore,
    publication: Publication,
    typed: str,
    *,
    by: Person,
    read: ReadLink,
    now: datetime,
    note: str = "",
    tags: tuple[str, ...] = (),
) -> Submission:
    """Store the story behind a link, or find it where it is stored already.

    The page is read outside any transaction. Two people who hand in one link at the same moment get one item.

    Raises:
        LinkError: what was typed is no usable link.
        NotAllowedError: guests do not hand in links.
    """
    require_contributor(by)
    link = canonicalize(typed)
    if (known := find_covered(team, link)) is not None:
        return Submission(known, is_new=False)
    description, problem = _read(link, read)
    draft = _draft(link, description, note=note, tags=tags, by=by)
    with team.write() as tx:
        item, is_new = items.add_item(tx, publication.id, draft, now=now)
    return Submission(item, is_new, problem)


def find_covered(team: TeamStore, link: CanonicalLink) -> Item | None:
    """Return the item that tells the link's story already, removed ones too."""
    with team.read() as tx:
        return items.find_by_key(tx, link.key)


def _read(link: CanonicalLink, read: ReadLink) -> tuple[Description, str | None]:
    try:
        return read(link), None
    except FetchError as error:
        return Description(), error.message


def _draft(
    link: CanonicalLink, description: Description, *, note: str, tags: tuple[str, ...], by: Person
) -> ItemDraft:
    main = _as_link(link)
    title = description.title or (None if description.summary else host(link.clean))
    further = tuple(_as_link(other) for other in description.links if other.key != link.key)
    return ItemDraft(
        links=(main, *further),
        title=shorten_words(title, MAX_TITLE) if title else None,
        organizations=description.organizations,
        kind=description.kind or Kind.OTHER,
        published_on=description.published_on,
        summary=shorten(description.summary, MAX_SUMMARY),
        tags=tags,
        note=shorten(note, MAX_SUMMARY),
        submitted_by=by.id or None,
    )


def _as_link(link: CanonicalLink) -> Link:
    return Link(link.clean, "", link.key, link.key_version, link.original)


def host(url: str) -> str:
    """Return a link's host without `www.`: what stands in for a missing title."""
    return (urlsplit(url).hostname or url).removeprefix("www.")
