"""Every other page: blogs, news, projects. Structured data first, then preview tags, then its text."""

import re
from datetime import date
from typing import Any

import structlog

from bot.links.citations import describe_paper, has_citation
from bot.links.junk import is_junk_title, letters, tidy
from bot.links.markup import Document
from bot.links.organizations import normalize_organizations
from bot.links.related import related
from bot.links.wording import parse_date, summarize, title_of
from bot.models.values import CanonicalLink, Description, Kind

log = structlog.get_logger(__name__)

_KINDS = {
    "newsarticle": Kind.ARTICLE,
    "analysisnewsarticle": Kind.ARTICLE,
    "opinionnewsarticle": Kind.ARTICLE,
    "reportagenewsarticle": Kind.ARTICLE,
    "article": Kind.ARTICLE,
    "techarticle": Kind.ARTICLE,
    "report": Kind.ARTICLE,
    "blogposting": Kind.POST,
    "socialmediaposting": Kind.POST,
    "discussionforumposting": Kind.POST,
    "scholarlyarticle": Kind.PAPER,
    "videoobject": Kind.VIDEO,
    "softwaresourcecode": Kind.CODE,
}
_BLOG = re.compile(
    r"https?://(?:blogs?|engineering)\.|https?://[^/]*\.?(?:substack|medium|bearblog|wordpress|blogspot)\.|/blogs?/|/posts?/",
    re.I,
)
_FORGE = re.compile(
    r"https?://(?:gitlab\.com|codeberg\.org|bitbucket\.org)/[^/?#]+/[^/?#]+/?$", re.IGNORECASE
)
_RELEASE = re.compile(r"/(?:releases?|changelog|release-notes)(?:/|$)", re.IGNORECASE)
_DAYS = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "publish_date",
    "publish-date",
    "pubdate",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date.issued",
    "dc.date",
    "dcterms.created",
    "date",
)
_TITLES = ("og:title", "twitter:title", "parsely-title", "dc.title")
_SUMMARIES = ("og:description", "twitter:description", "description", "dc.description")
_MAX_GUESSED = 300_000
_MIN_SUMMARY = 30


def describe(link: CanonicalLink, document: Document) -> Description:
    """Describe a page of a site that has no file of its own."""
    if has_citation(document):
        return describe_paper(link, document)
    article = _article(document)
    site = _site(document, article)
    return Description(
        title=_title(document, article, site),
        summary=_summary(document, article),
        organizations=normalize_organizations([site] if site else []),
        kind=_kind(document, article),
        published_on=_day(document, article),
        links=_code(link, document),
        site=site or document.host.removeprefix("www."),
    )


def _article(document: Document) -> dict[str, Any]:
    """The object of the page's structured data that is about the page's own text."""
    return next((found for found in document.structured if _type(found) in _KINDS), {})


def _type(found: dict[str, Any]) -> str:
    kinds = found.get("@type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    names = [str(kind).rpartition("/")[2].lower() for kind in kinds]
    return next((name for name in names if name in _KINDS), names[0] if names else "")


def _title(document: Document, article: dict[str, Any], site: str) -> str | None:
    candidates = [
        _text(article.get("headline")) or _text(article.get("name")),
        *(document.meta(name) for name in _TITLES),
        document.title_tag,
        document.text_of("//h1"),
    ]
    titles = (title_of(candidate, document.host, site) for candidate in candidates if candidate)
    return next((title for title in titles if title), None)


def _summary(document: Document, article: dict[str, Any]) -> str:
    """What the page says of itself; where that is nothing, the first sentences of its text."""
    said = [_text(article.get("description")), *(document.meta(name) for name in _SUMMARIES)]
    for candidate in said:
        if len(candidate) >= _MIN_SUMMARY and not is_junk_title(candidate, document.host):
            return summarize(candidate)
    title = letters(document.meta("og:title") or document.title_tag)
    lines = [
        line for line in _body_text(document).splitlines() if line.strip() and letters(line) not in title
    ]
    return summarize(" ".join(lines[:5])) or summarize(max(said, key=len))


def _body_text(document: Document) -> str:
    """The text of the page without its menus. A library's fault with somebody's HTML loses no submission."""
    # Imported on use: it takes a quarter of a second and 8 MB, and few pages need it.
    from trafilatura import extract

    html = document.html[:_MAX_GUESSED]
    try:
        return extract(html, fast=True, include_comments=False, include_tables=False) or ""
    except Exception:
        log.warning("the text of a page could not be extracted", host=document.host, exc_info=True)
        return ""


def _site(document: Document, article: dict[str, Any]) -> str:
    """Who publishes the page. A site named after its host says nothing more than the host."""
    candidates = [
        _text(article.get("publisher")),
        document.meta("og:site_name", "application-name", "dc.publisher"),
        *(
            _text(found.get("name"))
            for found in document.structured
            if _type(found) in ("website", "organization")
        ),
    ]
    return next((tidy(name) for name in candidates if name and len(name) <= 60 and "http" not in name), "")


def _kind(document: Document, article: dict[str, Any]) -> Kind | None:
    shown = document.meta("og:type").lower()
    if _FORGE.match(document.url):
        return Kind.CODE
    if _RELEASE.search(document.url):
        return Kind.RELEASE
    found = _KINDS.get(_type(article)) if article else None
    if found in (None, Kind.ARTICLE) and _BLOG.search(document.url):
        return Kind.POST
    if found is not None:
        return found
    if shown.startswith("video"):
        return Kind.VIDEO
    return Kind.ARTICLE if shown == "article" or document.meta("article:published_time") else None


def _day(document: Document, article: dict[str, Any]) -> date | None:
    candidates = [_text(article.get("datePublished")), *(document.meta(name) for name in _DAYS)]
    times = document.find("//article//time[@datetime] | //header//time[@datetime] | //time[@pubdate]")
    candidates += [element.get("datetime") or "" for element in times[:3]]
    return next((day for candidate in candidates if (day := parse_date(candidate))), None)


def _code(link: CanonicalLink, document: Document) -> tuple[CanonicalLink, ...]:
    """The paper and the code that a project's page points to with a button; articles point anywhere."""
    if document.meta("og:type").lower() == "article" or document.structured:
        return ()
    buttons = [
        document.absolute(element.get("href") or "")
        for element in document.find("//a[@href]")
        if letters(" ".join(element.itertext())) in ("code", "github", "paper", "arxiv", "pdf", "sourcecode")
    ]
    return related(link, [button for button in buttons if button])


def _text(value: Any) -> str:
    """A text in structured data: itself, or the name of the first thing."""
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        value = value.get("name") or value.get("@value") or ""
    return tidy(value) if isinstance(value, str) else ""
