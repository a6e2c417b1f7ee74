"""A workspace and the processes that serve it, by Socket Mode or over HTTP behind a balancer."""

import multiprocessing
import re
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Event

from sqlalchemy import func, update
from sqlmodel import col, select

from bot.models.tables import InboxRow
from bot.playground.seed import AI_NEWS, CONTRIBUTOR
from bot.playground.server import PlaygroundServer
from bot.store import Store
from tests.conftest import NOW
from tests.faults.balancer import Balancer
from tests.faults.bot_replica import start_bot
from tests.support.story import text_of

REPLICAS = 3
SECONDS = 90
"""How long to wait for what should come soon, on a machine that is busy with three of them."""


class Replicas:
    """The processes of one workspace. Each transport says how they are started, and how their end is seen."""

    def __init__(self, server: PlaygroundServer, database_url: str) -> None:
        self.server = server
        self.database_url = database_url
        self.processes: list[BaseProcess] = []

    def start(self, count: int = 1) -> None:
        """Start some more at once, and wait until they answer."""
        raise NotImplementedError

    def end(self, process: BaseProcess) -> int | None:
        """Stop one in order, wait for the end, and return the exit status."""
        process.terminate()
        return self.wait_for_end(process)

    def kill_all(self) -> None:
        """Let all die at once, and wait for the end."""
        for process in self.processes:
            process.kill()
        for process in list(self.processes):
            self.wait_for_end(process)

    def wait_for_end(self, process: BaseProcess) -> int | None:
        process.join(SECONDS)
        self.processes.remove(process)
        return process.exitcode

    def close(self) -> None:
        for process in self.processes:
            process.kill()
            process.join()

    def answers(self) -> Counter[str]:
        """How often each word that was asked for was answered."""
        seen = self.server.workspace.ephemeral(CONTRIBUTOR, AI_NEWS)
        words = (re.search(r"I do not know “(\w+)”", text_of(message)) for message in seen)
        return Counter(word[1] for word in words if word)

    def doubled(self) -> dict[str, int]:
        return {word: count for word, count in self.answers().items() if count != 1}

    @contextmanager
    def asking(self) -> Iterator[tuple[list[str], list[str]]]:
        """Type one command after the other, each with a word of its own. Yields those taken and refused."""
        taken: list[str] = []
        refused: list[str] = []
        stop = threading.Event()

        def ask() -> None:
            while not stop.is_set():
                word = f"word{len(taken) + len(refused)}x"
                outcome = self.server.people.send_command(CONTRIBUTOR, AI_NEWS, f"/ainews {word}")
                (taken if outcome.ok else refused).append(word)

        thread = threading.Thread(target=ask)
        thread.start()
        try:
            yield taken, refused
        finally:
            stop.set()
            thread.join(SECONDS)

    def unanswered(self) -> int:
        """Return how many requests some process is at, or died over."""
        store = Store(self.database_url)
        try:
            with store.read() as session:
                waiting = col(InboxRow.due_at).is_not(None)
                return session.scalar(select(func.count()).select_from(InboxRow).where(waiting)) or 0
        finally:
            store.close()

    def let_time_pass(self) -> None:
        """Nobody is at these requests any more: let the minute pass after which that is noticed."""
        store = Store(self.database_url)
        with store.write() as session:
            session.execute(update(InboxRow).where(col(InboxRow.due_at).is_not(None)).values(due_at=NOW))
        store.close()


class SocketReplicas(Replicas):
    """Connected by Socket Mode: Slack chooses a connection for each request."""

    def start(self, count: int = 1) -> None:
        self.processes += [start_bot(self.server, self.database_url) for _ in range(count)]
        wanted = len(self.processes)
        self.server.workspace.wait_for(lambda workspace: workspace.connections >= wanted, SECONDS)

    def wait_for_end(self, process: BaseProcess) -> int | None:
        status = super().wait_for_end(process)
        left = len(self.processes)
        self.server.workspace.wait_for(lambda workspace: workspace.connections <= left, SECONDS)
        return status


class HttpReplicas(Replicas):
    """Each listens on a port of its own, which a balancer is told."""

    def __init__(self, server: PlaygroundServer, database_url: str, balancer: Balancer) -> None:
        super().__init__(server, database_url)
        self.balancer = balancer
        self._ports: dict[BaseProcess, int] = {}
        self._doomed: dict[BaseProcess, Event] = {}

    def start(self, count: int = 1) -> None:
        started = []
        for _ in range(count):
            hears, says = multiprocessing.Pipe(duplex=False)
            doomed = multiprocessing.get_context("forkserver").Event()
            process = start_bot(self.server, self.database_url, says_port=says, doomed=doomed)
            self.processes.append(process)
            self._doomed[process] = doomed
            started.append((process, hears))
        for process, hears in started:
            assert hears.poll(SECONDS), "a replica did not come up"
            self._ports[process] = hears.recv()
            self.balancer.add(self._ports[process])

    def doom(self, process: BaseProcess) -> None:
        """Have the next request kill a process, when it is written down and not acked yet."""
        self._doomed[process].set()

    def wait_for_end(self, process: BaseProcess) -> int | None:
        status = super().wait_for_end(process)
        self.balancer.remove(self._ports.pop(process))
        return status
