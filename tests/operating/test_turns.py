"""Threads that serve everybody in turn."""

import threading
from collections.abc import Callable
from contextvars import Context, copy_context

import pytest

from bot.operating.trace import current_trace, start_trace
from bot.operating.turns import TurnsExecutor, work_for

PATIENCE = 60.0


def hand_in(executor: TurnsExecutor, whom: str, work: Callable[[], object], *, urgent: bool = False) -> None:
    """Hand work in as one who acts does: in a context of its own."""

    def as_a_request() -> None:
        work_for(whom, urgent=urgent)
        executor.submit(work)

    Context().run(as_a_request)


def order_of(*handed_in: tuple[str, bool]) -> list[str]:
    """Hand in pieces while the only thread is kept busy, and return in which order it takes them."""
    taken: list[str] = []
    may_begin = threading.Event()
    with TurnsExecutor(1, thread_name_prefix="test") as executor:
        hand_in(executor, "nobody", lambda: may_begin.wait(PATIENCE))
        for piece, urgent in handed_in:
            hand_in(executor, piece[0], lambda piece=piece: taken.append(piece), urgent=urgent)  # type: ignore[misc]
        may_begin.set()
    return taken


def test_nobodys_many_requests_keep_the_others_waiting() -> None:
    many = [(f"a{number}", False) for number in range(50)]
    taken = order_of(*many, ("b1", False), ("c1", False), ("b2", False))
    assert taken[:6] == ["a0", "b1", "c1", "a1", "b2", "a2"]
    assert [piece for piece in taken if piece.startswith("a")] == [piece for piece, _ in many]


def test_what_somebody_is_held_up_by_comes_first() -> None:
    assert order_of(("a1", False), ("a2", False), ("b1", True), ("a3", True)) == ["b1", "a3", "a1", "a2"]


def test_what_urgent_work_hands_on_is_not_urgent() -> None:
    taken: list[str] = []
    executor = TurnsExecutor(1, thread_name_prefix="test")
    handed_on = threading.Event()

    def urgent() -> None:
        executor.submit(lambda: taken.append("handed on"))
        hand_in(executor, "b", lambda: taken.append("urgent"), urgent=True)
        handed_on.set()

    hand_in(executor, "a", urgent, urgent=True)
    assert handed_on.wait(PATIENCE)
    executor.shutdown(wait=True)
    assert taken == ["urgent", "handed on"]


def test_work_runs_under_the_trace_of_whoever_handed_it_in() -> None:
    with TurnsExecutor(2, thread_name_prefix="test") as executor:

        def request() -> tuple[str, str]:
            trace = start_trace()
            return trace, executor.submit(current_trace).result(PATIENCE)

        for _ in range(5):
            mine, its = copy_context().run(request)
            assert its == mine


def test_an_error_goes_to_whoever_asks_for_the_result() -> None:
    def fail() -> None:
        raise ValueError("broken")

    with TurnsExecutor(1, thread_name_prefix="test") as executor:
        assert isinstance(executor.submit(fail).exception(PATIENCE), ValueError)
        assert executor.submit(lambda: "goes on").result(PATIENCE) == "goes on"


def test_all_that_was_handed_in_is_done_before_the_end() -> None:
    done: list[int] = []
    executor = TurnsExecutor(3, thread_name_prefix="test")
    for number in range(100):
        hand_in(executor, f"team {number % 7}", lambda number=number: done.append(number))  # type: ignore[misc]
    executor.shutdown(wait=True)
    assert sorted(done) == list(range(100))
    with pytest.raises(RuntimeError):
        executor.submit(lambda: None)
