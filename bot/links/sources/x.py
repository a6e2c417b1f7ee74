"""X: what a post's page says without its script, which is little; its number tells the day all the same."""

import re
from datetime import UTC, date, datetime

from bot.links.junk import tidy
from bot.links.markup import Document
from bot.links.organizations import is_known, normalize_organizations
from bot.links.related import links_in, related
from bot.links.wording import summarize
from bot.models.values import CanonicalLink, Description, Kind

SITE = "X"

_FIRST_SNOWFLAKE = 1_288_834_974_657  # milliseconds; numbers before November 2010 only counted
_SMALLEST_SNOWFLAKE = 30_000_000_000
_TITLE = re.compile(r"(.+?) on (?:X|Twitter): [\"“](.*)[\"”](?: / (?:X|Twitter))?", re.DOTALL)
_AUTHOR = re.compile(r"(.+?) \(@\w+\)(?: (?:on|/) (?:X|Twitter))?")
_SHORTENED = re.compile(r"\s*(?:https?://t\.co/\w+|pic\.(?:twitter|x)\.com/\w+)")
_HANDLE = re.compile(r"https?://[^/]+/([A-Za-z0-9_]{1,15})/status", re.IGNORECASE)


def from_link(link: CanonicalLink) -> Description:
    """What the link alone says: the day, and the organisation where its handle is known."""
    handle = _HANDLE.match(link.clean)
    owner = [handle[1]] if handle and is_known(handle[1]) else []
    return Description(
        organizations=normalize_organizations(owner),
        kind=Kind.POST,
        published_on=posted_on(int(link.key.partition(":")[2])),
        site=SITE,
    )


def describe(link: CanonicalLink, document: Document) -> Description:
    """A post has no title: its first sentence stands in for one."""
    known = from_link(link)
    title = document.meta("og:title", "twitter:title") or document.title_tag
    match = _TITLE.fullmatch(title)
    author = match[1] if match else _author(title)
    said = document.meta("og:description", "twitter:description").strip('“”"') or (match[2] if match else "")
    words = tidy(_SHORTENED.sub("", said)) if author else ""  # without an author it is X's own notice
    return Description(
        summary=summarize(words),
        organizations=known.organizations or normalize_organizations([author] if author else []),
        kind=Kind.POST,
        published_on=known.published_on,
        links=related(link, links_in(words)),
        site=SITE,
    )


def posted_on(number: int) -> date | None:
    """The day (UTC) in a post's number: its upper bits are milliseconds since November 2010."""
    if number < _SMALLEST_SNOWFLAKE:
        return None
    try:
        return datetime.fromtimestamp(((number >> 22) + _FIRST_SNOWFLAKE) / 1000, UTC).date()
    except (ValueError, OverflowError, OSError):
        return None


def _author(title: str) -> str:
    match = _AUTHOR.fullmatch(title)
    return match[1] if match else ""
