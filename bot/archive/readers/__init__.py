"""Archive formats that come in: one module each, one row in the table.

To add a format, write `<format>.py` with a function that sniffs and one that reads, and add a row. Readers
do not import each other; what they share (days, quotes, decoding) stands in modules of its own here.
"""

from dataclasses import dataclass
from typing import Protocol

from bot.archive.parsed import ParsedFile
from bot.archive.readers.markdown import looks_like_markdown, read_markdown
from bot.errors import ArchiveFileError


class Sniff(Protocol):
    """Says from a file's bytes and name whether a reader is for it. It must be quick, and must not raise."""

    def __call__(self, data: bytes, *, path: str) -> bool: ...


class Read(Protocol):
    """Reads a file. Raises ArchiveFileError, and nothing else, where it cannot."""

    def __call__(self, data: bytes, *, path: str) -> ParsedFile: ...


@dataclass(frozen=True, slots=True)
class Reader:
    """A format by its name for people, how it is recognised, and how it is read."""

    name: str
    sniff: Sniff
    read: Read


READERS: tuple[Reader, ...] = (Reader("Markdown newsletter", looks_like_markdown, read_markdown),)
"""Tried from top to bottom; the first that recognises a file reads it."""


def read_archive(data: bytes, *, path: str) -> ParsedFile:
    """Read an archive file in the first format that recognises it.

    Raises:
        ArchiveFileError: no format does, or its reader cannot read the file.
    """
    for reader in READERS:
        if reader.sniff(data, path=path):
            return reader.read(data, path=path)
    names = ", ".join(reader.name for reader in READERS)
    raise ArchiveFileError(
        f"{path} is in no known format.", path=path, line=1, hint=f"Known formats: {names}."
    )
