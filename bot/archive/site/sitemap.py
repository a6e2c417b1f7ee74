"""The sitemap, as https://www.sitemaps.org/protocol.html has it."""

from collections.abc import Iterable
from datetime import date
from xml.etree import ElementTree as ET

from bot.archive.published import PublishedArchive
from bot.archive.writers.xml import document, element
from bot.models.pages import issue_page, item_page
from bot.models.values import Entry

_LEFT_OUT = {"404.html", "search.html"}
_MOST = 50_000  # addresses that one sitemap may have


def write_sitemap(archive: PublishedArchive, paths: Iterable[str]) -> str:
    """Write the full addresses of the pages, with the day on which an issue or an item changed last."""
    changed = _changed(archive)
    root = ET.Element("urlset", {"xmlns": "http://www.sitemaps.org/schemas/sitemap/0.9"})
    listed = [path for path in paths if path not in _LEFT_OUT]
    for path in listed[:_MOST]:
        url = element(root, "url")
        element(url, "loc", archive.address("" if path == "index.html" else path))
        if path in changed:
            element(url, "lastmod", changed[path].isoformat())
    return document(root)


def _changed(archive: PublishedArchive) -> dict[str, date]:
    days: dict[str, date] = {}
    for issue in archive.issues:
        days[issue_page(issue.date)] = max([issue.date, *map(_corrected, issue.entries)])
        for entry in issue.entries:
            days.setdefault(item_page(entry.item.id), max(issue.date, _corrected(entry)))
    return days


def _corrected(entry: Entry) -> date:
    return entry.corrected_on or date.min
