"""Submitted forms. What is wrong is shown at its field, with everything that was typed still there."""

from typing import Any

import structlog
from slack_bolt import Ack, BoltContext, Respond
from slack_sdk import WebClient
from slack_sdk.webhook import WebhookClient

from bot.links.canonical import canonicalize
from bot.newsroom.edit import edit_item, get_visible_item, parse_day, parse_kind
from bot.newsroom.learn import lessons
from bot.newsroom.submit import Request, parse_request, parse_tags
from bot.slack.cards import saved_card
from bot.slack.forms import Values, origin_of, read_values
from bot.slack.handing_in import Counter, check_room, hand_in_soon, whispering
from bot.slack.kept_forms import forget_form
from bot.slack.messages import Message, whisper
from bot.slack.results import Position, results_view
from bot.slack.turn import Turn, begin_turn
from bot.store.items import ItemChanges

log = structlog.get_logger(__name__)


def submit_add(
    ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext, respond: Respond
) -> None:
    turn = begin_turn(body, client, context, respond)
    request = _read_request(read_values(body["view"]))
    check_room(turn.desk, turn.person)
    ack()
    forget_form(turn.desk, turn.person, body["view"])
    channel_id = origin_of(body["view"]).get("channel") or None
    reply = whispering(client, turn.person, channel_id)
    hand_in_soon(Counter(turn.desk, client, turn.person, reply), request)


def submit_edit(
    ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext, respond: Respond
) -> None:
    turn = begin_turn(body, client, context, respond)
    origin, desk = origin_of(body["view"]), turn.desk
    before = get_visible_item(desk.team, int(origin["item"]), turn.person)
    item = edit_item(
        desk.team,
        before.id,
        _read_changes(read_values(body["view"]), long_summary=before.summary),
        version=int(origin["version"]),
        by=turn.person,
        now=desk.clock(),
        real_now=desk.real_clock(),
    )
    ack()
    forget_form(desk, turn.person, body["view"])
    desk.wake()
    learned = lessons(before.organizations, item.organizations) if turn.person.is_curator else {}
    remarks = [turn.say("slack/item.txt", "learned", lessons=learned)] if learned else []
    message = saved_card(desk.templates, item, turn.person, *remarks)
    if origin.get("card"):
        WebhookClient(str(origin["card"])).send(
            text=message["text"], blocks=message["blocks"], replace_original=True
        )
    else:
        _whisper(turn, message)


def submit_search(
    ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext, respond: Respond
) -> None:
    query = read_values(body["view"])["query"]
    origin = origin_of(body["view"])
    view = results_view(
        context["desk"], client, Position.typed(query), person_id=body["user"]["id"], origin=origin
    )
    ack(response_action="update", view=view)


def _read_request(values: Values) -> Request:
    """Read the form of `/ainews add`, and check its links before the form closes."""
    request = parse_request(values["link"])
    for link in request.links:
        canonicalize(link)
    tags = _read_tags(values["tags"])
    note_text = " ".join(text for text in (values["note"], request.note) if text)
    return Request(request.links, note_text, tuple(dict.fromkeys((*tags, *request.tags))))


def _read_changes(values: Values, *, long_summary: str) -> ItemChanges:
    """Read the form of Edit. It has no summary where the summary was too long for it."""
    names = (name.strip() for name in values["organizations"].split(","))
    return ItemChanges(
        title=" ".join(values["title"].split()) or None,
        organizations=tuple(dict.fromkeys(name for name in names if name)),
        kind=parse_kind(values["kind"]),
        published_on=parse_day(values["published_on"]),
        summary=values.get("summary", long_summary),
        tags=parse_tags(
            " ".join(f"#{word.lstrip('#')}" for word in values["tags"].replace(",", " ").split())
        ),
    )


def _read_tags(typed: str) -> tuple[str, ...]:
    """Read tags with or without their `#`, with spaces or commas between them."""
    return parse_tags(" ".join(f"#{word.lstrip('#')}" for word in typed.replace(",", " ").split()))


def _whisper(turn: Turn, message: Message) -> None:
    channel_id = origin_of(turn.body["view"]).get("channel")
    whisper(turn.client, person_id=turn.person.id, channel_id=channel_id or None, message=message)
