"""Links without sections on their way into the store: once each, in batches, and as news to nobody."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from bot.archive.parsed import ParsedStories, ParsedStory, Problem
from bot.archive.stories import BATCH, StoriesReport, import_stories
from bot.models.values import IssueStatus, Item, Part, Publication
from bot.newsroom.search import search_archive
from bot.store import Store, TeamStore
from bot.store.issues import find_issue, freeze_parts, list_issues
from bot.store.items import find_by_key, queued_items, remove_item
from bot.store.search import check_index
from tests.conftest import NOW


def story(name: str, line: int = 1, **more: Any) -> ParsedStory:
    return ParsedStory(line, ((f"https://a.example/{name}?utm_source=x", ""),), **more)


def bring(
    team: TeamStore, publication: Publication, *stories: ParsedStory | Problem, **options: Any
) -> StoriesReport:
    parsed = ParsedStories("links.csv", "CSV", iter(stories), slack_team=options.pop("slack_team", None))
    return import_stories(team, publication, parsed, now=NOW, **options)


def stored(team: TeamStore, name: str) -> Item:
    with team.read() as tx:
        item = find_by_key(tx, f"url:a.example/{name}")
    assert item is not None
    return item


def counts(team: TeamStore) -> dict[str, int]:
    tables = (
        "item",
        "item_link",
        "item_tag",
        "item_organization",
        "entry",
        "issue",
        "outbox",
        "search_document",
    )
    with team.read() as tx:
        return {table: tx.session.scalar(text(f"SELECT count(*) FROM {table}")) or 0 for table in tables}


def test_a_link_comes_into_the_archive_and_into_no_queue(team: TeamStore, publication: Publication) -> None:
    found_at = datetime(2020, 1, 5, 10, tzinfo=UTC)
    report = bring(
        team,
        publication,
        story(
            "1", title="Transformers", organizations=("openai",), tags=("nlp",), note="why", found_at=found_at
        ),
    )
    assert (report.links, report.new_items, report.known, report.repeated) == (1, 1, 0, 0)
    item = stored(team, "1")
    assert (item.title, item.organizations, item.tags, item.note) == (
        "Transformers",
        ("OpenAI",),
        ("nlp",),
        "why",
    )
    assert (item.submitted_at, item.submitted_by, item.issue, item.waits) == (found_at, None, None, False)
    assert item.url == "https://a.example/1"
    with team.read() as tx:
        assert queued_items(tx, publication.id) == []
    assert [hit.item.id for hit in search_archive(team, "transformers before:2020-02-01", now=NOW).hits] == [
        item.id
    ]


def test_new_links_wait_for_the_next_issue_if_they_are_to(team: TeamStore, publication: Publication) -> None:
    bring(team, publication, story("1"))
    report = bring(team, publication, story("1"), story("2"), queue=True)
    assert (report.new_items, report.known) == (1, 1)
    with team.read() as tx:
        assert [item.key for item in queued_items(tx, publication.id)] == ["url:a.example/2"]


def test_nothing_is_told_to_slack(team: TeamStore, publication: Publication) -> None:
    bring(team, publication, *(story(str(n), title="Followed words") for n in range(5)), queue=True)
    assert counts(team)["outbox"] == 0


def test_a_second_time_nothing_is_new(team: TeamStore, publication: Publication, store: Store) -> None:
    stories = [
        story(str(n), n, tags=("x",), organizations=("Acme",), issue=date(2024, 1, 7)) for n in range(1, 8)
    ]
    first = bring(team, publication, *stories)
    before = counts(team)
    report = bring(team, publication, *stories)
    assert (first.new_items, first.new_issues, first.new_entries, first.new_printed) == (7, 1, 7, 7)
    assert (report.new_items, report.known, report.new_entries, report.problems) == (0, 7, 0, [])
    known, item_id = report.known_items[0]
    assert (known.line, item_id) == (1, stored(team, "1").id)
    assert counts(team) == before
    assert check_index(store).is_good


def test_what_stands_twice_in_a_file_is_named(team: TeamStore, publication: Publication) -> None:
    report = bring(
        team, publication, story("1", 2), story("2", 3), story("1", 9), story("2", 0, place="b.json")
    )
    assert (report.new_items, report.repeated) == (2, 2)
    assert [(one.line, one.message) for one in report.problems] == [
        (9, "the same story as in line 2"),
        (0, "the same story as in line 3"),
    ]


def test_links_that_cannot_be_used_are_named(team: TeamStore, publication: Publication) -> None:
    bad = ParsedStory(4, (("javascript:alert(1)", ""), ("http://u:p@a.example/", "")))
    mixed = ParsedStory(5, (("https://a.example/5", ""), ("nothing", "code")))
    report = bring(team, publication, bad, mixed, Problem(6, "told by the reader", unread=True))
    assert [(one.line, one.unread) for one in report.problems] == [
        (4, True),
        (4, True),
        (5, False),
        (6, True),
    ]
    assert "javascript:" in report.problems[0].message
    assert report.new_items == 1


def test_an_item_that_was_removed_stays_removed(team: TeamStore, publication: Publication) -> None:
    bring(team, publication, story("1"))
    with team.write() as tx:
        remove_item(tx, stored(team, "1").id, by="U1", reason="spam", now=NOW)
    assert bring(team, publication, story("1")).known == 1
    assert stored(team, "1").state.value == "removed"


def test_a_rehearsal_stores_nothing_and_says_the_same(team: TeamStore, publication: Publication) -> None:
    stories = [story(str(n % 600), n, issue=date(2024, 1, 7 + n % 3)) for n in range(1, 701)]
    rehearsed = bring(team, publication, *stories, dry_run=True)
    assert set(counts(team).values()) == {0}
    done = bring(team, publication, *stories)
    for name in ("links", "new_items", "known", "repeated", "new_issues", "problems"):
        assert getattr(rehearsed, name) == getattr(done, name), name


def test_each_batch_lands_whole_or_not_at_all(team: TeamStore, publication: Publication) -> None:
    def stories() -> Iterator[ParsedStory]:
        for n in range(3 * BATCH):
            yield story(str(n), n)

    def cut_off(done: int, _all: int) -> None:
        if done > BATCH:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bring(team, publication, *stories(), progress=cut_off)
    assert counts(team)["item"] == 2 * BATCH
    seen: list[int] = []
    report = bring(team, publication, *stories(), progress=lambda done, _all: seen.append(done))
    assert (report.known, report.new_items) == (2 * BATCH, BATCH)
    assert counts(team)["item"] == counts(team)["search_document"] == 3 * BATCH
    assert seen == [BATCH, 2 * BATCH, 3 * BATCH]


def test_a_batch_that_fails_leaves_nothing(team: TeamStore, publication: Publication, store: Store) -> None:
    with store.write() as session:
        session.execute(text("CREATE UNIQUE INDEX only_one ON item (note) WHERE note = 'once'"))
    with pytest.raises(Exception, match=r"(?i)unique"):
        bring(team, publication, story("1"), story("2", note="once"), story("3", note="once"))
    with store.write() as session:
        session.execute(text("DROP INDEX only_one"))
    assert set(counts(team).values()) == {0}
    bring(team, publication, story("4", title="Found afterwards"))
    assert check_index(store).is_good


def test_links_come_back_into_their_issues(team: TeamStore, publication: Publication) -> None:
    first = [story("1", issue=date(2024, 1, 7)), story("2", issue=date(2024, 1, 7)), story("3")]
    bring(team, publication, *first)
    bring(team, publication, story("4", issue=date(2024, 1, 7)), story("3", issue=date(2024, 1, 14)))
    with team.read() as tx:
        issue = find_issue(tx, date(2024, 1, 7))
        assert [(one.date.day, one.items, one.status) for one in list_issues(tx)] == [
            (14, 1, IssueStatus.PUBLISHED),
            (7, 3, IssueStatus.PUBLISHED),
        ]
    assert issue is not None
    assert [entry.item.key[-1] for entry in issue.entries] == ["1", "2", "4"]


def test_an_issue_that_was_made_here_takes_nothing(team: TeamStore, publication: Publication) -> None:
    bring(team, publication, story("1", issue=date(2024, 1, 7)))
    with team.write() as tx:
        issue = find_issue(tx, date(2024, 1, 7))
        assert issue is not None
        assert issue.id is not None
        freeze_parts(tx, issue.id, [Part(0, 0, "text", [], {})])
    report = bring(team, publication, story("2", 7, issue=date(2024, 1, 7)))
    assert (report.new_items, report.new_entries) == (1, 0)
    assert [(one.line, one.unread) for one in report.problems] == [(7, False)]


@pytest.mark.parametrize(
    ("ours", "theirs", "person", "kept"),
    [
        (None, "T1", "U123", True),
        ("T1", "T1", "U123", True),
        ("T2", "T1", "U123", False),
        (None, None, "W0ABC", True),
        (None, None, "<!channel>", False),
        (None, None, "ana", False),
    ],
)
def test_people_are_credited_where_they_are_this_workspaces(
    store: Store,
    team: TeamStore,
    publication: Publication,
    ours: str | None,
    theirs: str | None,
    person: str,
    kept: bool,
) -> None:
    with store.write() as session:
        session.execute(text("UPDATE team SET slack_id = :id"), {"id": ours})
    bring(team, publication, story("1", person=person), slack_team=theirs)
    assert (stored(team, "1").submitted_by == person) is kept


def test_times_that_cannot_be_are_brought_into_reason(team: TeamStore, publication: Publication) -> None:
    bring(
        team,
        publication,
        story("1", found_at=NOW + timedelta(days=400)),
        story("2", found_at=datetime(1, 1, 1, tzinfo=UTC)),
        story("3"),
    )
    assert [stored(team, name).submitted_at.year for name in "123"] == [NOW.year, 1990, NOW.year]
