"""The lint as a whole: files or the archive in the database in, findings out."""

from collections.abc import Sequence

from bot.archive.exporting import export_files
from bot.archive.lint.entries import check_entries
from bot.archive.lint.findings import Finding
from bot.archive.lint.likeness import check_likeness
from bot.archive.lint.links import Progress, check_links
from bot.archive.lint.mend import mend
from bot.archive.lint.numbering import check_numbering
from bot.archive.parsed import ParsedFile
from bot.archive.readers import read_kept
from bot.newsroom.submit import ReadLink
from bot.store import TeamStore

_ROUNDS = 4
"""A fix can lead to another one: two spellings that became one are counted anew."""


def read_stored_files(team: TeamStore) -> list[ParsedFile]:
    """Read the archive in the database as it would be exported now, so that lines are those of an export."""
    return [
        read_kept(file.text.encode(), path=file.name, format=file.format)
        for file in export_files(team)
        if file.dates
    ]


def lint(files: Sequence[ParsedFile], *, one_archive: bool = False) -> list[Finding]:
    """Return what is worth a look, file by file and line by line.

    In `one_archive`, two files may print one issue: what both have of it is one entry there, and told once.
    """
    found = [finding for file in files for finding in (*check_entries(file), *check_numbering(file))]
    return in_order(files, [*found, *check_likeness(files, one_archive=one_archive)])


def lint_links(
    files: Sequence[ParsedFile], read: ReadLink, *, progress: Progress = lambda _done, _all: None
) -> list[Finding]:
    """Return the links that no longer answer. Every link is read once."""
    return in_order(files, list(check_links(files, read, progress=progress)))


def in_order(files: Sequence[ParsedFile], findings: Sequence[Finding]) -> list[Finding]:
    """Sort findings as the files stand and as they are read."""
    place = {file.name: at for at, file in enumerate(files)}
    return sorted(findings, key=lambda finding: (place[finding.path], finding.line, finding.check))


def mend_all(files: Sequence[ParsedFile]) -> list[ParsedFile]:
    """Make every safe fix. A second run finds none that is left."""
    mended = list(files)
    for _ in range(_ROUNDS):
        findings = lint(mended)
        texts = [mend(file, findings) for file in mended]
        if texts == [file.text for file in mended]:
            break
        mended = [
            read_kept(text.encode("utf-8", "surrogatepass"), path=file.name, format=file.format)
            for text, file in zip(texts, mended, strict=True)
        ]
    return mended
