"""Edits, undone submissions and removals: what is refused, and what a refusal says."""

from datetime import date, timedelta
from typing import Any

import pytest

from bot.errors import ConflictError, InvalidInputError, LinkError, NotAllowedError, NotFoundError
from bot.models.values import Item, Kind, Person, Publication
from bot.newsroom.edit import edit_item, parse_day, parse_kind, remove_item, undo_submission
from bot.newsroom.mark import save, save_issue, saved, vote
from bot.store import TeamStore, outbox
from bot.store.changes import changes_of
from bot.store.items import ItemChanges, find_by_key, get_item
from tests.conftest import NOW
from tests.newsroom.reading import CONTRIBUTOR, CURATOR, GUEST, READER
from tests.support.examples import ISSUE_DAY, add, publish


@pytest.fixture
def item(team: TeamStore, publication: Publication) -> Item:
    """An item of the contributor's."""
    return add(team, publication, submitted_by=CONTRIBUTOR.id)


def _edit(team: TeamStore, item: Item, **changed: Any) -> Item:
    kept = {name: getattr(item, name) for name in ItemChanges.__dataclass_fields__}
    changes = ItemChanges(**{**kept, **changed})
    return edit_item(team, item.id, changes, version=item.version, by=CONTRIBUTOR, now=NOW, real_now=NOW)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": "x" * 301}, "title"),
        ({"summary": "x" * 3001}, "summary"),
        ({"tags": tuple("abcdefghijk")}, "tags"),
        ({"title": None, "summary": ""}, "title"),
    ],
    ids=["long title", "long summary", "many tags", "nothing to show"],
)
def test_an_edit_that_cannot_be_used_names_its_field(
    team: TeamStore, item: Item, changed: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInputError) as error:
        _edit(team, item, **changed)
    assert error.value.field == field
    with team.read() as tx:
        assert get_item(tx, item.id) == item


def test_an_edit_at_the_limits_is_taken(team: TeamStore, item: Item) -> None:
    edited = _edit(team, item, title="x" * 300, summary="y" * 3000, tags=tuple("abcdefghij"))
    assert (len(edited.title or ""), len(edited.summary), len(edited.tags)) == (300, 3000, 10)
    assert _edit(team, edited, title=None).headline.startswith("y")


def _relink(team: TeamStore, item: Item, link: str, by: Person = CONTRIBUTOR) -> Item:
    kept = ItemChanges(**{name: getattr(item, name) for name in ItemChanges.__dataclass_fields__})
    version = item.version
    return edit_item(team, item.id, kept, version=version, by=by, now=NOW, real_now=NOW, link=link)


def test_another_main_link_takes_the_place_of_the_first(
    team: TeamStore, publication: Publication, item: Item
) -> None:
    publish(team, publication, item, on=ISSUE_DAY)
    after = _relink(team, item, "https://B.example/other?utm_source=x")
    (link,) = after.links
    assert (link.url, link.label) == ("https://b.example/other", "paper")
    with team.read() as tx:
        assert find_by_key(tx, item.key) == find_by_key(tx, after.key) == after
        assert [change.field for change in changes_of(tx, item.id)] == ["links"]
    with team.store.write() as session:
        entry = outbox.claim(session, token="t", now=NOW, lease=timedelta(seconds=60))
        assert entry is not None
        assert (entry.kind, entry.payload["item"]) == ("correct_item", item.id)
    back = _relink(team, after, item.url)
    assert (back.url, back.key) == (item.url, item.key)
    assert _relink(team, back, item.url).links == back.links


def test_a_link_of_another_item_is_refused(team: TeamStore, publication: Publication, item: Item) -> None:
    other = add(team, publication, "two", title="Another story")
    with pytest.raises(ConflictError, match=f"item {other.id}’s: Another story"):
        _relink(team, item, other.url)
    remove_item(team, other.id, reason="", by=CURATOR, now=NOW, real_now=NOW)
    with pytest.raises(ConflictError, match="another item’s"):
        _relink(team, item, other.url)
    with team.read() as tx:
        assert get_item(tx, item.id) == item


def test_a_link_is_changed_by_whoever_may_edit(team: TeamStore, item: Item) -> None:
    with pytest.raises(NotAllowedError):
        _relink(team, item, "https://b.example/", by=GUEST)
    with pytest.raises(LinkError):
        _relink(team, item, "javascript:alert(1)")
    assert _relink(team, item, "https://b.example/", by=CURATOR).url == "https://b.example/"


@pytest.mark.parametrize(("text", "day"), [("2024-02-29", date(2024, 2, 29)), ("", None), (None, None)])
def test_a_day_is_read(text: str | None, day: date | None) -> None:
    assert parse_day(text) == day


@pytest.mark.parametrize("text", ["2023-02-29", "29 Feb 2024", "2024-2-9", "tomorrow"])
def test_a_day_that_is_none_names_its_field(text: str) -> None:
    with pytest.raises(InvalidInputError) as error:
        parse_day(text)
    assert error.value.field == "published_on"


def test_a_kind_is_read_and_another_names_all() -> None:
    assert parse_kind("video") is Kind.VIDEO
    with pytest.raises(InvalidInputError, match="paper, article, post, release, code, video, other") as error:
        parse_kind("podcast")
    assert error.value.field == "kind"


def test_what_was_printed_is_removed_and_not_undone(
    team: TeamStore, publication: Publication, item: Item
) -> None:
    publish(team, publication, item)
    with pytest.raises(ConflictError) as error:
        undo_submission(team, item.id, by=CONTRIBUTOR)
    assert f"/ainews remove {item.id}" in str(error.value)


def test_undoing_does_not_lift_a_curators_removal(team: TeamStore, item: Item) -> None:
    remove_item(team, item.id, reason="An advertisement", by=CURATOR, now=NOW, real_now=NOW)
    with pytest.raises(ConflictError, match="removed"):
        undo_submission(team, item.id, by=CONTRIBUTOR)
    with team.read() as tx:
        assert get_item(tx, item.id) is not None, "its link stays taken"
    assert undo_submission(team, item.id, by=CURATOR).id == item.id


def test_a_vote_reaches_slack_through_the_outbox(team: TeamStore, item: Item) -> None:
    assert vote(team, item.id, by=READER, now=NOW, real_now=NOW) == (True, 1)
    assert vote(team, item.id, by=GUEST, now=NOW, real_now=NOW) == (True, 2)
    with team.store.write() as session:
        entry = outbox.claim(session, token="t", now=NOW, lease=timedelta(seconds=60))
        assert entry is not None
        assert (entry.kind, entry.payload) == ("refresh_item", {"item": item.id})
        assert outbox.claim(session, token="t", now=NOW, lease=timedelta(seconds=60)) is None


def test_nobody_marks_what_they_do_not_see(team: TeamStore, item: Item) -> None:
    remove_item(team, item.id, reason="", by=CURATOR, now=NOW, real_now=NOW)
    with pytest.raises(NotFoundError):
        vote(team, item.id, by=READER, now=NOW, real_now=NOW)
    with pytest.raises(NotFoundError):
        save(team, item.id, by=READER, now=NOW)
    assert saved(team, by=READER) == []


def test_a_whole_issue_is_saved_without_what_is_saved_already(
    team: TeamStore, publication: Publication, item: Item
) -> None:
    other = add(team, publication, "two")
    publish(team, publication, item, other, item)
    save(team, other.id, by=READER, now=NOW)
    assert save_issue(team, ISSUE_DAY, by=READER, now=NOW) == (2, 1)
    assert save_issue(team, ISSUE_DAY, by=READER, now=NOW) == (2, 0)
    assert {one.id for one in saved(team, by=READER)} == {item.id, other.id}
    with pytest.raises(NotFoundError):
        save_issue(team, ISSUE_DAY + timedelta(days=1), by=READER, now=NOW)
