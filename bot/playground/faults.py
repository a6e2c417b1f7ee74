"""Trouble on demand: the next calls fail as Slack, or the network before it, can fail.

`reset_before` and `hang` happen before the call is carried out, `reset_after`, `hang_after` and
`server_error_after` once it has been: the app cannot tell which.
"""

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from enum import StrEnum

from bot.playground.model import Json
from bot.playground.refusals import CannotDoThatError

MAX_STRUCK = 20  # remembered for the page


class FaultKind(StrEnum):
    """How a call fails."""

    RATELIMITED = "ratelimited"
    SERVER_ERROR = "server_error"
    SERVER_ERROR_AFTER = "server_error_after"
    UNAVAILABLE = "unavailable"
    HANG = "hang"
    HANG_AFTER = "hang_after"
    RESET_BEFORE = "reset_before"
    RESET_AFTER = "reset_after"
    ERROR = "error"

    @property
    def is_after(self) -> bool:
        """Whether the call is carried out first."""
        return self in {FaultKind.SERVER_ERROR_AFTER, FaultKind.HANG_AFTER, FaultKind.RESET_AFTER}


@dataclass(frozen=True, slots=True)
class Fault:
    """`times` calls of `method` (`*`: any) fail; `skip` of them pass first.

    `retry_after`: seconds asked for with 429. `seconds`: how long a hanging call hangs before the connection
    is dropped. `code`: the error that `error` answers.
    """

    kind: FaultKind
    method: str = "*"
    times: int = 1
    skip: int = 0
    retry_after: int = 1
    seconds: float = 60.0
    code: str = "internal_error"


@dataclass(slots=True)
class Struck:
    """A fault that struck, and when its method was called again, if it was. Both are monotonic seconds."""

    fault: Fault
    method: str
    at: float
    again: float | None = None

    def as_json(self, now: float) -> Json:
        """`asked`: the seconds that the app was told to wait, if any. `seconds`: how long it has waited."""
        return {
            "kind": self.fault.kind,
            "method": self.method,
            "asked": self.fault.retry_after if self.fault.kind is FaultKind.RATELIMITED else None,
            "seconds": round((self.again or now) - self.at, 1),
            "again": self.again is not None,
        }


class Faults:
    """The faults that are waiting for their calls. Safe to use from any thread.

    `monotonic` gives real seconds.
    """

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._lock = threading.Lock()
        self._monotonic = monotonic
        self._waiting: list[Fault] = []
        self._struck: deque[Struck] = deque(maxlen=MAX_STRUCK)

    def add(
        self,
        kind: FaultKind | str,
        method: str = "*",
        *,
        times: int = 1,
        skip: int = 0,
        retry_after: int = 1,
        seconds: float = 60.0,
        code: str = "internal_error",
    ) -> None:
        """Let the next calls of `method` fail.

        Raises:
            CannotDoThatError: there is no such kind of fault, or the numbers make no sense.
        """
        if kind not in list(FaultKind):
            raise CannotDoThatError(f"There is no fault {kind}.", hint=f"There are: {', '.join(FaultKind)}.")
        if times < 1 or skip < 0 or seconds < 0 or retry_after < 0:
            raise CannotDoThatError("A fault's numbers cannot be negative, and it happens at least once.")
        fault = Fault(FaultKind(kind), method, times, skip, retry_after, seconds, code)
        with self._lock:
            self._waiting.append(fault)

    def clear(self) -> None:
        with self._lock:
            self._waiting.clear()

    def pending(self) -> list[Fault]:
        with self._lock:
            return list(self._waiting)

    def take(self, method: str) -> Fault | None:
        """The fault that this call of `method` has to suffer, if any."""
        with self._lock:
            self._note_return(method)
            for number, fault in enumerate(self._waiting):
                if fault.method not in {"*", method}:
                    continue
                if fault.skip:
                    self._waiting[number] = replace(fault, skip=fault.skip - 1)
                    continue
                if fault.times > 1:
                    self._waiting[number] = replace(fault, times=fault.times - 1)
                else:
                    del self._waiting[number]
                self._struck.append(Struck(fault, method, self._monotonic()))
                return fault
        return None

    def _note_return(self, method: str) -> None:
        for one in self._struck:
            if one.method == method and one.again is None:
                one.again = self._monotonic()

    def as_json(self) -> list[Json]:
        return [asdict(fault) for fault in self.pending()]

    def struck_as_json(self) -> list[Json]:
        """What struck, the newest first, and how the app took it."""
        with self._lock:
            return [one.as_json(self._monotonic()) for one in reversed(self._struck)]
