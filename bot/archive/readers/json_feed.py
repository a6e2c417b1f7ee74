"""Reads JSON Feed (https://www.jsonfeed.org/version/1.1/) and Pinboard's JSON, a list of bookmarks."""

import json
from collections.abc import Iterator
from typing import Any

from bot.archive.parsed import ParsedStories, ParsedStory, Problem
from bot.archive.reading.encodings import decode_export, guess_text
from bot.archive.reading.html_text import read_html
from bot.archive.reading.moments import read_moment
from bot.archive.reading.source import Source
from bot.archive.reading.words import one_line, passage, tags_of, title_of
from bot.errors import ArchiveFileError


def looks_like_json_feed(source: Source) -> bool:
    """Say whether a file is a JSON Feed, or a list of objects with addresses."""
    text = guess_text(source.head).lstrip()
    if text.startswith("{"):
        return "jsonfeed.org" in text[:4096] or ('"items"' in text and "\n{" not in text[:4096])
    return text.startswith("[") and ('"href"' in text[:4096] or '"url"' in text[:4096])


def read_json_feed(source: Source) -> ParsedStories:
    """Read a JSON Feed's items, or the objects of a list.

    Raises:
        ArchiveFileError: it is no JSON (`line` says where), or has no items.
    """
    text = decode_export(source.data, path=source.name).removeprefix("\ufeff")
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        raise ArchiveFileError(
            f"{source.name} is no JSON: line {error.lineno} cannot be read.",
            path=source.name,
            line=error.lineno,
        ) from error
    except RecursionError as error:
        raise ArchiveFileError(f"{source.name} is nested too deep.", path=source.name, line=1) from error
    except ValueError as error:  # Python reads no whole number of more than 4300 digits
        message = f"{source.name} holds a number that is too long to be read."
        raise ArchiveFileError(message, path=source.name, line=1) from error
    items = document.get("items") if isinstance(document, dict) else document
    if not isinstance(items, list) or not items:
        raise ArchiveFileError(f"{source.name} has no items.", path=source.name, line=1)
    feed = one_line(_text(document, "title")) if isinstance(document, dict) else ""
    return ParsedStories(source.name, "JSON Feed", _stories(items, feed), count=len(items))


def _stories(items: list[Any], feed: str) -> Iterator[ParsedStory | Problem]:
    for number, item in enumerate(items, start=1):
        place = f"item {number}"
        if isinstance(item, dict):
            yield _story(item, place, feed)
        else:
            yield Problem(0, "this is no object", unread=True, place=place)


def _story(item: dict[str, Any], place: str, feed: str) -> ParsedStory | Problem:
    url = next(
        (found for name in ("external_url", "url", "href", "id") if (found := _address(item, name))), ""
    )
    title = title_of(read_html(_text(item, "title") or _text(item, "description")).text)
    if not url:
        return Problem(0, f"“{title or 'an item without title'}” has no link", unread=True, place=place)
    also = _address(item, "url")
    published = read_moment(_text(item, "date_published") or _text(item, "published_on"))
    added = read_moment(_text(item, "time") or _text(item, "date_added"))
    summary = next(
        (
            text
            for name in ("summary", "content_text", "content_html", "extended")
            if (text := _text(item, name))
        ),
        "",
    )
    tags = item.get("tags")
    return ParsedStory(
        0,
        ((url, ""), *(((also, ""),) if also and also != url else ())),
        title=title,
        published_on=published.date() if published else None,
        summary=passage(read_html(summary).text),
        tags=tags_of(map(str, tags) if isinstance(tags, list) else _text(item, "tags").split()),
        note=f"From the feed “{feed}”" if feed else "",
        found_at=added or published,
        place=place,
    )


def _text(item: dict[str, Any], name: str) -> str:
    value = item.get(name)
    return value if isinstance(value, str) else ""


def _address(item: dict[str, Any], name: str) -> str:
    value = _text(item, name).strip()
    return value if name != "id" or value.startswith(("http://", "https://")) else ""
