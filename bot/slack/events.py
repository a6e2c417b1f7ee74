"""Events: reactions to our messages are votes, one to others' messages hands in their links; and hints."""

from typing import Any

from slack_bolt import BoltContext
from slack_sdk import WebClient

from bot.errors import LinkError
from bot.links.canonical import canonicalize
from bot.models.values import Item, ItemState
from bot.newsroom.permissions import require_contributor
from bot.newsroom.submit import find_covered
from bot.slack.desk import Desk
from bot.slack.handing_in import Counter, hand_in_soon, whispering
from bot.slack.messages import note, whisper
from bot.slack.pasted import links_in, read_message, request_from
from bot.slack.people import find_person
from bot.slack.permalinks import thread_of
from bot.slack.votes import vote_by_reaction
from bot.store.hints import gives_hints
from bot.store.inbox import take_in

REACTION = "newspaper"
_ITEM = "slack/item.txt"
_MAX_HINTS = 5
_PEOPLES = {None, "thread_broadcast", "file_share"}
"""Subtypes of messages that people wrote: https://docs.slack.dev/reference/events/message"""


def on_reaction(event: dict[str, Any], client: WebClient, context: BoltContext) -> None:
    """Hand in the links of a message to which somebody reacted with :newspaper:, and tell only them."""
    desk: Desk = context["desk"]
    place = event["item"]
    if place.get("type") != "message":
        return
    if event.get("item_user") == desk.bot_user_id:
        vote_by_reaction(desk, event, stands=True)
        return
    if event["reaction"] != REACTION:
        return
    person = find_person(desk, client, event["user"])
    require_contributor(person)
    reply = whispering(client, person, place["channel"])
    message = read_message(client, place["channel"], place["ts"])
    if message is None:
        reply(note(desk.templates.text(_ITEM, "unread_message")), replace=False)
        return
    request = request_from(message, by=person.id)
    if not request.links:
        reply(note(desk.templates.text(_ITEM, "no_link")), replace=False)
        return
    hand_in_soon(Counter(desk, client, person, reply), request)


def on_message(event: dict[str, Any], client: WebClient, context: BoltContext) -> None:
    """Where hints are on: tell who pasted a link that it was covered, and nobody else."""
    desk: Desk = context["desk"]
    if event.get("subtype") not in _PEOPLES or event.get("bot_id") or not event.get("user"):
        return
    links = links_in(event)
    if not links:
        return
    channel_id, ts, person_id = str(event["channel"]), str(event["ts"]), str(event["user"])
    with desk.team.read() as tx:
        if not gives_hints(tx, channel_id):
            return
    covered = _covered(desk, links, person_id)
    if not covered:
        return
    with desk.team.write() as tx:
        if not take_in(tx, f"hint:{channel_id}:{ts}", kind="hint", now=desk.clock()):
            return
    told = [(item, thread_of(desk.team, client, item)) for item in covered]
    whisper(
        client,
        person_id=person_id,
        channel_id=channel_id,
        message=note(desk.templates.text(_ITEM, "hint", covered=told)),
        thread_ts=event.get("thread_ts"),
    )


def _covered(desk: Desk, links: tuple[str, ...], person_id: str) -> list[Item]:
    """Return the items that these links lead to. Nobody is told of what they themselves just handed in."""
    found: dict[int, Item] = {}
    for link in links:
        try:
            item = find_covered(desk.team, canonicalize(link))
        except LinkError:
            continue
        if item is None or item.state is not ItemState.ACTIVE:
            continue
        if item.issue is not None or person_id not in (item.submitted_by, item.added_by):
            found[item.id] = item
    return list(found.values())[:_MAX_HINTS]
