"""Three replicas of the bot on PostgreSQL, as processes: stopped in turn under load, and killed.

No command is lost and no answer comes twice: neither when replicas are restarted one after the other, nor
when all of them die between an acknowledgement and its answer.
"""

import re
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.process import BaseProcess

import pytest
from sqlalchemy import update
from sqlmodel import col

from bot.models.tables import InboxRow
from bot.playground.app_config import AppConfig
from bot.playground.faults import FaultKind
from bot.playground.seed import AI_NEWS, CONTRIBUTOR
from bot.playground.server import PlaygroundServer
from bot.slack.manifest import manifest
from bot.store import Store
from tests.conftest import NOW
from tests.faults.bot_replica import start_bot
from tests.support.playground import patient_playground
from tests.support.story import text_of
from tests.support.waiting import eventually

REPLICAS = 3
ACK_SECONDS = 15.0
SECONDS = 90  # how long to wait for what should come soon, on a machine that is busy with three of them

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.parametrize("database_url", ["postgresql"], indirect=True),
    pytest.mark.timeout(300),
]


class Replicas:
    """A workspace, and the processes that serve it."""

    def __init__(self, server: PlaygroundServer, database_url: str) -> None:
        self.server = server
        self._database_url = database_url
        self.processes: list[BaseProcess] = []

    def start(self, count: int = 1) -> None:
        """Start some more at once, and wait until they are connected."""
        self.processes += [start_bot(self.server, self._database_url) for _ in range(count)]
        wanted = len(self.processes)
        self.server.workspace.wait_for(lambda workspace: workspace.connections >= wanted, SECONDS)

    def end(self, process: BaseProcess) -> int | None:
        """Stop one in order, wait for the end, and return the exit status."""
        process.terminate()
        process.join(SECONDS)
        self.processes.remove(process)
        self._wait_for_ends()
        return process.exitcode

    def kill_all(self) -> None:
        """Let all die at once, and wait for the end."""
        for process in self.processes:
            process.kill()
        for process in self.processes:
            process.join(SECONDS)
        self.processes.clear()
        self._wait_for_ends()

    def _wait_for_ends(self) -> None:
        left = len(self.processes)
        self.server.workspace.wait_for(lambda workspace: workspace.connections <= left, SECONDS)

    def answers(self) -> Counter[str]:
        """How often each word that was asked for was answered."""
        seen = self.server.workspace.ephemeral(CONTRIBUTOR, AI_NEWS)
        words = (re.search(r"I do not know “(\w+)”", text_of(message)) for message in seen)
        return Counter(word[1] for word in words if word)


@pytest.fixture
def replicas(database_url: str) -> Iterator[Replicas]:
    # A command on its way to a socket that closes is never acked: that is waited for, so not for a minute.
    with patient_playground(app=AppConfig.from_manifest(manifest()), ack_seconds=ACK_SECONDS) as server:
        running = Replicas(server, database_url)
        try:
            running.start(REPLICAS)
            yield running
        finally:
            for process in running.processes:
                process.kill()
                process.join()


@contextmanager
def asking(server: PlaygroundServer) -> Iterator[tuple[list[str], list[str]]]:
    """Type one command after the other, each with a word of its own. Yields those taken and those refused."""
    taken: list[str] = []
    refused: list[str] = []
    stop = threading.Event()

    def ask() -> None:
        while not stop.is_set():
            word = f"word{len(taken) + len(refused)}x"
            outcome = server.people.send_command(CONTRIBUTOR, AI_NEWS, f"/ainews {word}")
            (taken if outcome.ok else refused).append(word)

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        yield taken, refused
    finally:
        stop.set()
        thread.join(SECONDS)


def test_a_rolling_restart_under_load_loses_no_command_and_answers_none_twice(replicas: Replicas) -> None:
    with asking(replicas.server) as (taken, refused):
        for process in list(replicas.processes):
            asked = len(taken)
            eventually(lambda asked=asked: len(taken) > asked + 5, timeout=SECONDS)  # type: ignore[misc]
            assert replicas.end(process) == 0
            replicas.start()
    eventually(lambda: set(replicas.answers()) >= set(taken), timeout=SECONDS)
    assert {word: count for word, count in replicas.answers().items() if count != 1} == {}
    assert len(refused) <= REPLICAS, "at most what was on its way to a socket that closed; the person is told"


def test_commands_whose_process_is_killed_before_the_answer_are_answered_once(
    replicas: Replicas, database_url: str
) -> None:
    count = 2 * REPLICAS
    # The bot waits out Slack's rate limit, however long that is: nobody is answered before all are dead.
    replicas.server.faults.add(FaultKind.RATELIMITED, "users.info", times=count, retry_after=600)
    words = [f"held{number}x" for number in range(count)]
    for word in words:
        assert replicas.server.people.send_command(CONTRIBUTOR, AI_NEWS, f"/ainews {word}").ok
    replicas.kill_all()
    replicas.server.faults.clear()
    assert replicas.answers() == {}
    _let_time_pass(database_url)
    replicas.start(2)
    eventually(lambda: set(replicas.answers()) == set(words), timeout=SECONDS)
    for process in list(replicas.processes):
        assert replicas.end(process) == 0
    assert replicas.answers() == dict.fromkeys(words, 1)


def _let_time_pass(database_url: str) -> None:
    """Nobody is at these requests any more: let the minute pass after which that is noticed."""
    store = Store(database_url)
    with store.write() as session:
        session.execute(update(InboxRow).where(col(InboxRow.due_at).is_not(None)).values(due_at=NOW))
    store.close()
