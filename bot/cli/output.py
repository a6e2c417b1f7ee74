"""What the terminal prints: JSON for programs, tables for people, messages on standard error."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.pager import Pager
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bot.config import load_settings
from bot.errors import AinewsError
from bot.logs import configure_logging
from bot.models.values import Item, ItemState

if TYPE_CHECKING:
    from bot.app import LocalDesk

_CONTROL = re.compile(r"[\x00\x01\x04-\x08\x0b-\x1f\x7f-\x9f]")
"""What a terminal may obey. The marks around a search's matches pass: they become colours afterwards."""


_HERE = {
    "/ainews add <link> [note] [#tag …]": "ainews add LINK --note TEXT",
    "/ainews add <link>": "ainews add LINK",
    "/ainews add": "ainews add",
    "/ainews search": "ainews search",
    "/ainews edit": "ainews item edit",
    "/ainews remove": "ainews item remove",
    "/ainews preview": "ainews issue preview",
    "/ainews publish": "ainews issue publish",
}
"""What one types in Slack, and what does the same here. The longer ones first."""


def console() -> Console:
    """Standard output. Without colours and cut lines where it is piped."""
    return Console(soft_wrap=not sys.stdout.isatty(), highlight=False, emoji=False)


def messages() -> Console:
    """Standard error."""
    return Console(stderr=True, soft_wrap=True, highlight=False, emoji=False)


@contextmanager
def paged(about: Sequence[str]) -> Iterator[Console]:
    """Standard output, by pages where it is a terminal that has `less` and cannot show all of it at once.

    The lines `about` it come first: on top of the page, or else as messages.
    """
    out = console()
    if not out.is_terminal or shutil.which("less") is None:
        for line in about:
            say(line)
        yield out
        return
    with out.pager(_Less(), styles=True, links=True):
        for line in about:
            out.print(plain(line))
        out.print()
        yield out


class _Less(Pager):
    def show(self, content: str) -> None:
        # Stay out of the way of what fits (F), show colours (R), and leave it on the screen at the end (X).
        subprocess.run(["less", "-FRX"], input=content.encode(), check=False)  # noqa: S607 - the person's own


def plain(text: str) -> str:
    """Return a text that is printed as it stands: no markup of Rich in it, no command to the terminal."""
    return escape(_CONTROL.sub("", text))


def say(text: str) -> None:
    """Tell the person something that is no part of the result."""
    messages().print(plain(text))


def complain(error: AinewsError) -> None:
    """Say what went wrong and what to do: here, not in Slack, where the terminal has a command for it."""
    messages().print(f"[bold red]ainews:[/] {plain(for_terminal(str(error)))}")


def for_terminal(text: str) -> str:
    """Write Slack's commands in a text as those of the terminal, where it has them."""
    for in_slack, here in _HERE.items():
        text = re.sub(rf"{re.escape(in_slack)}(?![\w-])", here, text)
    return text


def confirm(question: str, *, yes: bool) -> None:
    """Ask before something that cannot be taken back, unless `yes`. Ends the command on any other answer.

    Raises:
        AinewsError: there is nobody to ask.
    """
    if yes:
        return
    if not sys.stdin.isatty():
        raise AinewsError("Nobody is here to confirm it.", hint="Add --yes if you mean it.")
    if not typer.confirm(question, default=False, err=True):
        say("Nothing was changed.")
        raise typer.Exit(1)


def print_json(document: Any) -> None:
    """Print one document in UTF-8, whatever the terminal's encoding.

    Bytes that the shell handed over as half of a character stand in it as JSON's own escapes.
    """
    text = json.dumps(document, ensure_ascii=False, indent=2)
    sys.stdout.flush()
    sys.stdout.buffer.write(f"{text}\n".encode(errors="backslashreplace"))


@contextmanager
def desk() -> Iterator["LocalDesk"]:
    """Open the database of the settings for one command."""
    settings = load_settings()
    configure_logging("WARNING" if settings.log == "INFO" else settings.log)
    # Imported on use: it brings the whole program along, and every command prints.
    from bot.app import open_local_desk

    with open_local_desk(settings) as opened:
        yield opened


@contextmanager
def bar(label: str) -> Iterator[Callable[[int, int], None]]:
    """Show a bar on a terminal, and nothing where standard error is piped. Yields what moves it."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    out = messages()
    with Progress(*columns, console=out, transient=True, disable=not out.is_terminal) as progress:
        task = progress.add_task(label, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


def standing(item: Item) -> str:
    """Say in words where an item stands."""
    if item.state is not ItemState.ACTIVE:
        return item.state.value
    if item.issue:
        return f"in the issue of {item.issue.isoformat()}"
    return "in the queue" if item.waits else "in the archive, in no issue"


def show_item(item: Item) -> None:
    """Print everything about one item."""
    out = console()
    out.print(f"[bold]{plain(item.headline)}[/]")
    rows = {
        "id": str(item.id),
        "kind": item.kind.value,
        "day": item.published_on.isoformat() if item.published_on else "not known",
        "organisations": ", ".join(item.organizations),
        "tags": " ".join(f"#{tag}" for tag in item.tags),
        "handed in by": item.submitted_by or "",
        "state": standing(item),
        "note": item.note,
    }
    for name, value in rows.items():
        if value:
            out.print(f"{name + ':':<14} {plain(value)}")
    for link in item.links:
        out.print(f"{'link:':<14} {plain(link.url)}" + (f"  ({plain(link.label)})" if link.label else ""))
    if item.summary:
        out.print()
        out.print(plain(item.summary))
