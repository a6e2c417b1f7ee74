"""What leaves the archive: what was published, and nothing that is nobody's business."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.archive.published import PublishedArchive, read_published
from bot.archive.writers import WRITERS
from bot.models.values import IssueStatus, Item, ItemState, Person, Publication, Role
from bot.newsroom.story_so_far import accept_earlier
from bot.store import TeamStore
from bot.store.issues import add_issue, withdraw_issue
from bot.store.items import remove_item, set_item_state
from tests.conftest import NOW
from tests.support.examples import ISSUE_DAY, add, publish

SITE = "https://news.example/"
SECRET = "U0SECRET99"


def read(team: TeamStore, publication: Publication, **asked: Any) -> PublishedArchive:
    return read_published(team, publication, site=SITE, **asked)


def titles(archive: PublishedArchive) -> list[str | None]:
    return [item.title for item in archive.items]


@pytest.fixture
def items(team: TeamStore, publication: Publication) -> list[Item]:
    """Four items, three of them published in two issues, the first in both; somebody handed them in."""
    words = {"submitted_by": SECRET, "note": "only for curators", "added_by": SECRET}
    made = [add(team, publication, name, **words) for name in ("one", "two", "three", "queued")]
    publish(team, publication, made[0], made[1], on=ISSUE_DAY - timedelta(days=7))
    publish(team, publication, made[2], made[0])
    return made


def test_published_items_come_newest_issue_first_each_once(
    team: TeamStore, publication: Publication, items: list[Item]
) -> None:
    archive = read(team, publication)
    assert titles(archive) == ["Title three", "Title one", "Title two"]
    assert [issue.date for issue in archive.issues] == [ISSUE_DAY, ISSUE_DAY - timedelta(days=7)]
    assert [len(issue.entries) for issue in archive.issues] == [2, 2]
    assert len(items) == 4


def test_a_month_or_the_newest_issues_can_be_asked_for(
    team: TeamStore, publication: Publication, items: list[Item]
) -> None:
    assert titles(read(team, publication, newest=1)) == ["Title three", "Title one"]
    assert titles(read(team, publication, month="2024-02")) == ["Title three", "Title one", "Title two"]
    assert titles(read(team, publication, month="2024-01")) == []
    assert items


@pytest.mark.parametrize("name", sorted(WRITERS))
def test_no_format_says_who_or_what_was_told_in_private(
    team: TeamStore, publication: Publication, items: list[Item], name: str
) -> None:
    text = WRITERS[name].write(read(team, publication))
    assert SECRET not in text
    assert "only for curators" not in text
    assert "Title queued" not in text
    if name in {"jsonl", "csv", "atom", "json_feed"}:
        named = WRITERS[name].write(read(team, publication, with_names=True))
        assert SECRET in named
        assert "only for curators" not in named
    assert items


@pytest.mark.parametrize("state", ["held", "removed"])
def test_what_was_held_or_removed_since_is_not_there(
    team: TeamStore, publication: Publication, items: list[Item], state: str
) -> None:
    with team.write() as tx:
        if state == "held":
            set_item_state(tx, items[0].id, ItemState.HELD, now=NOW)
        else:
            remove_item(tx, items[0].id, by=SECRET, reason="private", now=NOW)
    archive = read(team, publication)
    assert titles(archive) == ["Title three", "Title two"]
    assert "Title one" not in "".join(writer.write(archive) for writer in WRITERS.values())


def test_drafts_and_withdrawn_issues_stay_in(
    team: TeamStore, publication: Publication, items: list[Item]
) -> None:
    (newest, *_) = read(team, publication).issues
    with team.write() as tx:
        draft = replace(newest, id=None, date=ISSUE_DAY + timedelta(days=7), status=IssueStatus.DRAFT)
        add_issue(tx, publication.id, draft, by=None, now=NOW)
        assert newest.id is not None
        withdraw_issue(tx, newest.id, by="U1", now=NOW)
    archive = read(team, publication)
    assert [issue.date for issue in archive.issues] == [ISSUE_DAY - timedelta(days=7)]
    assert titles(archive) == ["Title one", "Title two"]
    assert items


def test_items_know_what_they_follow(team: TeamStore, publication: Publication, items: list[Item]) -> None:
    curator = Person("U9", Role.CURATOR)
    accept_earlier(team, items[2].id, items[1].id, permalink="", by=curator, now=NOW)
    three, _, two = read(team, publication).items
    assert [earlier.id for earlier in three.earlier] == [two.id]
    assert three.earlier[0].headline == "Title two"


def test_another_team_sees_nothing_of_it(
    team: TeamStore, publication: Publication, items: list[Item]
) -> None:
    stranger = team.store.team(team.team_id + 1)
    assert read(stranger, publication).issues == ()
    assert items
