"""The archive's files: `import` and `export`."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from bot.archive.exporting import ExportedFile, export_files
from bot.archive.importing import ImportReport, import_file
from bot.archive.importing import Progress as OnProgress
from bot.cli.output import desk, messages, say
from bot.errors import ArchiveFileError, InvalidInputError
from bot.models.values import system_clock


def add_commands(cli: typer.Typer) -> None:
    cli.command("import")(import_)
    cli.command()(export)


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


def export(
    month: Annotated[str | None, typer.Option(help="Only files with an issue of this month.")] = None,
    out: Annotated[Path | None, typer.Option(help="The folder to write to; else standard output.")] = None,
) -> None:
    """Write the archive as Markdown: imported files as they came, later issues by month."""
    if month is not None and not _is_month(month):
        raise typer.BadParameter("A month looks like 2024-01.", param_hint="--month")
    with desk() as opened:
        files = export_files(opened.team, month=month)
    if not files:
        raise InvalidInputError("There is nothing to export.")
    for file in files:
        if out is None:
            sys.stdout.buffer.write(file.text.encode())
        else:
            _write(file, out)


def _write(file: ExportedFile, folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / file.name).write_bytes(file.text.encode())
    except OSError as error:
        raise InvalidInputError(f"{error.filename} cannot be written: {error.strerror}.") from error
    say(str(folder / file.name))


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


def _is_month(text: str) -> bool:
    year, _, month = text.partition("-")
    return len(text) == 7 and year.isdigit() and month.isdigit() and 1 <= int(month) <= 12
