"""What is counted, for Prometheus: https://prometheus.io/docs/practices/naming.

Counters belong to the process and start at 0 with it. What the database knows is read when it is asked for.
No label carries what people wrote, and none has more values than the program has names.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from bot.errors import AinewsError

# There would be a second number for each, of when it began.
disable_created_metrics()  # type: ignore[no-untyped-call]  # theirs
REGISTRY = CollectorRegistry()
"""Ours alone: a library that counts for itself does not show here."""

_QUICK = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0)
"""Seconds. Slack waits three for an acknowledgement."""
_SLOW = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)

REQUESTS = Counter(
    "ainews_requests",
    "What people did in Slack, by what it was and how it ended (ok, refused, failed).",
    ["kind", "name", "outcome"],
    registry=REGISTRY,
)
REQUEST_SECONDS = Histogram(
    "ainews_request_seconds",
    "How long a listener worked on it, the acknowledgement included.",
    ["kind", "name"],
    buckets=_SLOW,
    registry=REGISTRY,
)
ACK_SECONDS = Histogram(
    "ainews_ack_seconds",
    "How long Slack waited for an acknowledgement.",
    ["transport"],
    buckets=_QUICK,
    registry=REGISTRY,
)
REPEATED = Counter(
    "ainews_repeated_requests",
    "Requests that Slack sent again and that were let pass once.",
    registry=REGISTRY,
)
FETCHES = Counter(
    "ainews_fetches", "Pages behind links that were read, by outcome.", ["outcome"], registry=REGISTRY
)
FETCH_SECONDS = Histogram(
    "ainews_fetch_seconds", "How long reading a page took.", buckets=_SLOW, registry=REGISTRY
)
SEARCH_SECONDS = Histogram(
    "ainews_search_seconds", "How long a search took in the database.", buckets=_QUICK, registry=REGISTRY
)
SLACK_CALLS = Counter(
    "ainews_slack_calls",
    "Calls of Slack's Web API, by method and answer: ok, Slack's error code, or the failure's name.",
    ["method", "answer"],
    registry=REGISTRY,
)
SLACK_SECONDS = Histogram(
    "ainews_slack_call_seconds",
    "How long Slack's Web API took to answer.",
    ["method"],
    buckets=_SLOW,
    registry=REGISTRY,
)


@contextmanager
def timed(tell: Callable[[str, float], None]) -> Iterator[None]:
    """Tell how the block ended and in how many seconds: ok, failed, or refused.

    An error that a person can be told about is a refusal.
    """
    started, outcome = time.perf_counter(), "failed"
    try:
        yield
        outcome = "ok"
    except AinewsError:
        outcome = "refused"
        raise
    finally:
        tell(outcome, time.perf_counter() - started)


def request(kind: str, name: str) -> AbstractContextManager[None]:
    """Count and time what a listener does."""

    def tell(outcome: str, seconds: float) -> None:
        REQUESTS.labels(kind, name, outcome).inc()
        REQUEST_SECONDS.labels(kind, name).observe(seconds)

    return timed(tell)


def fetch() -> AbstractContextManager[None]:
    """Count and time the reading of a page."""

    def tell(outcome: str, seconds: float) -> None:
        FETCHES.labels(outcome).inc()
        FETCH_SECONDS.observe(seconds)

    return timed(tell)


Labels = tuple[tuple[str, str], ...]
Readings = Mapping[tuple[str, Labels], float]
"""What a gauge shows, by its name and labels."""


class Gauges(Collector):
    """Numbers that are read when somebody asks, and kept for a few seconds.

    `read` returns the readings; `help_of` explains each name. Where reading fails, the gauges are missing
    and `ainews_readable` is 0: a number that is not known is not reported as an old one.
    """

    def __init__(
        self,
        read: Callable[[], Readings],
        help_of: Mapping[str, str],
        *,
        keep_seconds: float,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._read = read
        self._help_of = help_of
        self._keep = keep_seconds
        self._monotonic = monotonic
        self._kept: Readings = {}
        self._kept_at: float | None = None

    def collect(self) -> Iterable[Metric]:
        readable = GaugeMetricFamily(
            "ainews_readable", "1 where the database could be read for these numbers."
        )
        try:
            readings = self._readings()
        except AinewsError:
            readable.add_metric([], 0)
            yield readable
            return
        readable.add_metric([], 1)
        yield readable
        families: dict[str, GaugeMetricFamily] = {}
        for (name, labels), value in readings.items():
            if name not in families:
                names = [label for label, _ in labels]
                families[name] = GaugeMetricFamily(name, self._help_of[name], labels=names)
            families[name].add_metric([given for _, given in labels], value)
        yield from families.values()

    def describe(self) -> Iterable[Metric]:
        """Nothing beforehand: registering must not read the database."""
        return ()

    def _readings(self) -> Readings:
        now = self._monotonic()
        if self._kept_at is None or now - self._kept_at >= self._keep:
            self._kept, self._kept_at = self._read(), now
        return self._kept


def exposition(*collectors: Collector) -> bytes:
    """Return everything that is counted, in Prometheus' text format, with these collectors' own numbers."""
    own = CollectorRegistry()
    ProcessCollector(registry=own)
    for collector in collectors:
        own.register(collector)
    return generate_latest(REGISTRY) + generate_latest(own)
