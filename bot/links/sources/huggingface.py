"""Hugging Face: models, datasets and spaces by their card, papers by the abstract that the hub shows."""

import re

from bot.links.citations import readable
from bot.links.markup import Document
from bot.links.organizations import normalize_organizations
from bot.links.related import links_in, related
from bot.links.wording import parse_date, summarize, title_of
from bot.models.values import CanonicalLink, Description, Kind

SITE = "Hugging Face"

_PATH = re.compile(r"https?://[^/]+/(?:(datasets|spaces)/)?(?:([\w.-]+)/)?([\w.-]+)", re.IGNORECASE)
_SAYS_NOTHING = re.compile(
    r"we[’']re on a journey to advance and democratize|join the discussion on this paper page"
    r"|discover amazing ml apps|^(?:model|dataset) card (?:for|of)|no (?:model|dataset) card",
    re.IGNORECASE,
)
_MIN_PARAGRAPH = 40


def page_url(link: CanonicalLink) -> str:
    """The front page of the model, dataset or space."""
    kind, owner, name = _names(link.clean)
    return "https://huggingface.co/" + "/".join(part for part in (kind, owner, name) if part)


def from_link(link: CanonicalLink) -> Description:
    """What the link alone says."""
    if link.key.startswith("arxiv:"):
        return Description(kind=Kind.PAPER, site=SITE)
    kind, owner, name = _names(link.clean)
    return Description(
        title=name or None,
        organizations=normalize_organizations([owner] if owner else []),
        kind=Kind.CODE if kind == "spaces" else Kind.RELEASE,
        site=SITE,
    )


def describe(link: CanonicalLink, document: Document) -> Description:
    if link.key.startswith("arxiv:"):
        return _paper(link, document)
    known = from_link(link)
    days = (parse_date(str(found.get("dateCreated") or "")) for found in document.structured)
    return Description(
        title=known.title,
        summary=summarize(_card(document)),
        organizations=known.organizations,
        kind=known.kind,
        published_on=next((day for day in days if day), None),
        links=related(link, _papers(document)),
        site=SITE,
    )


def _paper(link: CanonicalLink, document: Document) -> Description:
    abstract = readable(document.text_of("//h2[normalize-space()='Abstract']/following::p[1]"))
    title = document.meta("og:title").removeprefix("Paper page - ") or document.text_of("//h1")
    day = document.text_of("//*[starts-with(normalize-space(text()), 'Published on')]")
    return Description(
        title=title_of(title, document.host, SITE),
        summary=summarize(abstract),
        kind=Kind.PAPER,
        published_on=parse_date(day.removeprefix("Published on ")),
        links=related(link, links_in(abstract)),
        site=SITE,
    )


def _card(document: Document) -> str:
    """The card's first paragraph that says something; the hub's own slogan does not."""
    for element in document.find(
        "//*[contains(@class, 'model-card-content') or contains(@class, 'prose')]//p"
    ):
        words = " ".join("".join(element.itertext()).split())
        if len(words) >= _MIN_PARAGRAPH and not _SAYS_NOTHING.search(words):
            return words
    said = document.meta("og:description", "description")
    return "" if _SAYS_NOTHING.search(said) else said


def _papers(document: Document) -> list[str]:
    return [
        element.get("href") for element in document.find("//a[starts-with(@href, 'https://arxiv.org/abs/')]")
    ][:3]


def _names(clean: str) -> tuple[str, str, str]:
    match = _PATH.match(clean)
    return ((match[1] or "").lower(), match[2] or "", match[3]) if match else ("", "", "")
