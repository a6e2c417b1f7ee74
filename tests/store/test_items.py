"""Items: the database's unique key decides who was first, and an edit of a stale view is told."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import event, text

from bot.errors import ConflictError
from bot.models.values import Item, ItemState, Kind, Link, Publication
from bot.store import Store, TeamStore
from bot.store.items import (
    ItemChanges,
    add_item,
    add_links,
    change_item,
    delete_item,
    find_by_key,
    get_item,
    get_items,
    queued_items,
    remove_item,
    was_printed,
)
from bot.store.marks import toggle_vote
from tests.conftest import NOW
from tests.support.examples import ISSUE_DAY, add, at_once, draft, publish

LATER = NOW + timedelta(hours=1)


def _changes(item: Item, **changed: object) -> ItemChanges:
    kept = {name: getattr(item, name) for name in ItemChanges.__dataclass_fields__}
    return ItemChanges(**{**kept, **changed})


def test_an_item_comes_back_as_it_was_handed_in(team: TeamStore, publication: Publication) -> None:
    second = Link("https://b.example/code", "code", "b.example/code", 1, "http://b.example/code/")
    given = draft(
        organizations=("Zeta Lab", "Acme", "Zeta Lab Japan"),
        links=(*draft().links, second),
        published_on=date(2024, 2, 20),
        tags=("vision", "agents", "vision"),
        note="Worth an hour.",
        submitted_by="U1",
    )
    with team.write() as tx:
        item, is_new = add_item(tx, publication.id, given, now=NOW)
    with team.read() as tx:
        assert get_item(tx, item.id) == item
    assert is_new
    assert item.links == given.links
    assert item.organizations == ("Zeta Lab", "Acme", "Zeta Lab Japan")
    assert item.tags == ("vision", "agents")
    assert (item.title, item.kind, item.published_on) == ("Title one", Kind.PAPER, date(2024, 2, 20))
    assert (item.note, item.submitted_by, item.submitted_at) == ("Worth an hour.", "U1", NOW)
    assert (item.state, item.issue, item.votes, item.version) == (ItemState.ACTIVE, None, 0, 1)


def test_a_link_that_is_here_returns_the_first_item_untouched(
    team: TeamStore, publication: Publication
) -> None:
    first = add(team, publication, title="First")
    with team.write() as tx:
        second, is_new = add_item(tx, publication.id, draft(title="Second", tags=("late",)), now=LATER)
    assert (second, is_new) == (first, False)


def test_people_who_add_one_link_at_the_same_moment_get_one_item(
    team: TeamStore, publication: Publication
) -> None:
    def hand_in(person: str) -> tuple[Item, bool]:
        with team.write() as tx:
            return add_item(tx, publication.id, draft(title=person, submitted_by=person), now=NOW)

    results = at_once(hand_in, [f"U{number}" for number in range(8)])
    items, new = zip(*results, strict=True)
    assert sorted(new) == [False] * 7 + [True]
    assert set(items) == {items[new.index(True)]}, "everybody sees the item of whoever was first"


def test_one_transaction_that_meets_a_known_link_goes_on(team: TeamStore, publication: Publication) -> None:
    with team.write() as tx:
        flags = [add_item(tx, publication.id, draft(name), now=NOW)[1] for name in ("a", "a", "b", "a")]
    with team.read() as tx:
        queue = [item.title for item in queued_items(tx, publication.id)]
    assert flags == [True, False, True, False]
    assert queue == ["Title a", "Title b"]


def test_only_the_main_link_blocks(team: TeamStore, publication: Publication) -> None:
    second = draft("code").links[0]
    add(team, publication, "paper", links=(*draft("paper").links, second))
    with team.write() as tx:
        assert find_by_key(tx, second.key) is None
        assert add_item(tx, publication.id, draft("code"), now=NOW)[1]


def test_a_follow_up_stands_beside_the_item_that_it_follows(
    team: TeamStore, publication: Publication
) -> None:
    first = add(team, publication)
    follow_up = add(team, publication, title="A year later", follows_id=first.id)
    again = add(team, publication, title="Two years later", follows_id=first.id)
    assert len({first.id, follow_up.id, again.id}) == 3
    with team.read() as tx:
        assert find_by_key(tx, first.key) == first


def test_a_tombstone_still_blocks_its_link(team: TeamStore, publication: Publication) -> None:
    item = add(team, publication)
    with team.write() as tx:
        remove_item(tx, item.id, by="U9", reason="An advertisement", now=LATER)
    with team.write() as tx:
        found, is_new = add_item(tx, publication.id, draft(title="Again"), now=LATER)
        why = tx.session.execute(text("SELECT removed_by, removed_reason FROM item")).one()
    assert (found.id, found.state, is_new) == (item.id, ItemState.REMOVED, False)
    assert found.version == item.version + 1
    assert tuple(why) == ("U9", "An advertisement")
    with team.read() as tx:
        assert queued_items(tx, publication.id) == []


def test_an_undone_submission_frees_its_link(team: TeamStore, publication: Publication) -> None:
    item = add(team, publication, tags=("a",), organizations=("Acme",))
    with team.write() as tx:
        toggle_vote(tx, item.id, "U1", now=NOW)
        delete_item(tx, item.id)
    with team.write() as tx:
        assert get_item(tx, item.id) is None
        for table in ("item_link", "item_tag", "item_organization", "vote"):
            assert tx.session.scalar(text(f"SELECT count(*) FROM {table}")) == 0, table
        assert add_item(tx, publication.id, draft(), now=LATER)[1]


def test_an_edit_writes_every_field(team: TeamStore, publication: Publication) -> None:
    item = add(team, publication, organizations=("Acme", "Beta"), tags=("old",))
    changes = ItemChanges(None, ("Gamma",), Kind.VIDEO, date(2024, 1, 2), "New words.", ("new", "newer"))
    with team.write() as tx:
        changed = change_item(tx, item.id, changes, version=item.version, now=LATER)
    with team.read() as tx:
        assert get_item(tx, item.id) == changed
    assert changed == replace(
        item,
        title=None,
        organizations=("Gamma",),
        kind=Kind.VIDEO,
        published_on=date(2024, 1, 2),
        summary="New words.",
        tags=("new", "newer"),
        version=2,
    )


def test_an_edit_of_a_stale_view_changes_nothing(team: TeamStore, publication: Publication) -> None:
    item = add(team, publication)
    with team.write() as tx:
        newer = change_item(tx, item.id, _changes(item, title="Newer"), version=1, now=LATER)
    with pytest.raises(ConflictError, match="Somebody changed this item"), team.write() as tx:
        change_item(tx, item.id, _changes(item, title="Stale", tags=("stale",)), version=1, now=LATER)
    with team.read() as tx:
        assert get_item(tx, item.id) == newer


def test_of_two_edits_at_the_same_moment_one_is_told(team: TeamStore, publication: Publication) -> None:
    item = add(team, publication)

    def edit(title: str) -> str | None:
        try:
            with team.write() as tx:
                return change_item(tx, item.id, _changes(item, title=title), version=1, now=LATER).title
        except ConflictError:
            return None

    results = at_once(edit, ["Left", "Right"])
    with team.read() as tx:
        kept = get_item(tx, item.id)
    assert kept is not None
    assert kept.version == 2
    assert sorted(results, key=str) == sorted([kept.title, None], key=str)


def test_further_links_are_added_once_and_in_order(team: TeamStore, publication: Publication) -> None:
    item = add(team, publication)
    code, post = draft("code").links[0], draft("post").links[0]
    with team.write() as tx:
        add_links(tx, item, [item.links[0], code])
    with team.write() as tx:
        known = get_item(tx, item.id)
        assert known is not None
        add_links(tx, known, [code, post])
    with team.read() as tx:
        found = get_item(tx, item.id)
    assert found is not None
    assert found.links == (*item.links, code, post)


def test_items_come_in_the_order_that_was_asked_for(team: TeamStore, publication: Publication) -> None:
    a, b, c = (add(team, publication, name) for name in "abc")
    with team.read() as tx:
        assert get_items(tx, [c.id, 999, a.id, b.id]) == [c, a, b]
        assert get_items(tx, []) == []


def test_the_queue_holds_what_no_issue_has(team: TeamStore, publication: Publication) -> None:
    printed, queued = add(team, publication, "printed"), add(team, publication, "queued")
    publish(team, publication, printed)
    with team.read() as tx:
        assert queued_items(tx, publication.id) == [queued]
        assert (was_printed(tx, printed.id), was_printed(tx, queued.id)) == (True, False)
        found = get_item(tx, printed.id)
    assert found is not None
    assert found.issue == ISSUE_DAY


def test_an_item_that_was_printed_twice_names_the_newest_issue(
    team: TeamStore, publication: Publication
) -> None:
    item = add(team, publication)
    for day in (date(2024, 2, 5), date(2024, 2, 19), date(2024, 2, 12)):
        publish(team, publication, item, on=day)
    with team.read() as tx:
        found = get_item(tx, item.id)
    assert found is not None
    assert found.issue == date(2024, 2, 19)


def test_another_team_sees_none_of_it(store: Store, team: TeamStore, publication: Publication) -> None:
    item = add(team, publication)
    with store.write() as session:
        session.execute(text("INSERT INTO team (id, name, created_at) VALUES (77, '', CURRENT_TIMESTAMP)"))
    other = store.team(77)
    with other.write() as tx:
        assert get_item(tx, item.id) is None
        assert find_by_key(tx, item.key) is None
        assert queued_items(tx, publication.id) == []
        delete_item(tx, item.id)
        remove_item(tx, item.id, by="U1", reason="", now=LATER)
    with pytest.raises(ConflictError), other.write() as tx:
        change_item(tx, item.id, _changes(item, title="Theirs"), version=1, now=LATER)
    with team.read() as tx:
        assert get_item(tx, item.id) == item


def test_the_json_of_an_item_has_the_contracts_shape(team: TeamStore, publication: Publication) -> None:
    item = add(team, publication, organizations=("Acme",), tags=("a",), submitted_by="U1")
    with team.write() as tx:
        toggle_vote(tx, item.id, "U2", now=NOW)
        found = get_item(tx, item.id)
    assert found is not None
    assert found.as_json() == {
        "id": item.id,
        "title": "Title one",
        "url": "https://a.example/one",
        "key": "url:a.example/one",
        "links": [{"url": "https://a.example/one", "label": "paper"}],
        "organizations": ["Acme"],
        "kind": "paper",
        "published_on": None,
        "summary": "About one.",
        "tags": ["a"],
        "submitted_by": "U1",
        "issue": None,
        "votes": 1,
    }


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_queue_is_read_by_the_index_over_few_items(team: TeamStore, publication: Publication) -> None:
    """SQLite uses a partial index only where the condition stands in the same words."""
    asked: list[tuple[str, object]] = []
    event.listen(
        team.store.engine,
        "before_cursor_execute",
        lambda _c, _cur, sql, given, _x, _m: asked.append((sql, given)),
    )
    with team.read() as tx:
        queued_items(tx, publication.id)
        sql, given = next((sql, given) for sql, given in asked if "unprinted" in sql)
        plan = tx.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", given).all()  # type: ignore[arg-type]  # as the driver had it
    assert "USING INDEX ix_item_unprinted" in str(plan)
