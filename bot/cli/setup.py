"""Setting up on Slack: `manifest`, `setup`."""

from enum import StrEnum
from typing import Annotated

import typer

from bot.cli.output import print_json
from bot.slack.manifest import as_yaml, creation_link
from bot.slack.manifest import manifest as build_manifest


class Format(StrEnum):
    """How the manifest is printed."""

    JSON = "json"
    YAML = "yaml"
    LINK = "link"


def add_commands(cli: typer.Typer) -> None:
    cli.command()(manifest)


def manifest(
    http: Annotated[
        str | None, typer.Option(metavar="URL", help="For HTTP mode: the public address of the bot.")
    ] = None,
    install: Annotated[
        str | None,
        typer.Option(metavar="URL", help="For many workspaces: the public address where they install it."),
    ] = None,
    form: Annotated[
        Format,
        typer.Option("--format", help="json, yaml, or a link that opens Slack's page with it filled in."),
    ] = Format.JSON,
) -> None:
    """Print the app's manifest, to create it at https://api.slack.com/apps."""
    document = build_manifest(http, install=install)
    if form is Format.JSON:
        print_json(document)
    else:
        typer.echo(as_yaml(document).rstrip() if form is Format.YAML else creation_link(document))
