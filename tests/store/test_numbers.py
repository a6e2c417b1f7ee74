"""What operators watch, counted on both databases."""

from datetime import time, timedelta

from bot.models.schedule import Schedule
from bot.models.tables import TeamRow
from bot.models.values import Publication
from bot.store import TeamStore
from bot.store.checkup import all_slots, oldest_errand
from bot.store.deliveries import open_delivery
from bot.store.numbers import HELP, Numbers, count_everything, last_delivered
from bot.store.outbox import put
from bot.store.processes import (
    Process,
    forget_dead_processes,
    forget_process,
    list_processes,
    report_process,
)
from bot.store.publications import set_schedule
from tests.conftest import NOW
from tests.support.examples import add, publish

MINUTE = timedelta(minutes=1)


def _count(team: TeamStore) -> Numbers:
    with team.store.read() as session:
        return count_everything(session, now=NOW, real_now=NOW, seen_since=NOW - MINUTE)


def _process(name: str, seen: timedelta) -> Process:
    return Process(
        name, "host", "socket", "1.0", NOW - timedelta(days=1), NOW - seen, error="publish: KeyError"
    )


def test_an_empty_database_counts_to_nothing(team: TeamStore) -> None:
    numbers = _count(team)
    assert {name for name, _ in numbers} == set(HELP), "each has a help, and none is missing"
    assert set(numbers.values()) == {0}
    states = {labels for name, labels in numbers if name == "ainews_deliveries"}
    assert states == {(("state", state),) for state in ("pending", "sent", "stopped")}


def test_queue_deliveries_and_outbox_are_counted(team: TeamStore, publication: Publication) -> None:
    issue = publish(team, publication, add(team, publication, "one"))
    add(team, publication, "two")
    assert issue.id is not None
    with team.write() as tx:
        open_delivery(tx, issue.id, "C1", now=NOW - MINUTE)
        put(tx, "tell", {"number": 1}, now=NOW - 2 * MINUTE)
        report_process(tx.session, _process("a", timedelta(seconds=5)))
    numbers = {name: value for (name, labels), value in _count(team).items() if not labels}
    assert numbers["ainews_queue_items"] == 1
    assert numbers["ainews_items"] == numbers["ainews_search_documents"] == 2
    assert numbers["ainews_delivery_oldest_seconds"] == 60
    assert (numbers["ainews_outbox_depth"], numbers["ainews_outbox_oldest_seconds"]) == (1, 120)
    assert numbers["ainews_processes"] == 1
    assert _count(team)["ainews_deliveries", (("state", "pending"),)] == 1
    with team.store.read() as session:
        assert last_delivered(session) is None


def test_nothing_of_a_team_that_was_stopped_is_late(team: TeamStore, publication: Publication) -> None:
    issue = publish(team, publication, add(team, publication, "one"))
    rhythm = Schedule(frozenset({0}), time(9), "UTC")
    assert issue.id is not None
    with team.write() as tx:
        set_schedule(tx, publication.id, rhythm, next_at=NOW - 9 * MINUTE, by="U1")
        open_delivery(tx, issue.id, "C1", now=NOW - MINUTE)
        put(tx, "tell", {"number": 1}, now=NOW - 2 * MINUTE)
    with team.store.read() as session:
        assert (all_slots(session).count, oldest_errand(session)) == (1, NOW - 2 * MINUTE)
    ages = (
        "ainews_slot_overdue_seconds",
        "ainews_delivery_oldest_seconds",
        "ainews_outbox_oldest_seconds",
        "ainews_outbox_depth",
    )
    assert [_count(team)[name, ()] for name in ages] == [540, 60, 120, 1]
    with team.write() as tx:
        tx.session.get_one(TeamRow, tx.team_id).stopped_at = NOW
    assert [_count(team)[name, ()] for name in ages] == [0, 0, 0, 0]
    with team.store.read() as session:
        assert (all_slots(session).count, oldest_errand(session)) == (0, None)


def test_processes_are_known_until_they_end_or_die(team: TeamStore) -> None:
    with team.store.write() as session:
        for name, minutes in (("old", 3000), ("quiet", 5), ("busy", 0)):
            report_process(session, _process(name, minutes * MINUTE))
        report_process(session, _process("busy", timedelta()))
        forget_dead_processes(session, before=NOW - timedelta(days=1))
    with team.store.write() as session:
        assert [process.id for process in list_processes(session)] == ["busy", "quiet"]
        assert list_processes(session)[0] == _process("busy", timedelta())
        forget_process(session, "busy")
        assert [process.id for process in list_processes(session)] == ["quiet"]
