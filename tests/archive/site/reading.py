"""Pages as a browser reads them: elements, links, and where those lead."""

from posixpath import join, normpath
from typing import cast
from urllib.parse import unquote, urlsplit

from lxml import html  # type: ignore[import-untyped]  # it ships no types

from bot.archive.published import PublishedArchive
from bot.archive.site.pages import Site
from bot.archive.site.templates import SiteTemplates


def pages_of(
    archive: PublishedArchive, templates: SiteTemplates, *, has_search: bool = True
) -> dict[str, bytes]:
    return dict(Site(archive, templates, has_search=has_search).pages())


def parse(page: bytes) -> html.HtmlElement:
    return html.document_fromstring(page.decode())


def xpath(page: bytes | html.HtmlElement, path: str) -> list[str]:
    """Return what an expression finds: texts, or attributes."""
    root = parse(page) if isinstance(page, bytes) else page
    return [str(one) for one in cast("list[object]", root.xpath(path))]


def text_of(page: bytes) -> str:
    """Return the words in the middle of a page."""
    return " ".join(parse(page).xpath("//main")[0].text_content().split())


def links_within(path: str, page: bytes) -> dict[str, str]:
    """Return what a page asks of the site itself, links and all else: the file in the site, by address."""
    found = xpath(page, "//@href | //@src | //@action")
    own = [url for url in found if not urlsplit(url).scheme]
    return {url: _target(path, unquote(urlsplit(url).path)) for url in own}


def _target(path: str, asked: str) -> str:
    return normpath(join(path.rpartition("/")[0], asked)) if asked else path
