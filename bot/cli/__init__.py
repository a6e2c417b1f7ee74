"""`ainews` in a terminal. One file a group of commands.

`--json` prints one document to standard output; messages go to standard error. Exit status: 0, 1 (it
failed), 2 (wrong usage, or a setting is missing).
"""

import io
import os
import sys
from importlib import import_module
from importlib.metadata import version
from typing import Annotated

import typer

from bot.cli.crash import apologize
from bot.cli.output import complain
from bot.errors import AinewsError, ConfigError
from bot.logs import configure_logging

GROUPS = {
    "serve": ("run", "migrate"),
    "setup": ("setup", "manifest"),
    "doctor": ("doctor", "reindex"),
    "playground": ("playground",),
    "archive": ("import",),
    "export": ("export",),
    "lint": ("lint",),
    "feeds": ("feeds",),
    "items": ("item", "add", "search", "link", "rehash"),
    "issues": ("issue",),
    "backup": ("backup", "restore"),
    "teams": ("team",),
    "privacy": ("purge",),
}
"""Every file of commands, and what it adds. In this order they stand in the help."""

VERSION = "--version"


def build_cli(command: str | None = None) -> typer.Typer:
    """Put the commands together: those of the file that has this one, or all.

    What a command needs is imported with it: everything together takes a second.
    """
    cli = typer.Typer(
        name="ainews",
        help="A team's AI newsletter that lives in Slack.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        add_completion=False,
    )
    cli.callback()(_everywhere)
    wanted = [group for group, commands in GROUPS.items() if command in commands]
    if command == VERSION:
        return cli
    for group in wanted or GROUPS:
        import_module(f"bot.cli.{group}").add_commands(cli)
    return cli


def main() -> None:
    """Run the command that was typed, and turn errors into a sentence and an exit status."""
    configure_logging("WARNING")  # a command that reads the settings sets it anew
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # not every terminal has every character
    try:
        _run()
    except ConfigError as error:
        complain(error)
        sys.exit(2)
    except AinewsError as error:
        complain(error)
        sys.exit(1)
    except BrokenPipeError:
        # Who read our output has left. https://docs.python.org/3/library/signal.html#note-on-sigpipe
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except Exception as error:  # the last place that can put it into words
        apologize(error)
        sys.exit(1)


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(f"ainews {version('ainews')}")
        raise typer.Exit


def _everywhere(
    _version: Annotated[
        bool,
        typer.Option(VERSION, callback=_print_version, is_eager=True, help="Print the version and end."),
    ] = False,
) -> None:
    """Options that stand before every command."""


def _run() -> None:
    try:
        build_cli(next(iter(sys.argv[1:]), None))()
    finally:
        sys.stdout.flush()
