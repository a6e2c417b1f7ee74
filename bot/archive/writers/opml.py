"""OPML 2.0, the list of feeds that feed readers import: http://opml.org/spec2.opml."""

from xml.etree import ElementTree as ET

from bot.archive.feeds import all_feeds
from bot.archive.published import PublishedArchive
from bot.archive.writers.xml import document, element


def write_opml(archive: PublishedArchive) -> str:
    """Write where the newsletter's feeds are. The archive must have a site."""
    root = ET.Element("opml", {"version": "2.0"})
    element(element(root, "head"), "title", archive.name)
    body = element(root, "body")
    for feed in all_feeds(archive):
        element(
            body,
            "outline",
            type="rss",
            text=feed.title,
            title=feed.title,
            xmlUrl=archive.address(feed.path),
            htmlUrl=archive.address(feed.home),
        )
    return document(root)
