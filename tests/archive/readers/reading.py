"""Short ways to read what a test wrote, in whatever format it is."""

from pathlib import Path

from bot.archive.parsed import ParsedFile, ParsedStories, ParsedStory, Problem
from bot.archive.readers import read_source
from bot.archive.reading.source import Source


def read(content: str | bytes, name: str = "links.md") -> ParsedFile | ParsedStories:
    """Read a file as `ainews import` does."""
    data = content.encode() if isinstance(content, str) else content
    return read_source(Source(name, given=data))


def read_issues(content: str, name: str = "links.md") -> ParsedFile:
    """Read a file with issues, and see to it that its segments are the file."""
    parsed = read(content, name)
    assert isinstance(parsed, ParsedFile)
    assert parsed.text == content
    for issue in parsed.issues:
        for entry in issue.entries:
            assert parsed.segments[entry.segment].entry == entry
    return parsed


def read_stories(
    content: str | bytes | Path, name: str = "links.md"
) -> tuple[list[ParsedStory], list[Problem]]:
    """Read a file without issues: its stories, and what there is to tell of it."""
    parsed = read_source(Source.at(content)) if isinstance(content, Path) else read(content, name)
    assert isinstance(parsed, ParsedStories)
    found = list(parsed.stories)
    stories = [one for one in found if isinstance(one, ParsedStory)]
    return stories, [one for one in found if isinstance(one, Problem)]


def read_one(content: str | bytes, name: str = "links.md") -> ParsedStory:
    (story,), _ = read_stories(content, name)
    return story
