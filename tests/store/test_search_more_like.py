"""Items like an item, and words like a word."""

import pytest

from bot.models.values import Item, ItemState, Link, Publication
from bot.store import TeamStore
from bot.store.items import add_links, get_item, remove_item, set_item_state
from bot.store.search.more_like import more_like
from bot.store.search.nearest import nearest_words
from tests.conftest import NOW
from tests.store.search_support import add


@pytest.fixture
def shelf(team: TeamStore, publication: Publication) -> dict[str, Item]:
    """Two that belong together, one that is a little like them, and others."""
    texts = {
        "Quilted llamas keep warm": "How wool from llamas is quilted into blankets for cold nights.",
        "A blanket of quilted llama wool": "Warm blankets, quilted by hand in the mountains.",
        "Mountains at night": "Photographs of llamas on cold nights above the clouds.",
        "Cooking with gas": "Recipes for busy people, none of which takes an hour.",
        "Election results": "Who won in which state, and what the polls had said before.",
        "Chess without search": "A transformer plays at the level of a grandmaster.",
    }
    return {title: add(team, publication, title, summary) for title, summary in texts.items()}


def _alike(team: TeamStore, item: Item, *, limit: int = 5) -> list[str | None]:
    with team.read() as tx:
        again = get_item(tx, item.id)
        assert again is not None
        return [other.title for other in more_like(tx, again, limit=limit)]


def test_the_likest_comes_first_and_what_has_nothing_in_common_not_at_all(
    team: TeamStore, shelf: dict[str, Item]
) -> None:
    first, second, third, cooking, *_ = shelf
    assert _alike(team, shelf[first]) == [second, third]
    assert _alike(team, shelf[first], limit=1) == [second]
    assert _alike(team, shelf[second])[0] == first
    assert _alike(team, shelf[cooking]) == []


def test_readers_are_shown_nothing_that_they_may_not_see(team: TeamStore, shelf: dict[str, Item]) -> None:
    first, second, third, *_ = shelf
    with team.write() as tx:
        remove_item(tx, shelf[third].id, by="U1", reason="", now=NOW)
        set_item_state(tx, shelf[second].id, ItemState.HELD, now=NOW)
    assert _alike(team, shelf[first]) == []
    assert _alike(team, shelf[second]) == [first], "who may see a held item sees what is like it"


def test_what_shares_a_link_comes_before_what_shares_words(team: TeamStore, shelf: dict[str, Item]) -> None:
    first, second, *_, chess = shelf
    code = Link("https://github.com/a/b", "code", "url:github.com/a/b")
    with team.write() as tx:
        for title in (first, chess):
            add_links(tx, shelf[title], [code])
    assert _alike(team, shelf[first])[:2] == [chess, second]


def test_an_item_without_a_word_that_tells_it_is_like_nothing(
    team: TeamStore, publication: Publication
) -> None:
    assert _alike(team, add(team, publication, "The", "")) == []


@pytest.mark.parametrize(
    ("word", "near"),
    [
        ("quiltedd", ["quilted"]),
        ("blankts", ["blankets", "blanket"]),
        ("grndmastr", ["grandmaster"]),
        ("llamas", ["llama"]),
        ("zzyzx", []),
        ("ab", []),
        ("two words", []),
        ("'; DROP TABLE item; --", []),
    ],
)
def test_words_that_are_spelled_alike(
    team: TeamStore, shelf: dict[str, Item], word: str, near: list[str]
) -> None:
    with team.read() as tx:
        found = nearest_words(tx, word, limit=3)
    assert [other for other in found if other in near] == near
