"""Who is acting: a person's role, from Slack's word on them and from the configured curators."""

from typing import Any

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.models.values import Person, Role
from bot.slack.desk import Desk
from bot.slack.names import names_in

_UNKNOWN = frozenset({"user_not_found", "user_not_visible"})
"""What Slack answers of somebody who is not of this workspace: https://docs.slack.dev/reference/methods/users.info"""

log = structlog.get_logger(__name__)


def find_person(desk: Desk, client: WebClient, user_id: str) -> Person:
    """Return who acts, by Slack's word of the last minute.

    Without the scope `users:read`, curators are only those of the settings. Whom Slack does not know or show
    is taken for an outsider.
    """
    known = desk.known_people.find(user_id)
    if known is not None:
        return known
    try:
        user: dict[str, Any] = client.users_info(user=user_id)["user"]
    except SlackApiError as error:
        code = error.response.get("error")
        log.warning("users.info failed", error=code)
        found = {"id": user_id, "team_id": desk.slack_team_id, "is_stranger": code in _UNKNOWN}
        return _person(desk, user_id, found)
    person = _person(desk, user_id, user)
    desk.known_people.keep(person)
    desk.known_people.keep_names(user_id, names_in(user))
    return person


def _person(desk: Desk, user_id: str, user: dict[str, Any]) -> Person:
    return Person(
        id=user_id,
        role=_role(desk, user),
        name=next(iter(names_in(user)), ""),
        timezone=user.get("tz"),
    )


def _role(desk: Desk, user: dict[str, Any]) -> Role:
    if _is_outsider(desk, user):
        return Role.READER
    if user["id"] in desk.curators or user.get("is_admin") or user.get("is_owner"):
        return Role.CURATOR
    return Role.CONTRIBUTOR


def _is_outsider(desk: Desk, user: dict[str, Any]) -> bool:
    """Guests, and people who are here through Slack Connect. Who has no team is taken for one of ours."""
    if user.get("is_restricted") or user.get("is_ultra_restricted") or user.get("is_stranger"):
        return True
    teams = {user.get("team_id") or desk.slack_team_id, *(user.get("enterprise_user") or {}).get("teams", [])}
    return desk.slack_team_id not in teams
