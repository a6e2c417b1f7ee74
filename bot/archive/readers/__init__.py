"""Archive formats that come in: one module each, one row in the table.

To add a format, write `<format>.py` with a function that sniffs and one that reads, and add a row. Readers
do not import each other; what they share (days, quotes, words, encodings) stands in `bot/archive/reading/`.
"""

from dataclasses import dataclass
from typing import Protocol

from bot.archive.parsed import ParsedFile, ParsedStories
from bot.archive.readers.bookmarks import looks_like_bookmarks, read_bookmarks
from bot.archive.readers.feeds import looks_like_feed, read_feed
from bot.archive.readers.json_feed import looks_like_json_feed, read_json_feed
from bot.archive.readers.json_lines import looks_like_json_lines, read_json_lines
from bot.archive.readers.lists import looks_like_list, read_list
from bot.archive.readers.newsletter import looks_like_markdown, read_markdown
from bot.archive.readers.opml import looks_like_opml, refuse_opml
from bot.archive.readers.slack_export import looks_like_slack_export, read_slack_export
from bot.archive.readers.spreadsheet import looks_like_table, read_table
from bot.archive.reading.source import Source
from bot.errors import ArchiveFileError, InvalidInputError


class Sniff(Protocol):
    """Says from a file's bytes and name whether a reader is for it. It must be quick.

    Raises ArchiveFileError, and nothing else, where the file cannot be opened.
    """

    def __call__(self, source: Source, /) -> bool: ...


class Read(Protocol):
    """Reads a file. Raises ArchiveFileError, and nothing else, where it cannot."""

    def __call__(self, source: Source, /) -> ParsedFile | ParsedStories: ...


@dataclass(frozen=True, slots=True)
class Reader:
    """A format: what `--format` calls it, its name for people, how it is recognised, and how it is read."""

    format: str
    name: str
    sniff: Sniff
    read: Read


def _looks_like_newsletter(source: Source) -> bool:
    return not source.is_folder and looks_like_markdown(source.data, path=source.name)


def _read_newsletter(source: Source) -> ParsedFile:
    return read_markdown(source.data, path=source.name)


READERS: tuple[Reader, ...] = (
    Reader("slack", "Slack export", looks_like_slack_export, read_slack_export),
    Reader("opml", "OPML", looks_like_opml, refuse_opml),
    Reader("feed", "RSS or Atom feed", looks_like_feed, read_feed),
    Reader("bookmarks", "bookmarks", looks_like_bookmarks, read_bookmarks),
    Reader("jsonl", "JSON Lines", looks_like_json_lines, read_json_lines),
    Reader("json", "JSON Feed", looks_like_json_feed, read_json_feed),
    Reader("csv", "CSV with a header", looks_like_table, read_table),
    Reader("list", "Markdown list of links", looks_like_list, read_list),
    Reader("newsletter", "Markdown newsletter", _looks_like_newsletter, _read_newsletter),
)
"""Tried from top to bottom; the first that recognises a file reads it."""


def read_source(source: Source, *, format: str | None = None) -> ParsedFile | ParsedStories:  # noqa: A002
    """Read a file or folder in the given format, or else in the first that recognises it.

    Raises:
        ArchiveFileError: no format does, or its reader cannot read the file.
        InvalidInputError: there is no such format.
    """
    if format is not None:
        return _reader_of(format).read(source)
    for reader in READERS:
        if reader.sniff(source):
            return reader.read(source)
    names = ", ".join(reader.name for reader in READERS)
    raise ArchiveFileError(
        f"{source.name} is in no known format.", path=source.name, line=1, hint=f"Known formats: {names}."
    )


def read_archive(data: bytes, *, path: str) -> ParsedFile:
    """Read a file whose issues are kept with all of its text, in the first format that recognises it.

    Raises:
        ArchiveFileError: no format does, its reader cannot read the file, or the file has no issues.
    """
    parsed = read_source(Source(path, given=data))
    if isinstance(parsed, ParsedFile):
        return parsed
    raise ArchiveFileError(f"{path} holds no issue.", path=path, line=1)


def read_kept(data: bytes, *, path: str, format: str) -> ParsedFile:  # noqa: A002  as the database calls it
    """Read a stored file again, in the form that it was read in when it came; see `ParsedFile.format`.

    Raises:
        ArchiveFileError: the file holds no issue.
    """
    parsed = read_source(Source(path, given=data), format="list" if format == "list" else "newsletter")
    if isinstance(parsed, ParsedFile):
        return parsed
    raise ArchiveFileError(f"{path} holds no issue.", path=path, line=1)


def _reader_of(name: str) -> Reader:
    for reader in READERS:
        if reader.format == name:
            return reader
    names = ", ".join(reader.format for reader in READERS)
    raise InvalidInputError(f"There is no format “{name}”.", hint=f"The formats are: {names}.")
