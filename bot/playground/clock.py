"""A clock that can be moved, so that next Monday's issue can be watched today."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from bot.models.values import system_clock

_YEARS = range(1970, 3000)


class MovableClock:
    """Real time plus an offset. It is a `bot.models.values.Clock`: calling it gives an aware datetime in UTC.

    It goes on running after a move. Deadlines of the protocol (trigger ids, response URLs, acknowledgements)
    do not follow it: they are real time.
    """

    def __init__(self, real: Callable[[], datetime] = system_clock) -> None:
        self._real = real
        self._offset = timedelta()
        self._lock = threading.Lock()
        self._listeners: list[Callable[[], None]] = []

    def __call__(self) -> datetime:
        with self._lock:
            return (self._real() + self._offset).astimezone(UTC)

    @property
    def offset(self) -> timedelta:
        """How far ahead of real time the clock is (negative: behind)."""
        with self._lock:
            return self._offset

    def move_to(self, moment: datetime) -> None:
        """Set the clock to an aware `moment`; listeners are called afterwards, in this thread.

        Raises:
            ValueError: `moment` has no time zone, or lies before 1970 or after 2999.
        """
        if moment.tzinfo is None:
            raise ValueError("The clock needs a moment with a time zone.")
        if moment.year not in _YEARS:
            raise ValueError(f"The clock goes from {_YEARS[0]} to {_YEARS[-1]}.")
        with self._lock:
            self._offset = moment - self._real()
        self._tell()

    def advance(self, span: timedelta) -> None:
        """Move on by `span` (or back, when it is negative).

        Raises:
            ValueError: that would be before 1970 or after 2999.
            OverflowError: that would be beyond what a datetime can hold.
        """
        self.move_to(self() + span)

    def reset(self) -> None:
        """Go back to real time."""
        with self._lock:
            self._offset = timedelta()
        self._tell()

    def on_move(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener` after each move. Returns a function that takes the listener off again."""
        with self._lock:
            self._listeners.append(listener)

        def stop() -> None:
            with self._lock:
                if listener in self._listeners:
                    self._listeners.remove(listener)

        return stop

    def _tell(self) -> None:
        with self._lock:
            listeners = list(self._listeners)
        for listener in listeners:
            listener()
