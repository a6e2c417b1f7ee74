"""Reads bookmarks in the form that Netscape left behind, which browsers, Pinboard and Pocket still write.

https://learn.microsoft.com/previous-versions/windows/internet-explorer/ie-developer/platform-apis/aa753582(v=vs.85)
"""

import re
from collections.abc import Iterator
from html import unescape

from bot.archive.parsed import ParsedStories, ParsedStory, Problem
from bot.archive.reading.encodings import decode_export, guess_text
from bot.archive.reading.html_text import read_html
from bot.archive.reading.moments import read_moment
from bot.archive.reading.source import Source
from bot.archive.reading.words import passage, tags_of, title_of
from bot.errors import ArchiveFileError

_START = re.compile(r"<!doctype netscape-bookmark-file|<title>(?:bookmarks|pocket export)", re.IGNORECASE)
_TOKEN = re.compile(
    r"<(?P<name>a|h[1-6]|dd|dt|dl|/dl|ul|/ul)\b(?P<attributes>(?:[^<>\"']|\"[^\"]*+\"|'[^']*+')*+)>",
    re.IGNORECASE,
)
_ATTRIBUTE = re.compile(
    r"(?P<name>[\w-]+)\s*=\s*(?:\"(?P<double>[^\"]*+)\"|'(?P<single>[^']*+)'|(?P<bare>[^\s>]+))"
)
_END_OF_WORDS = re.compile(r"</?(?:a|h[1-6]|dd|dt|dl|ul|li)\b", re.IGNORECASE)
# Folders that every browser has say nothing of what is in them.
_EVERYBODYS = frozenset(
    {
        "bookmarks",
        "bookmarks bar",
        "bookmarks toolbar",
        "bookmarks menu",
        "other bookmarks",
        "mobile bookmarks",
    }
    | {"favorites", "favorites bar", "favourites", "lesezeichen", "lesezeichen-symbolleiste", "unsorted"}
    | {"unread", "read archive", "imported", "other"}
)
# Browsers bookmark what no server has: queries, scripts, their own pages.
_OWN_PAGES = ("place:", "javascript:", "about:", "chrome:", "edge:", "file:", "data:", "moz-extension:")


def looks_like_bookmarks(source: Source) -> bool:
    """Say whether a file is one of bookmarks."""
    return bool(_START.search(guess_text(source.head)[:4096]))


def read_bookmarks(source: Source) -> ParsedStories:
    """Read bookmarks. Folders become tags, descriptions summaries.

    Raises:
        ArchiveFileError: the file is empty or no text, or holds no bookmark.
    """
    text = decode_export(source.data, path=source.name)
    count = len(re.findall(r"<a\s[^<>]*href", text, re.IGNORECASE))
    if not count:
        raise ArchiveFileError(f"{source.name} holds no bookmark.", path=source.name, line=1)
    return ParsedStories(source.name, "bookmarks", _stories(text), count=count)


def _stories(text: str) -> Iterator[ParsedStory | Problem]:
    folders: list[str] = []
    heading = ""
    pending: ParsedStory | Problem | None = None
    lines = _LineCounter(text)
    for token in _TOKEN.finditer(text):
        name = token["name"].lower()
        if name == "dd":
            if isinstance(pending, ParsedStory):
                pending = _described(pending, _words_after(text, token.end()))
            continue
        if pending is not None:
            yield pending
            pending = None
        if name == "a":
            pending = _bookmark(token, _words_after(text, token.end()), folders, lines.at(token.start()))
        elif name in ("dl", "ul"):
            folders.append(heading)
            heading = ""
        elif name in ("/dl", "/ul"):
            del folders[-1:]
        elif name != "dt":
            heading = read_html(_words_after(text, token.end())).text
    if pending is not None:
        yield pending


def _bookmark(
    token: re.Match[str], words: str, folders: list[str], line: int
) -> ParsedStory | Problem | None:
    attributes = {
        found["name"].lower(): unescape(found["double"] or found["single"] or found["bare"] or "")
        for found in _ATTRIBUTE.finditer(token["attributes"])
    }
    href = attributes.get("href", "").strip()
    title = title_of(read_html(words).text)
    if not href:
        return None
    if href.lower().startswith(_OWN_PAGES):
        scheme = href.split(":", 1)[0].lower()
        return Problem(line, f"“{title or href[:60]}” is no web page ({scheme}:)", unread=True)
    kept = [folder for folder in folders if folder.strip().lower() not in _EVERYBODYS]
    return ParsedStory(
        line,
        ((href, ""),),
        title=title if title != href else None,
        tags=tags_of([*attributes.get("tags", "").split(","), *reversed(kept)]),
        found_at=read_moment(attributes.get("add_date") or attributes.get("time_added") or ""),
    )


def _described(story: ParsedStory, words: str) -> ParsedStory:
    return ParsedStory(
        story.line,
        story.links,
        title=story.title,
        tags=story.tags,
        found_at=story.found_at,
        summary=passage(read_html(words).text),
    )


def _words_after(text: str, at: int) -> str:
    end = _END_OF_WORDS.search(text, at)
    return text[at : end.start() if end else len(text)]


class _LineCounter:
    """Knows the line of a place, for places that come in order."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._place = 0
        self._line = 1

    def at(self, place: int) -> int:
        self._line += self._text.count("\n", self._place, place)
        self._place = place
        return self._line
