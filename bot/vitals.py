"""How this process is: what it reports to the database, to monitoring, and to `ainews doctor`."""

import os
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from importlib.metadata import version
from socket import gethostname
from typing import Any

import structlog

from bot.errors import AinewsError
from bot.issues.tick import Ticker
from bot.models.values import Clock, system_clock
from bot.operating.health import Health
from bot.operating.metrics import Gauges, Readings, exposition
from bot.slack.socket import SlackSocket
from bot.store import Store
from bot.store.numbers import HELP, count_everything
from bot.store.processes import Process, forget_dead_processes, forget_process, report_process

STUCK_SECONDS = 90.0
"""Without an ended round of a tick for so long, only a restart helps; a round takes up to twenty seconds."""

SEEN = timedelta(seconds=90)
"""A process that did not report for so long is taken for dead."""

_FORGOTTEN = timedelta(days=1)
_KEEP_SECONDS = 10.0

MEASURED = {
    "ainews_tick_age_seconds": "Seconds since a tick did all its work.",
    "ainews_socket_age_seconds": "Seconds since Slack answered a ping on the socket.",
    "ainews_socket_reconnects": "How often the socket was connected anew.",
    "ainews_socket_connected": "1 while the socket is connected.",
    "ainews_info": "The version that runs, and by which transport.",
}
"""What a process knows of itself, and what each is."""

log = structlog.get_logger(__name__)


def program_version() -> str:
    """Return the version that is installed."""
    return version("ainews")


@dataclass
class Vitals:
    """Looks at the parts of a running process. `socket` is None in HTTP mode and before it connects."""

    store: Store
    ticker: Ticker
    transport: str = ""
    socket: SlackSocket | None = None
    clock: Clock = system_clock
    real_clock: Clock = system_clock
    monotonic: Callable[[], float] = time.monotonic
    stopping: bool = False
    _process: Process = field(init=False)
    _numbers: Gauges = field(init=False)
    _own: Gauges = field(init=False)

    def __post_init__(self) -> None:
        now = self.real_clock()
        self._process = Process(
            id=f"{gethostname()}:{os.getpid()}:{secrets.token_hex(2)}",
            host=gethostname(),
            transport=self.transport,
            version=program_version(),
            started_at=now,
            seen_at=now,
        )
        self._numbers = Gauges(self._count, HELP, keep_seconds=_KEEP_SECONDS)
        self._own = Gauges(self._measure, MEASURED, keep_seconds=0)

    def report(self) -> None:
        """Write down that this process lives, and how. Never raises: the next report may succeed."""
        now, tick = self.real_clock(), self.ticker.health()
        heard = self.socket.health().age if self.socket else None
        process = replace(
            self._process,
            transport=self.transport,
            seen_at=now,
            ticked_at=now - timedelta(seconds=tick.age) if tick.ticked else None,
            heard_at=now - timedelta(seconds=heard) if heard is not None else None,
            error=_without_details(tick.error),
        )
        try:
            with self.store.write() as session:
                report_process(session, process)
                forget_dead_processes(session, before=now - _FORGOTTEN)
        except AinewsError as error:
            log.warning("the process could not report", error=error.message)

    def end(self) -> None:
        """The process ends in order."""
        try:
            with self.store.write() as session:
                forget_process(session, self._process.id)
        except AinewsError as error:
            log.warning("the process could not sign off", error=error.message)

    def health(self) -> Health:
        """Tell whether the process lives and whether it can work."""
        tick = self.ticker.health()
        facts: dict[str, Any] = {
            "version": self._process.version,
            "transport": self.transport,
            "started_at": self._process.started_at.isoformat(timespec="seconds"),
            "tick": {
                "age": round(tick.age, 1),
                "running": None if tick.running is None else round(tick.running, 1),
                "error": _without_details(tick.error),
            },
        }
        if self.socket is not None:
            socket_health = self.socket.health()
            facts["socket"] = {
                "connected": socket_health.connected,
                "age": round(socket_health.age, 1),
                "reconnects": socket_health.reconnects,
            }
        return Health(stuck=tick.quiet >= STUCK_SECONDS, problems=tuple(self._problems()), facts=facts)

    def metrics(self) -> bytes:
        """Return everything that is counted, in Prometheus' text format."""
        return exposition(self._own, self._numbers)

    def _problems(self) -> list[str]:
        problems = ["The process is stopping."] if self.stopping else []
        try:
            self.store.ping()
        except AinewsError as error:
            problems.append(error.message)
        tick = self.ticker.health()
        if not tick.is_good:
            problems.append(f"No tick did all its work for {tick.age:.0f} s.")
        if self.socket is not None and not self.socket.health().is_good:
            problems.append(f"Nothing was heard from Slack for {self.socket.health().age:.0f} s.")
        return problems

    def _measure(self) -> Readings:
        labels = (("version", self._process.version), ("transport", self.transport))
        readings: dict[tuple[str, tuple[tuple[str, str], ...]], float] = {
            ("ainews_info", labels): 1,
            ("ainews_tick_age_seconds", ()): self.ticker.health().age,
        }
        if self.socket is not None:
            health = self.socket.health()
            readings["ainews_socket_age_seconds", ()] = health.age
            readings["ainews_socket_reconnects", ()] = health.reconnects
            readings["ainews_socket_connected", ()] = float(health.connected)
        return readings

    def _count(self) -> Readings:
        real_now: datetime = self.real_clock()
        with self.store.read() as session:
            return count_everything(session, now=self.clock(), real_now=real_now, seen_since=real_now - SEEN)


def _without_details(error: str) -> str:
    """Return where a tick stumbled and over what kind of error: messages can hold what people wrote."""
    return ": ".join(error.split(": ")[:2])
