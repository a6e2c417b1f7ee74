"""Follows: whose query finds a new item, and that nobody is told of one twice."""

from collections.abc import Iterable
from datetime import date, timedelta

import pytest

from bot.models.follows import Follow
from bot.models.values import ItemState, Kind, Publication
from bot.query import Query, parse
from bot.store import TeamStore, Tx
from bot.store.doubts import doubt_everything
from bot.store.follows import (
    add_follow,
    add_match,
    all_follows,
    follows_of,
    put_back,
    remove_follow,
    take_tidings,
)
from bot.store.items import remove_item, set_item_state
from bot.store.search.matching import matching
from tests.conftest import NOW
from tests.store.search_support import add
from tests.support.examples import at_once


def _read(follows: Iterable[Follow]) -> list[tuple[Follow, Query]]:
    return [(one, parse(one.query)) for one in follows]


def _follow(tx: Tx, person: str, query: str, *, most: int = 20) -> Follow:
    stored = add_follow(tx, person, query, most=most, now=NOW)
    assert stored is not None
    return stored


def test_a_query_is_followed_once_and_only_its_person_gives_it_up(team: TeamStore) -> None:
    with team.write() as tx:
        first, again = _follow(tx, "U1", "agents"), _follow(tx, "U1", "agents")
        other = _follow(tx, "U2", "agents")
        assert first == again == Follow(first.id, "U1", "agents", NOW)
        assert all_follows(tx, but_of=("U2",)) == [first]
        assert remove_follow(tx, other.id, "U1") is None
        assert remove_follow(tx, other.id, "U2") == "agents"
        assert (follows_of(tx, "U1"), follows_of(tx, "U2")) == ([first], [])


def test_presses_at_the_same_moment_do_not_pass_the_limit(team: TeamStore) -> None:
    def press(number: int) -> bool:
        with team.write() as tx:
            return add_follow(tx, "U1", f"query {number}", most=2, now=NOW) is not None

    assert sorted(at_once(press, range(4))) == [False, False, True, True]
    with team.write() as tx:
        known = follows_of(tx, "U1")[0]
        assert add_follow(tx, "U1", known.query, most=2, now=NOW) == known, "what one has is no new one"


FOUND = {
    "agents": True,
    "agent planning": True,
    "agents cooking": False,
    "agents or cooking": True,
    "AGENTS -planning": False,
    '"planning for agents"': True,
    '"agents planning"': False,
    "llm": True,
    "how do agents plan?": True,
    "agnets": False,
    "plann": False,
    "plann*": True,
    "kind:paper": True,
    "kind:post agents": False,
    "org:google": True,
    "kind:paper org:google agents": True,
    "org:openai": False,
    "#rl": True,
    "domain:example.com": True,
    "from:U7": True,
    "from:U8": False,
    "after:2024-01-01": True,
    "before:2024-01-01 agents": False,
    "age:<8w": True,
    "age:<1w agents": False,
    "has:tag": True,
    "is:queued": True,
    "https://example.com/planning-for-agents": True,
    "sort:newest": False,
    "": False,
}


def test_every_word_and_every_filter_of_a_follow_counts(team: TeamStore, publication: Publication) -> None:
    add(team, publication, "Agents that plan", "Other agents.", organizations=("Google",))
    item = add(
        team,
        publication,
        "Planning for agents",
        "Large language models as planners.",
        organizations=("Google DeepMind",),
        tags=("rl",),
        submitted_by="U7",
        published_on=date(2024, 1, 15),
    )
    follows = [Follow(number, "U1", query, NOW) for number, query in enumerate(FOUND)]
    with team.read() as tx:
        found = {follow.query for follow in matching(tx, item.id, _read(follows), now=NOW)}
    assert {query: query in found for query in FOUND} == FOUND


@pytest.mark.parametrize("state", [ItemState.HELD, ItemState.REMOVED])
def test_an_item_that_readers_cannot_see_is_found_by_no_follow(
    team: TeamStore, publication: Publication, state: ItemState
) -> None:
    item = add(team, publication, "Agents")
    with team.write() as tx:
        if state is ItemState.HELD:
            set_item_state(tx, item.id, state, now=NOW)
        else:
            remove_item(tx, item.id, by="U1", reason="", now=NOW)
        assert list(matching(tx, item.id, _read([Follow(1, "U1", "agents", NOW)]), now=NOW)) == []


def test_another_teams_items_are_found_by_no_follow(team: TeamStore, publication: Publication) -> None:
    item = add(team, publication, "Agents", kind=Kind.POST)
    with team.store.team(team.team_id + 1).read() as tx:
        assert list(matching(tx, item.id, _read([Follow(1, "U1", "agents", NOW)]), now=NOW)) == []


def test_a_person_is_told_of_an_item_once(team: TeamStore, publication: Publication) -> None:
    one, two = add(team, publication, "One"), add(team, publication, "Two")
    with team.write() as tx:
        follow, other = _follow(tx, "U1", "one"), _follow(tx, "U1", "any")
        assert add_match(tx, follow, two.id, now=NOW)
        assert not add_match(tx, other, two.id, now=NOW), "another follow of the same person"
        assert add_match(tx, other, one.id, now=NOW + timedelta(seconds=1))
        assert add_match(tx, _follow(tx, "U2", "one"), one.id, now=NOW)
    with team.write() as tx:
        told = take_tidings(tx, "U1", now=NOW)
        assert [(each.item.title, each.follow) for each in told] == [("Two", follow), ("One", other)]
        assert take_tidings(tx, "U1", now=NOW) == []
        assert not add_match(tx, follow, one.id, now=NOW), "nor again after it was told"
        put_back(tx, "U1", [one.id])
        assert [each.item.title for each in take_tidings(tx, "U1", now=NOW)] == ["One"]


def test_only_one_of_those_who_tell_at_the_same_moment_gets_an_item(
    team: TeamStore, publication: Publication
) -> None:
    items = [add(team, publication, f"Item {number}") for number in range(3)]
    with team.write() as tx:
        follow = _follow(tx, "U1", "item")
        assert all(add_match(tx, follow, item.id, now=NOW) for item in items)

    def take(_: int) -> int:
        with team.write() as tx:
            return len(take_tidings(tx, "U1", now=NOW))

    assert sorted(at_once(take, range(4))) == [0, 0, 0, 3]


def test_after_a_restore_what_was_found_before_is_taken_to_be_told(
    team: TeamStore, publication: Publication
) -> None:
    item, later = add(team, publication, "Before"), add(team, publication, "Later")
    with team.write() as tx:
        follow = _follow(tx, "U1", "any")
        assert add_match(tx, follow, item.id, now=NOW)
    with team.store.write() as session:
        doubt_everything(session, now=NOW)
    with team.write() as tx:
        assert add_match(tx, follow, later.id, now=NOW)
        assert [each.item.title for each in take_tidings(tx, "U1", now=NOW)] == ["Later"]


def test_what_was_given_up_held_or_removed_is_not_told(team: TeamStore, publication: Publication) -> None:
    held, seen = add(team, publication, "Held"), add(team, publication, "Seen")
    with team.write() as tx:
        follow, given_up = _follow(tx, "U1", "a"), _follow(tx, "U1", "b")
        assert add_match(tx, follow, held.id, now=NOW)
        assert add_match(tx, given_up, seen.id, now=NOW)
        remove_follow(tx, given_up.id, "U1")
        set_item_state(tx, held.id, ItemState.HELD, now=NOW)
    with team.write() as tx:
        assert take_tidings(tx, "U1", now=NOW) == []
        set_item_state(tx, held.id, ItemState.ACTIVE, now=NOW)
        assert add_match(tx, follow, held.id, now=NOW), "it comes back, so it is found anew"
        assert [each.item.title for each in take_tidings(tx, "U1", now=NOW)] == ["Held"]
