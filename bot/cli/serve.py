"""Running the program on Slack: `run`, `migrate`, `manifest`."""

from typing import Annotated

import typer
import uvicorn

from bot.app import Bot, open_store
from bot.cli.output import print_json, say
from bot.cli.signals import stop_on_signals
from bot.config import load_settings, require
from bot.logs import configure_logging
from bot.slack.manifest import manifest as build_manifest
from bot.store.schema import newest_revision


def add_commands(cli: typer.Typer) -> None:
    cli.command()(run)
    cli.command()(migrate)
    cli.command()(manifest)


def run(
    http: Annotated[bool, typer.Option("--http", help="Answer over HTTP instead of Socket Mode.")] = False,
) -> None:
    """Run the bot on Slack."""
    settings = load_settings()
    require(settings, "SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET" if http else "SLACK_APP_TOKEN")
    configure_logging(settings.log)
    bot = Bot(settings)
    stop = stop_on_signals()  # in HTTP mode too: uvicorn raises the signal again when it has stopped
    try:
        if http:
            bot.start_ticking()
            uvicorn.run(bot.http_app(), host="0.0.0.0", port=settings.port, log_config=None)  # noqa: S104
        else:
            bot.run(stop)
    finally:
        bot.close()


def migrate() -> None:
    """Bring the database up to date."""
    settings = load_settings()
    configure_logging("WARNING")
    open_store(settings).close()
    say(f"The database is up to date (schema {newest_revision()}).")


def manifest(
    http: Annotated[str | None, typer.Option(help="The public address of HTTP mode.")] = None,
) -> None:
    """Print the app's manifest, to create it at https://api.slack.com/apps."""
    print_json(build_manifest(http))
