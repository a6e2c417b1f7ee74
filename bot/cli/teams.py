"""The teams of a database that serves several: `team list`, `forget`, `new-key`, `rotate-key`."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer
from rich.table import Table

from bot.app import open_store
from bot.cli.output import confirm, console, plain, print_json, say
from bot.config import Settings, load_settings, require
from bot.logs import configure_logging
from bot.store import Store
from bot.store.encryption import Cipher
from bot.store.encryption import new_key as make_key
from bot.store.installations import (
    Organization,
    Team,
    count_items,
    forget_team,
    list_organizations,
    list_teams,
    named_team,
    rotate_tokens,
)


def add_commands(cli: typer.Typer) -> None:
    group = typer.Typer(no_args_is_help=True, help="The teams that this database serves.")
    group.command("list")(list_)
    group.command()(forget)
    group.command("new-key")(new_key)
    group.command("rotate-key")(rotate_key)
    cli.add_typer(group, name="team")


def list_(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Show every team: its workspace, what it holds, whether it was stopped."""
    with _opened() as (store, settings), store.read() as session:
        rows = [_row(team, count_items(session, team.id)) for team in list_teams(session)]
        rows += [_organization(found) for found in list_organizations(session)]
    if as_json:
        print_json(rows)
        return
    if not rows:
        say("No team yet.")
        return
    table = Table("team", "name", "organisation", "items", "since", "state")
    for row in rows:
        state = f"{row['stopped_why']}, {row['stopped_at'][:10]}" if row["stopped_at"] else "active"
        cells = (row["team"] or "(local)", row["name"], row["enterprise"] or "", str(row["items"] or 0))
        table.add_row(*map(plain, (*cells, row["since"][:10], state)))
    console().print(table)
    if any(row["stopped_at"] for row in rows):
        say(f"What was stopped is deleted {settings.grace_days} days later (AINEWS_GRACE_DAYS).")


def forget(
    team: Annotated[str, typer.Argument(metavar="TEAM", help="The workspace's id or name.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Delete a team with all it holds, for good. A backup from before still has it."""
    with _opened() as (store, _):
        with store.read() as session:
            found = named_team(session, team)
            items = count_items(session, found.id)
        name = _name(found)
        confirm(f"Delete {name} with {items:,} items, its issues, votes and settings, for good?", yes=yes)
        with store.write() as session:
            forget_team(session, found)
    say(f"{name} is forgotten. Its messages in Slack stay where they are.")


def new_key() -> None:
    """Print a new key for AINEWS_ENCRYPTION_KEY."""
    typer.echo(make_key())


def rotate_key() -> None:
    """Store all tokens anew with the first key of AINEWS_ENCRYPTION_KEY; then the older ones can go."""
    with _opened() as (store, settings):
        require(settings, "AINEWS_ENCRYPTION_KEY")
        assert settings.encryption_key is not None
        with store.write() as session:
            count = rotate_tokens(session, Cipher(settings.encryption_key.get_secret_value()))
    say(f"Tokens stored with the first key now: {count}. Older keys can go out of AINEWS_ENCRYPTION_KEY.")


def _name(team: Team) -> str:
    return f"{team.name or 'the local team'} ({team.workspace.team_id or 'not connected'})"


def _row(team: Team, items: int) -> dict[str, Any]:
    return {
        "team": team.workspace.team_id,
        "name": team.name,
        "enterprise": team.workspace.enterprise_id,
        "is_enterprise_install": team.workspace.is_enterprise_install,
        "installed_by": team.installed_by,
        "since": team.created_at.isoformat(),
        "stopped_at": team.stopped_at.isoformat() if team.stopped_at else None,
        "stopped_why": team.stopped_why,
        "items": items,
    }


def _organization(found: Organization) -> dict[str, Any]:
    """An organisation's installation, in the form of a team: its workspaces are teams of their own."""
    return {
        "team": None,
        "name": found.name,
        "enterprise": found.enterprise_id,
        "is_enterprise_install": True,
        "installed_by": None,
        "since": found.installed_at.isoformat(),
        "stopped_at": None,
        "stopped_why": "",
        "items": None,
    }


@contextmanager
def _opened() -> Iterator[tuple[Store, Settings]]:
    settings = load_settings()
    configure_logging("WARNING")
    store = open_store(settings)
    try:
        yield store, settings
    finally:
        store.close()
