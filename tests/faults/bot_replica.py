"""The whole bot in a process of its own, as `ainews run` and `ainews run --http` run it."""

import multiprocessing
import os
import signal
import threading
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Event
from typing import Any

from pydantic import SecretStr

from bot.app import Bot
from bot.cli.signals import stop_on_signals
from bot.config import Settings
from bot.logs import configure_logging
from bot.operating.serving import WebServer, listen
from bot.playground.server import PlaygroundServer
from bot.slack.register import is_kept
from tests.support.playground import let_acknowledge_late


@dataclass(frozen=True)
class Orders:
    """Over HTTP the process says by `says_port` where it listens, once it does.

    Once `doomed` is set, the next request that it keeps until it is answered kills it, before its ack.
    """

    api_url: str
    bot_token: str
    app_token: str
    signing_secret: str
    database_url: str
    says_port: Connection | None = None
    doomed: Event | None = None


def start_bot(
    server: PlaygroundServer,
    database_url: str,
    *,
    says_port: Connection | None = None,
    doomed: Event | None = None,
) -> BaseProcess:
    """Start a bot. A fork server keeps the modules loaded: starting Python anew takes seconds each time."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    orders = Orders(
        server.api_url,
        server.bot_token,
        server.app_token,
        server.signing_secret,
        database_url,
        says_port,
        doomed,
    )
    process = context.Process(target=_run, args=(orders,), daemon=True)
    process.start()
    return process


def _run(orders: Orders) -> None:
    configure_logging("WARNING")
    stop = stop_on_signals()
    bot = Bot(
        Settings(
            _env_file=None,
            slack_api_url=orders.api_url,
            slack_bot_token=SecretStr(orders.bot_token),
            slack_app_token=SecretStr(orders.app_token),
            slack_signing_secret=SecretStr(orders.signing_secret) if orders.says_port else None,
            database_url=SecretStr(orders.database_url),
        )
    )
    let_acknowledge_late(bot.app)
    if orders.doomed is not None:
        _die_once(bot, orders.doomed)
    try:
        if orders.says_port is None:
            bot.run(stop)
        else:
            _serve(bot, orders.says_port, stop)
    finally:
        bot.close()


def _serve(bot: Bot, says_port: Connection, stop: threading.Event) -> None:
    web = WebServer(bot.http_app(), listen("127.0.0.1", 0, variable="PORT"), name="http")
    bot.start_ticking()
    web.start()
    says_port.send(web.port)
    stop.wait()
    web.stop()


def _die_once(bot: Bot, doomed: Event) -> None:
    """Die between writing a request down and its ack: this runs after the middleware that writes.

    What was acknowledged before is finished first, so that it is this one request that the process dies over.
    """

    def die(body: dict[str, Any], next_: Any) -> None:
        if doomed.is_set() and is_kept(body):
            bot._executor.shutdown(wait=True)
            os.kill(os.getpid(), signal.SIGKILL)
        next_()

    bot.app.use(die)
