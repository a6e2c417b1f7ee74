"""The database itself keeps the index in step, whatever changes an item."""

from datetime import date

import pytest
from sqlalchemy import text

from bot.models.values import Kind, Link, Publication
from bot.store import Store, TeamStore
from bot.store.items import ItemChanges, add_links, change_item, delete_item, remove_item
from bot.store.publications import ensure_publication
from bot.store.search import check_index, merge_segments, rebuild
from bot.store.search.every_word import check_every_word, index_has_every_word
from bot.store.teams import local_or_only_team
from tests.conftest import NOW
from tests.store.search_support import add, titles


def test_finds_an_item_by_each_of_its_parts(team: TeamStore, publication: Publication) -> None:
    add(
        team,
        publication,
        "Boundary Attention",
        "Finding faint edges in noisy images.",
        organizations=("Harvard", "Google"),
        tags=("vision",),
    )

    for query in ("boundary", "faint edges", "Harvard", "vision", "#vision", "org:google", "title:attention"):
        assert titles(team, query) == ["Boundary Attention"], query


def test_forgets_what_an_edit_took_away(team: TeamStore, publication: Publication, store: Store) -> None:
    item = add(team, publication, "Old title", "Old words", organizations=("Meta",), tags=("old",))
    changes = ItemChanges("New title", ("Google",), Kind.POST, date(2023, 5, 1), "Fresh words", ("new",))
    with team.write() as tx:
        change_item(tx, item.id, changes, version=item.version, now=NOW)

    assert titles(team, "fresh") == titles(team, "#new") == titles(team, "org:google") == ["New title"]
    assert titles(team, "during:2023-05 kind:post") == ["New title"]
    for gone in ("old", "org:meta", "tag:old", "kind:paper", "after:2024-01-01"):
        assert titles(team, gone, exactly=True) == [], gone
    assert check_index(store).is_good


def test_does_not_find_removed_held_or_undone_items(
    team: TeamStore, publication: Publication, store: Store
) -> None:
    removed, undone, held = (add(team, publication, title) for title in ("Removed", "Undone", "Held back"))
    with team.write() as tx:
        remove_item(tx, removed.id, by="U1", reason="spam", now=NOW)
        delete_item(tx, undone.id)
        tx.session.execute(text("UPDATE item SET state = 'held' WHERE id = :id"), {"id": held.id})

    assert titles(team, "removed or undone or held") == []
    with team.write() as tx:
        tx.session.execute(text("UPDATE item SET state = 'active' WHERE id = :id"), {"id": held.id})
    assert titles(team, "held") == ["Held back"]
    assert check_index(store).is_good


def test_finds_a_site_by_any_of_its_links(team: TeamStore, publication: Publication) -> None:
    item = add(team, publication, "Medusa", url="https://arxiv.org/abs/2401.10774")
    with team.write() as tx:
        add_links(tx, item, [Link("https://www.github.com/FasterDecoding/Medusa", "code", "url:github")])

    for query in ("domain:arxiv.org", "domain:github.com", "site:www.github.com", "has:code"):
        assert titles(team, query) == ["Medusa"], query
    assert titles(team, "domain:gitlab.com") == []


def test_rows_written_past_the_program_are_found_too(
    team: TeamStore, publication: Publication, store: Store
) -> None:
    with store.write() as session:
        session.execute(
            text(
                "INSERT INTO item (team_id, publication_id, key, key_version, title, kind, summary,"
                " submitted_at, updated_at, state, version)"
                " VALUES (:team, :publication, 'k', 1, 'By hand', 'paper', 'Straight SQL.',"
                " '2024-01-01 00:00:00', '2024-01-01 00:00:00', 'active', 1)"
            ),
            {"team": team.team_id, "publication": publication.id},
        )

    assert titles(team, "straight sql") == ["By hand"]


def test_teams_do_not_see_each_other(store: Store, team: TeamStore, publication: Publication) -> None:
    add(team, publication, "Ours alone", "secret plans")
    with store.write() as session:
        session.execute(
            text("INSERT INTO team (id, slack_id, name, created_at) VALUES (77, 'T77', '', :now)"),
            {"now": NOW},
        )

    assert titles(store.team(77), "secret") == titles(store.team(77), "kind:paper") == []
    assert titles(team, "secret") == ["Ours alone"]


def test_a_team_with_most_of_the_items_and_one_with_few_see_their_own(
    store: Store, team: TeamStore, publication: Publication
) -> None:
    with store.write() as session:
        session.execute(
            text("INSERT INTO team (id, slack_id, name, created_at) VALUES (77, 'T77', '', :now)"),
            {"now": NOW},
        )
    other = store.team(77)
    with other.write() as tx:
        theirs = ensure_publication(tx, timezone="UTC", now=NOW)
    add(other, theirs, "Their mamba", "a state space model")
    for number in range(9):
        add(team, publication, f"Mamba {number}", "a state space model")
    with store.write() as session:
        session.execute(text("ANALYZE search_document"))

    for query in ("mamba", '"state space"', "title:mamba state", "mamba or transformer", "-transformer"):
        assert titles(other, query) == ["Their mamba"], query
        assert len(titles(team, query)) == 9, query


def test_an_item_is_written_into_the_index_once(
    team: TeamStore, publication: Publication, store: Store
) -> None:
    for number in range(3):
        add(team, publication, f"Item {number}", "Words.", organizations=("A", "B"), tags=("x", "y"))

    written = (
        "count(DISTINCT segid) FROM search_text_idx"
        if store.is_sqlite
        else "3 + sum(revision) FROM search_document"
    )
    with store.read() as session:
        assert session.scalar(text(f"SELECT {written}")) == 3


def test_merging_what_was_added_bit_by_bit_loses_nothing(
    team: TeamStore, publication: Publication, store: Store
) -> None:
    for number in range(12):
        add(team, publication, f"Mamba {number}", "State space models.", tags=(f"tag{number}",))
    before = titles(team, "mamba")

    for _ in range(3):
        merge_segments(store)

    assert titles(team, "mamba") == before
    assert titles(team, "#tag7") == ["Mamba 7"]
    assert check_index(store).is_good
    if store.is_sqlite:
        with store.read() as session:
            assert session.scalar(text("SELECT count(DISTINCT segid) FROM search_text_idx")) < 12


def test_rebuilding_gives_the_same_index(team: TeamStore, publication: Publication, store: Store) -> None:
    for number in range(5):
        add(team, publication, f"Mamba {number}", "State space models.", organizations=("Google",))
    before = titles(team, "mamba")

    assert rebuild(store) == 5

    assert titles(team, "mamba") == before
    assert check_index(store).is_good


def test_the_check_sees_what_is_missing_and_what_is_stale(
    team: TeamStore, publication: Publication, store: Store
) -> None:
    kept, lost = add(team, publication, "Kept"), add(team, publication, "Lost")
    with store.write() as session:
        session.execute(text("DELETE FROM search_document WHERE item_id = :id"), {"id": lost.id})
        session.execute(
            text("UPDATE search_document SET item_id = 4711 WHERE item_id = :id"), {"id": kept.id}
        )

    found = check_index(store)

    assert (found.missing, found.stale, found.is_good) == (2, 1, False)
    rebuild(store)
    assert check_index(store).is_good


def test_the_check_sees_words_that_the_index_lost(
    team: TeamStore, publication: Publication, store: Store
) -> None:
    item = add(team, publication, "Known by this title")
    with store.write() as session:
        if store.is_sqlite:
            session.execute(text("DROP TRIGGER search_item_update_before"))
            session.execute(text("DROP TRIGGER search_item_update_after"))
        else:
            session.execute(text("ALTER TABLE item DISABLE TRIGGER USER"))
        session.execute(text("UPDATE item SET title = 'Entirely different' WHERE id = :id"), {"id": item.id})
        if not store.is_sqlite:
            session.execute(text("ALTER TABLE item ENABLE TRIGGER USER"))

    assert check_index(store).damaged


@pytest.mark.parametrize("times", [1, 2])
def test_deleting_a_team_leaves_nothing_behind(
    store: Store, team: TeamStore, publication: Publication, times: int
) -> None:
    for number in range(times):
        add(team, publication, f"Item {number}", organizations=("Meta", "Google"), tags=("a", "b"))
    with store.write() as session:
        session.execute(text("DELETE FROM team WHERE id = :id"), {"id": team.team_id})
        assert local_or_only_team(session, now=NOW)

    assert check_index(store).items == 0
    assert check_index(store).is_good


def test_the_check_and_a_rebuild_know_the_triggers(
    team: TeamStore, publication: Publication, store: Store
) -> None:
    add(team, publication, "Before")
    with store.write() as session:
        if store.is_sqlite:
            session.execute(text("DROP TRIGGER search_item_tag_insert_after"))
            session.execute(text("DROP TRIGGER search_item_insert"))
        else:
            session.execute(text("DROP TRIGGER search_item_tag_changed ON item_tag"))
            session.execute(text("ALTER TABLE item DISABLE TRIGGER search_item_written"))

    found = check_index(store)
    assert len(found.unguarded) == 2
    assert not found.is_good
    rebuild(store)

    assert check_index(store).is_good
    add(team, publication, "Afterwards")
    assert titles(team, "afterwards") == ["Afterwards"]


def test_a_rebuild_tells_how_far_it_is_and_lets_others_write(
    team: TeamStore, publication: Publication, store: Store
) -> None:
    for number in range(3):
        add(team, publication, f"Mamba {number}")
    told = []

    def written(done: int, total: int) -> None:
        told.append((done, total))
        if done == 0:
            add(team, publication, "Meanwhile")

    assert rebuild(store, written) == 4

    assert told == [(0, 3), (3, 3)]
    assert len(titles(team, "mamba")) == 3
    assert titles(team, "meanwihle") == ["Meanwhile"]
    assert check_index(store).is_good


def test_the_check_sees_a_summary_that_the_index_does_not_have(
    team: TeamStore, publication: Publication, store: Store
) -> None:
    item = add(team, publication, "Same title", "Old words.")
    with store.write() as session:
        if store.is_sqlite:
            session.execute(text("DROP TRIGGER search_item_update_before"))
            session.execute(text("DROP TRIGGER search_item_update_after"))
        else:
            session.execute(text("ALTER TABLE item DISABLE TRIGGER USER"))
        session.execute(text("UPDATE item SET summary = 'Fresh ones.' WHERE id = :id"), {"id": item.id})
    assert check_index(store).damaged
    assert not index_has_every_word(store)

    rebuild(store)

    assert titles(team, "fresh") == ["Same title"]
    assert check_every_word(store).is_good


def test_the_check_waits_for_nobody_who_writes_and_holds_nobody_up(
    team: TeamStore, publication: Publication, store: Store
) -> None:
    add(team, publication, "Committed", 'Says "so" 中文 – !', organizations=("Meta",), tags=("vision",))
    add(
        team, publication, "…", "— e\u0301cole हिन्दी \u0301 \U0002b820\U00031350 a\U00031350 🤗 naïve_name x²"
    )
    with store.write() as session:
        session.execute(text("UPDATE item SET version = version + 1"))
        found = check_every_word(Store(store.engine.url.render_as_string(hide_password=False)))

    assert found.is_good
    assert (found.items, found.sampled) == (2, 2)
