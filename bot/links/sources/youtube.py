"""YouTube: what a video's page says in its head."""

import re

from bot.links.markup import Document
from bot.links.organizations import normalize_organizations
from bot.links.related import links_in, related
from bot.links.wording import parse_date, summarize, title_of
from bot.models.values import CanonicalLink, Description, Kind

SITE = "YouTube"

_SLOGAN = re.compile(r"enjoy the videos and music you love|share your videos with friends", re.IGNORECASE)


def page_url(link: CanonicalLink) -> str:
    """The page to watch it on; shorts and embeds say less."""
    return f"https://www.youtube.com/watch?v={link.key.partition(':')[2]}"


def describe(link: CanonicalLink, document: Document) -> Description:
    said = document.meta("og:description", "description")
    said = "" if _SLOGAN.search(said) else said
    title = document.meta("og:title", "title") or document.title_tag.removesuffix(" - YouTube")
    channel = document.find("//*[@itemprop='author']/link[@itemprop='name']")
    day = document.meta("datepublished", "uploaddate")
    return Description(
        title=title_of(title, document.host, SITE),
        summary=summarize(said),
        organizations=normalize_organizations(element.get("content") or "" for element in channel),
        kind=Kind.VIDEO,
        published_on=parse_date(day),
        links=related(link, links_in(said)),
        site=SITE,
    )
