"""GitHub: repositories by their description, releases by the first paragraph of their notes."""

import re

from bot.links.junk import tidy
from bot.links.markup import Document
from bot.links.organizations import normalize_organizations
from bot.links.related import related
from bot.links.wording import parse_date, summarize
from bot.models.values import CanonicalLink, Description, Kind

SITE = "GitHub"

_PATH = re.compile(r"https?://(?:www\.)?github\.com/([^/?#]+)/([^/?#]+)", re.IGNORECASE)
_TITLE = re.compile(r"(?:GitHub - )?[\w.-]+/[\w.-]+: (.+?)(?: [·-] GitHub)?")
_INVITATION = re.compile(
    r"\.?\s*(?:-|Contribute to) [\w.-]+/[\w.-]+(?: development by creating an account on GitHub\.?)?$"
)
_RELEASE = re.compile(r"(?:Release )?(.+?) · [\w.-]+/[\w.-]+(?: · GitHub)?")
_NOTES = "//*[@data-test-selector='body-content' or contains(@class, 'markdown-body')]"


def page_url(link: CanonicalLink) -> str:
    """The repository's front page, or the release's own."""
    return link.clean if _is_release(link) else "https://github.com/" + "/".join(_names(link.clean))


def from_link(link: CanonicalLink) -> Description:
    """What the link alone says: whose it is and what it is called."""
    owner, name = _names(link.clean)
    kind = Kind.RELEASE if _is_release(link) else Kind.CODE
    title = f"{name} {_tag(link)}" if kind is Kind.RELEASE else f"{owner}/{name}"
    return Description(title=title, organizations=normalize_organizations([owner]), kind=kind, site=SITE)


def describe(link: CanonicalLink, document: Document) -> Description:
    known = from_link(link)
    return _release(known, document) if known.kind is Kind.RELEASE else _repository(link, known, document)


def _repository(link: CanonicalLink, known: Description, document: Document) -> Description:
    """The page's title holds the description; the column beside the code the home page."""
    title = document.meta("og:title") or document.title_tag
    match = _TITLE.fullmatch(title)
    said = match[1] if match else _INVITATION.sub("", document.meta("og:description", "description"))
    home = document.link_at("//a[@role='link' and contains(@class, 'text-bold') and @href]")
    return Description(
        title=known.title,
        summary=summarize(said),
        organizations=known.organizations,
        kind=Kind.CODE,
        links=related(link, [home] if home else []),
        site=SITE,
    )


def _release(known: Description, document: Document) -> Description:
    match = _RELEASE.fullmatch(document.meta("og:title") or document.title_tag)
    name = (known.title or "").partition(" ")[0]
    called = tidy(match[1]) if match else ""
    notes = document.text_of(f"{_NOTES}//p") or document.meta("og:description")
    days = (
        parse_date(element.get("datetime") or "") for element in document.find("//relative-time | //time")
    )
    return Description(
        title=(called if name.lower() in called.lower() else f"{name} {called}") if called else known.title,
        summary=summarize(notes),
        organizations=known.organizations,
        kind=Kind.RELEASE,
        published_on=next((day for day in days if day), None),
        site=SITE,
    )


def _names(clean: str) -> tuple[str, str]:
    match = _PATH.match(clean)
    return (match[1], match[2].removesuffix(".git")) if match else ("", "")


def _is_release(link: CanonicalLink) -> bool:
    return "/releases/" in link.key


def _tag(link: CanonicalLink) -> str:
    return link.key.rpartition("/releases/")[2]
