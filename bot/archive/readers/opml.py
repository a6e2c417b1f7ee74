"""Recognises OPML, a list of feeds. It holds no stories, so it is answered with what to do instead."""

import re
from html import unescape

from bot.archive.parsed import ParsedStories
from bot.archive.reading.encodings import decode_export, guess_text
from bot.archive.reading.source import Source
from bot.errors import ArchiveFileError

_FEED = re.compile(r"\bxmlUrl\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)
_SHOWN = 5


def looks_like_opml(source: Source) -> bool:
    """Say whether a file is OPML."""
    text = guess_text(source.head).lstrip().lower()
    return text.startswith("<") and "<opml" in text[:4096]


def refuse_opml(source: Source) -> ParsedStories:
    """Say what to do with a list of feeds.

    Raises:
        ArchiveFileError: always.
    """
    text = decode_export(source.data, path=source.name)
    feeds = [unescape(double or single) for double, single in _FEED.findall(text)]
    shown = ", ".join(feeds[:_SHOWN]) + (f" and {len(feeds) - _SHOWN} more" if len(feeds) > _SHOWN else "")
    what = f"a list of {len(feeds)} feeds" if len(feeds) != 1 else "a list of one feed"
    raise ArchiveFileError(
        f"{source.name} is {what} (OPML), and holds no stories itself.",
        path=source.name,
        line=1,
        hint=f"Save the feeds and import those files, as in `curl -o feed.xml ADDRESS` and then "
        f"`ainews import feed.xml`. The feeds are: {shown}."
        if feeds
        else "Save the feeds that you read as files and import those.",
    )
