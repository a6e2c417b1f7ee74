"""Posting what is on its way: one message once, as readers see it.

Slack has no idempotency key. So a part is claimed in the ledger before it is posted, and where it is unclear
whether Slack took it, the channel's history is read before anything is posted again.
"""

import secrets
from collections.abc import Callable
from datetime import timedelta

import structlog

from bot.errors import PostError
from bot.issues.poster import Poster
from bot.models.values import Clock
from bot.store import Store, Tx, outbox
from bot.store.deliveries import (
    ClaimedPart,
    claim_part,
    mark_later,
    mark_rejected,
    mark_sent,
    mark_unknown,
    responsible_for,
)
from bot.templating import Templates

LEASE = timedelta(seconds=60)
MARGIN = timedelta(seconds=15)
"""A part is posted only while this much of its lease is left: longer than the client's time-out of 10 s."""

_SETTLING = timedelta(seconds=5)
"""How long a message may take to show in the history after a failed call."""

_LONGEST_WAIT = timedelta(minutes=15)

Posters = Callable[[int], Poster]
"""Returns the poster of a team, by the team's id."""

log = structlog.get_logger(__name__)


def deliver_due(
    store: Store, posters: Posters, templates: Templates, *, clock: Clock, slack_clock: Clock
) -> int:
    """Post every part that is due, in order, and return how many were settled as sent.

    `clock` gives real time: leases and back-off rest on it. `slack_clock` gives the time by which Slack dates
    its messages; the playground moves it.
    """
    sent = 0
    while (part := _claim(store, clock, slack_clock)) is not None:
        sent += _deliver(store, posters(part.team_id), templates, part, clock)
    return sent


def _claim(store: Store, clock: Clock, slack_clock: Clock) -> ClaimedPart | None:
    with store.write() as session:
        return claim_part(
            session, token=secrets.token_hex(16), now=clock(), slack_now=slack_clock(), lease=LEASE
        )


def _deliver(store: Store, poster: Poster, templates: Templates, part: ClaimedPart, clock: Clock) -> bool:
    try:
        ts = _settle_ambiguity(poster, part) if part.ambiguous else None
        if ts is None:
            if part.lease_until - clock() < MARGIN:
                return False  # somebody slept; the part is offered again as ambiguous
            ts = poster.post(part.channel_id, part.payload, thread_ts=part.root_ts)
    except PostError as error:
        _record_failure(store, templates, part, error, clock)
        return False
    with store.write() as session:
        kept = mark_sent(session, part, ts)
    log.info(
        "part sent" if kept else "part sent after its lease",
        delivery=part.delivery_id,
        position=part.position,
        piece=part.piece,
        ts=ts,
    )
    return kept


def _settle_ambiguity(poster: Poster, part: ClaimedPart) -> str | None:
    """Look whether an earlier attempt reached Slack. Of two copies the later one is withdrawn."""
    found = poster.find(
        part.channel_id,
        part.payload["metadata"],
        thread_ts=part.root_ts,
        since=part.first_tried_at - timedelta(minutes=1),
    )
    for extra in found[1:]:
        poster.delete(part.channel_id, extra)
    return found[0] if found else None


def _record_failure(
    store: Store, templates: Templates, part: ClaimedPart, error: PostError, clock: Clock
) -> None:
    wait = _wait(part, error)
    with store.write() as session:
        if error.permanent:
            if mark_rejected(session, part, error=error.code):
                _tell_curator(Tx(session, part.team_id), templates, part, error.code, clock)
        elif error.ambiguous or part.ambiguous:
            mark_unknown(session, part, not_before=clock() + wait, error=error.code)
        else:
            mark_later(session, part, not_before=clock() + wait, error=error.code)
    log.warning(
        "part not sent",
        delivery=part.delivery_id,
        position=part.position,
        error=error.code,
        permanent=error.permanent,
        ambiguous=error.ambiguous,
    )


def _tell_curator(tx: Tx, templates: Templates, part: ClaimedPart, code: str, clock: Clock) -> None:
    """Tell whoever published the issue, or made its schedule, that it did not arrive."""
    on, person = responsible_for(tx, part.delivery_id)
    if person is None:
        return
    text = templates.text("issue/notices.txt", "stopped", on=on, channel=part.channel_id, code=code)
    outbox.put(
        tx,
        "tell",
        {"person": person, "text": text},
        now=clock(),
        once_key=f"stopped:{part.delivery_id}",
    )


def _wait(part: ClaimedPart, error: PostError) -> timedelta:
    if error.retry_after is not None:
        return timedelta(seconds=error.retry_after)
    return min(_SETTLING * (1 << min(part.attempts - 1, 10)), _LONGEST_WAIT)
