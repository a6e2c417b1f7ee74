"""Issues: one for each day, entries with words of their own, and messages that are fixed once and for all."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from bot.errors import ConflictError
from bot.models.values import Entry, Issue, IssueStatus, Kind, Publication
from bot.store import TeamStore
from bot.store.issues import (
    add_entries,
    add_issue,
    change_entry,
    find_issue,
    freeze_parts,
    frozen_parts,
    get_issue,
    latest_issue,
    list_issues,
)
from bot.store.items import get_item
from tests.conftest import NOW
from tests.support.examples import ISSUE_DAY, add, at_once, part, publish

WEEK = timedelta(days=7)


def test_an_issue_comes_back_as_it_was_stored(team: TeamStore, publication: Publication) -> None:
    paper = add(team, publication, "paper", organizations=("Acme",))
    post = add(team, publication, "post", title=None)
    given = Issue(
        publication.name,
        ISSUE_DAY,
        "Spring",
        "Welcome.\n\nA second paragraph.",
        (
            Entry(1, "paper", paper, ("As printed", "Acme"), "The issue's own words.", older=False),
            Entry(2, "post", post, (), "Older words.", older=True),
            Entry(3, "paper", paper, (), "The same paper once more."),
        ),
        IssueStatus.PUBLISHED,
    )
    with team.write() as tx:
        stored = add_issue(tx, publication.id, given, by="U9", now=NOW)
    with team.read() as tx:
        found = find_issue(tx, ISSUE_DAY)
        assert stored.id is not None
        assert get_issue(tx, stored.id) == found
    assert found is not None
    printed = tuple(replace(entry, item=replace(entry.item, issue=ISSUE_DAY)) for entry in stored.entries)
    assert found == replace(given, id=stored.id, entries=printed)
    assert [entry.item.id for entry in found.entries] == [paper.id, post.id, paper.id]
    assert all(entry.id for entry in found.entries)


def test_a_day_has_one_issue(team: TeamStore, publication: Publication) -> None:
    def store_issue(title: str) -> str:
        issue = Issue(publication.name, ISSUE_DAY, title, "", ())
        try:
            with team.write() as tx:
                return add_issue(tx, publication.id, issue, by=None, now=NOW).title
        except ConflictError as error:
            return error.message

    stored = at_once(store_issue, ["a", "b", "c", "d"])
    with team.read() as tx:
        (summary,) = list_issues(tx)
    assert sorted(stored) == sorted([summary.title] + ["There is an issue of 2024-02-26 already."] * 3)


def test_the_list_shows_newest_first_and_counts_entries(team: TeamStore, publication: Publication) -> None:
    item = add(team, publication)
    publish(team, publication, item, item, on=ISSUE_DAY)
    publish(team, publication, on=ISSUE_DAY + WEEK)
    with team.write() as tx:
        draft = Issue(publication.name, ISSUE_DAY + 2 * WEEK, "Next", "", ())
        add_issue(tx, publication.id, draft, by=None, now=NOW)
        newest_published = latest_issue(tx)
        listed = [summary.as_json() for summary in list_issues(tx)]
    assert listed == [
        {"date": "2024-03-11", "title": "Next", "items": 0, "status": "draft"},
        {"date": "2024-03-04", "title": "Issue of 2024-03-04", "items": 0, "status": "published"},
        {"date": "2024-02-26", "title": "Issue of 2024-02-26", "items": 2, "status": "published"},
    ]
    assert newest_published is not None
    assert newest_published.date == ISSUE_DAY + WEEK


def test_where_there_is_no_issue_none_is_found(team: TeamStore, publication: Publication) -> None:
    with team.read() as tx:
        assert (latest_issue(tx), find_issue(tx, ISSUE_DAY), get_issue(tx, 1)) == (None, None, None)
        assert list_issues(tx) == []


def test_a_draft_does_not_show_as_the_items_issue(team: TeamStore, publication: Publication) -> None:
    item = add(team, publication)
    draft = Issue(publication.name, ISSUE_DAY, "", "", (Entry(1, "paper", item, (), ""),))
    with team.write() as tx:
        add_issue(tx, publication.id, draft, by=None, now=NOW)
        found = get_item(tx, item.id)
    assert found is not None
    assert found.issue is None


def test_entries_can_be_added_later_and_positions_are_unique(
    team: TeamStore, publication: Publication
) -> None:
    first, second = add(team, publication, "a"), add(team, publication, "b")
    issue = publish(team, publication, first)
    assert issue.id is not None
    with team.write() as tx:
        (added,) = add_entries(tx, issue.id, [Entry(2, "paper", second, (), "")])
        found = get_issue(tx, issue.id)
    assert found is not None
    assert [(entry.position, entry.item.id) for entry in found.entries] == [(1, first.id), (2, second.id)]
    assert added.id == found.entries[1].id
    with pytest.raises(IntegrityError), team.write() as tx:
        add_entries(tx, issue.id, [Entry(2, "paper", first, (), "")])


def test_parts_come_back_in_the_order_of_posting(team: TeamStore, publication: Publication) -> None:
    issue = publish(team, publication)
    assert issue.id is not None
    with team.write() as tx:
        freeze_parts(tx, issue.id, [part(10), part(2, 1), part(2), part(1)])
        freeze_parts(tx, issue.id, [part(0)], edition="kind:paper")
        parts = frozen_parts(tx, issue.id)
        edition = frozen_parts(tx, issue.id, edition="kind:paper")
    assert parts == [part(0), part(1), part(2), part(2, 1), part(10)]
    assert edition == [part(0)]


def test_a_frozen_part_cannot_be_frozen_again(team: TeamStore, publication: Publication) -> None:
    issue = publish(team, publication)
    assert issue.id is not None
    with pytest.raises(IntegrityError), team.write() as tx:
        freeze_parts(tx, issue.id, [part(0)])


def test_a_changed_entry_changes_its_item_where_they_said_the_same(
    team: TeamStore, publication: Publication
) -> None:
    item = add(team, publication, organizations=("Acme",), tags=("kept",))
    own = publish(team, publication, item, on=ISSUE_DAY).entries[0]
    with team.write() as tx:
        other_words = Entry(1, "paper", item, ("Other",), "Other words.")
        issue = Issue(publication.name, ISSUE_DAY + WEEK, "", "", (other_words,), IssueStatus.PUBLISHED)
        other = add_issue(tx, publication.id, issue, by=None, now=NOW).entries[0]
    values = {"title": "New", "kind": Kind.CODE, "published_on": date(2024, 1, 1)}
    assert own.id is not None
    assert other.id is not None
    with team.write() as tx:
        change_entry(tx, other.id, {**values, "organizations": ("X",), "summary": "X."}, now=NOW)
        after_other = get_item(tx, item.id)
        change_entry(tx, own.id, {**values, "organizations": ("Y",), "summary": "Y."}, now=NOW)
        after_own = get_item(tx, item.id)
        first, second = find_issue(tx, ISSUE_DAY), find_issue(tx, ISSUE_DAY + WEEK)
    assert after_other is not None
    assert after_own is not None
    assert (after_other.organizations, after_other.summary) == (("Acme",), "About one.")
    assert (after_own.organizations, after_own.summary) == (("Y",), "Y.")
    assert (after_own.title, after_own.kind, after_own.published_on) == ("New", Kind.CODE, date(2024, 1, 1))
    assert (after_own.tags, after_own.version) == (("kept",), 3)
    assert first is not None
    assert second is not None
    assert (first.entries[0].organizations, first.entries[0].summary) == (("Y",), "Y.")
    assert (second.entries[0].organizations, second.entries[0].summary) == (("X",), "X.")


def test_another_team_sees_none_of_it(team: TeamStore, publication: Publication) -> None:
    issue = publish(team, publication, add(team, publication))
    assert issue.id is not None
    with team.store.team(4711).read() as tx:
        assert (list_issues(tx), latest_issue(tx), find_issue(tx, ISSUE_DAY)) == ([], None, None)
        assert (get_issue(tx, issue.id), frozen_parts(tx, issue.id)) == (None, [])
