"""People whom Slack told about a moment ago, so that not every press of a button asks it again."""

import threading
import time
from collections.abc import Callable

from cachetools import TTLCache

from bot.models.values import Person
from bot.newsroom.people import Names

KNOWN_SECONDS = 60.0
"""How long Slack's word on a person holds. Who loses a role keeps it here for so long at most."""

NAMED_SECONDS = 3600.0
"""How long names hold, which nobody gains a right by."""

_MOST = 10_000


class KnownPeople:
    """One team's people by their Slack ids. Safe to use from any thread; `timer` gives seconds."""

    def __init__(self, timer: Callable[[], float] = time.monotonic) -> None:
        self._lock = threading.Lock()
        self._people: TTLCache[str, Person] = TTLCache(maxsize=_MOST, ttl=KNOWN_SECONDS, timer=timer)
        self._names: TTLCache[str, Names] = TTLCache(maxsize=_MOST, ttl=NAMED_SECONDS, timer=timer)

    def find(self, user_id: str) -> Person | None:
        with self._lock:
            person: Person | None = self._people.get(user_id)
            return person

    def keep(self, person: Person) -> None:
        with self._lock:
            self._people[person.id] = person

    def names(self, user_id: str) -> Names | None:
        """Return what somebody goes by; None where Slack was not asked lately."""
        with self._lock:
            names: Names | None = self._names.get(user_id)
            return names

    def keep_names(self, user_id: str, names: Names) -> None:
        with self._lock:
            self._names[user_id] = names
