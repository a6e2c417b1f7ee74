"""The newsletter's feeds over HTTP, at addresses that only members learn.

Feed readers cannot sign in, so an address that nobody can guess stands for the permission, as calendars
have it. It is made from a secret and the team, so that one team's address says nothing of another's,
and a new secret ends all old addresses. `ainews feeds` prints them.
"""

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import partial
from hashlib import sha256

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.archive.feeds import NEWEST, Feed, issues_feed, items_feed, kind_feed
from bot.archive.published import PublishedArchive, read_published
from bot.archive.writers.atom import write_atom_feed
from bot.archive.writers.json_feed import PATH as JSON_FEED
from bot.archive.writers.json_feed import write_json_feed
from bot.models.values import KIND_NAMES
from bot.store import Store
from bot.store.publications import find_publication
from bot.store.teams import active_team_ids

_ATOM: Mapping[str, Callable[[PublishedArchive], Feed]] = {
    "feed.xml": items_feed,
    "issues.xml": issues_feed,
    **{f"kinds/{kind.value}.xml": partial(kind_feed, kind=kind) for kind in KIND_NAMES},
}
PATHS = (JSON_FEED, *_ATOM)
"""What is served, beneath a team's own address."""

_MAX_AGE = 300
"""Seconds that a reader may keep a feed without asking again."""

_HEADERS: Mapping[str, str] = {
    "Cache-Control": f"private, max-age={_MAX_AGE}",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """A feed as it is served. `changed` is when anything in it changed last, in UTC."""

    body: bytes
    content_type: str
    changed: datetime

    @property
    def tag(self) -> str:
        """The entity tag: the same for the same bytes, on every server."""
        return f'"{sha256(self.body).hexdigest()[:32]}"'


def team_path(secret: str, team_id: int) -> str:
    """Return the part of the address that a team's feeds lie beneath: 160 bits that the secret decides."""
    return hmac.new(secret.encode(), f"ainews feeds {team_id}".encode(), sha256).hexdigest()[:40]


def feed_routes(store: Store, secret: str, *, site: str = "") -> list[Route]:
    """Return the route of all feeds. `site` is where the archive's site is, or nothing."""

    def feed(request: Request) -> Response:
        team_id = _find_team(store, secret, request.path_params["team"])
        answer = _answer(store, team_id, request.path_params["path"], site) if team_id else None
        if answer is None:
            return PlainTextResponse("There is no such feed.", status_code=404, headers=dict(_HEADERS))
        return _respond(request, answer)

    return [Route("/feeds/{team}/{path:path}", feed, methods=["GET"])]


def _find_team(store: Store, secret: str, given: str) -> int | None:
    """Compare with every team's address in constant time, so that none can be guessed letter by letter."""
    with store.read() as session:
        teams = active_team_ids(session)
    found = [team for team in teams if hmac.compare_digest(team_path(secret, team).encode(), given.encode())]
    return found[0] if found else None


def _answer(store: Store, team_id: int, path: str, site: str) -> Answer | None:
    if path not in PATHS:
        return None
    team = store.team(team_id)
    with team.read() as tx:
        publication = find_publication(tx)
    if publication is None:
        return None
    archive = read_published(team, publication, site=site, newest=NEWEST)
    if path == JSON_FEED:
        return _made(items_feed(archive), write_json_feed(archive), "application/feed+json")
    feed = _ATOM[path](archive)
    return _made(feed, write_atom_feed(feed, archive), "application/atom+xml")


def _made(feed: Feed, text: str, content_type: str) -> Answer:
    return Answer(text.encode(), f"{content_type}; charset=utf-8", feed.updated)


def _respond(request: Request, answer: Answer) -> Response:
    headers = {
        **_HEADERS,
        "ETag": answer.tag,
        "Last-Modified": format_datetime(answer.changed.astimezone(UTC), usegmt=True),
    }
    if _is_known(request, answer):
        return Response(status_code=304, headers=headers)
    return Response(answer.body, headers={**headers, "Content-Type": answer.content_type})


def _is_known(request: Request, answer: Answer) -> bool:
    """Tell whether the reader has it already: https://www.rfc-editor.org/rfc/rfc9110#section-13.2.2.

    A date is too coarse for a correction of the same day, so it counts only for readers without tags.
    """
    if (tags := request.headers.get("If-None-Match")) is not None:
        known = {tag.strip().removeprefix("W/") for tag in tags.split(",")}
        return answer.tag in known or "*" in known
    try:
        since = parsedate_to_datetime(request.headers["If-Modified-Since"])
    except (KeyError, ValueError, TypeError):
        return False
    return since.tzinfo is not None and answer.changed <= since
