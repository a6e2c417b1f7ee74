"""A replica of the bot's sender in a process of its own, which can be told to die or to stop somewhere."""

import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from contextlib import ExitStack, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path

from slack_sdk import WebClient

from bot.issues.failpoints import at_failpoints
from bot.issues.tick import Ticker
from bot.paths import data_folder
from bot.slack.poster import SlackPoster
from bot.store import Store
from bot.store.ledger import UNPACED
from bot.templating import Templates
from tests.support.logs import log_plainly
from tests.support.waiting import PATIENCE, eventually


@dataclass(frozen=True)
class Orders:
    """`ahead` (seconds) is how far the replica's clock runs ahead of real time.

    At its `count`-th coming to the failpoint `place` it sends itself `signal`. It ticks for `seconds`; with
    `once`, no more after that signal, if it lives to see it.
    """

    database: str
    api_url: str
    token: str
    bot_id: str
    ahead: float = 0
    place: str = ""
    count: int = 1
    signal: int = signal.SIGKILL
    seconds: float = 1.5
    once: bool = False
    timeout: int = int(PATIENCE)
    workers: int = 2


def start(orders: Orders) -> BaseProcess:
    """Start a replica. A fork server keeps the modules loaded, so that it takes milliseconds."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    process = context.Process(target=_run, args=(orders,), daemon=True)
    process.start()
    return process


def is_stopped(process: BaseProcess) -> bool:
    """Tell whether a process stands still after SIGSTOP. One that ends meanwhile does not."""
    try:
        stat = Path(f"/proc/{process.pid}/stat").read_text("ascii")
    except (FileNotFoundError, ProcessLookupError):
        return False
    return stat.rsplit(")", 1)[1].split()[0] == "T"


def end(process: BaseProcess) -> int | None:
    """Wait for a replica's end, and return its exit status. One that stands still is woken, then or later."""

    def has_ended() -> bool:
        if is_stopped(process) and process.pid:
            os.kill(process.pid, signal.SIGCONT)
        return not process.is_alive()

    eventually(has_ended)
    process.join()
    return process.exitcode


def _run(orders: Orders) -> None:
    log_plainly()

    def clock() -> datetime:
        return datetime.now(UTC) + timedelta(seconds=orders.ahead)

    store = Store(orders.database)
    client = WebClient(token=orders.token, base_url=orders.api_url, timeout=orders.timeout, retry_handlers=[])
    poster = SlackPoster(client, bot_id=orders.bot_id)
    ticker = Ticker(
        store,
        Templates(data_folder("templates")),
        lambda _team: poster,
        real_clock=clock,
        pace=UNPACED,
        wait=lambda _seconds: True,
        workers=orders.workers,
    )
    end, left = time.monotonic() + orders.seconds, [orders.count]
    with ExitStack() as stack:
        if orders.place:
            stack.enter_context(at_failpoints(_at(orders, left, store)))
        while time.monotonic() < end and not (orders.once and left[0] <= 0):
            ticker.tick()
            time.sleep(0.02)
    store.close()


def _at(orders: Orders, left: list[int], store: Store) -> Callable[[str], None]:
    """Return the hook that counts down in `left`.

    A process that stands still must not do so while another of its threads writes on SQLite: it would keep
    everybody's lock for as long. So it has its own turn to write at that moment.
    """

    def hook(place: str) -> None:
        if place == orders.place:
            left[0] -= 1
            if left[0] == 0:
                with store._in_turn() if orders.signal == signal.SIGSTOP else nullcontext():
                    os.kill(os.getpid(), orders.signal)

    return hook
