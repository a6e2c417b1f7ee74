"""What was read is kept for a while, and one host is not asked twice within a second. In memory only."""

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from cachetools import LRUCache

from bot.errors import FetchError
from bot.links.page import Page

MAX_BYTES = 32 * 1024 * 1024
FRESH_SECONDS = 600.0
PAUSE_SECONDS = 1.0
MAX_WAIT_SECONDS = 30.0
_OVERHEAD = 1024  # what a page costs beside its body: a thousand empty pages are not free
_MAX_HOSTS = 10_000

Monotonic = Callable[[], float]


class PageCache:
    """Pages by link, the least recently used forgotten first. Safe to use from several threads.

    Cache-Control is not obeyed: nothing is served to anybody from here, it only keeps one submission (a look,
    a duplicate's look, an edit) from reading a page three times within `fresh_seconds`.
    """

    def __init__(
        self,
        *,
        max_bytes: int = MAX_BYTES,
        fresh_seconds: float = FRESH_SECONDS,
        monotonic: Monotonic = time.monotonic,
    ) -> None:
        self._pages: LRUCache[str, tuple[Page, float]] = LRUCache(max_bytes, getsizeof=_size)
        self._fresh_seconds = fresh_seconds
        self._monotonic = monotonic
        self._lock = threading.Lock()

    def fresh(self, url: str) -> Page | None:
        """Return a page that need not be asked for again."""
        with self._lock:
            page, until = self._pages.get(url, (None, 0.0))
        return page if self._monotonic() < until else None

    def stale(self, url: str) -> Page | None:
        """Return a page whose server can be asked whether it has changed."""
        with self._lock:
            page, _ = self._pages.get(url, (None, 0.0))
        return page if page and (page.etag or page.last_modified) else None

    def keep(self, page: Page) -> Page:
        """Keep a page under the link that was asked for, unless it alone would fill the cache."""
        entry = (page, self._monotonic() + self._fresh_seconds)
        with self._lock:
            if _size(entry) <= self._pages.maxsize:
                self._pages[page.url] = entry
        return page

    def confirm(self, page: Page, fetched_at: datetime) -> Page:
        """Keep a page on, after its server said that it has not changed (304)."""
        return self.keep(replace(page, fetched_at=fetched_at))


def _size(entry: tuple[Page, float]) -> int:
    return len(entry[0].body) + _OVERHEAD


class Pauses:
    """Gives each host its turn: two fetches of one host start at least `pause_seconds` apart."""

    def __init__(
        self,
        *,
        pause_seconds: float = PAUSE_SECONDS,
        max_wait_seconds: float = MAX_WAIT_SECONDS,
        monotonic: Monotonic = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._pause_seconds = pause_seconds
        self._max_wait_seconds = max_wait_seconds
        self._monotonic = monotonic
        self._sleep = sleep
        self._next_turn: dict[str, float] = {}
        self._lock = threading.Lock()

    def wait(self, host: str) -> float:
        """Sleep until it is this host's turn; return the seconds that passed.

        Raises:
            FetchError: so many are waiting for this host that the turn is more than `max_wait_seconds` away.
        """
        with self._lock:
            now = self._monotonic()
            turn = max(now, self._next_turn.get(host, now))
            if turn - now > self._max_wait_seconds:
                raise FetchError(f"Too many links of {host} are being read.", hint="Try again in a minute.")
            self._forget_past(now)
            self._next_turn[host] = turn + self._pause_seconds
        if turn > now:
            self._sleep(turn - now)
        return turn - now

    def _forget_past(self, now: float) -> None:
        if len(self._next_turn) >= _MAX_HOSTS:
            self._next_turn = {host: turn for host, turn in self._next_turn.items() if turn > now}
