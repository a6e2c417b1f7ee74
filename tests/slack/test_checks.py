"""Naming a person in the terminal: a curator must be who was meant."""

from typing import Any
from unittest.mock import MagicMock

import pytest

from bot.errors import InvalidInputError
from bot.slack.checks import find_person_id

PEOPLE: list[dict[str, Any]] = [
    {"id": "U0ADA0001", "name": "ada", "real_name": "Ada Lovelace"},
    {"id": "U0ADA0002", "name": "mallory", "profile": {"display_name": "Ada Lovelace"}},
    {"id": "U0BOB0001", "name": "bob", "real_name": "Bob"},
    {"id": "U0BOB0002", "name": "bob", "deleted": True},
]


def _find(typed: str) -> str | None:
    client = MagicMock()
    client.users_list.return_value = {"members": PEOPLE}
    return find_person_id(client, typed)


@pytest.mark.parametrize(
    ("typed", "found"),
    [("@ada", "U0ADA0001"), ("Bob", "U0BOB0001"), ("u0ada0002", "U0ADA0002"), ("nobody", None)],
)
def test_a_person_is_found_by_id_or_name(typed: str, found: str | None) -> None:
    assert _find(typed) == found


def test_a_name_that_two_have_is_not_guessed() -> None:
    with pytest.raises(InvalidInputError, match="U0ADA0001, U0ADA0002"):
        _find("ada lovelace")
