"""The sample archive of the playground is read whole, and without a doubt."""

import tomllib
from datetime import date
from importlib.resources import files

from bot.archive.parsed import ParsedFile
from bot.archive.readers import read_archive
from bot.models.text import sentences
from bot.models.values import Kind

_SAMPLE = files("bot.playground") / "sample"


def _parsed() -> ParsedFile:
    return read_archive((_SAMPLE / "2024-02.md").read_bytes(), path="2024-02.md")


def test_it_holds_four_weeks_of_news_without_a_doubt() -> None:
    parsed = _parsed()
    assert [(issue.date, len(issue.entries)) for issue in parsed.issues] == [
        (date(2024, 2, 26), 11),
        (date(2024, 2, 19), 9),
        (date(2024, 2, 12), 9),
        (date(2024, 2, 5), 9),
    ]
    assert parsed.problems == ()


def test_its_entries_are_complete_and_of_many_kinds() -> None:
    entries = [entry for issue in _parsed().issues for entry in issue.entries]
    assert {entry.kind for entry in entries} == set(Kind) - {Kind.OTHER}
    for entry in entries:
        assert entry.published_on is not None
        assert entry.organizations
        assert 2 <= len(sentences(entry.summary)) <= 5, entry.summary
    assert sum(entry.title is None for entry in entries) == 4
    assert sum(entry.older for entry in entries) == 3
    assert sum(len(entry.links) > 1 for entry in entries) >= 8
    assert len({entry.links[0][0] for entry in entries}) == len(entries)


def test_nothing_in_the_queue_was_printed_before() -> None:
    queued = tomllib.loads((_SAMPLE / "queue.toml").read_text("utf-8"))["items"]
    printed = {url for issue in _parsed().issues for entry in issue.entries for url, _ in entry.links}
    assert len(queued) == 9
    assert not printed & {item["url"] for item in queued}
    for item in queued:
        assert Kind(item["kind"])
        assert item.get("published_on", date(2024, 2, 26)) <= date(2024, 2, 26)
        assert 2 <= len(sentences(item["summary"])) <= 4
        assert item["submitted_by"] in {"U0READER01", "U0CONTRIB1", "U0CURATOR1"}
