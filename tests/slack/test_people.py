"""Roles where Slack does not tell about a person."""

from unittest.mock import MagicMock

import pytest
from slack_sdk.errors import SlackApiError

from bot.models.values import Role
from bot.slack.known_people import KnownPeople
from bot.slack.people import find_person

CURATOR, SOMEBODY = "U0CURATOR1", "U0SOMEBODY"


@pytest.mark.parametrize(
    ("person", "code", "role"),
    [
        (SOMEBODY, "missing_scope", Role.CONTRIBUTOR),
        (CURATOR, "missing_scope", Role.CURATOR),
        (SOMEBODY, "user_not_found", Role.READER),
        (SOMEBODY, "user_not_visible", Role.READER),
        (CURATOR, "user_not_visible", Role.READER),
    ],
)
def test_whom_slack_does_not_show_is_an_outsider(person: str, code: str, role: Role) -> None:
    desk, client = MagicMock(), MagicMock()
    desk.known_people, desk.curators, desk.slack_team_id = KnownPeople(), frozenset({CURATOR}), "T0ACME0001"
    client.users_info.side_effect = SlackApiError("", {"error": code})
    assert find_person(desk, client, person).role is role
