"""Metrics: Prometheus can read them, numbers that are not known are missing, no label grows without end."""

import re
from collections.abc import Iterator
from contextlib import suppress

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.errors import AinewsError, LinkError, StoreError
from bot.operating.metrics import REGISTRY, Gauges, Readings, exposition, fetch, request


def _value(sample: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(sample, labels) or 0.0


@pytest.mark.parametrize(
    ("error", "outcome"), [(None, "ok"), (AinewsError("No."), "refused"), (KeyError(), "failed")]
)
def test_what_people_do_is_counted_by_how_it_ended(error: Exception | None, outcome: str) -> None:
    labels = {"kind": "command", "name": "test"}
    before = _value("ainews_requests_total", **labels, outcome=outcome)
    timed = _value("ainews_request_seconds_count", **labels)
    with suppress(AinewsError, KeyError), request("command", "test"):
        if error:
            raise error
    assert _value("ainews_requests_total", **labels, outcome=outcome) == before + 1
    assert _value("ainews_request_seconds_count", **labels) == timed + 1


def test_pages_are_counted() -> None:
    before = _value("ainews_fetches_total", outcome="refused")
    with pytest.raises(LinkError), fetch():
        raise LinkError("No link.")
    assert _value("ainews_fetches_total", outcome="refused") == before + 1


class _Source:
    """Numbers that change with each reading, and can be gone."""

    def __init__(self) -> None:
        self.reads = 0
        self.is_gone = False

    def __call__(self) -> Readings:
        if self.is_gone:
            raise StoreError("The database could not be used just now.")
        self.reads += 1
        return {("ainews_x", (("state", "a"),)): self.reads, ("ainews_x", (("state", "b"),)): 7}


@pytest.fixture
def source() -> _Source:
    return _Source()


def _samples(text: bytes) -> dict[str, float]:
    families = text_string_to_metric_families(text.decode())
    return {
        f"{sample.name}{sorted(sample.labels.values())}": sample.value
        for family in families
        for sample in family.samples
    }


def test_numbers_are_read_when_asked_for_and_kept_for_a_while(source: _Source) -> None:
    clock: Iterator[float] = iter([0, 5, 10])
    gauges = Gauges(source, {"ainews_x": "X."}, keep_seconds=10, monotonic=lambda: next(clock))
    assert source.reads == 0, "not before somebody asks"
    seen = [_samples(exposition(gauges)) for _ in range(3)]
    assert [one["ainews_x['a']"] for one in seen] == [1, 1, 2]
    assert seen[0]["ainews_x['b']"] == 7
    assert seen[0]["ainews_readable[]"] == 1


def test_numbers_that_cannot_be_read_are_missing_and_not_old(source: _Source) -> None:
    gauges = Gauges(source, {"ainews_x": "X."}, keep_seconds=0)
    exposition(gauges)
    source.is_gone = True
    samples = _samples(exposition(gauges))
    assert samples["ainews_readable[]"] == 0
    assert not any(name.startswith("ainews_x") for name in samples)


def test_every_number_says_what_it_is(source: _Source) -> None:
    text = exposition(Gauges(source, {"ainews_x": "X."}, keep_seconds=0)).decode()
    names = set(re.findall(r"(?m)^# TYPE (\S+) ", text))
    assert names == set(re.findall(r"(?m)^# HELP (\S+) .+", text))
    assert "process_resident_memory_bytes" in names
