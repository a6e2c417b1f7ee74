"""Commands a second, and how long a person waits, with 100,000 items in the store.

Run: python -m benchmarks.commands [--items 100000] [--commands 300] [--database sqlite|postgresql] [--http].

A workspace runs in this process and each bot in one of its own: `ainews run`, and beside it the same Bolt
with a handler that does nothing but answer, which is as fast as it can be. Their figures are taken in turns,
so the ratio between them holds on a busy machine too. An answer is counted when it stands in the channel.
"Own work" is the bot's processor time for a command.
"""

import argparse
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from sqlalchemy import text

from benchmarks.search import fill, make_queries
from bot.playground.app_config import AppConfig
from bot.playground.model import Channel
from bot.playground.seed import READER
from bot.playground.server import PlaygroundServer
from bot.playground.workspace import Workspace
from bot.slack.manifest import manifest
from bot.store import Store
from bot.store.schema import migrate
from bot.store.search import rebuild
from tests.support.postgres import create_database, find_binaries, running_postgres

AT_A_TIME = (1, 10, 50)
WAIT_SECONDS = 60.0

_TICKS = os.sysconf("SC_CLK_TCK")
_numbers = count(1)


@dataclass(frozen=True)
class Running:
    """A bot at work: its process, its workspace, and how long it took from the start to being connected."""

    name: str
    server: PlaygroundServer
    process: subprocess.Popen[bytes]
    connected_ms: float

    def processor_ms(self) -> float:
        """The processor time that the process has used so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text("ascii").rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) * 1000 / _TICKS

    def memory_mb(self) -> float:
        """What the process holds in memory now."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text("ascii").splitlines():
            if line.startswith("VmRSS"):
                return int(line.split()[1]) / 1024
        return 0.0


@dataclass(frozen=True)
class Load:
    """What came of a number of commands. Times in milliseconds."""

    seconds: float
    acknowledged: list[float]
    answered: list[float]
    processor_ms: float

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.answered) / self.seconds


@contextmanager
def running(name: str, command: list[str], *, http: bool, **environment: str) -> Iterator[Running]:
    """Start a workspace and a bot on it, and wait until they talk to each other."""
    with PlaygroundServer(app=AppConfig.from_manifest(manifest())) as server:
        port = _free_port()
        started = time.perf_counter()
        process = subprocess.Popen(  # noqa: S603
            command,
            env={
                "PATH": os.defpath,
                "SLACK_API_URL": server.api_url,
                "SLACK_BOT_TOKEN": server.bot_token,
                "SLACK_APP_TOKEN": server.app_token,
                "SLACK_SIGNING_SECRET": server.signing_secret,
                "PORT": str(port),
                "AINEWS_HEALTH": "off",
                "AINEWS_LOG": "ERROR",
                **environment,
            },
        )
        try:
            if http:
                _wait_for_port(port)
                server.http_mode.request_url = f"http://127.0.0.1:{port}/slack/events"
            else:
                server.workspace.wait_for(lambda workspace: workspace.connections, WAIT_SECONDS)
            yield Running(name, server, process, (time.perf_counter() - started) * 1000)
        finally:
            process.kill()
            process.wait()


def load(bot: Running, make: Callable[[int], str], *, commands: int, at_a_time: int) -> Load:
    """Let that many people type commands, each the next one when the last is answered."""
    acknowledged: list[float] = []
    answered: list[float] = []
    numbers = iter(range(commands))
    handing_out = threading.Lock()

    def type_commands(channel: str) -> None:
        while True:
            with handing_out:
                number = next(numbers, None)
            if number is None:
                return
            before = time.perf_counter()
            outcome = bot.server.people.send_command(READER, channel, make(number))
            taken = (time.perf_counter() - before) * 1000
            if not outcome.ok:
                raise RuntimeError(f"{bot.name}: {make(number)} was not taken: {outcome.error}")
            found = bot.server.workspace.wait_for(_final_answer(channel), WAIT_SECONDS)
            answered.append((time.perf_counter() - before) * 1000)
            acknowledged.append(taken)
            bot.server.workspace.remove_message(found)

    threads = [
        threading.Thread(target=type_commands, args=(_new_channel(bot.server.workspace),))
        for _ in range(at_a_time)
    ]
    used, before = bot.processor_ms(), time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Load(time.perf_counter() - before, acknowledged, answered, bot.processor_ms() - used)


def _final_answer(channel: str) -> Callable[[Workspace], object]:
    def look(workspace: Workspace) -> object:
        found = workspace.ephemeral(READER, channel)
        return next((message for message in found if not message.text.startswith("Reading")), None)

    return look


def _new_channel(workspace: Workspace) -> str:
    number = next(_numbers)
    channel = Channel(f"C0LOAD{number:04}", f"load-{number}", [READER, workspace.bot.id], READER, 0, "")
    with workspace.changing():
        workspace.channels[channel.id] = channel
    return channel.id


def prepare(url: str, items: int, workspace_id: str = "") -> None:
    """Make a database whose first team has these items and is the workspace's."""
    store = Store(url)
    migrate(store)
    fill(store, items)
    rebuild(store)
    with store.write() as session:
        session.execute(text("UPDATE team SET slack_id = :id WHERE id = 1"), {"id": workspace_id})
    store.close()


def compare(bot: Running, empty: Running, *, commands: int) -> None:
    """Print each command's figures beside those of the empty handler, taken in turns."""
    queries = [query for _, query in make_queries()]
    kinds: dict[str, Callable[[int], str]] = {
        "help": lambda _number: "/ainews help",
        "search": lambda number: f"/ainews search {queries[number % len(queries)]}",
        # Addresses set aside for documents (RFC 5737): the link is stored, and nothing is looked up or read.
        "add": lambda number: f"/ainews add https://203.0.113.{number % 250}/{time.monotonic_ns()}",
    }
    heads = ("a second", "ratio", "p50", "p95", "p99", "last ack", "own work")
    print(" " * 22 + "".join(f"{head:>10}" for head in heads))
    for at_a_time in AT_A_TIME:
        for name, make in kinds.items():
            bare = load(empty, lambda _number: "/ainews", commands=commands, at_a_time=at_a_time)
            full = load(bot, make, commands=commands, at_a_time=at_a_time)
            bare_again = load(empty, lambda _number: "/ainews", commands=commands, at_a_time=at_a_time)
            rate = statistics.mean((bare.rate, bare_again.rate))
            _show(f"{name}, {at_a_time} at a time", full, full.rate / rate)
        _show(f"empty, {at_a_time} at a time", bare_again, 1.0)


def _show(name: str, taken: Load, ratio: float) -> None:
    points = statistics.quantiles(taken.answered, n=100, method="inclusive")
    figures = (
        f"{taken.rate:.0f}",
        f"{ratio:.2f}",
        *(f"{points[place]:.1f}" for place in (49, 94, 98)),
        f"{max(taken.acknowledged):.0f}",
        f"{taken.processor_ms / len(taken.answered):.1f}",
    )
    print(f"{name:22}" + "".join(f"{figure:>10}" for figure in figures))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for_port(port: int) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.005)
    raise TimeoutError(f"nothing listens on port {port}")


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--items", type=int, default=100_000)
    options.add_argument("--commands", type=int, default=300)
    options.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    options.add_argument("--http", action="store_true", help="over HTTP instead of Socket Mode")
    given = options.parse_args()
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        url = f"sqlite:///{folder}/commands.db"
        if given.database == "postgresql":
            binaries = find_binaries()
            if binaries is None:
                sys.exit("PostgreSQL's binaries are not on this machine.")
            url = create_database(stack.enter_context(running_postgres(binaries)).url, "commands")
        team = PlaygroundServer().workspace.team.id  # every new workspace has the same
        prepare(url, given.items, team)
        mode = ["--http"] if given.http else []
        ainews = str(Path(sys.executable).parent / "ainews")
        bot = stack.enter_context(
            running(
                "AI News", [ainews, "run", *mode], http=given.http,
                DATABASE_URL=url, AINEWS_SUBMISSIONS_PER_HOUR="1000",
            )
        )  # fmt: skip
        program = [sys.executable, "-m", "benchmarks.empty_bot", *mode]
        empty = stack.enter_context(running("empty", program, http=given.http))
        print(
            f"{given.database}, {given.items:,} items, {'HTTP' if given.http else 'Socket Mode'};"
            f" times in milliseconds\nstart to connected: {bot.connected_ms:,.0f}"
            f" (empty: {empty.connected_ms:,.0f});"
            f" memory when idle: {bot.memory_mb():.0f} MB (empty: {empty.memory_mb():.0f} MB)"
        )
        compare(bot, empty, commands=given.commands)
        print(f"memory afterwards: {bot.memory_mb():.0f} MB (empty: {empty.memory_mb():.0f} MB)")


if __name__ == "__main__":
    main()
