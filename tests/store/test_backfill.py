"""Many items at once: what came of it is what adding them one by one would have done."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text

from bot.models.values import CanonicalLink, ItemDraft, Kind, Link, Publication
from bot.store import Store, TeamStore
from bot.store.aliases import add_aliases
from bot.store.backfill import Backfill, add_items
from bot.store.items import add_item, find_by_key, get_item, queued_items
from bot.store.search import check_index
from tests.conftest import NOW
from tests.store.search_support import titles

FOUND = datetime(2020, 5, 17, 12, tzinfo=UTC)


def link(name: str, label: str = "") -> Link:
    return Link(f"https://a.example/{name}", label, f"url:a.example/{name}", 1, f"https://a.example/{name}?o")


def draft(name: str, title: str = "", *more: Link) -> ItemDraft:
    return ItemDraft(
        (link(name, "paper"), *more),
        title or f"Title {name}",
        ("OpenAI", "MIT"),
        Kind.PAPER,
        date(2023, 5, 1),
        f"Summary of {name}, with DocLLM in it.",
        ("vision", "nlp"),
        "a note",
        "U1",
    )


def found(name: str, title: str = "", *, waits: bool = False) -> Backfill:
    return Backfill(draft(name, title), FOUND, waits)


def test_they_are_stored_with_all_that_belongs_to_them(team: TeamStore, publication: Publication) -> None:
    one = Backfill(draft("1", "One", link("code")), FOUND)
    with team.write() as tx:
        ((item_id, is_new),) = add_items(tx, publication.id, [one], now=NOW)
        alone, _ = add_item(tx, publication.id, draft("2", "One", link("code")), now=FOUND)
    with team.read() as tx:
        item = get_item(tx, item_id)
    assert is_new
    assert item is not None
    assert item.links == (link("1", "paper"), link("code"))
    assert (item.title, item.organizations, item.tags, item.note) == (
        "One",
        ("OpenAI", "MIT"),
        ("vision", "nlp"),
        "a note",
    )
    assert (item.submitted_by, item.submitted_at, item.published_on) == ("U1", FOUND, date(2023, 5, 1))
    assert (item.state, item.version, item.waits) == (alone.state, alone.version, False)


def test_known_stories_stay_as_they_are(team: TeamStore, publication: Publication) -> None:
    with team.write() as tx:
        known, _ = add_item(tx, publication.id, draft("known", "Before"), now=NOW)
        add_aliases(tx, known.id, [CanonicalLink("", link("alias").url, link("alias").key, 1)], now=NOW)
        result = add_items(
            tx,
            publication.id,
            [found("known", "After"), found("new"), found("alias"), found("new", "Again")],
            now=NOW,
        )
    assert [is_new for _, is_new in result] == [False, True, False, False]
    assert [item_id for item_id, _ in result] == [known.id, result[1][0], known.id, result[1][0]]
    with team.read() as tx:
        assert [item.title for item in (find_by_key(tx, "url:a.example/known"),) if item] == ["Before"]


def test_none_waits_for_an_issue_unless_it_is_to(team: TeamStore, publication: Publication) -> None:
    with team.write() as tx:
        add_items(tx, publication.id, [found("1"), found("2", waits=True)], now=NOW)
    with team.read() as tx:
        assert [item.title for item in queued_items(tx, publication.id)] == ["Title 2"]
    assert titles(team, "is:queued") == ["Title 2"]
    assert titles(team, "is:published") == []


def test_they_are_found_like_all_others(team: TeamStore, publication: Publication, store: Store) -> None:
    with team.write() as tx:
        add_item(tx, publication.id, draft("0", "Boundary BigName attention"), now=NOW)
        add_items(
            tx, publication.id, [found(str(n), f"Story {n} of GreatThings") for n in range(1, 40)], now=NOW
        )
        add_items(tx, publication.id, [found("40", "Quixotic endeavour")], now=NOW)
    assert check_index(store).is_good
    for query in (
        "quixotic",
        "org:openai quixotic",
        "#vision quixotic",
        "from:U1 quixotic",
        "kind:paper quixotic",
    ):
        assert titles(team, query) == ["Quixotic endeavour"], query
    assert titles(team, "quixotik") == ["Quixotic endeavour"]  # its words can be corrected
    assert len(titles(team, "great things", limit=50)) == 39
    assert titles(team, "site:a.example quixotic") == ["Quixotic endeavour"]


def test_the_index_goes_on_after_them(team: TeamStore, publication: Publication, store: Store) -> None:
    with team.write() as tx:
        add_items(tx, publication.id, [found("1", "First")], now=NOW)
    with team.write() as tx:
        item, _ = add_item(tx, publication.id, draft("2", "Second"), now=NOW)
        tx.session.execute(text("UPDATE item SET title = 'Third' WHERE id = :id"), {"id": item.id})
    assert titles(team, "second", exactly=True) == []
    assert titles(team, "third") == ["Third"]
    assert titles(team, "first") == ["First"]
    assert check_index(store).is_good


def test_a_day_with_more_than_its_share(team: TeamStore, publication: Publication, store: Store) -> None:
    """The index keeps 16,384 places for a day; the next days' are taken where it has more."""
    if not store.is_sqlite:
        pytest.skip("PostgreSQL's places may be shared")
    with team.write() as tx:
        add_items(tx, publication.id, [found("a", "Before it")], now=NOW)
        day = tx.session.scalar(text("SELECT max(place) FROM search_document")) or 0
        tx.session.execute(
            text("UPDATE search_document SET place = :place"), {"place": day - day % 16384 + 16384 - 2}
        )
        tx.session.execute(text("INSERT INTO search_text(search_text) VALUES ('rebuild')"))
        tx.session.execute(text("INSERT INTO search_head(search_head) VALUES ('rebuild')"))
        add_items(tx, publication.id, [found(str(n), f"Late {n}") for n in range(5)], now=NOW)
    assert check_index(store).is_good
    assert sorted(title or "" for title in titles(team, "late")) == [f"Late {n}" for n in range(5)]


def test_what_is_taken_back_leaves_nothing(team: TeamStore, publication: Publication, store: Store) -> None:
    with team.rehearse() as tx:
        add_items(tx, publication.id, [found("1")], now=NOW)
    with team.write() as tx:
        add_item(tx, publication.id, draft("2", "Second"), now=NOW)
    assert titles(team, "title or second") == ["Second"]
    assert check_index(store).is_good
