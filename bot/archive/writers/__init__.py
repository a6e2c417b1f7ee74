"""Formats that go out: one module each, one row in the table.

To add a format, write `<format>.py` with a function that takes what was published and returns a text, and
add a row. Writers do not import each other. Markdown stands apart: it gives files back as they came in, see
`bot.archive.exporting`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from bot.archive.published import PublishedArchive
from bot.archive.writers.atom import write_atom
from bot.archive.writers.bibtex import write_bibtex
from bot.archive.writers.csv import write_csv
from bot.archive.writers.json_feed import write_json_feed
from bot.archive.writers.jsonl import write_json_lines
from bot.archive.writers.opml import write_opml


@dataclass(frozen=True, slots=True)
class Writer:
    """A format: how its files end, and how it is written. `needs_site`: it lists addresses of the site."""

    suffix: str
    write: Callable[[PublishedArchive], str]
    needs_site: bool = False


WRITERS: dict[str, Writer] = {
    "jsonl": Writer(".jsonl", write_json_lines),
    "csv": Writer(".csv", write_csv),
    "bibtex": Writer(".bib", write_bibtex),
    "opml": Writer(".opml", write_opml, needs_site=True),
    "atom": Writer(".xml", write_atom),
    "json_feed": Writer(".json", write_json_feed),
}
"""By the name that `ainews export --format` takes."""
