"""Posting what is on its way: one message once, as readers see it.

Slack has no idempotency key. So a part is claimed in the ledger before it is posted, and where it is unclear
whether Slack took it, the channel's history is read before anything is posted again. What this promises, and
what it cannot, is said in docs/delivery.md.
"""

import secrets
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.errors import PostError
from bot.issues.failpoints import failpoint
from bot.issues.late import catch_up
from bot.issues.notify import ask_about_part, tell_stopped
from bot.issues.poster import Poster, Posters
from bot.issues.split import TOO_LONG, split_payload
from bot.models.values import Clock
from bot.operating.trace import following
from bot.store import Store, Tx
from bot.store.doubts import ask_for_audit, doubt_everything
from bot.store.ledger import (
    RATE_LIMITED,
    ClaimedPart,
    Pace,
    claim_part,
    mark_later,
    mark_rate_limited,
    mark_rejected,
    mark_sent,
    mark_split,
    mark_unknown,
    next_due,
)
from bot.templating import Templates

LEASE = timedelta(seconds=60)
MARGIN = timedelta(seconds=15)
"""A part is posted only while this much of its lease is left: longer than the client's time-out of 10 s."""

WORKERS = 8
"""Messages under way at the same moment, each into a channel of its own."""

BUDGET = timedelta(seconds=10)
"""One round of delivering takes no longer than this, so that slots and corrections come in between."""

SETTLING = timedelta(seconds=5)
"""How long a message may take to show in the history after a failed call."""

_LOST_RACE = 0.02
"""Seconds to wait where another sender has claimed what was due."""

LONGEST_WAIT = timedelta(minutes=1)
AUDIT_AFTER = timedelta(minutes=2)
"""A part that was tried more than once is looked for again then: a sender that slept can wake up late."""

_UNREADABLE_WAIT = timedelta(minutes=15)
_PATIENCE = 4
"""Reads of a channel that fail before a curator is asked."""

_CLOCKS_DIFFER = timedelta(hours=1)
"""How much Slack's clock and ours may disagree."""

Wait = Callable[[float], bool]
"""Waits so many seconds. True where there is something else to do."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Round:
    """What a round of delivering works with.

    `clock` gives real time: leases, pace and back-off rest on it. `slack_clock` gives the time by which Slack
    dates its messages; the playground moves it. `curators` are asked where nobody else is responsible.
    """

    store: Store
    posters: Posters
    templates: Templates
    clock: Clock
    slack_clock: Clock
    pace: Pace
    curators: tuple[str, ...] = ()


def deliver_due(work: Round, *, wait_for: Wait, workers: int = WORKERS, budget: timedelta = BUDGET) -> int:
    """Post the parts that are due, and those that become due within `budget`. Return how many were sent.

    One thread claims, so that senders do not compete; up to `workers` others post.
    """
    until = work.clock() + budget
    sent = 0
    running: set[Future[bool]] = set()
    with ThreadPoolExecutor(workers, thread_name_prefix="deliver") as pool:
        while True:
            done = {future for future in running if future.done()}
            running -= done
            sent += sum(future.result() for future in done)
            if len(running) == workers:
                wait(running, return_when=FIRST_COMPLETED)
                continue
            pause = _seconds_until_next(work, until)
            if pause and not running:
                if wait_for(pause):
                    return sent
                pause = 0
            if pause == 0:
                if (part := _claim(work)) is not None:
                    running.add(pool.submit(_deliver_safely, work, part))
                    continue
                pause = _LOST_RACE
            if running:
                wait(running, timeout=pause, return_when=FIRST_COMPLETED)
            elif pause is None or wait_for(pause):
                return sent


def reconcile_all(store: Store, *, now: datetime) -> int:
    """After a restore from a backup: doubt all that is on its way, so that channels are read before posting.

    Returns how many parts that are; the next ticks look for them in Slack and post what is missing. `now` is
    real time.
    """
    with store.write() as session:
        return doubt_everything(session, now=now)


def _seconds_until_next(work: Round, until: datetime) -> float | None:
    """Return how long until something may be claimed, 0 for now; None where that is after this round."""
    with work.store.read() as session:
        due = next_due(session)
    now = work.clock()
    if due is None or due >= until or now >= until:
        return None
    return max((due - now).total_seconds(), 0)


def _claim(work: Round) -> ClaimedPart | None:
    with work.store.write() as session:
        return claim_part(
            session,
            token=secrets.token_hex(16),
            now=work.clock(),
            slack_now=work.slack_clock(),
            lease=LEASE,
            pace=work.pace,
        )


def _deliver_safely(work: Round, part: ClaimedPart) -> bool:
    """Whatever breaks here, the part stays claimed, so that it is looked for once its lease has ended."""
    with following(part.trace):
        try:
            return _deliver(work, part)
        except Exception:
            log.exception(
                "a part failed", delivery=part.delivery_id, position=part.position, piece=part.piece
            )
            return False


def _deliver(work: Round, part: ClaimedPart) -> bool:
    failpoint("claimed")
    poster = work.posters(part.team_id)
    ts = None
    if part.ambiguous:
        try:
            ts = _look_for(poster, part)
        except PostError as error:
            _record_unreadable(work, part, error)
            return False
        failpoint("looked")
    if ts is None:
        if part.lease_until - work.clock() < MARGIN:
            return False  # somebody slept; the part is offered again as ambiguous
        failpoint("posting")
        try:
            ts = poster.post(part.channel_id, part.payload, thread_ts=part.root_ts)
        except PostError as error:
            _record_failure(work, part, error)
            return False
        failpoint("posted")
    return _record_sent(work, part, ts)


def _look_for(poster: Poster, part: ClaimedPart) -> str | None:
    """Look whether an earlier attempt reached Slack. Of two copies the later one is withdrawn."""
    found = poster.find(
        part.channel_id,
        part.payload["metadata"],
        thread_ts=part.root_ts,
        since=part.first_tried_at - _CLOCKS_DIFFER,
    )
    for extra in found[1:]:
        poster.delete(part.channel_id, extra)
    return found[0] if found else None


def _record_sent(work: Round, part: ClaimedPart, ts: str) -> bool:
    now = work.clock()
    audit_at = now + AUDIT_AFTER if part.attempts > 1 or part.ambiguous else None
    with work.store.write() as session:
        kept = mark_sent(session, part, ts, now=now, pace=work.pace, audit_at=audit_at)
        catch_up(Tx(session, part.team_id), part.id, part.delivery_id, now=now)
        if not kept:  # another sender has the part now: one of our two copies goes when it is audited
            ask_for_audit(session, part.id, at=now + AUDIT_AFTER)
    failpoint("recorded")
    log.info(
        "part sent" if kept else "part sent after its lease",
        delivery=part.delivery_id,
        position=part.position,
        piece=part.piece,
        ts=ts,
    )
    return kept


def _record_unreadable(work: Round, part: ClaimedPart, error: PostError) -> None:
    """Nobody can say whether the part is there: never post it blindly, but ask a curator."""
    now = work.clock()
    with work.store.write() as session:
        if error.code == RATE_LIMITED:
            mark_rate_limited(session, part, now=now, until=now + _wait(part, error))
            return
        hopeless = error.permanent
        wait = _UNREADABLE_WAIT if hopeless else _wait(part, error)
        kept = mark_unknown(session, part, not_before=now + wait, error=error.code)
        if kept and (hopeless or part.attempts > _PATIENCE):
            tx = Tx(session, part.team_id)
            ask_about_part(tx, work.templates, part, error.code, now=now, curators=work.curators)
    log.warning("history not read", delivery=part.delivery_id, position=part.position, error=error.code)


def _record_failure(work: Round, part: ClaimedPart, error: PostError) -> None:
    now = work.clock()
    later = now + _wait(part, error)
    with work.store.write() as session:
        if error.code in TOO_LONG and len(pieces := split_payload(part.payload)) > 1:
            mark_split(session, part, pieces, now=now)
        elif error.permanent:
            if mark_rejected(session, part, error=error.code):
                tx = Tx(session, part.team_id)
                tell_stopped(tx, work.templates, part, error.code, now=now, curators=work.curators)
        elif error.code == RATE_LIMITED:
            mark_rate_limited(session, part, now=now, until=later)
        elif error.ambiguous or part.ambiguous:
            mark_unknown(session, part, not_before=later, error=error.code)
        else:
            mark_later(session, part, not_before=later, error=error.code)
    log.warning(
        "part not sent",
        delivery=part.delivery_id,
        position=part.position,
        error=error.code,
        permanent=error.permanent,
        ambiguous=error.ambiguous,
    )


def _wait(part: ClaimedPart, error: PostError) -> timedelta:
    if error.retry_after is not None:
        return timedelta(seconds=error.retry_after)
    return min(SETTLING * part.attempts, LONGEST_WAIT)
