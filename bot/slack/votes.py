"""Reactions to the messages of an issue are votes, one a person."""

from typing import Any

from slack_bolt import BoltContext
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.newsroom import mark
from bot.slack.desk import Desk

_AGAINST = {"-1", "thumbsdown"}


def on_reaction_removed(event: dict[str, Any], client: WebClient, context: BoltContext) -> None:
    """Take a vote back, unless the person still has another reaction on the message."""
    desk: Desk = context["desk"]
    if event.get("item_user") != desk.bot_user_id or event["item"].get("type") != "message":
        return
    if not _still_reacts(client, event):
        vote_by_reaction(desk, event, stands=False)


def vote_by_reaction(desk: Desk, event: dict[str, Any], *, stands: bool) -> None:
    """Count a reaction. A thumb that points down is none."""
    if _name(event["reaction"]) in _AGAINST:
        return
    changed = mark.vote_by_reaction(
        desk.team,
        str(event["item"]["channel"]),
        str(event["item"]["ts"]),
        person_id=str(event["user"]),
        stands=stands,
        now=desk.clock(),
        real_now=desk.real_clock(),
    )
    if changed:
        desk.wake()


def _still_reacts(client: WebClient, event: dict[str, Any]) -> bool:
    place = event["item"]
    try:
        answer = client.reactions_get(channel=place["channel"], timestamp=place["ts"], full=True)
    except SlackApiError:
        return False  # the message is gone, or reactions cannot be read: the removal is all that is known
    reactions = (answer.get("message") or {}).get("reactions") or []
    return any(
        event["user"] in reaction.get("users", ()) and _name(reaction["name"]) not in _AGAINST
        for reaction in reactions
    )


def _name(reaction: str) -> str:
    """An emoji's name without its skin tone."""
    return reaction.partition("::")[0]
