"""What the terminal prints: JSON for programs, tables for people, messages on standard error."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bot.app import LocalDesk, open_local_desk
from bot.config import load_settings
from bot.errors import AinewsError
from bot.logs import configure_logging
from bot.models.values import Item


def console() -> Console:
    """Standard output. Without colours and cut lines where it is piped."""
    return Console(soft_wrap=not sys.stdout.isatty(), highlight=False)


def messages() -> Console:
    """Standard error."""
    return Console(stderr=True, soft_wrap=True, highlight=False)


def say(text: str) -> None:
    """Tell the person something that is no part of the result."""
    messages().print(escape(text))


def complain(error: AinewsError) -> None:
    """Say what went wrong and what to do."""
    messages().print(f"[bold red]ainews:[/] {escape(str(error))}")


def print_json(document: Any) -> None:
    """Print one document."""
    print(json.dumps(document, ensure_ascii=False, indent=2))


@contextmanager
def desk() -> Iterator[LocalDesk]:
    """Open the database of the settings for one command."""
    settings = load_settings()
    configure_logging("WARNING" if settings.log == "INFO" else settings.log)
    with open_local_desk(settings) as opened:
        yield opened


def items_table(items: list[Item]) -> Table:
    """A line for each item."""
    table = Table(box=None, pad_edge=False)
    for heading in ("id", "day", "kind", "title", "organisations"):
        table.add_column(heading, overflow="fold")
    for item in items:
        day = item.published_on.isoformat() if item.published_on else ""
        cells = (str(item.id), day, item.kind.value, item.headline, ", ".join(item.organizations))
        table.add_row(*(escape(cell) for cell in cells))
    return table


def show_item(item: Item) -> None:
    """Print everything about one item."""
    out = console()
    out.print(f"[bold]{escape(item.headline)}[/]")
    rows = {
        "id": str(item.id),
        "kind": item.kind.value,
        "day": item.published_on.isoformat() if item.published_on else "not known",
        "organisations": ", ".join(item.organizations),
        "tags": " ".join(f"#{tag}" for tag in item.tags),
        "handed in by": item.submitted_by or "",
        "issue": item.issue.isoformat() if item.issue else "in the queue",
        "note": item.note,
    }
    for name, value in rows.items():
        if value:
            out.print(f"{name + ':':<14} {escape(value)}")
    for link in item.links:
        out.print(f"{'link:':<14} {escape(link.url)}" + (f"  ({escape(link.label)})" if link.label else ""))
    if item.summary:
        out.print()
        out.print(escape(item.summary))
