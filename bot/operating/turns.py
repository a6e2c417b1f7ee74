"""Threads that serve everybody in turn, so that nobody's many requests keep the others waiting."""

import threading
from collections import deque
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import ContextVar, copy_context
from typing import ParamSpec, TypeVar

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

_for_whom: ContextVar[Hashable] = ContextVar("for_whom", default=None)
_is_urgent: ContextVar[bool] = ContextVar("is_urgent", default=False)


def work_for(whom: Hashable, *, urgent: bool = False) -> None:
    """Say for whom this thread hands on work from now on, and whether somebody is held up by it."""
    _for_whom.set(whom)
    _is_urgent.set(urgent)


class TurnsExecutor(ThreadPoolExecutor):
    """Takes urgent work first, and else one piece for each in turn, in the order in which each handed it in.

    Work runs in the context of whoever handed it in: under their trace, for the same one. What urgent work
    hands on is not urgent.
    """

    def __init__(self, threads: int, *, thread_name_prefix: str) -> None:
        super().__init__(threads, thread_name_prefix)
        self._waiting = threading.Lock()
        self._urgent: deque[Callable[[], None]] = deque()
        self._lines: dict[Hashable, deque[Callable[[], None]]] = {}  # whose turn is next stands first

    def submit(
        self, fn: Callable[Arguments, Result], /, *args: Arguments.args, **kwargs: Arguments.kwargs
    ) -> Future[Result]:
        future: Future[Result] = Future()
        context = copy_context()
        context.run(_is_urgent.set, False)  # noqa: FBT003

        def work() -> None:
            _fulfil(future, lambda: context.run(fn, *args, **kwargs))

        with self._waiting:
            super().submit(self._work_on_next)  # one for each piece; which one it takes is seen then
            line = self._urgent if _is_urgent.get() else self._lines.setdefault(_for_whom.get(), deque())
            line.append(work)
        return future

    def _work_on_next(self) -> None:
        self._take_next()()

    def _take_next(self) -> Callable[[], None]:
        with self._waiting:
            if self._urgent:
                return self._urgent.popleft()
            whom = next(iter(self._lines))
            line = self._lines.pop(whom)
            work = line.popleft()
            if line:
                self._lines[whom] = line  # behind all others
            return work


def _fulfil(future: Future[Result], work: Callable[[], Result]) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        future.set_result(work())
    except BaseException as error:  # it goes to whoever asks for the result, as in every executor
        future.set_exception(error)
