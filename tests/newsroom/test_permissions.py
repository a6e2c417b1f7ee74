"""Who may see and change what, as one table."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.errors import NotAllowedError, NotFoundError
from bot.models.values import Item, ItemState, Kind, Link, Person, Role
from bot.newsroom.permissions import (
    may_change,
    require_change,
    require_contributor,
    require_curator,
    visible,
)

ITEM = Item(
    id=1,
    title="Title",
    links=(Link("https://a.example/1"),),
    organizations=(),
    kind=Kind.PAPER,
    published_on=None,
    summary="",
    tags=(),
    note="",
    submitted_by="U1",
    submitted_at=datetime(2024, 1, 1, tzinfo=UTC),
    state=ItemState.ACTIVE,
    added_by="U2",
)
SUBMITTER, ADDER, OTHER = (Person(name, Role.CONTRIBUTOR) for name in ("U1", "U2", "U3"))
CURATOR, GUEST, SUBMITTER_AS_GUEST = (
    Person("U9", Role.CURATOR),
    Person("U4", Role.READER),
    Person("U1", Role.READER),
)
TERMINAL = Person("", Role.CURATOR)
NOBODY = Person("", Role.CONTRIBUTOR)


@pytest.mark.parametrize(
    ("person", "contributes", "curates", "changes", "sees_hidden"),
    [
        (SUBMITTER, True, False, True, True),
        (ADDER, True, False, True, True),
        (OTHER, True, False, False, False),
        (CURATOR, True, True, True, True),
        (TERMINAL, True, True, True, True),
        (GUEST, False, False, False, False),
        (SUBMITTER_AS_GUEST, False, False, False, True),
        (NOBODY, True, False, False, False),
    ],
    ids=["submitter", "who added it", "another", "curator", "terminal", "guest", "became a guest", "nobody"],
)
def test_the_table(
    person: Person, *, contributes: bool, curates: bool, changes: bool, sees_hidden: bool
) -> None:
    assert _passes(require_contributor, person) is contributes
    assert _passes(require_curator, person) is curates
    assert _passes(require_change, person, ITEM) is may_change(person, ITEM) is changes
    assert visible(ITEM, person) is ITEM
    for state in (ItemState.HELD, ItemState.REMOVED):
        hidden = replace(ITEM, state=state)
        assert _passes(visible, hidden, person) is sees_hidden


def test_an_item_that_nobody_handed_in_belongs_to_nobody() -> None:
    imported = replace(ITEM, submitted_by=None, added_by=None)
    assert not may_change(NOBODY, imported)
    assert not may_change(SUBMITTER, imported)
    assert may_change(CURATOR, imported)


def test_what_is_not_there_and_what_is_hidden_look_alike() -> None:
    with pytest.raises(NotFoundError) as missing:
        visible(None, OTHER)
    with pytest.raises(NotFoundError) as hidden:
        visible(replace(ITEM, state=ItemState.REMOVED), OTHER)
    assert str(missing.value) == str(hidden.value)


def _passes(check: object, *arguments: object) -> bool:
    assert callable(check)
    try:
        check(*arguments)
    except (NotAllowedError, NotFoundError):
        return False
    return True
