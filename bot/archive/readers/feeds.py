"""Reads RSS and Atom, as feedparser understands them: what many sites keep of themselves.

feedparser takes declarations of entities out of a document before it is parsed, and expat loads nothing from
outside, so a feed can neither grow in memory nor read other files.
"""

import io
import re
from calendar import timegm
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import feedparser  # type: ignore[import-untyped]  # feedparser ships no types

from bot.archive.parsed import ParsedStories, ParsedStory, Problem
from bot.archive.reading.encodings import guess_text
from bot.archive.reading.html_text import read_html
from bot.archive.reading.source import Source
from bot.archive.reading.words import one_line, passage, tags_of, title_of
from bot.errors import ArchiveFileError

_ENTRY = re.compile(rb"<(?:\w+:)?(?:item|entry)[\s>]", re.IGNORECASE)
_ROOTS = ("<rss", "<feed", "<rdf:rdf", "<atom:feed")


def looks_like_feed(source: Source) -> bool:
    """Say whether a file's first element is that of a feed."""
    text = guess_text(source.head).lstrip().lower()
    return text.startswith("<") and any(root in text[:4096] for root in _ROOTS)


def read_feed(source: Source) -> ParsedStories:
    """Read a feed. It is read leniently, so that a broken one gives what can be read of it.

    Raises:
        ArchiveFileError: nothing in it can be read.
    """
    feed = feedparser.parse(io.BytesIO(source.data), sanitize_html=False, resolve_relative_uris=False)
    broken = feed.get("bozo_exception")
    if not feed.entries:
        line = getattr(broken, "getLineNumber", lambda: 1)() or 1
        reason = f": line {line} is no XML that can be read" if broken and not feed.version else ""
        raise ArchiveFileError(
            f"{source.name} is a feed without entries{reason}.", path=source.name, line=line
        )
    lines = _lines_of_entries(source.data)
    if len(lines) != len(feed.entries):  # in another encoding, or with an entry in a comment
        lines = [0] * len(feed.entries)
    return ParsedStories(source.name, "feed", _stories(feed, lines), count=len(feed.entries))


def _lines_of_entries(data: bytes) -> list[int]:
    lines, line, place = [], 1, 0
    for found in _ENTRY.finditer(data):
        line += data.count(b"\n", place, found.start())
        place = found.start()
        lines.append(line)
    return lines


def _stories(feed: Any, lines: list[int]) -> Iterator[ParsedStory | Problem]:
    broken = feed.get("bozo_exception") if feed.get("bozo") else None
    if broken is not None and hasattr(broken, "getLineNumber"):
        message = (
            f"the feed is broken here ({one_line(str(broken.getMessage()))}): it was read as far as it goes"
        )
        yield Problem(broken.getLineNumber() or 1, message)
    publisher = one_line(read_html(feed.feed.get("title", "")).text)
    for number, (line, entry) in enumerate(zip(lines, feed.entries, strict=True), start=1):
        yield _story(entry, line, f"entry {number}", publisher)


def _story(entry: Mapping[str, Any], line: int, place: str, publisher: str) -> ParsedStory | Problem:
    title = title_of(read_html(str(entry.get("title", ""))).text)
    links = tuple(_links(entry))
    if not links:
        return Problem(line, f"“{title or 'an entry without title'}” has no link", unread=True, place=place)
    content = [str(part.get("value", "")) for part in entry.get("content", [])]
    summary = str(entry.get("summary", "")) or next(iter(content), "")
    published = _moment(entry, "published") or _moment(entry, "updated")
    return ParsedStory(
        line,
        links,
        title=title,
        published_on=published.date() if published else None,
        summary=passage(read_html(summary).text),
        tags=tags_of(str(tag.get("term") or tag.get("label") or "") for tag in entry.get("tags", [])),
        note=f"From the feed “{publisher}”" if publisher else "",
        found_at=published,
        place=place,
    )


def _links(entry: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the entry's own link first, then related ones; enclosures and copies of the entry are none."""
    own = str(entry.get("link") or "")
    guid = str(entry.get("id") or "")
    if not own and guid.startswith(("http://", "https://")):
        own = guid
    if own:
        yield own, ""
    for link in entry.get("links", []):
        href = str(link.get("href") or "")
        if link.get("rel") in ("related", "via") and href and href != own:
            yield href, one_line(str(link.get("title") or ""))


def _moment(entry: Mapping[str, Any], name: str) -> datetime | None:
    found = entry.get(f"{name}_parsed")
    if not found:
        return None
    try:
        return datetime.fromtimestamp(timegm(found), tz=UTC)
    except (ValueError, OverflowError, OSError):
        return None
