"""Votes and saved items: each person once, also when they press twice."""

from datetime import timedelta

from bot.models.values import Publication
from bot.store import TeamStore
from bot.store.items import get_item, remove_item
from bot.store.marks import save_all, saved_among, saved_items, set_save, toggle_vote
from tests.conftest import NOW
from tests.support.examples import add, at_once


def test_a_vote_counts_once_a_person_and_can_be_taken_back(team: TeamStore, publication: Publication) -> None:
    item = add(team, publication)
    with team.write() as tx:
        pressed = [toggle_vote(tx, item.id, person, now=NOW) for person in ("U1", "U2", "U1", "U1")]
        found = get_item(tx, item.id)
    assert pressed == [(True, 1), (True, 2), (False, 1), (True, 2)]
    assert found is not None
    assert found.votes == 2


def test_many_people_vote_at_the_same_moment(team: TeamStore, publication: Publication) -> None:
    item = add(team, publication)

    def press(person: str) -> bool:
        with team.write() as tx:
            return toggle_vote(tx, item.id, person, now=NOW)[0]

    assert at_once(press, [f"U{number}" for number in range(8)]) == [True] * 8
    with team.read() as tx:
        found = get_item(tx, item.id)
    assert found is not None
    assert found.votes == 8


def test_one_person_who_presses_twice_at_once_has_pressed_twice(
    team: TeamStore, publication: Publication
) -> None:
    item = add(team, publication)

    def press(_: int) -> tuple[bool, bool]:
        with team.write() as tx:
            voted, _ = toggle_vote(tx, item.id, "U1", now=NOW)
            return voted, set_save(tx, item.id, "U1", stands=True, now=NOW)

    pressed = at_once(press, range(4))
    assert sorted(voted for voted, _ in pressed) == [False, False, True, True]
    assert sorted(saved for _, saved in pressed) == [False, False, False, True]
    with team.read() as tx:
        found = get_item(tx, item.id)
        assert [saved.id for saved in saved_items(tx, "U1")] == [item.id]
    assert found is not None
    assert found.votes == 0


def test_saved_items_come_newest_first_without_removed_ones(
    team: TeamStore, publication: Publication
) -> None:
    a, b, c = (add(team, publication, name) for name in "abc")
    with team.write() as tx:
        for minute, item in enumerate((b, c, a)):
            assert set_save(tx, item.id, "U1", stands=True, now=NOW + timedelta(minutes=minute))
        assert set_save(tx, b.id, "U2", stands=True, now=NOW)
        remove_item(tx, c.id, by="U9", reason="", now=NOW)
    with team.read() as tx:
        assert [item.title for item in saved_items(tx, "U1")] == ["Title a", "Title b"]
        assert [item.title for item in saved_items(tx, "U1", limit=1)] == ["Title a"]
        assert [item.title for item in saved_items(tx, "U2")] == ["Title b"]


def test_which_items_a_person_saved(team: TeamStore, publication: Publication) -> None:
    a, b, c = (add(team, publication, name) for name in "abc")
    with team.write() as tx:
        set_save(tx, a.id, "U1", stands=True, now=NOW)
        set_save(tx, b.id, "U2", stands=True, now=NOW)
        set_save(tx, c.id, "U1", stands=True, now=NOW)
    with team.read() as tx:
        assert saved_among(tx, [a.id, b.id], "U1") == {a.id}
        assert saved_among(tx, [], "U1") == set()


def test_saving_all_saves_what_is_not_saved_yet(team: TeamStore, publication: Publication) -> None:
    a, b, c = (add(team, publication, name) for name in "abc")
    with team.write() as tx:
        set_save(tx, b.id, "U1", stands=True, now=NOW)
        assert save_all(tx, [a.id, b.id, c.id, a.id], "U1", now=NOW) == 2
        assert save_all(tx, [a.id, b.id, c.id], "U1", now=NOW) == 0
    with team.read() as tx:
        assert len(saved_items(tx, "U1")) == 3


def test_pressing_save_all_twice_at_once_saves_each_item_once(
    team: TeamStore, publication: Publication
) -> None:
    ids = [add(team, publication, name).id for name in "abcdef"]

    def press(_: int) -> int:
        with team.write() as tx:
            return save_all(tx, ids, "U1", now=NOW)

    assert sum(at_once(press, range(4))) == len(ids)
    with team.read() as tx:
        assert len(saved_items(tx, "U1")) == len(ids)
