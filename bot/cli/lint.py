"""`lint`: what an editor would mark in the archive, and mending what is safe to mend."""

import difflib
import os
import shlex
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from bot.app import LocalDesk, build_reader
from bot.archive.importing import import_file
from bot.archive.lint.findings import Finding
from bot.archive.lint.run import in_order, lint_links, mend_all, read_stored_files
from bot.archive.lint.run import lint as find
from bot.archive.parsed import ParsedFile
from bot.archive.readers import read_archive
from bot.archive.reading.decode import lines_of
from bot.cli.output import bar, console, desk, plain, print_json, say
from bot.cli.terminal import AsJson
from bot.errors import ArchiveFileError, InvalidInputError
from bot.links.fetch import Fetcher
from bot.models.values import system_clock
from bot.templating import plural

_COLOURS = {"+": "green", "-": "red", "@": "cyan"}


@dataclass(frozen=True, slots=True)
class _Change:
    """A file before and after it was mended."""

    before: ParsedFile
    after: ParsedFile

    def diff(self) -> Iterator[str]:
        """Return the lines of a unified diff, as `patch` reads them."""
        before, after, name = lines_of(self.before.text), lines_of(self.after.text), self.before.name
        for line in difflib.unified_diff(before, after, name, name, n=1):
            yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


Keep = Callable[[Sequence[_Change]], None]
"""Puts mended files where they came from."""


def add_commands(cli: typer.Typer) -> None:
    cli.command()(lint)


def lint(
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="FILE", help="The newsletter's Markdown; without it, the archive."),
    ] = None,
    fix: Annotated[bool, typer.Option("--fix", help="Mend what is safe, and show what changed.")] = False,
    links: Annotated[bool, typer.Option("--links", help="Also read every link; it takes a while.")] = False,
    as_json: AsJson = False,
) -> None:
    """Look through the archive like an editor: what comes twice, odd days, numbers, spellings, dead links.

    The exit status is 1 where something is left to look at.
    """
    if files:
        _lint(_read_all(files), _write_files, fix=fix, links=links, as_json=as_json)
        return
    with desk() as opened:
        parsed = read_stored_files(opened.team)
        if not parsed:
            raise InvalidInputError("The archive is empty.", hint="ainews import reads one.")
        keep = partial(_import_files, opened)
        _lint(parsed, keep, fix=fix, links=links, as_json=as_json, one_archive=True)


def _lint(
    files: Sequence[ParsedFile],
    keep: Keep,
    *,
    fix: bool,
    links: bool,
    as_json: bool,
    one_archive: bool = False,
) -> None:
    mended = mend_all(files) if fix else list(files)
    changes = [
        _Change(before, after)
        for before, after in zip(files, mended, strict=True)
        if before.text != after.text
    ]
    keep(changes)
    found = find(mended, one_archive=one_archive)
    if links:
        with bar("links") as progress:
            dead = lint_links(mended, build_reader(Fetcher()), progress=progress)
        found = in_order(mended, [*found, *dead])
        _warn_offline(mended, dead)
    if as_json:
        print_json(
            {
                "files": [file.name for file in files],
                "findings": [finding.as_json() for finding in found],
                "diff": "".join(line for change in changes for line in change.diff()),
            }
        )
    else:
        for change in changes:
            _show_diff(change)
        _tell(found, changes, fixing=fix)
    if found:
        raise typer.Exit(1)


def _read_all(paths: Sequence[Path]) -> list[ParsedFile]:
    """Read the files that were named, each once.

    Raises:
        ArchiveFileError: one of them cannot be read, or is no newsletter.
    """
    files: list[ParsedFile] = []
    for path in dict.fromkeys(paths):
        try:
            data = path.read_bytes()
        except OSError as error:
            raise ArchiveFileError(f"{path} cannot be read: {error.strerror}.", path=str(path)) from error
        files.append(read_archive(data, path=str(path)))
    return files


def _write_files(changes: Sequence[_Change]) -> None:
    """Put mended files in the place of those before; none where one of them is read-only.

    Raises:
        InvalidInputError: a file is read-only, or cannot be written.
    """
    paths = [Path(change.before.name).resolve() for change in changes]
    for change, path in zip(changes, paths, strict=True):
        if not _is_writable(path):
            raise InvalidInputError(
                f"{change.before.name} is read-only, so nothing was mended.",
                hint=f"If it should be: chmod u+w {shlex.quote(change.before.name)}",
            )
    for change, path in zip(changes, paths, strict=True):
        try:
            _replace(path, change.after.text.encode())
        except OSError as error:
            raise InvalidInputError(f"{change.before.name} cannot be written: {error.strerror}.") from error


def _is_writable(path: Path) -> bool:
    """Say whether a file may be written. Root may write all, but whoever took the right away meant that."""
    return bool(path.stat().st_mode & 0o222) and os.access(path, os.W_OK)


def _replace(path: Path, data: bytes) -> None:
    """Write a file whole or not at all, with the rights that it had."""
    mode = path.stat().st_mode
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
        written = Path(file.name)
        try:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            written.chmod(mode)
            written.replace(path)
        except OSError:
            written.unlink()
            raise


def _import_files(opened: LocalDesk, changes: Sequence[_Change]) -> None:
    """Let the database take over what was mended, as if somebody had mended an export and imported it."""
    for change in changes:
        data, name = change.after.text.encode(), change.after.name
        beside = {one.after.name for one in changes} - {name}
        import_file(opened.team, opened.publication, data, path=name, now=system_clock(), beside=beside)


def _warn_offline(files: Sequence[ParsedFile], dead: Sequence[Finding]) -> None:
    links = sum(len(entry.links) for file in files for issue in file.issues for entry in issue.entries)
    if links and len(dead) == links:
        say("Not one link answered: is this machine connected to the internet?")


def _show_diff(change: _Change) -> None:
    if not sys.stdout.isatty():
        sys.stdout.write("".join(change.diff()))
        return
    out = console()
    for line in change.diff():
        colour = _COLOURS.get(line[0], "default")
        out.print(f"[{colour}]{plain(line.rstrip())}[/]")


def _tell(found: Sequence[Finding], changes: Sequence[_Change], *, fixing: bool) -> None:
    out = console()
    for finding in found:
        where = f"{finding.path}:{finding.line}"
        out.print(f"{plain(where)}: [bold]{finding.check.value}[/]: {plain(finding.message)}")
        out.print(f"    {plain(finding.proposal)}")
    if changes:
        say(f"Mended: {', '.join(change.before.name for change in changes)}.")
    if not found:
        say("Nothing is left to look at." if changes else "Nothing to look at.")
        return
    counts = Counter(finding.check.value for finding in found)
    say(f"{plural(len(found), 'finding')}: {', '.join(f'{count} {name}' for name, count in counts.items())}.")
    safe = sum(finding.fix is not None for finding in found)
    if safe and not fixing:
        say(f"{safe} of them can be mended at once: add --fix.")
