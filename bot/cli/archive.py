"""The archive's files on their way in: `import`."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from bot.archive.importing import ImportReport, import_file
from bot.archive.importing import Progress as OnProgress
from bot.cli.output import desk, messages, say
from bot.errors import ArchiveFileError
from bot.models.values import system_clock


def add_commands(cli: typer.Typer) -> None:
    cli.command("import")(import_)


def import_(
    files: Annotated[list[Path], typer.Argument(help="The newsletter's Markdown files.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen; store nothing.")] = False,
) -> None:
    """Read archive files. Each is stored whole or not at all."""
    failed = 0
    with desk() as opened:
        for path in files:
            try:
                with _progress(path) as progress:
                    report = import_file(
                        opened.team,
                        opened.publication,
                        _read(path),
                        path=str(path),
                        now=system_clock(),
                        dry_run=dry_run,
                        progress=progress,
                    )
            except ArchiveFileError as error:
                failed += 1
                where = f"{error.path}:{error.line}" if error.line else error.path
                say(f"{where}: not imported: {error}")
            else:
                _tell(report, dry_run=dry_run)
    if failed:
        raise typer.Exit(1)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ArchiveFileError(f"{path} cannot be read: {error.strerror}.", path=str(path)) from error


@contextmanager
def _progress(path: Path) -> Iterator[OnProgress]:
    """Show a bar on a terminal, and nothing where standard error is piped."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    out = messages()
    with Progress(*columns, console=out, transient=True, disable=not out.is_terminal) as bar:
        task = bar.add_task(path.name, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _tell(report: ImportReport, *, dry_run: bool) -> None:
    for problem in report.problems:
        mark = "not read" if problem.unread else "note"
        say(f"{report.path}:{problem.line}: {mark}: {problem.message}")
    counts = f"{report.issues} issues, {report.entries} entries"
    if report.unchanged:
        say(f"{report.path}: {counts}, all here already.")
        return
    would = "would be " if dry_run else ""
    say(
        f"{report.path}: {counts}; {would}new: {report.new_issues} issues, {report.new_entries} entries, "
        f"{report.new_items} items; {would}changed: {report.changed_issues} issues, "
        f"{report.changed_entries} entries."
    )
