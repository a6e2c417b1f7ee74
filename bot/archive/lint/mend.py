"""Making the safe fixes in a file. Each is read again, and left out where it would change more. Pure."""

import re
from collections.abc import Iterable
from dataclasses import replace

from bot.archive.inplace.entry import read_alone
from bot.archive.inplace.fields import Passage, change_organizations
from bot.archive.inplace.style import read_style
from bot.archive.inplace.wording import Layout
from bot.archive.lint.findings import Finding, Fix
from bot.archive.parsed import ParsedEntry, ParsedFile, Segment
from bot.archive.readers import read_kept
from bot.errors import ArchiveFileError

_NUMBER = re.compile(r"(?P<before>\s*[(\[#*_]*)(?P<number>\d{1,9})")


def mend(file: ParsedFile, findings: Iterable[Finding]) -> str:
    """Return a file's text with the fixes of its findings made."""
    fixes = [finding.fix for finding in findings if finding.fix and finding.path == file.name]
    texts = [segment.text for segment in file.segments]
    for fix in fixes:
        mended = _mended(file, texts, fix)
        if _says_the_same(file, "".join(mended), fix):
            texts = mended
    return "".join(texts)


def _mended(file: ParsedFile, texts: list[str], fix: Fix) -> list[str]:
    mended = list(texts)
    for index, number in fix.numbers.items():
        mended[index] = _NUMBER.sub(rf"\g<before>{number}", mended[index], count=1)
    for index, names in fix.names.items():
        segment = replace(file.segments[index], text=mended[index])
        mended[index] = _respelled(file, segment, names)
    return mended


def _respelled(file: ParsedFile, segment: Segment, names: tuple[str, ...]) -> str:
    """Spell the organisations of an entry otherwise, in their place. The sentence may name them, too."""
    said, on = segment.entry, segment.issue
    assert said is not None
    assert on is not None
    style = read_style(file.segments, near=on)
    before = read_alone(segment.text, said, on) or said
    passage = Passage(segment.text, before, on, style, Layout(style.eol))
    for text in change_organizations(passage, replace(before, organizations=names)):
        read = read_alone(text, said, on)
        if read is not None and read.organizations == names and _facts(read) == _facts(before):
            return text
    return segment.text


def _says_the_same(file: ParsedFile, text: str, fix: Fix) -> bool:
    """Read a mended text: but for the numbers and names that were to change, it says what it said."""
    try:
        read = read_kept(text.encode("utf-8", "surrogatepass"), path=file.name, format=file.format)
    except ArchiveFileError:
        return False
    before, after = ([segment.entry for segment in one.segments] for one in (file, read))
    return len(before) == len(after) and all(
        (was is None) == (now is None) and (was is None or now is None or _facts(was) == _facts(now))
        for was, now in zip(before, after, strict=True)
    )


def _facts(entry: ParsedEntry) -> tuple[object, ...]:
    """What no fix may change. A sentence that names the organisation stands in the summary, so not that."""
    return (entry.title, entry.kind, entry.published_on, entry.links, entry.older, len(entry.organizations))
