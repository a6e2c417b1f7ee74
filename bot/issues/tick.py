"""What happens every few seconds: due issues are published, what is on its way is posted.

The schedule lives in our tables; APScheduler only calls `Ticker.tick`.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import structlog

from bot.issues.audit import audit_due
from bot.issues.deliver import WORKERS, Round, Wait, deliver_due
from bot.issues.due import Due
from bot.issues.errands import Errands
from bot.issues.failpoints import failpoint
from bot.issues.poster import Posters
from bot.models.values import Clock, system_clock
from bot.newsroom.follow import FOLLOW_WAIT
from bot.store import Store
from bot.store.form_drafts import forget_old_forms
from bot.store.inbox import forget_requests
from bot.store.installations import forget_stopped
from bot.store.ledger import Pace
from bot.store.search import merge_segments
from bot.templating import Templates

TICK_SECONDS = 15
TIDY_SECONDS = 3600
ASK_SECONDS = 20
KEEP_FORMS = timedelta(days=2)
"""They are offered again for a day."""
KEEP_REQUESTS = timedelta(days=1)
"""Slack repeats an event for about an hour; a day leaves room for clocks that differ."""
UNHEALTHY_AFTER = 90.0
"""Seconds without a tick that did all its work; a round of delivering takes up to ten."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Health:
    """How the ticks are. `age` is the seconds since one did all its work, or since the start.

    `running` is how long the present one has been at it, None between ticks. `error` names what the last one
    stumbled over, empty where it did not. `quiet` is the seconds since one ended, whether it did its work or
    not: a process whose ticks end can mend itself. `ticked`: at least one did all its work.
    """

    age: float
    running: float | None
    error: str
    quiet: float = 0.0
    ticked: bool = False

    @property
    def is_good(self) -> bool:
        return self.age < UNHEALTHY_AFTER


def _nobody_is(_team_id: int) -> bool | None:
    return False


@dataclass
class Ticker:
    """Everything a tick needs. `clock` decides slots and can be moved; leases use the real one.

    `grace` is how long a team's data is kept after it took the app away; None keeps it for ever. `is_back` is
    asked before it is deleted: see `bot.store.installations.forget_stopped`. `wait` is
    what lets time pass between two messages into one channel; tests jump instead. `follow_wait` is how long
    people who follow a search wait for further items to be told of with the first.
    """

    store: Store
    templates: Templates
    posters: Posters
    clock: Clock = system_clock
    real_clock: Clock = system_clock
    pace: Pace = field(default_factory=Pace)
    curators: tuple[str, ...] = ()
    grace: timedelta | None = None
    is_back: Callable[[int], bool | None] = _nobody_is
    workers: int = WORKERS
    monotonic: Callable[[], float] = time.monotonic
    wait: Wait | None = None
    follow_wait: timedelta = FOLLOW_WAIT
    _running: threading.Lock = field(default_factory=threading.Lock)
    _again: threading.Event = field(default_factory=threading.Event)
    _stopping: bool = False
    _started_at: float | None = None
    _finished_at: float | None = None
    _ended_at: float | None = None
    _ticked: bool = False
    _tidied_at: float | None = None
    _error: str = ""

    def __post_init__(self) -> None:
        self._finished_at = self._ended_at = self.monotonic()

    def tick(self) -> None:
        """Do everything that is due. Called while a tick runs, it makes that one go round again.

        Never raises: what fails is logged and shows in `health`, and the next tick tries again.
        """
        self._again.set()
        while self._again.is_set() and not self._stopping and self._running.acquire(blocking=False):
            try:
                self._again.clear()
                self._started_at = self.monotonic()
                self._go_round()
            finally:
                self._started_at, self._ended_at = None, self.monotonic()
                self._running.release()

    def stop(self) -> None:
        """Let a tick that runs come to its end soon, and start no other."""
        self._stopping = True
        self._again.set()

    def health(self) -> Health:
        """Tell how the ticks are. Can be called from any thread, also while one hangs."""
        now, started = self.monotonic(), self._started_at
        return Health(
            age=now - (self._finished_at or now),
            running=None if started is None else now - started,
            error=self._error,
            quiet=now - (self._ended_at or now),
            ticked=self._ticked,
        )

    def deliver(self) -> None:
        """Post what is on its way, for up to ten seconds, unless there is something else to do."""
        work = Round(
            self.store,
            self.posters,
            self.templates,
            self.real_clock,
            self.clock,
            self.pace,
            self.curators,
        )
        deliver_due(work, wait_for=self.wait or self._again.wait, workers=self.workers)

    def _tidy(self) -> None:
        """Forget old requests, half-filled forms, and teams that left long ago, once an hour."""
        if self._tidied_at is not None and self.monotonic() - self._tidied_at < TIDY_SECONDS:
            return
        with self.store.write() as session:
            forget_requests(session, before=self.clock() - KEEP_REQUESTS)
            forget_old_forms(session, before=self.clock() - KEEP_FORMS)
        if self.grace is not None:
            self._forget_teams(self.grace)
        self._tidied_at = self.monotonic()

    def _forget_teams(self, grace: timedelta) -> None:
        """Forget who left long ago, once Slack confirms that they did."""
        began = self.monotonic()

        def is_back(team_id: int) -> bool | None:
            # Where Slack does not answer, the rest is asked in an hour: a tick must come to its end.
            return self.is_back(team_id) if self.monotonic() - began < ASK_SECONDS else None

        for name in forget_stopped(self.store, now=self.real_clock(), grace=grace, is_back=is_back):
            log.warning("team forgotten", team=name)

    def _go_round(self) -> None:
        due = Due(self.store, self.templates, self.clock, self.real_clock, self.curators)
        errands = Errands(self.store, self.templates, self.posters, self.real_clock, self.follow_wait)
        steps: tuple[tuple[str, Callable[[], object]], ...] = (
            ("publish", due.publish_due),
            ("remind", due.remind_due),
            ("errands", errands.run_due),
            ("deliver", self.deliver),
            ("errands", errands.run_due),
            ("audit", lambda: audit_due(self.store, self.posters, clock=self.real_clock)),
            ("tidy", self._tidy),
            ("merge", lambda: merge_segments(self.store)),
        )
        failed = ""
        for name, step in steps:
            if self._stopping:
                return
            try:
                failpoint(f"tick: {name}")
                step()
            except Exception as error:
                log.exception("a tick failed", step=name)
                failed = failed or f"{name}: {type(error).__name__}: {error}"
        self._error = failed
        if not failed:
            self._finished_at, self._ticked = self.monotonic(), True
