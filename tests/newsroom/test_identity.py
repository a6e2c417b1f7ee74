"""One item for one story, by whatever link it comes."""

import pytest
from sqlalchemy import text

from bot.models.values import Publication
from bot.newsroom.edit import remove_item, undo_submission
from bot.newsroom.rehash import rehash
from bot.newsroom.submit import submit_follow_up
from bot.store import TeamStore
from bot.store.aliases import merge_keys, release_merged
from bot.store.items import find_by_key, get_item, queued_items
from bot.store.marks import set_save, toggle_vote
from tests.conftest import NOW
from tests.newsroom.conftest import HandIn
from tests.newsroom.reading import CONTRIBUTOR, CURATOR, READER, Pages
from tests.support.examples import at_once

SHORT, STORY = "https://sho.rt/x", "https://example.com/story"


def test_a_link_and_where_it_leads_are_one_item(hand_in: HandIn, pages: Pages) -> None:
    pages.say(SHORT, same=[STORY])
    first = hand_in(SHORT)
    again = hand_in(STORY, by=READER)
    assert (first.is_new, again.is_new, again.item.id) == (True, False, first.item.id)
    assert pages.read == [SHORT], "what is known is not read again"


def test_a_link_that_leads_to_a_known_one_is_known_from_then_on(hand_in: HandIn, pages: Pages) -> None:
    first = hand_in(STORY)
    pages.say(SHORT, same=[STORY])
    assert hand_in(SHORT, by=READER).item.id == first.item.id
    assert hand_in(SHORT, by=READER).item.id == first.item.id
    assert pages.read == [STORY, SHORT], "the second time nothing is read"


@pytest.mark.parametrize(
    "detour",
    [
        "https://example.com/",
        "https://example.com/login?next=/a",
        "https://consent.example.com/collect?a=1",
        "https://example.com/users/sign_in",
        "https://accounts.example.com/captcha",
    ],
)
def test_a_site_that_sends_everybody_elsewhere_does_not_make_one_story_of_all(
    hand_in: HandIn, pages: Pages, detour: str
) -> None:
    pages.say("https://example.com/a", same=[detour])
    pages.say("https://example.com/b", same=[detour])
    assert hand_in("https://example.com/a").is_new
    assert hand_in("https://example.com/b").is_new


def test_a_page_that_says_nothing_is_not_believed(hand_in: HandIn, pages: Pages) -> None:
    pages.say(SHORT, same=[STORY], title=None)
    hand_in(SHORT)
    assert hand_in(STORY).is_new


def test_people_who_hand_in_two_links_of_one_page_at_once_get_one_item(
    hand_in: HandIn, pages: Pages, team: TeamStore, publication: Publication
) -> None:
    links = [f"https://sho.rt/{number}" for number in range(6)]
    for link in links:
        pages.say(link, same=[STORY])
    results = at_once(hand_in, [*links, STORY])
    assert sorted(result.is_new for result in results) == [False] * 6 + [True]
    assert len({result.item.id for result in results}) == 1
    with team.read() as tx:
        assert len(queued_items(tx, publication.id)) == 1


def test_a_link_beside_the_main_one_informs_and_does_not_block(hand_in: HandIn, pages: Pages) -> None:
    code = "https://github.com/example/code"
    pages.say("https://arxiv.org/abs/2401.02412", links=[code])
    paper = hand_in("https://arxiv.org/abs/2401.02412")
    found = hand_in(code)
    assert found.is_new
    assert [item.id for item in found.related] == [paper.item.id]
    assert paper.related == ()


def test_an_undone_submission_leaves_nothing_behind(hand_in: HandIn, pages: Pages, team: TeamStore) -> None:
    pages.say(SHORT, same=[STORY])
    item = hand_in(SHORT).item
    with team.write() as tx:
        toggle_vote(tx, item.id, READER.id, now=NOW)
        set_save(tx, item.id, READER.id, stands=True, now=NOW)
    undo_submission(team, item.id, by=CONTRIBUTOR)
    tables = (
        "item",
        "item_link",
        "item_alias",
        "item_change",
        "item_organization",
        "item_tag",
        "vote",
        "save",
    )
    with team.read() as tx:
        counts = {table: tx.session.scalar(text(f"SELECT count(*) FROM {table}")) for table in tables}
    assert counts == dict.fromkeys(tables, 0)
    assert hand_in(STORY, by=READER).is_new


def test_what_followed_an_undone_item_takes_its_place(
    hand_in: HandIn, team: TeamStore, publication: Publication, pages: Pages
) -> None:
    first = hand_in(STORY).item
    followers = [
        submit_follow_up(team, publication, STORY, follows_id=first.id, by=by, read=pages, now=NOW).item
        for by in (READER, CURATOR)
    ]
    undo_submission(team, first.id, by=CONTRIBUTOR)
    with team.read() as tx:
        heir, other = (get_item(tx, item.id) for item in followers)
        assert find_by_key(tx, first.key) == heir
    assert heir is not None
    assert other is not None
    assert (heir.follows_id, other.follows_id) == (None, heir.id)


def test_a_removed_item_blocks_all_links_that_led_to_it(
    hand_in: HandIn, pages: Pages, team: TeamStore
) -> None:
    pages.say(SHORT, same=[STORY])
    item = hand_in(SHORT).item
    remove_item(team, item.id, reason="An advertisement", by=CURATOR, now=NOW, real_now=NOW)
    for link in (SHORT, STORY):
        found = hand_in(link, by=READER)
        assert (found.is_new, found.item.id, found.item.removed_by) == (False, item.id, CURATOR.id)
        assert found.item.removed_reason == "An advertisement"


def test_a_merged_item_leads_to_the_one_it_was_merged_into(
    hand_in: HandIn, pages: Pages, team: TeamStore
) -> None:
    pages.say(SHORT, same=["https://example.com/other"])
    kept, merged = hand_in(STORY).item, hand_in(SHORT).item
    with team.write() as tx:
        merge_keys(tx, merged.id, kept.id, now=NOW)
    for link in (SHORT, "https://example.com/other"):
        assert hand_in(link, by=READER).item.id == kept.id
    with team.write() as tx:
        release_merged(tx, merged.id)
    assert hand_in(SHORT, by=READER).item.id == merged.id


def test_rehashing_writes_old_keys_anew_and_changes_nothing_twice(
    hand_in: HandIn, pages: Pages, team: TeamStore
) -> None:
    pages.say(SHORT, same=[STORY])
    item = hand_in(SHORT).item
    with team.write() as tx:
        tx.session.execute(text("UPDATE item SET key = 'old:' || key, key_version = 0"))
        tx.session.execute(text("UPDATE item_link SET key = 'old:' || key, key_version = 0"))
        tx.session.execute(text("UPDATE item_alias SET key = 'old:' || key, key_version = 0"))
    assert rehash(team, dry_run=True).renewed == 2
    found = rehash(team)
    assert (found.renewed, found.conflicts, found.unreadable) == (2, (), ())
    assert hand_in(SHORT, by=READER).item.id == item.id
    assert hand_in(STORY, by=READER).item.id == item.id
    assert rehash(team).renewed == 0


def test_rehashing_lists_what_is_one_story_now_and_loses_neither(hand_in: HandIn, team: TeamStore) -> None:
    first, second = hand_in("https://example.com/a").item, hand_in("https://example.com/b").item
    with team.write() as tx:
        tx.session.execute(
            text(
                "UPDATE item_link SET key_version = 0, original = 'https://example.com/a' WHERE item_id = :id"
            ),
            {"id": second.id},
        )
    (conflict,) = rehash(team).conflicts
    assert (conflict.item_id, conflict.other_id, conflict.key) == (second.id, first.id, first.key)
    with team.read() as tx:
        assert [item and item.key for item in (get_item(tx, first.id), get_item(tx, second.id))] == [
            first.key,
            second.key,
        ]


def test_rehashing_finds_its_way_where_a_new_key_is_anothers_old_one(
    hand_in: HandIn, team: TeamStore
) -> None:
    first, second = hand_in("https://example.com/a").item, hand_in("https://example.com/b").item
    moved = {"old": second.key, "first": first.id, "second": second.id}
    with team.write() as tx:
        for table, column in (("item", "id"), ("item_link", "item_id")):
            version = f"UPDATE {table} SET key_version = 0, key ="
            tx.session.execute(text(f"{version} 'elsewhere' WHERE {column} = :second"), moved)
            tx.session.execute(text(f"{version} :old WHERE {column} = :first"), moved)
    assert rehash(team).conflicts == ()
    with team.read() as tx:
        assert [find_by_key(tx, key).id for key in (first.key, second.key)] == [first.id, second.id]  # type: ignore[union-attr]  # a missing one fails the test
