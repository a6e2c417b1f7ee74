"""Handing in links from Slack: what the command, the form, the shortcuts and the reaction share.

Each is answered at once; the pages are read in the background, and the answer ends in a card.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPException
from typing import Protocol

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.blockkit.blocks import context, section
from bot.errors import AinewsError, InvalidInputError, LinkError
from bot.links.canonical import canonicalize
from bot.models.values import Person
from bot.newsroom.limits import require_room
from bot.newsroom.permissions import require_contributor
from bot.newsroom.submit import MAX_LINKS, Request, submit_follow_up, submit_link
from bot.slack.cards import added_card, covered_card, joined
from bot.slack.desk import Desk
from bot.slack.errors import explain
from bot.slack.messages import Message, note, whisper
from bot.slack.permalinks import thread_of
from bot.store.items import get_item

_ITEM = "slack/item.txt"
_AT_ONCE = 4
"""How many links of one message are read at the same time."""

log = structlog.get_logger(__name__)


class Reply(Protocol):
    """Answers a person, visible to them only; with `replace` in the place of the last answer."""

    def __call__(self, message: Message, *, replace: bool) -> None: ...


@dataclass(frozen=True, slots=True)
class Counter:
    """Where one person hands in: their desk, and how they are answered."""

    desk: Desk
    client: WebClient
    person: Person
    reply: Reply

    def say(self, block: str, **values: object) -> str:
        return self.desk.templates.text(_ITEM, block, **values)


def hand_in_soon(counter: Counter, request: Request) -> None:
    """Answer at once, then read the links in the background and answer with their cards."""
    counter.reply(note(counter.say("reading", links=request.links)), replace=False)
    _in_background(counter, request, lambda: _hand_in(counter, request))


def follow_up_soon(counter: Counter, item_id: int, request: Request) -> None:
    """Answer at once, then store a follow-up of an item in the background and answer with its card."""
    counter.reply(note(counter.say("reading", links=request.links)), replace=True)
    _in_background(counter, request, lambda: _follow_up(counter, item_id, request))


def check_room(desk: Desk, person: Person) -> None:
    """See that the person may hand in a link now, before a form is closed.

    Raises:
        NotAllowedError: guests do not hand in links.
        LimitError: they handed in as many as they may for now.
    """
    require_contributor(person)
    rules = desk.rules
    require_room(desk.team, person, limit=rules.links_an_hour, timezone=rules.timezone, now=desk.clock())


def whispering(client: WebClient, person: Person, channel_id: str | None) -> Reply:
    """Return a reply that nothing of Slack's was given for: each answer is a message of its own."""

    def reply(message: Message, *, replace: bool) -> None:
        whisper(client, person_id=person.id, channel_id=channel_id, message=message)

    return reply


def _in_background(counter: Counter, request: Request, work: Callable[[], Message]) -> None:
    def run() -> None:
        try:
            message = work()
        except Exception as error:
            message = _failed(counter, request, error)
        try:
            counter.reply(message, replace=True)
        except (SlackApiError, HTTPException, OSError) as failure:
            log.warning("the person could not be told", error=str(failure))

    counter.desk.in_background(run)


def _hand_in(counter: Counter, request: Request) -> Message:
    """Submit each link of a request and return one message with a card for each.

    Raises:
        AinewsError: there was one link, and it could not be used. Of several, each bad one is named in place.
    """
    links = _each_once(request.links)
    taken, left_out = links[:MAX_LINKS], len(links[MAX_LINKS:])
    if len(taken) == 1:
        return _submit(counter, taken[0], request, brief=False)
    with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="hand-in") as pool:
        cards = list(pool.map(lambda typed: _submit_or_refuse(counter, typed, request), taken))
    return joined(cards, counter.say("several", count=len(cards), left_out=left_out))


def _submit_or_refuse(counter: Counter, typed: str, request: Request) -> Message:
    try:
        return _submit(counter, typed, request, brief=True)
    except AinewsError as error:
        text = counter.say("refused", typed=typed, message=error.message, hint=error.hint)
        return {"text": text, "blocks": [section(text)]}


def _submit(counter: Counter, typed: str, request: Request, *, brief: bool) -> Message:
    desk, person = counter.desk, counter.person
    submission = submit_link(
        desk.team,
        desk.publication(),
        typed,
        by=person,
        read=desk.read,
        now=desk.clock(),
        request=request,
        rules=desk.rules,
        real_now=desk.real_clock(),
    )
    if submission.is_new:
        return added_card(desk.templates, submission, person, brief=brief)
    thread = thread_of(desk.team, counter.client, submission.item)
    return covered_card(
        desk.templates, submission.item, person, typed=typed, request=request, thread=thread, brief=brief
    )


def _follow_up(counter: Counter, item_id: int, request: Request) -> Message:
    desk, person = counter.desk, counter.person
    submission = submit_follow_up(
        desk.team,
        desk.publication(),
        request.links[0],
        follows_id=item_id,
        by=person,
        read=desk.read,
        now=desk.clock(),
        request=request,
        rules=desk.rules,
        real_now=desk.real_clock(),
    )
    with desk.team.read() as tx:
        followed = get_item(tx, submission.item.follows_id or item_id)
    return added_card(desk.templates, submission, person, followed=followed)


def _failed(counter: Counter, request: Request, error: Exception) -> Message:
    """Say what happened, and give back what was typed, so that it can be handed in again."""
    message = explain(error, counter.desk.templates, payload="hand in")
    if isinstance(error, InvalidInputError):
        return message
    return message | {"blocks": [*message["blocks"], context(counter.say("kept", request=request))]}


def _each_once(links: tuple[str, ...]) -> tuple[str, ...]:
    """Leave out links that are an earlier one of these in another spelling."""
    found: dict[str, str] = {}
    for typed in links:
        try:
            found.setdefault(canonicalize(typed).key, typed)
        except LinkError:
            found.setdefault(typed, typed)
    return tuple(found.values())
