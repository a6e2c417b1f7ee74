"""Running the program on Slack: `run`, `migrate`."""

import socket
from typing import Annotated

import structlog
import typer

from bot.app import Bot, open_store
from bot.cli.output import say
from bot.cli.signals import stop_on_signals
from bot.config import Settings, load_settings, require, required
from bot.errors import AinewsError
from bot.logs import configure_logging
from bot.newsroom.rehash import count_outdated
from bot.operating.serving import WebServer, listen
from bot.store.revisions import newest_revision

log = structlog.get_logger(__name__)


def add_commands(cli: typer.Typer) -> None:
    cli.command()(run)
    cli.command()(migrate)


def run(
    http: Annotated[bool, typer.Option("--http", help="Answer over HTTP instead of Socket Mode.")] = False,
) -> None:
    """Run the bot on Slack."""
    settings = load_settings()
    require(settings, *required(settings), "SLACK_SIGNING_SECRET" if http else "SLACK_APP_TOKEN")
    configure_logging(settings.log, as_json=settings.log_format == "json")
    # 0.0.0.0: Slack comes from outside. A port that is taken is told before anything else is done.
    port = listen("0.0.0.0", settings.port, variable="PORT") if http else None  # noqa: S104
    watched = _listen_for_monitoring(settings, http=http)
    stop = stop_on_signals()
    bot = Bot(settings)
    web = WebServer(bot.http_app(metrics=watched is None), port, name="http") if port else None
    monitoring = WebServer(bot.health_app(), watched, name="monitoring") if watched else None
    try:
        _warn_of_old_keys(bot)
        if monitoring:
            monitoring.start()
        if web:
            bot.start_ticking()
            web.start()
            log.info("listening", port=web.port)
            stop.wait()
        else:
            bot.run(stop)
    finally:
        log.info("stopping")
        if web:
            web.stop()
        bot.close()
        if monitoring:
            monitoring.stop()


def migrate() -> None:
    """Bring the database up to date."""
    settings = load_settings()
    configure_logging("WARNING")
    open_store(settings).close()
    say(f"The database is up to date (schema {newest_revision()}).")


def _listen_for_monitoring(settings: Settings, *, http: bool) -> socket.socket | None:
    """Bind the port of AINEWS_HEALTH. In HTTP mode, PORT answers monitoring too unless it is set.

    A second bot on one machine must not fail over a port that nobody chose: then it goes without.
    """
    is_chosen = "health" in settings.model_fields_set
    if settings.health is None or (http and not is_chosen):
        return None
    try:
        return listen(*settings.health, variable="AINEWS_HEALTH")
    except AinewsError as error:
        if is_chosen:
            raise
        log.warning("monitoring is off", reason=error.message)
        return None


def _warn_of_old_keys(bot: Bot) -> None:
    if outdated := count_outdated(bot.store):
        log.warning("links were recognised by older rules; run `ainews rehash`", links=outdated)
