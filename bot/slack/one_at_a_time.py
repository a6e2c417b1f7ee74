"""Work in the background of which one piece for each key is enough at a time."""

import threading
from collections.abc import Callable, Hashable

Work = Callable[[], None]


class OneAtATime:
    """Runs work by key: what comes while a piece of its key runs waits, and only the latest of it is run."""

    def __init__(self, in_background: Callable[[Work], None]) -> None:
        self._in_background = in_background
        self._lock = threading.Lock()
        self._waiting: dict[Hashable, Work] = {}
        self._running: set[Hashable] = set()

    def run(self, key: Hashable, work: Work) -> None:
        """Have `work` run soon. Returns at once."""
        with self._lock:
            self._waiting[key] = work
            if key in self._running:
                return
            self._running.add(key)
        self._in_background(lambda: self._run_waiting(key))

    def _run_waiting(self, key: Hashable) -> None:
        while (work := self._next(key)) is not None:
            try:
                work()
            except BaseException:
                with self._lock:
                    self._running.discard(key)
                raise

    def _next(self, key: Hashable) -> Work | None:
        with self._lock:
            work = self._waiting.pop(key, None)
            if work is None:
                self._running.discard(key)
            return work
