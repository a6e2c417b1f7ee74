"""Carrying out what stands in the outbox: messages to people, new counts, corrections, withdrawals."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.errors import PostError
from bot.issues.failpoints import failpoint
from bot.issues.poster import Poster, Posters
from bot.issues.refresh import refresh_item, refresh_part, withdraw_part
from bot.issues.shares import post_share
from bot.issues.tidings import tell_follower
from bot.models.values import Clock
from bot.newsroom.follow import FOLLOW_WAIT, find_followers
from bot.newsroom.mark import count_reaction
from bot.operating.trace import following
from bot.store import Store, outbox
from bot.store.doubts import is_doubtful
from bot.store.ledger import RATE_LIMITED
from bot.store.outbox import OutboxEntry
from bot.templating import Templates

_LEASE = timedelta(seconds=60)
_RETRY = timedelta(minutes=1)
_MAX_ATTEMPTS = 20

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Errands:
    """What carrying out changes works with. `clock` is real time.

    `follow_wait` is how long people who follow a search wait for further items to be told of with the first.
    """

    store: Store
    templates: Templates
    posters: Posters
    clock: Clock
    follow_wait: timedelta = FOLLOW_WAIT

    def run_due(self) -> None:
        """Carry out every change that is due. A rate limit ends the round: the rest is due next time."""
        while self._run_one():
            continue

    def _run_one(self) -> bool:
        with self.store.write() as session:
            entry = outbox.claim(session, token=secrets.token_hex(16), now=self.clock(), lease=_LEASE)
        if entry is None:
            return False
        with following(entry.trace):
            return self._settle(entry)

    def _settle(self, entry: OutboxEntry) -> bool:
        """Carry a change out and record what became of it. False where Slack asked to wait."""
        failpoint("errand")
        error, retry_at = "", None
        try:
            self._carry_out(entry)
        except PostError as failure:
            error = failure.code
            if not failure.permanent and entry.attempts < _MAX_ATTEMPTS:
                wait = timedelta(seconds=failure.retry_after) if failure.retry_after is not None else _RETRY
                retry_at = self.clock() + wait
        except Exception as failure:
            log.exception("an errand failed", kind=entry.kind, errand=entry.id)
            error = type(failure).__name__
            retry_at = self.clock() + _RETRY if entry.attempts < _MAX_ATTEMPTS else None
        failpoint("errand done")
        with self.store.write() as session:
            outbox.settle(session, entry, now=self.clock(), error=error, retry_at=retry_at)
        log.info("errand", kind=entry.kind, errand=entry.id, error=error, again=retry_at is not None)
        return error != RATE_LIMITED

    def _carry_out(self, entry: OutboxEntry) -> None:
        kinds: dict[str, Callable[[OutboxEntry, Poster], None]] = {
            "tell": self._tell,
            "refresh_item": self._refresh_item,
            "correct_item": self._refresh_item,
            "refresh_part": self._refresh_part,
            "withdraw_part": self._withdraw_part,
            "share": self._share,
            "find_followers": self._find_followers,
            "tell_follower": self._tell_follower,
            "count_reaction": self._count_reaction,
        }
        if entry.kind in kinds:
            kinds[entry.kind](entry, self.posters(entry.team_id))

    def _tell(self, entry: OutboxEntry, poster: Poster) -> None:
        asked = entry.payload.get("part")
        if asked is not None:
            with self.store.team(entry.team_id).read() as tx:
                if not is_doubtful(tx, asked):
                    return  # the history could be read in the meantime
        poster.tell(entry.payload["person"], entry.payload["text"], entry.payload.get("blocks"))

    def _refresh_item(self, entry: OutboxEntry, _poster: Poster) -> None:
        team = self.store.team(entry.team_id)
        refresh_item(team, entry.payload["item"], by=entry.payload.get("by"), now=self.clock())

    def _refresh_part(self, entry: OutboxEntry, poster: Poster) -> None:
        team = self.store.team(entry.team_id)
        refresh_part(team, poster, self.templates, entry.payload, now=self.clock())

    def _withdraw_part(self, entry: OutboxEntry, poster: Poster) -> None:
        team = self.store.team(entry.team_id)
        withdraw_part(team, poster, self.templates, entry.payload, now=self.clock())

    def _share(self, entry: OutboxEntry, poster: Poster) -> None:
        team = self.store.team(entry.team_id)
        post_share(team, poster, self.templates, entry, now=self.clock())

    def _find_followers(self, entry: OutboxEntry, _poster: Poster) -> None:
        team, at = self.store.team(entry.team_id), datetime.fromisoformat(entry.payload["at"])
        find_followers(team, entry.payload["item"], at=at, now=self.clock(), wait=self.follow_wait)

    def _count_reaction(self, entry: OutboxEntry, _poster: Poster) -> None:
        team, now = self.store.team(entry.team_id), self.clock()
        if not count_reaction(team, entry.payload, now=now, real_now=now):
            raise PostError("Its message is not recorded yet.", code="not_recorded_yet")

    def _tell_follower(self, entry: OutboxEntry, poster: Poster) -> None:
        team = self.store.team(entry.team_id)
        tell_follower(team, poster, self.templates, entry.payload["person"], now=self.clock())
