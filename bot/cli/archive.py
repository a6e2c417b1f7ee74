"""The archive's files on their way in: `import`."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot.app import LocalDesk
from bot.archive.importing import ImportReport, import_file
from bot.archive.parsed import ParsedStories, Problem
from bot.archive.readers import READERS, read_source
from bot.archive.reading.source import Source
from bot.archive.stories import StoriesReport, import_stories
from bot.cli.output import bar, desk, say
from bot.errors import ArchiveFileError
from bot.models.values import system_clock

Format = StrEnum("Format", {reader.format: reader.format for reader in READERS})  # type: ignore[misc]  # its names are the table's

_SHOWN = 20
"""How many remarks are printed without `--verbose`. What was not read is printed whole."""


def add_commands(cli: typer.Typer) -> None:
    cli.command("import")(import_)


def import_(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE", help="Files, or the folder of a Slack export.")
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen; store nothing.")] = False,
    file_format: Annotated[
        Format | None,
        typer.Option("--format", help="What the files are, where the guess is wrong."),
    ] = None,
    queue: Annotated[
        bool, typer.Option("--queue", help="Put new links that no issue had into the queue.")
    ] = False,
    verbose: Annotated[bool, typer.Option("--verbose", help="Print every remark.")] = False,
) -> None:
    """Read archives: newsletters, lists, feeds, bookmarks, CSV, Slack exports.

    What has dates becomes issues, each file whole or not at all.

    Other links come into the archive, where search finds them, and into no queue.

    What is here already stays: run it again after an interruption.
    """
    failed = unqueued = 0
    together = {path.name for path in files}
    with desk() as opened:
        for path in files:
            try:
                unqueued += _import_one(
                    opened,
                    path,
                    file_format,
                    dry_run=dry_run,
                    queue=queue,
                    verbose=verbose,
                    together=together,
                )
            except KeyboardInterrupt:
                say(f"{path}: stopped. Whole batches that came in stay; the same command goes on from there.")
                raise typer.Exit(130) from None
            except ArchiveFileError as error:
                failed += 1
                where = f"{error.path}:{error.line}" if error.line else error.path
                say(f"{where}: not imported: {error}")
    if unqueued and not queue:
        be = "would be" if dry_run else "is" if unqueued == 1 else "are"
        say(f"{_many(unqueued, 'new item')} {be} in the archive, and in no queue (--queue changes that).")
    if failed:
        raise typer.Exit(1)


def _import_one(
    opened: LocalDesk,
    path: Path,
    file_format: Format | None,
    *,
    dry_run: bool,
    queue: bool,
    verbose: bool,
    together: set[str],
) -> int:
    """Import a file or folder, and return how many of its new items no issue has.

    `together` are the names of all files of the command: none of them takes the place of another.
    """
    source = Source.at(path)
    parsed = read_source(source, format=file_format)
    if isinstance(parsed, ParsedStories):
        with bar(path.name) as progress:
            links = import_stories(
                opened.team,
                opened.publication,
                parsed,
                now=system_clock(),
                queue=queue,
                dry_run=dry_run,
                progress=progress,
            )
        _tell_links(links, dry_run=dry_run, verbose=verbose)
        return links.new_items - links.new_printed
    with bar(path.name) as progress:
        issues = import_file(
            opened.team,
            opened.publication,
            source.data,
            path=str(path),
            now=system_clock(),
            dry_run=dry_run,
            progress=progress,
            parsed=parsed,
            beside=together - {path.name},
        )
    _tell_issues(issues, dry_run=dry_run, verbose=verbose)
    return 0


def _tell_issues(report: ImportReport, *, dry_run: bool, verbose: bool) -> None:
    _tell_problems(report.path, report.problems, verbose=verbose)
    counts = f"{_many(report.issues, 'issue')}, {_many(report.entries, 'entry', 'entries')}"
    if report.unchanged:
        say(f"{report.path}: {counts}, all here already.")
        return
    would = "would be " if dry_run else ""
    entries = _many(report.new_entries, "entry", "entries")
    changed = f"{_many(report.changed_issues, 'issue')}, {_many(report.changed_entries, 'entry', 'entries')}"
    say(
        f"{report.path}: {counts}; {would}new: {_many(report.new_issues, 'issue')}, {entries}, "
        f"{_many(report.new_items, 'item')}; {would}changed: {changed}."
    )


def _tell_links(report: StoriesReport, *, dry_run: bool, verbose: bool) -> None:
    _tell_problems(report.path, report.problems, verbose=verbose)
    if report.new_items or verbose:
        _tell_known(report, verbose=verbose)
    counts = f"{report.path}: {report.format}, {_many(report.links, 'link')}"
    unread = sum(problem.unread for problem in report.problems)
    if report.links and report.known + report.repeated == report.links and not report.new_entries:
        say(f"{counts}, all here already.")
        return
    would = "would be " if dry_run else ""
    printed = f", {_many(report.new_entries, 'entry', 'entries')} in issues" if report.new_entries else ""
    say(
        f"{counts}; {would}new: {_many(report.new_items, 'item')}{printed}; here already: {report.known}; "
        f"repeated: {report.repeated}; not read: {unread}."
    )


def _tell_problems(path: str, problems: list[Problem], *, verbose: bool) -> None:
    """Print what was not read, and as many remarks as somebody reads."""
    notes = 0
    for problem in problems:
        notes += not problem.unread
        if problem.unread or verbose or notes <= _SHOWN:
            mark = "not read" if problem.unread else "note"
            say(f"{_where(path, problem.line, problem.place)}: {mark}: {problem.message}")
    if notes > _SHOWN and not verbose:
        say(f"{path}: and {_many(notes - _SHOWN, 'note')} more, which --verbose prints.")


def _tell_known(report: StoriesReport, *, verbose: bool) -> None:
    shown = report.known_items if verbose else report.known_items[:_SHOWN]
    for story, item_id in shown:
        say(f"{_where(report.path, story.line, story.place)}: note: here already as item {item_id}")
    if len(report.known_items) > len(shown):
        more = len(report.known_items) - len(shown)
        say(f"{report.path}: and {more} more that are here already, which --verbose prints.")


def _where(path: str, line: int, place: str) -> str:
    return f"{path}:{line}" if line else f"{path} ({place})" if place else path


def _many(count: int, one: str, more: str = "") -> str:
    return f"{count} {one}" if count == 1 else f"{count} {more or one + 's'}"
