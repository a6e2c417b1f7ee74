"""Three replicas of the bot on PostgreSQL, as processes: stopped in turn under load, and killed.

No command is lost and no answer comes twice: neither when replicas are restarted one after the other, nor
when they die between taking a request in, acknowledging it and answering it. In Socket Mode Slack chooses one
of the connections; over HTTP a balancer chooses.
"""

import signal
from collections.abc import Iterator

import pytest

from bot.playground.app_config import AppConfig
from bot.playground.faults import FaultKind
from bot.playground.seed import AI_NEWS, CONTRIBUTOR, READER
from bot.slack.manifest import manifest
from tests.faults.balancer import balancing
from tests.faults.replicas import REPLICAS, SECONDS, HttpReplicas, Replicas, SocketReplicas
from tests.support.playground import patient_playground
from tests.support.waiting import eventually

ACK_SECONDS = 15.0

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.parametrize("database_url", ["postgresql"], indirect=True),
    pytest.mark.timeout(300),
]


@pytest.fixture
def over_sockets(database_url: str) -> Iterator[SocketReplicas]:
    # A command on its way to a socket that closes is never acked: that is waited for, so not for a minute.
    with patient_playground(app=AppConfig.from_manifest(manifest()), ack_seconds=ACK_SECONDS) as server:
        running = SocketReplicas(server, database_url)
        try:
            yield running
        finally:
            running.close()


@pytest.fixture
def over_http(database_url: str) -> Iterator[HttpReplicas]:
    server = patient_playground(app=AppConfig.from_manifest(manifest()), retry_delays=(0.05, 0.5, 2.0))
    with server, balancing() as (balancer, address):
        server.http_mode.request_url = address
        running = HttpReplicas(server, database_url, balancer)
        try:
            yield running
        finally:
            running.close()


@pytest.fixture(params=["over_sockets", "over_http"])
def replicas(request: pytest.FixtureRequest, database_url: str) -> Replicas:
    running: Replicas = request.getfixturevalue(request.param)
    running.start(REPLICAS)
    return running


def test_a_rolling_restart_under_load_loses_no_command_and_answers_none_twice(replicas: Replicas) -> None:
    with replicas.asking() as (taken, refused):
        for process in list(replicas.processes):
            asked = len(taken)
            eventually(lambda asked=asked: len(taken) > asked + 5, timeout=SECONDS)  # type: ignore[misc]
            assert replicas.end(process) == 0
            replicas.start()
    eventually(lambda: set(replicas.answers()) >= set(taken), timeout=SECONDS)
    assert replicas.doubled() == {}
    assert len(refused) <= REPLICAS, "at most what was on its way to one that closed; the person is told"


def test_commands_whose_process_is_killed_before_the_answer_are_answered_once(replicas: Replicas) -> None:
    count = 2 * REPLICAS
    # The bot waits out Slack's rate limit, however long that is: nobody is answered before all are dead.
    replicas.server.faults.add(FaultKind.RATELIMITED, "users.info", times=count, retry_after=600)
    words = [f"held{number}x" for number in range(count)]
    for word in words:
        assert replicas.server.people.send_command(CONTRIBUTOR, AI_NEWS, f"/ainews {word}").ok
    replicas.kill_all()
    replicas.server.faults.clear()
    assert replicas.answers() == {}
    replicas.let_time_pass()
    replicas.start(2)
    eventually(lambda: set(replicas.answers()) == set(words), timeout=SECONDS)
    for process in list(replicas.processes):
        assert replicas.end(process) == 0
    assert replicas.answers() == dict.fromkeys(words, 1)


def test_replicas_that_are_killed_in_turn_under_load_lose_no_command_and_double_none(
    over_http: HttpReplicas,
) -> None:
    over_http.start(REPLICAS)
    with over_http.asking() as (taken, refused):
        for process in list(over_http.processes):
            asked = len(taken)
            eventually(lambda asked=asked: len(taken) > asked + 5, timeout=SECONDS)  # type: ignore[misc]
            over_http.doom(process)
            assert over_http.wait_for_end(process) == -signal.SIGKILL
            over_http.start()
    eventually(lambda: over_http.unanswered() == REPLICAS, timeout=SECONDS)
    assert over_http.doubled() == {}
    assert len(refused) == over_http.balancer.broken == REPLICAS, "the person is told that these failed"
    over_http.let_time_pass()
    over_http.start()  # takes on at once what the others died over
    eventually(lambda: set(over_http.answers()) == {*taken, *refused}, timeout=SECONDS)
    eventually(lambda: over_http.unanswered() == 0, timeout=SECONDS)
    assert over_http.doubled() == {}


def test_events_that_slack_sends_again_are_heard_once(over_http: HttpReplicas) -> None:
    """Replicas die of an event, one after the other; Slack sends that one again, to another replica."""
    over_http.start(REPLICAS + 1)
    people, workspace = over_http.server.people, over_http.server.workspace
    hosts = [f"event{number}.invalid" for number in range(10 * REPLICAS)]
    posted = {host: people.post_message(READER, AI_NEWS, f"https://{host}/") for host in hosts}

    def confirmed(host: str) -> int:
        seen = workspace.ephemeral(CONTRIBUTOR, AI_NEWS)
        return sum(message.text.startswith(f"Added to the queue: {host}") for message in seen)

    handed_in: list[str] = []
    for doomed in over_http.processes[:REPLICAS]:
        over_http.doom(doomed)
        while doomed.is_alive():
            host, message = posted.popitem()
            handed_in.append(host)
            people.add_reaction(CONTRIBUTOR, message, "newspaper")
            eventually(lambda: not doomed.is_alive() or confirmed(host), timeout=SECONDS)  # noqa: B023 - at once
        assert over_http.wait_for_end(doomed) == -signal.SIGKILL
    eventually(lambda: over_http.unanswered() == REPLICAS, timeout=SECONDS)
    over_http.let_time_pass()
    over_http.start()  # takes on at once what the others died over
    eventually(lambda: all(confirmed(host) for host in handed_in), timeout=SECONDS)
    eventually(lambda: over_http.unanswered() == 0, timeout=SECONDS)
    assert {host: confirmed(host) for host in handed_in} == dict.fromkeys(handed_in, 1)
