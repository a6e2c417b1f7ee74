"""What somebody asked is answered, also where the process that took it in dies over it.

A request that is kept stands in the inbox with its body until all work that it caused has ended: the
listener, and what the listener handed to the background. The process says every few seconds that it is still
at it. What nobody is at any more is taken on by whoever looks first: another replica, or a new start.

An answer that was sent in the very moment in which its process died can come twice: Slack takes no key that
would tell it.
"""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextvars import ContextVar, copy_context
from datetime import timedelta
from typing import Any, ParamSpec, TypeVar

import structlog

from bot.errors import StoreError
from bot.models.values import Clock, system_clock
from bot.operating.turns import TurnsExecutor
from bot.store import Store
from bot.store.inbox import claim_unanswered, finish, still_at

HELD_FOR = timedelta(seconds=60)
"""A process that did not say for so long that it is still at a request has died over it."""

MOST_TIMES = 2
"""How often a request is taken on: one that kills every process must not go round for ever."""

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")
_Key = tuple[int, str]

log = structlog.get_logger(__name__)
_current: ContextVar["tuple[Unanswered, _Key] | None"] = ContextVar("request", default=None)


class Unanswered:
    """The requests that this process is at. Can be used from any thread."""

    def __init__(self, store: Store, *, clock: Clock = system_clock) -> None:
        self._store = store
        self._clock = clock
        self._pieces: dict[_Key, int] = {}
        self._lock = threading.Lock()

    def begin(self, team_id: int, request_id: str | None) -> None:
        """Note what this thread works on from now on: a request that is kept, or None."""
        _current.set(None if request_id is None else (self, (team_id, request_id)))

    def keep(self) -> None:
        """Say that this process is still at what it has. Called every few seconds."""
        with self._lock:
            mine = list(self._pieces)
        if mine:
            with self._store.write(quick=True) as session:
                still_at(session, mine, until=self._clock() + HELD_FOR)

    def take_on(self, dispatch: Callable[[dict[str, Any]], object]) -> int:
        """Hand what nobody is at any more to `dispatch`, and return how many requests that were."""
        now = self._clock()
        with self._store.write() as session:
            found = claim_unanswered(session, now=now, until=now + HELD_FOR, most_times=MOST_TIMES)
        for request in found:
            log.warning("taken on from a process that died", request=request.id, times=request.times)
            copy_context().run(dispatch, request.body)  # or this thread would keep the request's trace
        return len(found)

    def more(self, key: _Key) -> None:
        """A further piece of work for a request begins."""
        with self._lock:
            self._pieces[key] = self._pieces.get(key, 0) + 1

    def less(self, key: _Key) -> None:
        """A piece of work has ended; with the last one the request is answered."""
        with self._lock:
            self._pieces[key] -= 1
            if self._pieces[key]:
                return
            del self._pieces[key]
        try:
            with self._store.write(quick=True) as session:
                finish(session, *key)
        except StoreError as error:  # it was answered; at worst it is answered again
            log.warning("not noted as answered", request=key[1], error=error.message)


class HoldingExecutor(TurnsExecutor):
    """Threads whose work belongs to the request during which it was handed to them."""

    def submit(
        self, fn: Callable[Arguments, Result], /, *args: Arguments.args, **kwargs: Arguments.kwargs
    ) -> Future[Result]:
        current = _current.get()
        if current is None:
            return super().submit(fn, *args, **kwargs)
        unanswered, key = current

        def run() -> Result:
            try:
                return fn(*args, **kwargs)
            finally:
                unanswered.less(key)

        unanswered.more(key)
        try:
            return super().submit(run)
        except RuntimeError:  # the program is ending
            unanswered.less(key)
            raise
