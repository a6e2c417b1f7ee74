"""Handing in a link: from what somebody typed to a described item, once for each story."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit

from bot.errors import FetchError, InvalidInputError
from bot.links.canonical import canonicalize
from bot.links.describe import describe_unread
from bot.links.find import find_links, without_links
from bot.links.organizations import normalize_organizations
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
from bot.newsroom.follow import note_accepted
from bot.newsroom.limits import count_link
from bot.newsroom.permissions import require_contributor, visible
from bot.newsroom.similar import find_similar
from bot.store import TeamStore, items
from bot.store.organizations import learned_names
from bot.store.related import find_queued_follow_up, find_sharing

ReadLink = Callable[[CanonicalLink], Description]
"""Reads the page behind a link. Raises FetchError where it cannot be read."""

MAX_LINKS = 10
"""How many links one command takes."""

LINKS_AN_HOUR = 20
"""How many links one person may hand in within an hour, unless the settings say otherwise."""

# Where sites send visitors whom they want to log in or to agree first: not where a story lies.
_DETOUR = re.compile(
    r"(?:^|[/._-])(?:log[-_]?in|sign[-_]?in|sign[-_]?up|auth|sso|consent|captcha|challenge|404)(?:[/._-]|$)"
)

_TAG = re.compile(r"(?<![\w&/#])#([^\W_][\w-]{0,39})")


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody typed, taken apart. `links` are as typed; `note` is what stands around them.

    `credit` is the Slack id of whoever found it, where that is not who hands it in.
    """

    links: tuple[str, ...]
    note: str = ""
    tags: tuple[str, ...] = ()
    credit: str | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """What submissions are held to: links an hour for each person, and whose clock the limit is told by."""

    links_an_hour: int = LINKS_AN_HOUR
    timezone: str = "UTC"


@dataclass(frozen=True, slots=True)
class Submission:
    """What became of a link: a new item, or the one that told the story already.

    `problem` says why the page could not be read; the item then has its host as title. `missing` names what
    nobody said yet, in words. `related` items share a link with the new one, and `similar` has nearly its
    title: both inform, and nothing is merged.
    """

    item: Item
    is_new: bool
    problem: str | None = None
    missing: tuple[str, ...] = ()
    related: tuple[Item, ...] = ()
    similar: Item | None = None


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
    return Request(tuple(found), without_tags(note), parse_tags(note))


def parse_tags(text: str) -> tuple[str, ...]:
    """Return the `#tags` of a text in lower case, each once."""
    return tuple(dict.fromkeys(tag.lower() for tag in _TAG.findall(text)))[:MAX_TAGS]


def without_tags(text: str) -> str:
    """Return the words around the `#tags`, on one line."""
    return " ".join(_TAG.sub("", text).split())


def parse_item_id(text: str, *, usage: str) -> tuple[int, str]:
    """Take `<id> [words]` apart; the id may have a `#` before it.

    Raises:
        InvalidInputError: it does not begin with a number.
    """
    word, _, rest = text.strip().partition(" ")
    number = word.removeprefix("#")
    if not number.isascii() or not number.isdigit() or len(number) > 9:
        raise InvalidInputError("Which item? Its number stands on its card.", hint=usage)
    return int(number), rest.strip()


def submit_link(
    team: TeamStore,
    publication: Publication,
    typed: str,
    *,
    by: Person,
    read: ReadLink,
    now: datetime,
    request: Request = Request(()),
    rules: Rules = Rules(),
    real_now: datetime | None = None,
) -> Submission:
    """Store the story behind a link, or find it where it is stored already.

    Of the request, its note, tags and credit are used. The page is read outside any transaction. Two people
    who hand in one story at the same moment, by one link or by two that lead to one page, get one item. Who
    follows a search that finds it hears of it through the outbox, which keeps real time (`real_now`).

    Raises:
        LinkError: what was typed is no usable link.
        NotAllowedError: guests do not hand in links.
        LimitError: the person has handed in as many links as they may for now.
    """
    require_contributor(by)
    link = canonicalize(typed)
    if (known := find_covered(team, link)) is not None:
        return Submission(known, is_new=False)
    count_link(team, by, limit=rules.links_an_hour, timezone=rules.timezone, now=now)
    return _read_and_add(
        team, publication, link, by=by, read=read, now=now, real_now=real_now or now, request=request
    )


def submit_follow_up(
    team: TeamStore,
    publication: Publication,
    typed: str,
    *,
    follows_id: int,
    by: Person,
    read: ReadLink,
    now: datetime,
    request: Request = Request(()),
    rules: Rules = Rules(),
    real_now: datetime | None = None,
) -> Submission:
    """Store a second item for a story that was covered. One that the person has in the queue is found again.

    Raises:
        NotFoundError: the first item is not there any more, or not for this person.
        LinkError, NotAllowedError, LimitError: see `submit_link`.
    """
    require_contributor(by)
    link = canonicalize(typed)
    with team.read() as tx:
        followed = visible(items.get_item(tx, follows_id), by)
        first = followed.follows_id or followed.id
        waiting = find_queued_follow_up(tx, first, request.credit or by.id or None)
    if waiting is not None:
        return Submission(waiting, is_new=False)
    count_link(team, by, limit=rules.links_an_hour, timezone=rules.timezone, now=now)
    return _read_and_add(
        team,
        publication,
        link,
        by=by,
        read=read,
        now=now,
        real_now=real_now or now,
        request=request,
        follows_id=first,
    )


def find_covered(team: TeamStore, link: CanonicalLink) -> Item | None:
    """Return the item that tells the link's story already, removed ones too."""
    with team.read() as tx:
        return items.find_by_key(tx, link.key)


def _read_and_add(
    team: TeamStore,
    publication: Publication,
    link: CanonicalLink,
    *,
    by: Person,
    read: ReadLink,
    now: datetime,
    real_now: datetime,
    request: Request,
    follows_id: int | None = None,
) -> Submission:
    description, problem = _read(link, read)
    with team.write() as tx:
        names = normalize_organizations(description.organizations, learned_names(tx))
        described = replace(description, organizations=names)
        draft = replace(_draft(link, described, request, by), follows_id=follows_id)
        item, is_new = items.add_item(tx, publication.id, draft, now=now)
        if is_new:
            note_accepted(tx, item, now=now, real_now=real_now)
    if not is_new:
        return Submission(item, is_new=False)
    with team.read() as tx:
        related, similar = tuple(find_sharing(tx, item)), find_similar(tx, item)
    if similar in related:
        similar = None
    return Submission(
        item,
        is_new=True,
        problem=problem,
        missing=_missing(described),
        related=related,
        similar=similar,
    )


def _read(link: CanonicalLink, read: ReadLink) -> tuple[Description, str | None]:
    try:
        return read(link), None
    except FetchError as error:
        return describe_unread(link), error.message


def _draft(link: CanonicalLink, description: Description, request: Request, by: Person) -> ItemDraft:
    main = _as_link(link)
    title = description.title or (None if description.summary else host(link.clean))
    further = tuple(_as_link(other) for other in description.links if other.key != link.key)
    credit = request.credit or by.id or None
    return ItemDraft(
        links=(main, *further),
        title=shorten_words(title, MAX_TITLE) if title else None,
        organizations=description.organizations,
        kind=description.kind or Kind.OTHER,
        published_on=description.published_on,
        summary=shorten(description.summary, MAX_SUMMARY),
        tags=request.tags,
        note=shorten(request.note, MAX_SUMMARY),
        submitted_by=credit,
        added_by=by.id if by.id and by.id != credit else None,
        same=_believed(link, description),
    )


def _believed(link: CanonicalLink, description: Description) -> tuple[CanonicalLink, ...]:
    """Return the page's other links that may stand for this story from now on.

    A site that sends every visitor to its front page or to a log-in would make one story of all its links.
    """
    if not description.title:
        return ()
    return tuple(other for other in description.same if other.key != link.key and not _is_detour(link, other))


def _is_detour(link: CanonicalLink, other: CanonicalLink) -> bool:
    asked, reached = urlsplit(link.clean), urlsplit(other.clean)
    is_front_page = not reached.path.strip("/") and not reached.query
    if is_front_page and (asked.path.strip("/") or asked.query):
        return True
    return bool(_DETOUR.search(f"{reached.hostname or ''}{reached.path}".lower()))


def _missing(description: Description) -> tuple[str, ...]:
    said = {
        "its title": description.title,
        "a summary": description.summary,
        "who is behind it": description.organizations,
        "its day": description.published_on,
    }
    return tuple(name for name, value in said.items() if not value)


def _as_link(link: CanonicalLink) -> Link:
    return Link(link.clean, "", link.key, link.key_version, link.original)


def host(url: str) -> str:
    """Return a link's host without `www.`: what stands in for a missing title."""
    return (urlsplit(url).hostname or url).removeprefix("www.")
