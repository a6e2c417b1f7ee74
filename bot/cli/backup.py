"""Keeping the database safe: `backup` and `restore`."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.output import confirm, say
from bot.config import load_settings
from bot.logs import configure_logging
from bot.models.values import system_clock
from bot.store import Store
from bot.store.backup import back_up, inspect_backup
from bot.store.backup import restore as restore_database
from bot.templating import plural


def add_commands(cli: typer.Typer) -> None:
    cli.command()(backup)
    cli.command()(restore)


def backup(file: Annotated[Path, typer.Argument(metavar="FILE", help="A new file to write.")]) -> None:
    """Copy the database into one checked file, also while the bot runs."""
    with _database() as store:
        taken = back_up(store, file)
    say(f"Backed up to {taken.path}: schema {taken.schema}, {taken.size:,} bytes, checked.")


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file that `ainews backup` wrote.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Bring the database back from a backup; the bot must be stopped. Nothing is posted twice afterwards."""
    with _database() as store:
        schema = inspect_backup(store, file)
        confirm(f"Put {file} (schema {schema}) in the place of the database?", yes=yes)
        restored = restore_database(store, file, now=system_clock())
    upgraded = f", upgraded to {restored.after}" if restored.after != restored.before else ""
    say(f"Restored from {file}: schema {restored.before}{upgraded}.")
    if restored.aside:
        say(f"What was replaced is kept as {restored.aside}.")
    say(
        f"On their way at the time: {plural(restored.doubted, 'message')}. The next start looks in Slack for "
        "them, and for all that went out since the backup, before it posts anything."
    )


@contextmanager
def _database() -> Iterator[Store]:
    """The database as it is: it is not upgraded on the way."""
    settings = load_settings()
    configure_logging("WARNING")
    store = Store(settings.database_url.get_secret_value())
    try:
        yield store
    finally:
        store.close()
