"""Who may do what, how often, and the trace that it leaves."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest

from bot.errors import AinewsError, ConflictError, LimitError, NotAllowedError, NotFoundError
from bot.models.values import ItemState, Person, Publication, Role
from bot.newsroom.edit import (
    edit_item,
    get_visible_item,
    hold_item,
    put_in_next_issue,
    remove_item,
    undo_submission,
)
from bot.newsroom.learn import lessons
from bot.newsroom.submit import Request, Rules, Submission, submit_follow_up
from bot.store import TeamStore
from bot.store.changes import changes_of
from bot.store.items import ItemChanges, mark_printed, queued_items
from tests.conftest import NOW
from tests.newsroom.conftest import HandIn
from tests.newsroom.reading import CONTRIBUTOR, CURATOR, GUEST, READER, Pages
from tests.support.examples import at_once, publish

THREE = Rules(links_an_hour=3)


def changes_to(item: object, **changed: object) -> ItemChanges:
    kept = {name: getattr(item, name) for name in ItemChanges.__dataclass_fields__}
    return ItemChanges(**{**kept, **changed})


def test_the_limit_says_when_it_goes_on_in_the_persons_own_time(hand_in: HandIn) -> None:
    for number in range(3):
        hand_in(f"https://example.com/{number}", rules=THREE, now=NOW + timedelta(minutes=number))
    with pytest.raises(LimitError) as refused:
        hand_in("https://example.com/4", rules=THREE, now=NOW + timedelta(minutes=30))
    assert "3 links within an hour" in refused.value.message
    assert "04:01" in (refused.value.hint or ""), "08:00 UTC is 03:00 in New York"
    assert hand_in("https://example.com/4", rules=THREE, now=NOW + timedelta(minutes=61)).is_new


def test_known_links_cost_nothing_and_undone_ones_count(hand_in: HandIn, team: TeamStore) -> None:
    first = hand_in("https://example.com/0", rules=THREE)
    for _ in range(5):
        assert not hand_in("https://example.com/0", rules=THREE).is_new
    undo_submission(team, first.item.id, by=CONTRIBUTOR)
    hand_in("https://example.com/1", rules=THREE)
    hand_in("https://example.com/2", rules=THREE)
    with pytest.raises(LimitError):
        hand_in("https://example.com/3", rules=THREE)


def test_each_person_has_a_limit_of_their_own_and_the_terminal_has_none(hand_in: HandIn) -> None:
    terminal = Person("", Role.CURATOR)
    for person in (CONTRIBUTOR, READER, terminal):
        for number in range(3):
            assert hand_in(f"https://example.com/{person.id}{number}", by=person, rules=THREE).is_new
    assert hand_in("https://example.com/more", by=terminal, rules=THREE).is_new


def test_the_limit_holds_when_all_come_at_once(hand_in: HandIn) -> None:
    def act(number: int) -> Submission | AinewsError:
        try:
            return hand_in(f"https://example.com/{number}", rules=THREE)
        except LimitError as error:
            return error

    results = at_once(act, range(8))
    assert sum(isinstance(result, Submission) for result in results) == 3


def test_guests_hand_in_nothing(hand_in: HandIn, pages: Pages) -> None:
    with pytest.raises(NotAllowedError):
        hand_in("https://example.com/a", by=GUEST)
    assert pages.read == []


def test_an_edit_leaves_a_trace_of_each_field(hand_in: HandIn, team: TeamStore) -> None:
    item = hand_in("https://example.com/a").item
    edit_item(
        team,
        item.id,
        changes_to(item, title="Better", tags=("a", "b")),
        version=item.version,
        by=CURATOR,
        now=NOW,
        real_now=NOW,
    )
    remove_item(team, item.id, reason="Twice", by=CURATOR, now=NOW, real_now=NOW)
    with team.read() as tx:
        trace = [(change.person, change.field, change.after) for change in changes_of(tx, item.id)]
        assert changes_of(tx, item.id)[0].before == item.title
    assert trace == [
        (CURATOR.id, "title", "Better"),
        (CURATOR.id, "tags", "#a #b"),
        (CURATOR.id, "state", "removed: Twice"),
    ]


@pytest.mark.parametrize(
    "act",
    [
        undo_submission,
        partial(remove_item, reason="", now=NOW, real_now=NOW),
        partial(hold_item, now=NOW),
        partial(put_in_next_issue, now=NOW),
    ],
    ids=["undo", "remove", "hold", "put in"],
)
@pytest.mark.parametrize("person", [READER, GUEST])
def test_others_change_nothing(
    hand_in: HandIn, team: TeamStore, act: Callable[..., object], person: Person
) -> None:
    item = hand_in("https://example.com/a").item
    with pytest.raises(NotAllowedError):
        act(team, item.id, by=person)
    assert get_visible_item(team, item.id, READER) == item


def test_contributors_do_not_decide_on_the_issue(hand_in: HandIn, team: TeamStore) -> None:
    item = hand_in("https://example.com/a").item
    with pytest.raises(NotAllowedError):
        hold_item(team, item.id, by=CONTRIBUTOR, now=NOW)


def test_a_held_item_is_in_no_queue_and_for_its_submitter_and_curators_only(
    hand_in: HandIn, team: TeamStore, publication: Publication
) -> None:
    item = hand_in("https://example.com/a").item
    held = hold_item(team, item.id, by=CURATOR, now=NOW)
    assert held.state is ItemState.HELD
    with team.read() as tx:
        assert queued_items(tx, publication.id) == []
    for person in (CONTRIBUTOR, CURATOR):
        assert get_visible_item(team, item.id, person) == held
    with pytest.raises(NotFoundError):
        get_visible_item(team, item.id, READER)
    put_in_next_issue(team, item.id, by=CURATOR, now=NOW)
    with team.read() as tx:
        assert [queued.id for queued in queued_items(tx, publication.id)] == [item.id]
        assert [change.after for change in changes_of(tx, item.id)] == ["held", "active"]


def test_what_only_the_archive_has_is_put_into_the_queue_by_any_contributor(
    hand_in: HandIn, team: TeamStore, publication: Publication
) -> None:
    item = hand_in("https://example.com/a").item
    with team.write() as tx:
        mark_printed(tx, [item.id], printed=True)  # by no issue: as an import leaves it
    with pytest.raises(NotAllowedError):
        put_in_next_issue(team, item.id, by=GUEST, now=NOW)
    assert put_in_next_issue(team, item.id, by=READER, now=NOW).waits
    with team.read() as tx:
        assert [queued.id for queued in queued_items(tx, publication.id)] == [item.id]


def test_what_was_printed_is_not_held_back(
    hand_in: HandIn, team: TeamStore, publication: Publication
) -> None:
    item = hand_in("https://example.com/a").item
    publish(team, publication, item)
    with pytest.raises(ConflictError):
        hold_item(team, item.id, by=CURATOR, now=NOW)


def test_who_handed_it_in_for_somebody_may_take_it_back(hand_in: HandIn, team: TeamStore) -> None:
    request = Request((), note="From the channel", credit=READER.id)
    item = hand_in("https://example.com/a", request=request).item
    assert (item.submitted_by, item.added_by, item.note) == (READER.id, CONTRIBUTOR.id, "From the channel")
    undo_submission(team, item.id, by=CONTRIBUTOR)
    with pytest.raises(NotFoundError):
        get_visible_item(team, item.id, CURATOR)


def test_a_follow_up_is_a_second_item_once(
    hand_in: HandIn, team: TeamStore, publication: Publication, pages: Pages
) -> None:
    first = hand_in("https://example.com/a").item

    def follow(item_id: int) -> Submission:
        return submit_follow_up(
            team, publication, "https://example.com/a", follows_id=item_id, by=READER, read=pages, now=NOW
        )

    follow_up = follow(first.id)
    assert (follow_up.is_new, follow_up.item.follows_id) == (True, first.id)
    assert not follow(first.id).is_new, "pressed twice"
    assert not follow(follow_up.item.id).is_new, "what follows a follow-up follows the first"


def test_what_is_missing_is_named_and_what_the_link_says_is_kept(hand_in: HandIn, pages: Pages) -> None:
    pages.say("https://github.com/example/code", fails="The site says no (403).")
    found = hand_in("https://github.com/example/code")
    assert found.problem == "The site says no (403)."
    assert found.item.kind.value == "code"
    assert found.item.title
    assert "a summary" in found.missing
    pages.say("https://example.com/x", summary="", published_on=None)
    assert hand_in("https://example.com/x").missing == ("a summary", "its day")


def test_a_similar_title_is_suggested_and_not_merged(hand_in: HandIn, pages: Pages) -> None:
    pages.say("https://a.example/1", title="Mixtral of Experts: a Sparse Model")
    pages.say("https://b.example/1", title="Mixtral of experts – A sparse model!")
    pages.say("https://c.example/1", title="Mixture of Depths: Dynamic Compute")
    first = hand_in("https://a.example/1")
    second = hand_in("https://b.example/1")
    assert second.is_new
    assert second.similar == first.item
    assert hand_in("https://c.example/1").similar is None


@pytest.mark.parametrize(
    ("before", "after", "learned"),
    [
        (("Foo Labs",), ("Foo",), {"Foo Labs": "Foo"}),
        (("A", "Foo Labs"), ("A", "Foo"), {"Foo Labs": "Foo"}),
        (("Google DeepMind",), ("DeepMind",), {"Google DeepMind": "DeepMind"}),
        (("Google",), ("Meta",), {}),  # another organisation, not another spelling
        (("A", "B"), ("B", "A"), {}),
        (("A", "B"), ("C", "D"), {}),
        (("A",), ("A", "B"), {}),
        ((), ("A",), {}),
        (("A",), ("A",), {}),
    ],
)
def test_an_edit_teaches_one_spelling(
    before: tuple[str, ...], after: tuple[str, ...], learned: dict[str, str]
) -> None:
    assert lessons(before, after) == learned


def test_a_curators_spelling_is_used_from_then_on(hand_in: HandIn, team: TeamStore, pages: Pages) -> None:
    def respell(item: object, name: str, by: Person) -> None:
        change = changes_to(item, organizations=(name,))
        edit_item(team, item.id, change, version=item.version, by=by, now=NOW, real_now=NOW)  # type: ignore[attr-defined]

    respell(hand_in("https://example.com/a").item, "Nobody's Lab", CONTRIBUTOR)
    assert hand_in("https://example.com/b").item.organizations == ("Example Lab",)
    respell(hand_in("https://example.com/b").item, "ExLab", CURATOR)
    assert hand_in("https://example.com/c").item.organizations == ("ExLab",)
    respell(hand_in("https://example.com/c").item, "Example Lab", CURATOR)
    assert hand_in("https://example.com/d").item.organizations == ("Example Lab",), "the last word counts"
