"""Asking the index: both databases find the same, however they go about it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.models.values import Publication
from bot.store import TeamStore, Tx
from bot.store.search.backend import Backend, Pool
from bot.store.search.expressions import All, Expression, Some, Where, Words
from bot.store.search.gathering import Gathering
from bot.store.search.matching import open_index
from bot.store.search.plan import whole_scope
from tests.store.search_support import add

ALPHA, BETA, RARE = Words(("alpha",)), Words(("beta",)), Words(("rare",))
FIRST = date(2020, 1, 1)


@pytest.fixture
def numbers(team: TeamStore, publication: Publication) -> list[int]:
    """Twenty items, 40 days apart, the oldest first. All have "alpha", every second one "alpha beta"."""
    return [
        add(
            team,
            publication,
            f"Title {number}" + (" alpha" if number % 5 == 0 else ""),
            ("alpha beta" if number % 2 else "beta, and then alpha") + (" rare" if number == 3 else ""),
            published_on=FIRST + timedelta(days=40 * number),
            organizations=("Google",) if number % 4 == 0 else ("Meta",),
        ).id
        for number in range(20)
    ]


def impatient(tx: Tx) -> Backend:
    """An index that takes two items for very many, and looks for them among the newest three first."""
    index = open_index(tx)
    if isinstance(index, Gathering):
        index = replace(index, common=2, reach=3)
    index.counts([ALPHA, BETA, All((ALPHA, BETA)), RARE], whole_scope(tx.team_id), cap=2)
    return index


GOOGLE = Words(("google",), Where.ORGANIZATIONS)
HAVE = [
    (ALPHA, list(range(20))),
    (RARE, [3]),
    (All((ALPHA, RARE)), [3]),
    (Words(("alpha", "beta")), [number for number in range(20) if number % 2]),
    (GOOGLE, [0, 4, 8, 12, 16]),
    (All((GOOGLE, ALPHA)), [0, 4, 8, 12, 16]),
    (Some((GOOGLE, RARE)), [0, 3, 4, 8, 12, 16]),
    (All((Some((GOOGLE, RARE)), BETA)), [0, 3, 4, 8, 12, 16]),
]


@pytest.mark.parametrize(("wanted", "expected"), HAVE)
@pytest.mark.parametrize("limit", [1, 4, 50])
def test_finds_the_newest_first(
    team: TeamStore, numbers: list[int], wanted: Expression, expected: list[int], limit: int
) -> None:
    with team.read() as tx:
        scope = whole_scope(tx.team_id)
        newest = [numbers[number] for number in reversed(expected)][:limit]

        assert impatient(tx).newest(wanted, scope, limit=limit, cap=2) == newest
        found = impatient(tx).find(wanted, scope, limit=limit, cap=30)
        assert (found.ids, found.total) == (newest, len(expected))


@pytest.mark.parametrize(("word", "expected"), [("robotics", 2), ("wording", 20), ("othering", 0)])
def test_a_root_is_found_by_the_words_there_are(
    team: TeamStore, publication: Publication, word: str, expected: int
) -> None:
    endings = ["s", "ed", "er", "ers", "ing", "ings", "ly", "al", "ial", "ic", "ics", "ity", "ive", "ion"]
    many = [f"word{one}{other}" for one in endings for other in endings[:9]]  # more than are asked for
    for number in range(20):
        add(team, publication, f"Many {number}", " ".join(many))
    add(team, publication, "Robot of one", "It was robotized.")
    add(team, publication, "Robotic", "Robots of Robotham.")
    add(team, publication, "Robotham", "Otherwise.")
    with team.read() as tx:
        index, scope = open_index(tx), whole_scope(tx.team_id)
        related = index.eased(Words((word,), related=True))

        assert len(index.newest(related, scope, limit=50, cap=2_000)) == expected


def test_several_pools_are_each_its_own(team: TeamStore, numbers: list[int]) -> None:
    pools = [Pool(ALPHA, 2), Pool(RARE, 5), Pool(ALPHA, 3, head=True), Pool(Words(("nothing",)), 5)]
    with team.read() as tx:
        found = impatient(tx).newest_of_each(pools, whole_scope(tx.team_id), cap=30)

    assert found == [[numbers[19], numbers[18]], [numbers[3]], [numbers[15], numbers[10], numbers[5]], []]
