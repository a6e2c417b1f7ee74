"""`feeds`: where the newsletter's feeds are."""

from typing import Annotated

import typer

from bot.cli.output import desk, print_json, say
from bot.config import require
from bot.slack.feeds import PATHS, team_path


def add_commands(cli: typer.Typer) -> None:
    cli.command()(feeds)


def feeds(as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False) -> None:
    """Print the addresses of the feeds that HTTP mode serves. Whoever has one can read the newsletter."""
    with desk() as opened:
        settings = opened.settings
        require(settings, "AINEWS_FEED_SECRET")
        assert settings.feed_secret is not None
        base = settings.public_url or f"http://127.0.0.1:{settings.port}"
        own = team_path(settings.feed_secret.get_secret_value(), opened.team.team_id)
    addresses = [f"{base}/feeds/{own}/{path}" for path in PATHS]
    if settings.public_url is None:
        say("AINEWS_PUBLIC_URL is not set, so these are the addresses on this machine.")
    if as_json:
        print_json(addresses)
    else:
        for address in addresses:
            typer.echo(address)
