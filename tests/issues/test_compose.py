import random
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.issues.compose import OLDER_AFTER, SECTIONS, compose, top_picks
from bot.models.values import Issue, IssueStatus, Item, Kind
from tests.issues.examples import ON, PUBLICATION, entry, issue, item


def composed(*items: Item, **fields: object) -> Issue:
    return compose(items, publication=PUBLICATION, on=ON, **fields)  # type: ignore[arg-type]  # keyword overrides


def order(made: Issue) -> list[int]:
    return [entry.item.id for entry in made.entries]


def test_an_issue_takes_its_head_from_the_publication() -> None:
    made = composed(item(), introduction="Hello")
    assert (made.publication, made.title, made.date) == ("Weekly AI News", "Weekly AI News", ON)
    assert (made.introduction, made.status, made.id) == ("Hello", IssueStatus.DRAFT, None)
    assert composed(title="Special").title == "Special"


def test_an_empty_queue_makes_an_issue_without_entries() -> None:
    assert composed().entries == ()


def test_every_kind_has_its_section() -> None:
    assert sorted(SECTIONS) == sorted(Kind)


def test_sections_come_in_their_own_order() -> None:
    made = composed(*(item(n, kind=kind) for n, kind in enumerate(reversed(SECTIONS), start=1)))
    assert [entry.section for entry in made.entries] == [kind.value for kind in SECTIONS]
    assert [entry.position for entry in made.entries] == [1, 2, 3, 4, 5, 6, 7]


def test_inside_a_section_newest_then_votes_then_who_was_first() -> None:
    early, late = datetime(2024, 1, 22, tzinfo=UTC), datetime(2024, 1, 27, tzinfo=UTC)
    made = composed(
        item(1, published_on=None, votes=9),
        item(2, published_on=date(2024, 1, 20), votes=5),
        item(3, published_on=date(2024, 1, 25), votes=1, submitted_at=late),
        item(4, published_on=date(2024, 1, 25), votes=1, submitted_at=early),
        item(5, published_on=date(2024, 1, 25), votes=2),
        item(6, published_on=date(2024, 1, 26)),
        item(7, published_on=None, votes=10),
    )
    assert order(made) == [6, 5, 4, 3, 2, 7, 1]


def test_older_finds_close_the_issue_newest_first() -> None:
    limit = ON - OLDER_AFTER
    made = composed(
        item(1, published_on=limit - timedelta(days=1)),
        item(2, published_on=limit),
        item(3, published_on=limit - timedelta(days=900), votes=50),
        item(4, published_on=limit - timedelta(days=2), kind=Kind.ARTICLE),
        item(5, kind=Kind.OTHER, published_on=None),
    )
    assert order(made) == [2, 5, 1, 4, 3]
    assert [entry.older for entry in made.entries] == [False, False, True, True, True]
    assert [entry.position for entry in made.entries] == [1, 2, 3, 4, 5]


def test_a_rarer_publication_has_a_longer_memory() -> None:
    old = item(1, published_on=ON - timedelta(days=40))
    assert composed(old).entries[0].older
    assert not composed(old, older_after=timedelta(days=45)).entries[0].older


def test_the_order_of_the_queue_does_not_matter() -> None:
    items = [
        item(n, kind=list(Kind)[n % 7], published_on=ON - timedelta(days=n % 40), votes=n % 3)
        for n in range(60)
    ]
    made = composed(*items)
    random.Random(7).shuffle(items)
    assert composed(*items) == made


def test_an_entry_prints_the_items_words() -> None:
    made = composed(item(1, organizations=("A", "B"), summary="Words.")).entries[0]
    assert (made.organizations, made.summary) == (("A", "B"), "Words.")


@pytest.mark.parametrize(("count", "picked"), [(1, [3]), (3, [3, 4, 2]), (9, [3, 4, 2, 1])])
def test_top_picks_by_votes_then_recency_then_printed_order(count: int, picked: list[int]) -> None:
    made = issue(
        entry(1, published_on=None),
        entry(2, published_on=date(2024, 1, 24)),
        entry(3, published_on=date(2024, 1, 2), votes=4),
        entry(4, published_on=date(2024, 1, 25)),
        entry(5, published_on=date(2023, 1, 1), votes=9, older=True),
    )
    assert [entry.position for entry in top_picks(made, count)] == picked


def test_older_finds_are_picked_only_where_there_is_nothing_else() -> None:
    assert [entry.position for entry in top_picks(issue(entry(1, older=True)))] == [1]
    assert top_picks(issue()) == ()
