"""The whole bot in a process of its own, as `ainews run` runs it."""

import multiprocessing
from multiprocessing.process import BaseProcess

from pydantic import SecretStr

from bot.app import Bot
from bot.cli.signals import stop_on_signals
from bot.config import Settings
from bot.logs import configure_logging
from bot.playground.server import PlaygroundServer


def start_bot(server: PlaygroundServer, database_url: str) -> BaseProcess:
    """Start a bot. A fork server keeps the modules loaded: starting Python anew takes seconds each time."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    process = context.Process(
        target=_run, args=(server.api_url, server.bot_token, server.app_token, database_url), daemon=True
    )
    process.start()
    return process


def _run(api_url: str, bot_token: str, app_token: str, database_url: str) -> None:
    configure_logging("WARNING")
    stop = stop_on_signals()
    bot = Bot(
        Settings(
            _env_file=None,
            slack_api_url=api_url,
            slack_bot_token=SecretStr(bot_token),
            slack_app_token=SecretStr(app_token),
            database_url=SecretStr(database_url),
        )
    )
    try:
        bot.run(stop)
    finally:
        bot.close()
