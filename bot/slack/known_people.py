"""People whom Slack told about a moment ago, so that not every press of a button asks it again."""

import threading
import time
from collections.abc import Callable

from cachetools import TTLCache

from bot.models.values import Person

KNOWN_SECONDS = 60.0
"""How long Slack's word on a person holds. Who loses a role keeps it here for so long at most."""


class KnownPeople:
    """One team's people by their Slack ids. Safe to use from any thread; `timer` gives seconds."""

    def __init__(self, timer: Callable[[], float] = time.monotonic) -> None:
        self._lock = threading.Lock()
        self._people: TTLCache[str, Person] = TTLCache(maxsize=10_000, ttl=KNOWN_SECONDS, timer=timer)

    def find(self, user_id: str) -> Person | None:
        with self._lock:
            person: Person | None = self._people.get(user_id)
            return person

    def keep(self, person: Person) -> None:
        with self._lock:
            self._people[person.id] = person
