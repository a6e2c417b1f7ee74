"""JSON Feed 1.1: https://www.jsonfeed.org/version/1.1/."""

import json
from typing import Any

from bot.archive.feeds import FeedEntry, items_feed
from bot.archive.published import PublishedArchive

PATH = "feed.json"


def write_json_feed(archive: PublishedArchive) -> str:
    """Write the newest items as a feed."""
    feed = items_feed(archive)
    document: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        **_known(home_page_url=archive.address(feed.home), feed_url=archive.address(PATH)),
        "language": "en",
        "authors": [{"name": archive.name}],
        "items": [_item(entry) for entry in feed.entries],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _item(entry: FeedEntry) -> dict[str, Any]:
    story = entry.story if entry.story != entry.address else ""
    return {
        "id": entry.id,
        **_known(url=entry.address, external_url=story),
        "title": entry.title,
        "content_html": str(entry.html),
        "content_text": entry.text,
        "date_published": entry.published.isoformat(),
        "date_modified": entry.updated.isoformat(),
        **_known(tags=list(entry.tags), authors=[{"name": entry.author}] if entry.author else []),
    }


def _known(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}
