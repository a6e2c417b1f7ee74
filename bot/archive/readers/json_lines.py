"""Reads the archive's own JSON Lines, as `ainews export --format jsonl` writes them: one item a line."""

import json
from collections.abc import Iterator
from typing import Any

from bot.archive.parsed import ParsedStories, ParsedStory, Problem
from bot.archive.reading.encodings import decode_export, guess_text
from bot.archive.reading.moments import read_day
from bot.archive.reading.source import Source
from bot.archive.reading.words import one_line, passage, tags_of, title_of
from bot.errors import ArchiveFileError
from bot.models.values import Kind


def looks_like_json_lines(source: Source) -> bool:
    """Say whether a file's first line is an object with an address."""
    if source.is_folder:
        return False
    first = guess_text(source.head).lstrip().split("\n", 1)[0].strip()
    if source.ends_with(".jsonl", ".ndjson"):
        return True
    return first.startswith("{") and first.endswith("}") and '"url"' in first and '"items"' not in first


def read_json_lines(source: Source) -> ParsedStories:
    """Read items.

    Raises:
        ArchiveFileError: the file is empty or no text.
    """
    lines = decode_export(source.data, path=source.name).removeprefix("\ufeff").split("\n")
    count = sum(1 for line in lines if line.strip())
    if not count:
        raise ArchiveFileError(f"{source.name} is empty.", path=source.name, line=1)
    return ParsedStories(source.name, "JSON Lines", _stories(lines), count=count)


def _stories(lines: list[str]) -> Iterator[ParsedStory | Problem]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            item = json.loads(line)
        except (ValueError, RecursionError):
            yield Problem(number, "this line is no JSON", unread=True)
            continue
        yield (
            _story(number, item)
            if isinstance(item, dict)
            else Problem(number, "this is no object", unread=True)
        )


def _story(line: int, item: dict[str, Any]) -> ParsedStory | Problem:
    links = tuple(dict.fromkeys(_links(item)))
    if not links:
        return Problem(line, "this item has no link", unread=True)
    kind = _text(item, "kind")
    return ParsedStory(
        line,
        links,
        title=title_of(_text(item, "title")),
        organizations=tuple(one_line(name)[:120] for name in _texts(item, "organizations") if name.strip()),
        kind=Kind(kind) if kind in set(Kind) else None,
        published_on=read_day(_text(item, "published_on")),
        summary=passage(_text(item, "summary")),
        tags=tags_of(_texts(item, "tags")),
        person=_text(item, "submitted_by") or None,
        issue=read_day(_text(item, "issue")),
    )


def _links(item: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the main link first, with the words on it where `links` has it too."""
    links = item.get("links")
    others = [one for one in links if isinstance(one, dict)] if isinstance(links, list) else []
    found = [(_text(one, "url").strip(), one_line(_text(one, "label"))[:200]) for one in others]
    main = _text(item, "url").strip()
    if main:
        yield main, dict(found).get(main, "")
    yield from (one for one in found if one[0])


def _text(item: dict[str, Any], name: str) -> str:
    value = item.get(name)
    return value if isinstance(value, str) else ""


def _texts(item: dict[str, Any], name: str) -> list[str]:
    value = item.get(name)
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
