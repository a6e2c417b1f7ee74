"""What is near a search that finds nothing."""

import pytest

from bot.models.values import Kind, Publication
from bot.newsroom.search import search_archive
from bot.newsroom.suggest import suggest
from bot.store import TeamStore
from tests.conftest import NOW
from tests.store.search_support import add


@pytest.fixture
def shelf(team: TeamStore, publication: Publication) -> TeamStore:
    add(team, publication, "Mixtral of Experts", "A sparse mixture of experts.", organizations=("Mistral",))
    add(team, publication, "Routing tokens", "Another mixture of experts.", kind=Kind.POST)
    add(team, publication, "Lumiere", "Hallucinations of a video model.")
    return team


@pytest.mark.parametrize(
    ("query", "near"),
    [
        ("mixture kind:video", ["mixture"]),
        ('"experts mixture"', ["experts mixture"]),
        ("experts before:2001", ["experts"]),
        ("mixture org:google kind:code", ["mixture"]),
        ("hallusinashuns", ["hallucinations"]),
        ("mixture -experts", ["mixture"]),
    ],
)
def test_queries_that_find_something(shelf: TeamStore, query: str, near: list[str]) -> None:
    assert search_archive(shelf, query, now=NOW).total == 0
    found = suggest(shelf, query, now=NOW, person=None)
    assert [other.query for other in found.queries if other.query in near] == near
    assert len(found.queries) <= 3
    for other in found.queries:
        assert search_archive(shelf, other.query, now=NOW).total == other.total > 0


def test_where_no_query_helps_titles_do(shelf: TeamStore) -> None:
    found = suggest(shelf, "mixtralofexperts", now=NOW, person=None)
    assert found.queries or [item.title for item in found.items] == ["Mixtral of Experts"]


@pytest.mark.parametrize(
    "query", ["", "zzyzx", "-experts -mixture -video", "https://arxiv.org/abs/1706.03762"]
)
def test_there_may_be_nothing_near(shelf: TeamStore, query: str) -> None:
    found = suggest(shelf, query, now=NOW, person=None)
    assert (found.queries, found.items) == ((), ())
