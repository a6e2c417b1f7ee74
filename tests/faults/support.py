"""Issues on their way into a playground, through the real poster, with a clock that can jump."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from slack_sdk import WebClient

from bot.issues.publish import publish_in
from bot.issues.tick import Ticker
from bot.models.values import Publication
from bot.paths import data_folder
from bot.playground.faults import FaultKind
from bot.playground.model import Message
from bot.playground.seed import AI_NEWS, CURATOR, RANDOM
from bot.playground.server import PlaygroundServer
from bot.slack.poster import SlackPoster
from bot.store import Store, TeamStore
from bot.store.deliveries import DeliveryState, delivery_states
from bot.store.ledger import UNPACED, Pace
from bot.store.publications import Subscription, ensure_publication, set_subscriptions
from bot.store.teams import adopt_team
from bot.templating import Templates
from tests.support.examples import add
from tests.support.waiting import PATIENCE

DAY = date(2024, 2, 26)
CHANNELS = (AI_NEWS, RANDOM)
MINUTE = timedelta(minutes=1)


class JumpingClock:
    """Time that passes by jumps alone, so that nothing is late on a slow machine.

    With `runs`, real time passes as well: for tests with processes, whose own clocks run.
    """

    def __init__(self, *, runs: bool = False) -> None:
        self.ahead = timedelta()
        self._stands_at = None if runs else datetime.now(UTC)

    def __call__(self) -> datetime:
        return (self._stands_at or datetime.now(UTC)) + self.ahead

    def jump(self, span: timedelta) -> None:
        self.ahead += span


@dataclass
class Newsroom:
    """A workspace, a database, and as many tickers on it as a test wants replicas."""

    server: PlaygroundServer
    store: Store
    team: TeamStore
    publication: Publication
    templates: Templates
    clock: JumpingClock
    _items: int = 0

    def ticker(self, *, pace: Pace = UNPACED, **more: Any) -> Ticker:
        client = _Client(self.server)
        poster = SlackPoster(client, bot_id=self.bot_id)
        return Ticker(
            self.store,
            self.templates,
            lambda _team: poster,
            clock=self.server.clock,
            real_clock=self.clock,
            pace=pace,
            curators=(CURATOR,),
            wait=self._jump,
            **more,
        )

    def _jump(self, seconds: float) -> bool:
        self.clock.jump(timedelta(seconds=seconds))
        return False

    @property
    def bot_id(self) -> str:
        return self.server.workspace.bot.bot_id or ""

    def publish(self, items: int = 2, *, on: date = DAY, channels: Sequence[str] = CHANNELS) -> None:
        """Fix an issue and put it on its way; nothing is posted yet."""
        for _ in range(items):
            self._items += 1
            add(self.team, self.publication, f"number-{self._items}")
        with self.team.write() as tx:
            set_subscriptions(tx, self.publication.id, [Subscription(one) for one in channels], by=CURATOR)
            now = self.server.clock()
            publish_in(
                tx,
                self.publication,
                self.templates,
                on=on,
                by=CURATOR,
                now=now,
                real_now=self.clock(),
            )

    def settle(self, ticker: Ticker, *, minutes: int = 12) -> None:
        """Tick while the time between attempts passes, until nothing is on its way; then audit."""
        for _ in range(minutes):
            ticker.tick()
            if all(state.state != "pending" for state in self.states()):
                break
            self.clock.jump(MINUTE)
        self.clock.jump(5 * MINUTE)
        ticker.tick()

    def states(self) -> list[DeliveryState]:
        with self.team.read() as tx:
            return delivery_states(tx, limit=1000)

    def roots(self, channel: str) -> list[Message]:
        return self.server.workspace.messages(channel)

    def placed(self, channel: str) -> list[tuple[str, int, int]]:
        """Return (issue date, position, piece) of every message of ours in a channel, thread by thread."""
        workspace = self.server.workspace
        found = []
        for root in self.roots(channel):
            for message in workspace.thread(channel, root.ts):
                if message.metadata and message.bot_id == self.bot_id:
                    payload = message.metadata["event_payload"]
                    found.append((payload["issue_date"], payload["position"], payload["piece"]))
        return found

    def expect_whole(self, items: int = 2, *, on: date = DAY, channels: Sequence[str] = CHANNELS) -> None:
        """Check that each channel has the issue once, whole and in order, and that the ledger says so."""
        for channel in channels:
            placed = [each for each in self.placed(channel) if each[0] == on.isoformat()]
            assert placed == [(on.isoformat(), position, 0) for position in range(items + 1)]
        assert {state.state for state in self.states()} == {"sent"}


class _Client(WebClient):
    """Waits long for every answer, and gives up soon only while a call is to hang."""

    def __init__(self, server: PlaygroundServer) -> None:
        self._faults = server.faults
        super().__init__(token=server.bot_token, base_url=server.api_url, retry_handlers=[])

    @property  # type: ignore[override]  # the SDK reads it before each call
    def timeout(self) -> float:
        hangs = any(fault.kind in _HANGING and not fault.skip for fault in self._faults.pending())
        return 0.3 if hangs else PATIENCE

    @timeout.setter
    def timeout(self, _: float) -> None:
        """The SDK sets its own."""


_HANGING = {FaultKind.HANG, FaultKind.HANG_AFTER}


@contextmanager
def running_newsroom(store: Store, *, clock: JumpingClock | None = None) -> Iterator[Newsroom]:
    with PlaygroundServer() as server:
        identity = server.workspace
        with store.write() as session:
            team_id = adopt_team(
                session,
                slack_id=identity.team.id,
                name="Test",
                bot_id=identity.bot.bot_id or "",
                bot_user_id=identity.bot.id,
                now=server.clock(),
            )
        team = store.team(team_id)
        with team.write() as tx:
            publication = ensure_publication(tx, timezone="Europe/Vienna", now=server.clock())
        server.people.join(CURATOR, RANDOM, identity.bot.id)
        templates = Templates(data_folder("templates"))
        yield Newsroom(server, store, team, publication, templates, clock or JumpingClock())


def once(name: str, act: Callable[[], None]) -> Callable[[str], None]:
    """Return a hook that acts the first time that a failpoint is come to."""
    done: list[str] = []

    def hook(place: str) -> None:
        if place == name and not done:
            done.append(place)
            act()

    return hook
