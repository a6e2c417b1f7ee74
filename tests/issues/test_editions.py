"""An edition has the entries that its filter lets through, numbered anew."""

import pytest

from bot.errors import InvalidInputError
from bot.issues.editions import check_filter, edition_of
from bot.issues.sample import sample_issue
from bot.models.values import Kind


@pytest.mark.parametrize(
    ("wanted", "kinds"),
    [
        ("", [*Kind, Kind.PAPER]),
        ("kind:paper", [Kind.PAPER, Kind.PAPER]),
        ("kind:paper OR kind:code", [Kind.PAPER, Kind.CODE, Kind.PAPER]),
        ("-kind:paper", [kind for kind in Kind if kind is not Kind.PAPER]),
        ("kind:video org:one", [Kind.VIDEO]),
        ("org:nobody", []),
        ("tag:tag kind:post", [Kind.POST]),
        ("domain:example.org kind:code", [Kind.CODE]),
        ("summary kind:article", [Kind.ARTICLE]),
        ("score:>5", [Kind.OTHER, Kind.PAPER]),
    ],
)
def test_an_edition_keeps_what_its_filter_lets_through(wanted: str, kinds: list[Kind]) -> None:
    edition = edition_of(sample_issue(), wanted)
    assert [entry.item.kind for entry in edition.entries] == kinds
    assert [entry.position for entry in edition.entries] == list(range(1, len(kinds) + 1))


@pytest.mark.parametrize("wanted", ["after:2024-01-01", "kind:paper OR is:saved", "-issue:2024-01-01"])
def test_a_filter_that_an_issue_cannot_have_is_refused(wanted: str) -> None:
    with pytest.raises(InvalidInputError, match="cannot be filtered"):
        check_filter(wanted)


@pytest.mark.parametrize("wanted", ["", "kind:paper org:google", "agents -tag:ads"])
def test_other_filters_are_taken(wanted: str) -> None:
    check_filter(wanted)
