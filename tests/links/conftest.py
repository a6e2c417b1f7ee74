"""A watch on every socket of this process, and a fetcher that may reach loopback."""

import sys
import threading
from collections.abc import Callable, Iterator
from ipaddress import ip_network

import pytest

from bot.links.addresses import Guard, Resolver, system_resolver
from bot.links.cache import PageCache, Pauses
from bot.links.fetch import Fetcher, Limits
from tests.links.servers import Server
from tests.support.waiting import PATIENCE

LOOPBACK = Guard(allowed_networks=(ip_network("127.0.0.0/8"),))


class Watch:
    """What was connected to, and which names were looked up, while it was on.

    Only by the thread that made it and by threads that began afterwards: what an earlier test has left behind
    is no concern of this one's.
    """

    def __init__(self) -> None:
        self.connects: list[object] = []
        self.lookups: list[object] = []
        self._others = set(threading.enumerate()) - {threading.current_thread()}

    def see(self, event: str, details: tuple[object, ...]) -> None:
        if threading.current_thread() in self._others:
            return
        if event == "socket.connect":
            self.connects.append(details[1])
        elif event == "socket.getaddrinfo":
            self.lookups.append(details[0])


_watches: list[Watch] = []
_lock = threading.Lock()
_hooked = threading.Event()


def _hook(event: str, details: tuple[object, ...]) -> None:
    if _watches and event.startswith("socket."):
        for watch in _watches:
            watch.see(event, details)


@pytest.fixture
def watch() -> Iterator[Watch]:
    """Python itself tells of each connect (PEP 578): nothing of the program is replaced."""
    with _lock:
        if not _hooked.is_set():
            sys.addaudithook(_hook)
            _hooked.set()
    watching = Watch()
    _watches.append(watching)
    yield watching
    _watches.remove(watching)


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        yield running


MakeFetcher = Callable[..., Fetcher]


@pytest.fixture
def make_fetcher() -> MakeFetcher:
    def make(
        *,
        guard: Guard = LOOPBACK,
        resolver: Resolver = system_resolver,
        limits: Limits | None = None,
        cache: PageCache | None = None,
        pauses: Pauses | None = None,
        **more: object,
    ) -> Fetcher:
        return Fetcher(
            guard=guard,
            resolver=resolver,
            limits=limits or Limits(seconds=PATIENCE),
            cache=cache or PageCache(),
            pauses=pauses or Pauses(pause_seconds=0),
            **more,  # type: ignore[arg-type]  # passed on as the test gave it
        )

    return make
