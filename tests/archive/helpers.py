"""Short ways to read what a test wrote."""

from bot.archive.parsed import ParsedEntry, ParsedFile
from bot.archive.readers import read_archive


def parse(text: str | bytes, path: str = "news.md") -> ParsedFile:
    """Read a file, and see to it that its segments are the file."""
    data = text.encode() if isinstance(text, str) else text
    parsed = read_archive(data, path=path)
    assert parsed.text.encode() == data
    for issue in parsed.issues:
        for entry in issue.entries:
            assert parsed.segments[entry.segment].entry == entry
    return parsed


def parse_entry(sentence: str) -> ParsedEntry:
    """Read one entry of the issue of 28 January 2024."""
    (issue,) = parse(f"**28 Jan 2024**\n\n1. {sentence}\n").issues
    (entry,) = issue.entries
    return entry


def entry_line(marker: str, day: str = "27 Jan,", *, number: int = 1, summary: str = "Sum.") -> str:
    """Write an entry in the house form: its link and its title end in `number`."""
    link = f"[paper](https://a.example/{number})"
    return f"{marker}{day} Acme published a {link} “Title {number}”. {summary}".rstrip()


def titles(parsed: ParsedFile) -> list[list[str | None]]:
    """Return the titles of each issue's entries."""
    return [[entry.title for entry in issue.entries] for issue in parsed.issues]
