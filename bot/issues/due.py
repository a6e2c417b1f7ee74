"""Slots: an issue whose time has come is published, and curators are reminded before it comes."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import structlog

from bot.blockkit.blocks import button
from bot.errors import AinewsError, ConflictError
from bot.issues.failpoints import failpoint
from bot.issues.notify import NOTICES, or_installer, tell
from bot.issues.publish import preview_in, publish_in
from bot.issues.slots import latest_slot, next_slot
from bot.issues.warnings import warnings_of
from bot.models.values import Clock, Publication
from bot.operating.trace import following, new_trace
from bot.store import Store, Tx, publications
from bot.store.publications import OnEmpty, StoredSchedule
from bot.templating import Templates

LATE = timedelta(hours=48)
"""After an outage, a slot that is longer past is skipped; its items go into the next issue."""

_HEADLINES = 20

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Due:
    """What publishing by the clock works with. `clock` decides slots; what goes to Slack keeps real time."""

    store: Store
    templates: Templates
    clock: Clock
    real_clock: Clock
    curators: tuple[str, ...] = ()

    def publish_due(self) -> None:
        """Publish what is due, each schedule in its own transaction: one that fails holds up no other."""
        now = self.clock()
        with self.store.read() as session:
            due = publications.due_schedule_ids(session, now=now)
        for schedule_id in due:
            with following(new_trace()):
                try:
                    self._publish_one(schedule_id, now)
                except Exception:
                    log.exception("a schedule failed", schedule=schedule_id)
            failpoint("published")

    def remind_due(self) -> None:
        """Remind curators of slots that come soon, once for each slot."""
        now = self.clock()
        with self.store.read() as session:
            due = publications.due_reminder_ids(session, now=now)
        for schedule_id in due:
            with self.store.write() as session:
                schedule = publications.lock_due_reminder(session, schedule_id, now=now)
                if schedule is not None:
                    self._remind(Tx(session, schedule.team_id), schedule)

    def _publish_one(self, schedule_id: int, now: datetime) -> None:
        """Publish a schedule's issue and advance the schedule, in one transaction."""
        with self.store.write() as session:
            stored = publications.lock_due_schedule(session, schedule_id, now=now)
            if stored is None or stored.next_at is None:
                return
            slot = latest_slot(stored.next_at, now, stored.rhythm)
            self._publish_slot(Tx(session, stored.team_id), stored, slot, now)
            publications.advance_schedule(session, stored.id, next_at=next_slot(now, stored.rhythm))

    def _publish_slot(self, tx: Tx, schedule: StoredSchedule, slot: datetime, now: datetime) -> None:
        publication = _publication(tx)
        day = _local_day(slot, schedule)
        if now - slot > LATE:
            self._tell_once(tx, schedule, slot, self.templates.text(NOTICES, "too_late", on=day))
            return
        try:
            with tx.session.begin_nested():
                publish_in(
                    tx,
                    publication,
                    self.templates,
                    on=day,
                    by=None,
                    now=now,
                    real_now=self.real_clock(),
                    even_empty=schedule.on_empty == OnEmpty.POST,
                )
        except ConflictError:
            log.info("published by hand already", team=schedule.team_id, date=day.isoformat())
        except AinewsError as error:
            log.warning("nothing published", team=schedule.team_id, error=type(error).__name__)
            is_empty = not preview_in(tx, publication, self.templates, on=day).issue.entries
            if is_empty and schedule.on_empty == OnEmpty.NOTHING:
                return
            text = self.templates.text(
                NOTICES, "nothing_published", on=day, message=error.message, hint=error.hint
            )
            self._tell_once(tx, schedule, slot, text)

    def _remind(self, tx: Tx, schedule: StoredSchedule) -> None:
        assert schedule.next_at is not None
        draft = preview_in(tx, _publication(tx), self.templates, on=_local_day(schedule.next_at, schedule))
        headlines = [entry.headline for entry in draft.issue.entries]
        text = self.templates.text(
            NOTICES,
            "reminder",
            slot=schedule.next_at.astimezone(schedule.rhythm.zone),
            count=len(headlines),
            headlines=[" ".join(headline.split())[:120] for headline in headlines[:_HEADLINES]],
            more=max(0, len(headlines) - _HEADLINES),
            warnings=[warning.text for warning in warnings_of(draft.issue)][:10],
        )
        shape = button(self.templates.plain(NOTICES, "reminder_button"), "queue_open", style="primary")
        for person in self._people(tx, schedule):
            key = f"reminder:{schedule.id}:{schedule.next_at.isoformat()}:{person}"
            tell(tx, person, text, now=self.real_clock(), once_key=key, buttons=[shape])

    def _tell_once(self, tx: Tx, schedule: StoredSchedule, slot: datetime, text: str) -> None:
        for person in self._people(tx, schedule)[:1]:
            tell(tx, person, text, now=self.real_clock(), once_key=f"slot:{schedule.id}:{slot.isoformat()}")

    def _people(self, tx: Tx, schedule: StoredSchedule) -> tuple[str, ...]:
        """Who made the schedule, and the configured curators; else who installed the app."""
        first = (schedule.created_by,) if schedule.created_by else ()
        return or_installer(tx, tuple(dict.fromkeys((*first, *self.curators))))


def _local_day(slot: datetime, schedule: StoredSchedule) -> date:
    return slot.astimezone(schedule.rhythm.zone).date()


def _publication(tx: Tx) -> Publication:
    publication = publications.find_publication(tx)
    assert publication is not None
    return publication
