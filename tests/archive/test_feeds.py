"""Feeds, read by another reader and held against their rules."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from xml.etree import ElementTree as ET

import feedparser  # type: ignore[import-untyped]  # it ships no types
import pytest

from bot.archive.feeds import NEWEST, all_feeds, issues_feed, items_feed
from bot.archive.published import PublishedArchive
from bot.archive.writers.atom import write_atom, write_atom_feed
from bot.archive.writers.json_feed import write_json_feed
from bot.archive.writers.opml import write_opml
from tests.archive.published import MONDAY, SITE, archive, hostile, issue, item, ordinary

ATOM = "{http://www.w3.org/2005/Atom}"
MADE = pytest.mark.parametrize(
    "made",
    [ordinary(), ordinary(site=""), hostile(), archive()],
    ids=["ordinary", "no site", "hostile", "empty"],
)


def read(text: str) -> Any:
    found = feedparser.parse(text.encode())
    assert not found.bozo, found.get("bozo_exception")
    assert found.version == "atom10"
    return found


@MADE
def test_every_feed_has_what_rfc_4287_requires(made: PublishedArchive) -> None:
    for feed in all_feeds(made):
        root = ET.fromstring(write_atom_feed(feed, made))
        assert root.tag == f"{ATOM}feed"
        for element in (root, *root.findall(f"{ATOM}entry")):
            for name in ("id", "title", "updated"):
                (one,) = element.findall(f"{ATOM}{name}")
                assert one.text
                assert name != "id" or one.text.startswith("urn:uuid:")
                assert name != "updated" or datetime.fromisoformat(one.text).tzinfo is not None
            links = [
                (one.get("rel"), one.get("type"), one.get("hreflang"))
                for one in element.findall(f"{ATOM}link")
            ]
            alternates = [link for link in links if link[0] == "alternate"]
            assert len(alternates) == len(set(alternates)), "4.1.1: no two alternates of one kind"
        assert root.find(f"{ATOM}author/{ATOM}name") is not None, "4.1.1: else each entry needs an author"
        ids = [one.text for one in root.iter(f"{ATOM}id")]
        assert len(ids) == len(set(ids))
        for entry in root.findall(f"{ATOM}entry"):
            has_link = entry.find(f"{ATOM}link[@rel='alternate']") is not None
            assert has_link or entry.find(f"{ATOM}content") is not None, "4.1.2"


@MADE
def test_json_feed_follows_version_1_1(made: PublishedArchive) -> None:
    feed = json.loads(write_json_feed(made))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"]
    for name in ("home_page_url", "feed_url"):
        assert feed.get(name, SITE).startswith(SITE)
    ids = [one["id"] for one in feed["items"]]
    assert all(isinstance(one, str) for one in ids)
    assert len(ids) == len(set(ids))
    for one in feed["items"]:
        assert "content_html" in one or "content_text" in one
        assert datetime.fromisoformat(one["date_published"]).tzinfo is not None
        assert datetime.fromisoformat(one["date_modified"]).tzinfo is not None
        assert all(isinstance(tag, str) for tag in one["tags"])
        assert one.get("url", "https:").startswith("https:")
        assert "external_url" not in one or one["external_url"].startswith("https:")


def test_a_reader_sees_the_newest_items_first_with_their_pages() -> None:
    found = read(write_atom(ordinary()))
    assert [entry.title for entry in found.entries] == ["Title 3", "It has no title", "Title 1", "Title 2"]
    first = found.entries[0]
    assert first.link == f"{SITE}items/3.html"
    assert first.published == "2024-02-25T23:00:00Z", "the beginning of that Monday in Vienna"
    assert [tag.term for tag in first.tags] == ["paper", "agents"]
    assert "It says 3 things." in first.content[0].value
    assert {link.rel: link.href for link in found.feed.links}["self"] == f"{SITE}feed.xml"
    assert [link.href for link in first.links if link.rel == "related"] == [
        "https://arxiv.org/abs/2402.00003"
    ]


def test_without_a_site_items_lead_to_their_stories() -> None:
    assert read(write_atom(ordinary(site=""))).entries[0].link == "https://arxiv.org/abs/2402.00003"


def test_issues_are_entries_too() -> None:
    made = ordinary()
    found = read(write_atom_feed(issues_feed(made), made))
    assert [entry.title for entry in found.entries] == [
        "AI News, 26 February 2024",
        "AI News, 19 February 2024",
    ]
    assert found.entries[0].content[0].value.count("<li>") == 3


def test_what_people_wrote_is_harmless_in_a_reader() -> None:
    (one,) = json.loads(write_json_feed(hostile()))["items"]
    assert "<script" not in one["content_html"]
    assert "external_url" not in one
    assert "<script" not in write_atom(hostile())
    entry = read(write_atom(hostile())).entries[0]
    assert "<script" not in entry.content[0].value
    assert "javascript:" not in json.dumps([link.href for link in entry.links])


def test_characters_that_xml_forbids_are_left_out() -> None:
    one = issue(item(1, title="A\x00B\x1fC\ud800D\ufffe", summary="\x0b"))
    assert read(write_atom(archive(one))).entries[0].title == "AB CD"


def test_a_name_stays_when_title_and_site_change_and_time_moves_with_a_correction() -> None:
    one = issue(item(1))
    moved = archive(issue(item(1, title="New")), site="https://other.example/")
    (before,), (after,) = items_feed(archive(one)).entries, items_feed(moved).entries
    assert before.id == after.id
    corrected = replace(one.entries[0], corrected="title", corrected_on=date(2024, 3, 1))
    (late,) = items_feed(archive(replace(one, entries=(corrected,)))).entries
    assert (late.published, late.updated) == (before.published, datetime(2024, 2, 29, 23, tzinfo=UTC))


def test_feeds_reach_back_so_far_and_no_further() -> None:
    issues = [issue(item(number), on=MONDAY - timedelta(days=7 * number)) for number in range(1, NEWEST + 10)]
    assert len(items_feed(archive(*issues)).entries) == NEWEST
    assert len(issues_feed(archive(*issues)).entries) == NEWEST


def test_the_list_of_feeds_names_each_of_them() -> None:
    outlines = list(ET.fromstring(write_opml(ordinary())).iter("outline"))
    assert [one.get("xmlUrl") for one in outlines] == [f"{SITE}{feed.path}" for feed in all_feeds(ordinary())]
    assert all(one.get("type") == "rss" and one.get("text") for one in outlines)


def test_submitters_are_authors_only_where_names_were_asked_for() -> None:
    named = archive(issue(item(1, submitted_by="Ada")), with_names=True)
    assert read(write_atom(named)).entries[0].author == "Ada"
    assert "Ada" in write_json_feed(named)
