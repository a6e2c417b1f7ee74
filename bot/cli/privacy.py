"""What people and teams may ask for: `purge` forgets a person; all of a team's rows, to take along."""

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.app import LocalDesk
from bot.cli.output import confirm, desk, say
from bot.errors import InvalidInputError
from bot.models.values import system_clock
from bot.store.privacy import Forgotten, forget_person, is_person_id, rows_of_team
from bot.templating import plural


def add_commands(cli: typer.Typer) -> None:
    cli.command()(purge)


def purge(
    person: Annotated[
        str, typer.Argument(metavar="PERSON", help="The person's Slack id, such as U012ABCDE.")
    ],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would go; change nothing.")] = False,
) -> None:
    """Forget a person: what is theirs is deleted, what the team keeps loses their name."""
    person = person.strip("<@>").partition("|")[0]
    if not is_person_id(person):
        raise InvalidInputError(
            f"{person} is no Slack user id.", hint="It is in their profile, under the three dots: U012ABCDE."
        )
    with desk() as opened:
        with opened.team.rehearse() as tx:
            found = forget_person(tx, person, now=system_clock())
        if found.is_empty:
            say(f"Nothing here is of {person}.")
            return
        _tell(found)
        if dry_run:
            return
        confirm(f"Forget {person} for good? Backups from before still know them.", yes=yes)
        with opened.team.write() as tx:
            forget_person(tx, person, now=system_clock())
    say(f"{person} is forgotten. Posted messages that name them are brought up to date while the bot runs.")


def export_everything(opened: LocalDesk, out: Path | None) -> None:
    """Write all rows of the team as JSON Lines: a file a table, or one stream that names the table.

    Raises:
        InvalidInputError: the folder cannot be written.
    """
    with opened.team.read() as tx:
        for table, rows in rows_of_team(tx):
            if out is None:
                for row in rows:
                    sys.stdout.buffer.write(_line({"table": table, "row": row}))
            else:
                say(f"{out / table}.jsonl: {plural(_write(out / f'{table}.jsonl', rows), 'row')}")


def _write(path: Path, rows: Iterator[dict[str, Any]]) -> int:
    """Write a file that only its owner can read, and return how many rows it has."""
    count = 0
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
        path.chmod(0o600)  # it may have been there
        with os.fdopen(handle, "wb") as file:
            for row in rows:
                file.write(_line(row))
                count += 1
    except OSError as error:
        raise InvalidInputError(f"{path} cannot be written: {error.strerror}.") from error
    return count


def _line(document: dict[str, Any]) -> bytes:
    return f"{json.dumps(document, ensure_ascii=False)}\n".encode(errors="backslashreplace")


def _tell(found: Forgotten) -> None:
    for counts, what in (
        (found.deleted, "deleted"),
        (found.unnamed, "kept without their name"),
        (found.blotted, "with their name blotted out of the text"),
    ):
        for table, rows in counts.items():
            say(f"{table}: {plural(rows, 'row')} would be {what}")
