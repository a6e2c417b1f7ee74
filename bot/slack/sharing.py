"""Share …: one question, where to and what; then the message leaves through the outbox."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

import structlog
from slack_bolt import Ack, BoltContext, Respond
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.blockkit.blocks import channel_select, checkboxes, input_, modal, option, section, text_input
from bot.blockkit.limits import OPTION_TEXT
from bot.errors import InvalidInputError, NotFoundError
from bot.issues.shares import TEMPLATE
from bot.models.text import shorten_words
from bot.models.values import Item, ItemState, Person, Role
from bot.newsroom.share import MAX_COMMENT, MOST_SHARED, EarlierShare, share
from bot.slack.forms import origin_of, read_values
from bot.slack.messages import note, whisper
from bot.slack.permalinks import permalink
from bot.slack.scheduling import chosen_in
from bot.slack.turn import Turn, begin_turn
from bot.store.items import get_items

_PAGES = 10  # of channels that somebody is in, a thousand each

PATIENCE = 1.5
"""Seconds that Slack has for telling who may post into a channel. A form has to be answered within three."""

_LINK_PATIENCE = 0.7

T = TypeVar("T")

log = structlog.get_logger(__name__)


def open_share_form(turn: Turn) -> None:
    """Ask where to share, and which of the items that the button stands under."""
    ids = [int(one) for one in turn.value.split(",") if one.isascii() and one.isdigit()][:MOST_SHARED]
    with turn.desk.team.read() as tx:
        items = [item for item in get_items(tx, ids) if item.state is ItemState.ACTIVE]
    if not items:
        raise NotFoundError("These items are not here any more.", hint="Search again: /ainews search")
    in_modal = (turn.view or {}).get("type") == "modal"
    here = turn.channel_id or (origin_of(turn.view).get("channel") if turn.view else None)
    view = _share_form(turn, items, here=here)
    open_view = turn.client.views_push if in_modal else turn.client.views_open
    open_view(trigger_id=turn.trigger_id, view=view)


def submit_share(
    ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext, respond: Respond
) -> None:
    view, values = body["view"], read_values(body["view"])
    wanted = _Wanted(
        channel=values["channel"],
        items=[int(one) for one in chosen_in(view, "items")],
        comment=values["comment"],
        here=origin_of(view).get("channel") or None,
    )
    _share(ack, begin_turn(body, client, context, respond), wanted)


def submit_share_again(
    ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext, respond: Respond
) -> None:
    """Share what stands in the channel already, now that the person said that they mean it."""
    wanted = _Wanted(**origin_of(body["view"]))
    _share(ack, begin_turn(body, client, context, respond), wanted, again=True)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a form asks for. `here` is the channel that it was opened in."""

    channel: str
    items: list[int]
    comment: str
    here: str | None


def _share(ack: Ack, turn: Turn, wanted: _Wanted, *, again: bool = False) -> None:
    """Share, and close the form; or ask in its place whether to share again."""
    view = turn.body["view"]
    _in_time(lambda: _check_channel(turn.client, turn.person, wanted.channel))
    shared = share(
        turn.desk.team,
        wanted.items,
        wanted.channel,
        comment=wanted.comment,
        by=turn.person,
        key=str(view["id"]),
        real_now=turn.desk.real_clock(),
        again=again,
    )
    if isinstance(shared, EarlierShare):
        ack(response_action="update", view=_question(turn, wanted, shared))
        return
    ack()
    turn.desk.wake()
    text = turn.say(TEMPLATE, "on_its_way", items=shared, channel=wanted.channel)
    whisper(turn.client, person_id=turn.person.id, channel_id=wanted.here, message=note(text))


def _question(turn: Turn, wanted: _Wanted, earlier: EarlierShare) -> dict[str, Any]:
    say = turn.desk.templates.plain
    message = None
    if ts := earlier.ts:
        with suppress(InvalidInputError):  # Slack takes too long; it goes without the link
            message = _in_time(lambda: permalink(turn.client, wanted.channel, ts), patience=_LINK_PATIENCE)
    minutes = int(earlier.ago.total_seconds()) // 60
    text = turn.say(
        TEMPLATE, "shared_before", earlier=earlier, channel=wanted.channel, minutes=minutes, message=message
    )
    return modal(
        say(TEMPLATE, "title"),
        [section(text)],
        callback_id="share_again",
        submit=say(TEMPLATE, "submit_again"),
        close="Cancel",
        private_metadata=json.dumps(asdict(wanted), ensure_ascii=False),
    )


def _share_form(turn: Turn, items: list[Item], *, here: str | None) -> dict[str, Any]:
    say = turn.desk.templates.plain
    options = [option(shorten_words(item.headline, OPTION_TEXT), str(item.id)) for item in items]
    where = channel_select("value", initial=_as_channel(turn.client, here))
    what = checkboxes("value", options, initial=options if len(options) == 1 else ())
    comment = text_input("value", multiline=True, max_length=MAX_COMMENT)
    return modal(
        say(TEMPLATE, "title"),
        [
            input_(say(TEMPLATE, "channel"), where, block_id="channel", hint=say(TEMPLATE, "channel_hint")),
            input_(say(TEMPLATE, "items"), what, block_id="items"),
            input_(
                say(TEMPLATE, "comment"),
                comment,
                block_id="comment",
                hint=say(TEMPLATE, "comment_hint"),
                optional=True,
            ),
        ],
        callback_id="share",
        submit=say(TEMPLATE, "submit"),
        close="Cancel",
        private_metadata=json.dumps({"channel": here}),
    )


def _as_channel(client: WebClient, here: str | None) -> str | None:
    """Return where the person is, if that is a channel that the form can offer at first."""
    channel = _info(client, here) if here else None
    return here if channel and not (channel.get("is_im") or channel.get("is_mpim")) else None


def _in_time(ask: Callable[[], T], *, patience: float = PATIENCE) -> T:
    """Return what `ask` does within `patience` seconds, whatever Slack makes it wait for.

    Where the answer to a form comes too late, the person reads that it failed, and would share twice.

    Raises:
        InvalidInputError: it took longer, or `ask` says so.
    """
    pool = ThreadPoolExecutor(1, thread_name_prefix="share-check")
    try:
        return pool.submit(ask).result(patience)
    except TimeoutError:
        raise InvalidInputError(
            "Slack takes long to tell who may post there; nothing was shared.",
            field="channel",
            hint="Press Share again in a minute.",
        ) from None
    finally:
        pool.shutdown(wait=False)


def _check_channel(client: WebClient, person: Person, channel_id: str) -> None:
    """See, while the form is still open, that both the bot and the person may post into the channel.

    The menu offers only what the person can see, but what a form says is not to be trusted. Where Slack does
    not tell, posting will show.

    Raises:
        InvalidInputError: one of them may not; it says what to do.
    """
    channel = _info(client, channel_id)
    if channel is None:
        return
    name = f"#{channel['name']}" if channel.get("name") else "that channel"
    if channel.get("is_im") or channel.get("is_mpim"):
        raise InvalidInputError("Choose a channel.", field="channel")
    if not channel.get("is_member", True):
        raise InvalidInputError(
            f"I am not in {name} yet.",
            field="channel",
            hint="Type /invite @ai-news there, then press Share again.",
        )
    if channel.get("is_archived"):
        raise InvalidInputError(f"{name} is archived.", field="channel", hint="Choose another channel.")
    is_closed = channel.get("is_private") or person.role is Role.READER
    if is_closed and not _is_in(client, person, channel_id):
        raise InvalidInputError("You are not in that channel.", field="channel", hint="Choose another one.")


def _info(client: WebClient, channel_id: str) -> dict[str, Any] | None:
    """Return what Slack says of a channel; None where it says nothing."""
    try:
        return dict(client.conversations_info(channel=channel_id)["channel"])
    except SlackApiError as error:
        code = error.response.get("error")
        if code == "channel_not_found":  # what Slack says of a private channel without us
            return {"is_member": False}
        log.warning("a channel was not checked", error=code)
        return None


def _is_in(client: WebClient, person: Person, channel_id: str) -> bool:
    cursor: str | None = None
    for _ in range(_PAGES):
        try:
            page = client.users_conversations(
                user=person.id, types="public_channel,private_channel", limit=999, cursor=cursor
            )
        except SlackApiError as error:
            log.warning("membership was not checked", error=error.response.get("error"))
            return True
        if any(channel["id"] == channel_id for channel in page["channels"]):
            return True
        cursor = (page.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            return False
    return False
