"""How fast issues reach many channels, and what the bot's own work for it costs.

    python benchmarks/delivery.py [CHANNELS]

The first figure is on a simulated clock at 300 messages a minute a team: the target is 95 % of that rate.
The second is the time that the bot spends on a message, claiming and recording it, with a Slack that answers
at once: the target is 5 ms. Beside it stands the processor's time alone, which says more on a busy machine.
Both are on a SQLite file with its usual `synchronous=FULL`.
"""

import logging
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import structlog

from bot.issues.deliver import Round, deliver_due
from bot.issues.publish import publish_in
from bot.models.values import ItemDraft, Kind, Link
from bot.paths import data_folder
from bot.store import Store, TeamStore
from bot.store.items import add_item
from bot.store.ledger import Pace
from bot.store.publications import Subscription, ensure_publication, set_subscriptions
from bot.store.schema import migrate
from bot.store.teams import local_or_only_team
from bot.templating import Templates

START = datetime(2024, 2, 26, 8, tzinfo=UTC)


class SimulatedClock:
    """Stands still but for the waits."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def wait(self, seconds: float) -> bool:
        self.now += timedelta(seconds=seconds)
        return False


class QuickSlack:
    """A `bot.issues.poster.Poster` that takes every message at once."""

    def __init__(self, clock: SimulatedClock) -> None:
        self._clock = clock
        self.roots: list[datetime] = []
        self.posted_by_last_root = 0
        self.posted = 0

    def post(self, channel_id: str, payload: dict[str, Any], *, thread_ts: str | None) -> str:
        self.posted += 1
        if thread_ts is None:
            self.roots.append(self._clock())
            self.posted_by_last_root = self.posted
        return f"{self._clock().timestamp():.0f}.{self.posted:06}"

    def find(
        self, channel_id: str, metadata: dict[str, Any], *, thread_ts: str | None, since: datetime
    ) -> list[str]:
        return []

    def delete(self, channel_id: str, ts: str) -> None:
        raise NotImplementedError

    def update(self, channel_id: str, ts: str, payload: dict[str, Any]) -> None:
        raise NotImplementedError

    def tell(self, person_id: str, text: str, blocks: list[dict[str, Any]] | None = None) -> None:
        raise NotImplementedError


def publish(team: TeamStore, channels: int, templates: Templates) -> None:
    """Put an issue of five items on its way into many channels."""
    with team.write() as tx:
        publication = ensure_publication(tx, timezone="UTC", now=START)
        for number in range(5):
            url = f"https://example.org/{number}"
            link = Link(url, "", f"example.org/{number}", 1, url)
            draft = ItemDraft(
                (link,), f"Title {number}", ("One",), Kind.PAPER, date(2024, 2, 20), "Text. " * 80
            )
            add_item(tx, publication.id, draft, now=START)
        wanted = [Subscription(f"C{number:08}") for number in range(channels)]
        set_subscriptions(tx, publication.id, wanted, by=None)
        publish_in(tx, publication, templates, on=START.date(), by=None, now=START, real_now=START)


def main() -> None:
    """Measure and print."""
    channels = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with tempfile.TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{Path(folder) / 'ainews.db'}")
        migrate(store)
        with store.write() as session:
            team = store.team(local_or_only_team(session, now=START))
        templates = Templates(data_folder("templates"))
        publish(team, channels, templates)
        clock = SimulatedClock()
        slack = QuickSlack(clock)
        work = Round(store, lambda _team: slack, templates, clock, clock, Pace())
        began, worked = time.perf_counter(), time.process_time()
        while len(slack.roots) < channels:
            deliver_due(work, wait_for=clock.wait, workers=1)
        taken, worked = time.perf_counter() - began, time.process_time() - worked
        store.close()
    simulated = (slack.roots[-1] - slack.roots[0]).total_seconds() / 60
    rate = slack.posted_by_last_root / simulated if simulated else 0
    print(
        f"{channels} channels: roots out in {simulated:.2f} simulated minutes "
        f"at {rate:.0f} messages a minute ({rate / 3:.0f} % of 300); "
        f"{taken / slack.posted * 1000:.2f} ms of own work a message "
        f"({worked / slack.posted * 1000:.2f} ms of processor)"
    )


if __name__ == "__main__":
    main()
