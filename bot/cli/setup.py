"""Setting up on Slack: `manifest`, `setup`."""

import sys
from enum import StrEnum
from getpass import getpass
from typing import Annotated
from urllib.parse import urlsplit

import typer
from rich.style import Style
from rich.text import Text

from bot.cli.output import console, plain, print_json, say
from bot.logs import configure_logging
from bot.setup import Walk, set_up
from bot.slack.manifest import as_yaml, creation_link
from bot.slack.manifest import manifest as build_manifest


class Format(StrEnum):
    """How the manifest is printed."""

    JSON = "json"
    YAML = "yaml"
    LINK = "link"


def add_commands(cli: typer.Typer) -> None:
    cli.command()(setup)
    cli.command()(manifest)


def _web_address(value: str | None) -> str | None:
    """Refuse what Slack could not reach: the manifest would be refused later, and less clearly."""
    if value is None or (value.startswith(("https://", "http://")) and urlsplit(value).hostname):
        return value
    raise typer.BadParameter("It must be a web address such as https://news.example.com.")


def setup(
    http: Annotated[
        str | None,
        typer.Option(
            metavar="URL", callback=_web_address, help="For HTTP mode: the public address of the bot."
        ),
    ] = None,
) -> None:
    """Set the bot up on Slack, step by step: each token is checked as it is given."""
    configure_logging("CRITICAL")  # what goes wrong is said in the steps' own words
    walk = Walk(_Terminal(), http=http)
    try:
        set_up(walk)
    except (KeyboardInterrupt, EOFError):
        console().print()
        kept = f"What you gave is kept in {walk.env_file}" if walk.env_file.exists() else "Nothing was kept"
        say(f"Stopped. {kept}; `ainews setup` goes on from there.")
        raise typer.Exit(1) from None


class _Terminal:
    """Whoever sits at the terminal. What is piped in is read line by line."""

    def say(self, text: str) -> None:
        console().print(plain(text))

    def show_link(self, text: str, address: str) -> None:
        """As a link where the terminal can; its address has two thousand characters."""
        out = console()
        out.print(Text(text, Style(link=address, underline=True)) if out.is_terminal else address)

    def ask(self, question: str, default: str = "") -> str:
        shown = f"{question} [{default}]: " if default else f"{question}: "
        return input(shown).strip() or default

    def ask_secret(self, question: str) -> str:
        if sys.stdin.isatty():
            return getpass(f"{question} (it does not show): ")
        return input(f"{question}: ")


def manifest(
    http: Annotated[
        str | None,
        typer.Option(
            metavar="URL", callback=_web_address, help="For HTTP mode: the public address of the bot."
        ),
    ] = None,
    install: Annotated[
        str | None,
        typer.Option(
            metavar="URL",
            callback=_web_address,
            help="For many workspaces: the public address where they install it.",
        ),
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
