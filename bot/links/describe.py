"""What a link is about, in the page's own words: title, summary, who, kind, day, further links."""

from dataclasses import replace

from bot.errors import FetchError, LinkError
from bot.links.canonical import canonicalize, may_replace
from bot.links.fetch import Fetcher
from bot.links.junk import is_blocked
from bot.links.markup import Document
from bot.links.page import PDF, PLAIN, Page
from bot.links.parse import split_url
from bot.links.sources import SOURCES, Source, pdf, plain, web
from bot.models.values import CanonicalLink, Description

_BY_NAME = {source.name: source for source in SOURCES}


def page_url_for(link: CanonicalLink) -> str:
    """The page to read for a link: an arXiv PDF's abstract page says more than the PDF."""
    source = _source_of(link)
    return source.page_url(link) if source and source.page_url else link.clean


def describe(link: CanonicalLink, page: Page) -> Description:
    """Describe a link by its page. Pure; never raises for any page.

    What the page does not say stays empty: a title is None rather than "Just a moment…".
    """
    host = split_url(page.final_url).host.removeprefix("www.")
    reached = _reached(link, page)
    target = reached if _source_of(reached) else link  # a shortener's page tells what it shortened
    if page.content_type == PDF:
        return _filled(target, pdf.describe(page, host))
    if page.content_type == PLAIN:
        return _filled(target, plain.describe(page, host))
    document = Document(page)
    if is_blocked(document.title_tag):
        return describe_unread(link)
    source = _source_at(target, host)
    found = source.describe(target, document) if source else web.describe(target, document)
    others = tuple(other for other in found.links if other.key != link.key)
    return _filled(target, replace(found, links=others))


def describe_unread(link: CanonicalLink) -> Description:
    """What the link alone says: for a page that cannot be read. Kind, site, sometimes the day and a name."""
    source = _source_of(link)
    if source and source.from_link:
        return source.from_link(link)
    known = _filled(link, Description())
    return replace(known, site=known.site or split_url(link.clean).host.removeprefix("www."))


def read_link(link: CanonicalLink, fetcher: Fetcher) -> Description:
    """Fetch the page behind a link and describe it.

    Raises:
        FetchError: the page cannot be read; `describe_unread` still says something.
    """
    return describe(link, fetcher.fetch(page_url_for(link)))


def other_keys(link: CanonicalLink, page: Page, fetcher: Fetcher) -> tuple[CanonicalLink, ...]:
    """The same story's other links: where redirects ended, and what the page calls itself.

    `rel=canonical` is believed (rule 7) only on the same site, never for the front page, and when it answers.
    """
    reached = _reached(link, page)
    found = {reached.key: reached}
    named = Document(page).canonical if page.is_html else page.canonical or ""
    if named and may_replace(page.final_url, named):
        canonical = canonicalize(named)
        if canonical.key not in (link.key, *found) and _answers(canonical, fetcher):
            found[canonical.key] = canonical
    found.pop(link.key, None)
    return tuple(found.values())


def _reached(link: CanonicalLink, page: Page) -> CanonicalLink:
    try:
        return canonicalize(page.final_url)
    except LinkError:  # a redirect may be longer, once escaped, than a link that is handed in
        return link


def _answers(link: CanonicalLink, fetcher: Fetcher) -> bool:
    try:
        fetcher.fetch(link.clean)
    except FetchError:
        return False
    return True


def _source_of(link: CanonicalLink) -> Source | None:
    return _BY_NAME.get(link.key.partition(":")[0])


def _source_at(link: CanonicalLink, host: str) -> Source | None:
    """The source whose page this is; a DOI's page lies with any publisher."""
    source = _source_of(link)
    if source and source.hosts:
        return next((found for found in SOURCES if host in found.hosts), None)
    return source


def _filled(link: CanonicalLink, found: Description) -> Description:
    source = _source_of(link)
    if source is None:
        return found
    return replace(found, kind=found.kind or source.kind, site=found.site or source.site or None)
