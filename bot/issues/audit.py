"""Looking for second copies of what was posted after doubts, and withdrawing them.

A sender that was stopped between checking its lease and sending (SIGSTOP, a laptop's lid) posts when it
wakes, long after another one has posted the part in its place. Nothing can prevent that; this mends it within
minutes.
"""

from datetime import timedelta

import structlog

from bot.errors import PostError
from bot.issues.poster import Posters
from bot.models.values import Clock
from bot.store import Store
from bot.store.doubts import AuditedPart, claim_audit, end_audit

_AGAIN = timedelta(minutes=5)
_CLOCKS_DIFFER = timedelta(hours=1)

log = structlog.get_logger(__name__)


def audit_due(store: Store, posters: Posters, *, clock: Clock) -> int:
    """Audit every part whose time has come, and return how many copies were withdrawn."""
    withdrawn = 0
    while (part := _claim(store, clock)) is not None:
        try:
            withdrawn += _withdraw_copies(posters, part)
        except PostError as error:
            log.warning("audit failed", part=part.id, error=error.code)
            if not error.permanent:
                continue  # it comes again
        with store.write() as session:
            end_audit(session, part.id)
    return withdrawn


def _claim(store: Store, clock: Clock) -> AuditedPart | None:
    with store.write() as session:
        return claim_audit(session, now=clock(), again=_AGAIN)


def _withdraw_copies(posters: Posters, part: AuditedPart) -> int:
    poster = posters(part.team_id)
    found = poster.find(
        part.channel_id,
        part.metadata,
        thread_ts=part.root_ts,
        since=part.first_tried_at - _CLOCKS_DIFFER,
    )
    extra = [ts for ts in found if ts != part.ts] if part.ts in found else []
    for ts in extra:
        poster.delete(part.channel_id, ts)
        log.warning("second copy withdrawn", part=part.id, ts=ts)
    return len(extra)
