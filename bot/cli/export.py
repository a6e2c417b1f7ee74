"""`export`: the archive as Markdown, as a site, and in the formats that other programs read."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot.app import LocalDesk
from bot.archive.exporting import ExportedFile, export_files
from bot.archive.published import PublishedArchive, read_published
from bot.archive.site.build import build_site
from bot.archive.site.search_index import find_indexer
from bot.archive.site.templates import SiteTemplates
from bot.archive.writers import WRITERS
from bot.cli.output import desk, say
from bot.cli.privacy import export_everything
from bot.errors import ConfigError, InvalidInputError
from bot.paths import data_folder
from bot.templating import plural

MARKDOWN = "markdown"
_TOLD = 20
"""Edits of one file that are told one by one, where the file has no place for them."""

Format = StrEnum("Format", {name: name for name in (MARKDOWN, *WRITERS)})  # type: ignore[misc]  # its names are the table's


def add_commands(cli: typer.Typer) -> None:
    cli.command()(export)


def export(
    month: Annotated[str | None, typer.Option(help="Only files or issues of this month, YYYY-MM.")] = None,
    out: Annotated[
        Path | None, typer.Option(help="The folder to write to, or one file; else standard output.")
    ] = None,
    format_: Annotated[Format, typer.Option("--format", help="What to write.")] = Format(MARKDOWN),
    site: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write a website into this folder instead.")
    ] = None,
    with_names: Annotated[
        bool, typer.Option("--with-names", help="Say who handed each item in. Not in Markdown.")
    ] = False,
    everything: Annotated[
        bool, typer.Option("--everything", help="All that the team has, as JSON Lines; no tokens.")
    ] = False,
) -> None:
    """Write what was published: as Markdown, for other programs, or as a website."""
    if month is not None and not _is_month(month):
        raise typer.BadParameter("A month looks like 2024-01.", param_hint="--month")
    if site is not None and (out is not None or month is not None or format_ != MARKDOWN):
        raise typer.BadParameter("It stands alone, or with --with-names.", param_hint="--site")
    if everything and (site is not None or month is not None or format_ != MARKDOWN):
        raise typer.BadParameter("It stands alone, or with --out.", param_hint="--everything")
    with desk() as opened:
        if everything:
            export_everything(opened, out)
        elif site is not None:
            _write_site(opened, site, with_names=with_names)
        elif format_ == MARKDOWN:
            _write_files(export_files(opened.team, month=month, templates=opened.templates), out)
        else:
            _write_format(opened, format_, out, month=month, with_names=with_names)


def _write_site(opened: LocalDesk, folder: Path, *, with_names: bool) -> None:
    indexer = find_indexer()
    templates = SiteTemplates(data_folder("templates"), opened.settings.templates)
    built = build_site(_published(opened, with_names=with_names), folder, templates, indexer=indexer)
    files = built.files
    say(
        f"{folder}: {plural(built.pages, 'page')}; files: {files.written:,} written, "
        f"{files.unchanged:,} unchanged, {files.deleted:,} deleted."
    )
    if indexer is None:
        say("The site has no search, because Pagefind is not installed: pip install 'ainews[site]'")
    if not opened.settings.site_url:
        say("Set AINEWS_SITE_URL to where the site will be, for its sitemap and for links from Slack to it.")


def _write_format(
    opened: LocalDesk, name: str, out: Path | None, *, month: str | None, with_names: bool
) -> None:
    writer = WRITERS[name]
    if writer.needs_site and not opened.settings.site_url:
        raise ConfigError(
            f"AINEWS_SITE_URL is not set, and {name} lists addresses of the site.",
            hint="Set it to where the site of `ainews export --site` is.",
        )
    archive = _published(opened, month=month, with_names=with_names)
    if not archive.items:
        raise InvalidInputError("There is nothing to export.")
    text = writer.write(archive)
    if out is not None and out.suffix == writer.suffix and not out.is_dir():
        _write(ExportedFile(out.name, text, frozenset()), out.parent)
    else:
        stem = "ainews" if month is None else f"ainews-{month}"
        _write_files([ExportedFile(f"{stem}{writer.suffix}", text, frozenset())], out)


def _published(opened: LocalDesk, *, with_names: bool, month: str | None = None) -> PublishedArchive:
    return read_published(
        opened.team, opened.publication, site=opened.settings.site_url, with_names=with_names, month=month
    )


def _write_files(files: list[ExportedFile], out: Path | None) -> None:
    if not files:
        raise InvalidInputError("There is nothing to export.")
    for file in files:
        for problem in file.unsaid[:_TOLD]:
            say(f"{file.name}:{problem.line}: note: {problem.message}")
        if len(file.unsaid) > _TOLD:
            say(f"{file.name}: {len(file.unsaid) - _TOLD:,} more edits have no place in this list")
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


def _is_month(text: str) -> bool:
    year, _, month = text.partition("-")
    return len(text) == 7 and year.isdigit() and month.isdigit() and 1 <= int(month) <= 12
