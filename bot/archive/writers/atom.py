"""Atom, as RFC 4287 has it."""

from datetime import datetime
from xml.etree import ElementTree as ET

from bot.archive.feeds import Feed, FeedEntry, items_feed
from bot.archive.published import PublishedArchive
from bot.archive.writers.xml import document, element


def write_atom(archive: PublishedArchive) -> str:
    """Write the newest items as a feed."""
    return write_atom_feed(items_feed(archive), archive)


def write_atom_feed(feed: Feed, archive: PublishedArchive) -> str:
    """Write any feed. It names its own address where the archive has a site (section 4.1.1, "SHOULD")."""
    root = ET.Element("feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": "en"})
    element(root, "id", feed.id)
    element(root, "title", feed.title)
    element(root, "updated", _moment(feed.updated))
    element(element(root, "author"), "name", archive.name)
    element(root, "generator", "AI News")
    if archive.site:
        element(root, "link", rel="self", type="application/atom+xml", href=archive.address(feed.path))
        element(root, "link", rel="alternate", type="text/html", href=archive.address(feed.home))
    for entry in feed.entries:
        _add(root, entry)
    return document(root)


def _add(root: ET.Element, entry: FeedEntry) -> None:
    one = element(root, "entry")
    element(one, "id", entry.id)
    element(one, "title", entry.title)
    element(one, "published", _moment(entry.published))
    element(one, "updated", _moment(entry.updated))
    if entry.address:
        element(one, "link", rel="alternate", href=entry.address)
    if entry.story and entry.story != entry.address:
        element(one, "link", rel="related", href=entry.story)
    if entry.author:
        element(element(one, "author"), "name", entry.author)
    for tag in entry.tags:
        element(one, "category", term=tag)
    element(one, "content", entry.html, type="html")


def _moment(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
