"""What happens every few seconds: due issues are published, what is on its way is posted.

The schedule lives in our tables; APScheduler only calls `Ticker.tick`.
"""

import secrets
import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import structlog

from bot.errors import AinewsError, PostError
from bot.issues.deliver import Posters, deliver_due
from bot.issues.publish import publish_in
from bot.issues.refresh import refresh_item
from bot.issues.slots import Schedule, next_slot
from bot.models.values import Clock, system_clock
from bot.store import Store, Tx, outbox, publications
from bot.store.outbox import OutboxEntry
from bot.store.publications import StoredSchedule
from bot.templating import Templates

TICK_SECONDS = 15
LATE = timedelta(hours=48)
"""After an outage, a slot that is longer past is skipped; its items go into the next issue."""

_LEASE = timedelta(seconds=60)
_RETRY = timedelta(minutes=1)
_MAX_ATTEMPTS = 20

log = structlog.get_logger(__name__)


@dataclass
class Ticker:
    """Everything a tick needs. `clock` decides slots and can be moved; leases use the real one."""

    store: Store
    templates: Templates
    posters: Posters
    clock: Clock = system_clock
    real_clock: Clock = system_clock
    _running: threading.Lock = field(default_factory=threading.Lock)
    _again: threading.Event = field(default_factory=threading.Event)

    def tick(self) -> None:
        """Do everything that is due. Called while a tick runs, it makes that one go round again."""
        self._again.set()
        while self._again.is_set() and self._running.acquire(blocking=False):
            try:
                self._again.clear()
                self._publish_due()
                self.deliver()
            finally:
                self._running.release()

    def deliver(self) -> None:
        """Post what is on its way, and carry out what stands in the outbox."""
        deliver_due(self.store, self.posters, self.templates, clock=self.real_clock, slack_clock=self.clock)
        while self._drain_one():
            continue

    def _publish_due(self) -> None:
        """Publish what is due, each schedule in its own transaction: one that fails holds up no other."""
        now = self.clock()
        with self.store.read() as session:
            due = publications.due_schedule_ids(session, now=now)
        for schedule_id in due:
            try:
                self._publish_one(schedule_id, now)
            except Exception:
                log.exception("a schedule failed", schedule=schedule_id)

    def _publish_one(self, schedule_id: int, now: datetime) -> None:
        """Publish a schedule's issue and advance the schedule, in one transaction."""
        with self.store.write() as session:
            schedule = publications.lock_due_schedule(session, schedule_id, now=now)
            if schedule is None or schedule.next_at is None:
                return
            self._publish_slot(Tx(session, schedule.team_id), schedule, schedule.next_at, now)
            next_at = next_slot(now, as_schedule(schedule))
            publications.advance_schedule(session, schedule.id, next_at=next_at)

    def _publish_slot(self, tx: Tx, schedule: StoredSchedule, slot: datetime, now: datetime) -> None:
        publication = publications.find_publication(tx)
        assert publication is not None
        day = slot.astimezone(ZoneInfo(schedule.timezone)).date()
        if now - slot > LATE:
            self._tell(tx, schedule, slot, "too_late", on=day)
            return
        try:
            with tx.session.begin_nested():
                publish_in(tx, publication, self.templates, on=day, by=None, now=now)
        except AinewsError as error:
            log.warning("nothing published", team=schedule.team_id, reason=error.message)
            self._tell(
                tx, schedule, slot, "nothing_published", on=day, message=error.message, hint=error.hint
            )

    def _tell(self, tx: Tx, schedule: StoredSchedule, slot: datetime, notice: str, **values: object) -> None:
        if schedule.created_by:
            outbox.put(
                tx,
                "tell",
                {
                    "person": schedule.created_by,
                    "text": self.templates.text("issue/notices.txt", notice, **values),
                },
                now=self.real_clock(),
                once_key=f"slot:{schedule.id}:{slot.isoformat()}",
            )

    def _drain_one(self) -> bool:
        with self.store.write() as session:
            entry = outbox.claim(session, token=secrets.token_hex(16), now=self.real_clock(), lease=_LEASE)
        if entry is None:
            return False
        error, retry_at = "", None
        try:
            self._carry_out(entry)
        except PostError as failure:
            error = failure.code
            if not failure.permanent and entry.attempts < _MAX_ATTEMPTS:
                retry_at = self.real_clock() + _RETRY
        with self.store.write() as session:
            outbox.settle(session, entry, now=self.real_clock(), error=error, retry_at=retry_at)
        return True

    def _carry_out(self, entry: OutboxEntry) -> None:
        poster = self.posters(entry.team_id)
        if entry.kind == "tell":
            poster.tell(entry.payload["person"], entry.payload["text"])
        elif entry.kind == "refresh_item":
            team = self.store.team(entry.team_id)
            refresh_item(team, poster, self.templates, entry.payload["item"])


def as_schedule(stored: StoredSchedule) -> Schedule:
    """Return the pure value that slots are computed from."""
    return Schedule(days=stored.days, at=stored.at, timezone=stored.timezone, frequency=stored.frequency)
