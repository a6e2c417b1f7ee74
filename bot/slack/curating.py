"""What curators press and submit to shape the next issue, and to settle deliveries that are stuck."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from http.client import HTTPException
from typing import Any

import structlog
from slack_bolt import Ack, BoltContext, Respond
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.blockkit.blocks import input_, modal, text_input
from bot.errors import AinewsError, ConflictError, InvalidInputError, NotFoundError
from bot.issues import curate
from bot.issues.publish import preview_issue
from bot.issues.withdraw import withdraw_issue
from bot.links.canonical import canonicalize
from bot.models.values import Item
from bot.newsroom.edit import get_changeable_item
from bot.newsroom.permissions import require_curator
from bot.newsroom.story_so_far import accept_earlier, dismiss_earlier, get_earlier, reconsider_earlier
from bot.slack.desk import Desk
from bot.slack.errors import explain
from bot.slack.forms import origin_of, read_values
from bot.slack.home import draw_home
from bot.slack.kept_forms import edit_view
from bot.slack.links_to_messages import ts_of_link
from bot.slack.messages import Message, note
from bot.slack.permalinks import thread_of
from bot.slack.queue import QUEUE, merge_view, queue_view, words_view
from bot.slack.stories import STORIES
from bot.slack.turn import Turn, begin_turn
from bot.store.doubts import get_doubtful_part, retry_delivery, say_absent, say_sent

_CHECKERS = 8

log = structlog.get_logger(__name__)


def open_queue(turn: Turn) -> None:
    """Open the draft."""
    require_curator(turn.person)
    turn.client.views_open(trigger_id=turn.trigger_id, view=queue_view(turn.desk))


def change_queue(turn: Turn) -> None:
    """Handle the menu beside an item: `<verb>:<item>:<version of the draft>`."""
    require_curator(turn.person)
    verb, item_id, version = _read(turn.value)
    if verb == "edit":
        item = get_changeable_item(turn.desk.team, item_id, turn.person)
        _open_on_top(turn, edit_view(turn.desk, turn.person, item, origin={"channel": None, "card": None}))
    elif verb == "merge":
        view = merge_view(_draft(turn.desk), item_id, origin=_origin(turn))
        if view is None:
            raise InvalidInputError("There is no other item in the queue.")
        _open_on_top(turn, view)
    else:
        _redraw(turn, _apply(turn, verb, item_id, version))


def accept_story(turn: Turn) -> None:
    """Handle "Accept" under an item: it follows the earlier one, whose message is linked if there is one."""
    require_curator(turn.person)
    desk = turn.desk
    item_id, earlier_id = _read_story(turn.value)

    def accept() -> None:
        permalink = thread_of(desk.team, turn.client, get_earlier(desk.team, earlier_id)) or ""
        accept_earlier(desk.team, item_id, earlier_id, permalink=permalink, by=turn.person, now=desk.clock())

    _decide_story(turn, accept)


def dismiss_story(turn: Turn) -> None:
    """Handle "Dismiss" under an item: the earlier one is not suggested again."""
    item_id, earlier_id = _read_story(turn.value)
    desk = turn.desk
    _decide_story(
        turn, lambda: dismiss_earlier(desk.team, item_id, earlier_id, by=turn.person, now=desk.clock())
    )


def take_story_back(turn: Turn) -> None:
    """Handle "Take back" under an item: it follows the earlier one no longer."""
    item_id, earlier_id = _read_story(turn.value)
    _decide_story(turn, lambda: reconsider_earlier(turn.desk.team, item_id, earlier_id, by=turn.person))


def _decide_story(turn: Turn, decide: Callable[[], None]) -> None:
    message = None
    try:
        decide()
    except NotFoundError:
        message = turn.desk.templates.plain(STORIES, "stale")
    _redraw(turn, message)


def _read_story(value: str) -> tuple[int, int]:
    item_id, _, earlier_id = value.partition(":")
    if not (item_id.isdigit() and earlier_id.isdigit()):
        raise InvalidInputError("That button is broken.")
    return int(item_id), int(earlier_id)


def open_words(turn: Turn) -> None:
    """Open the form for the issue's title and introduction."""
    require_curator(turn.person)
    _open_on_top(turn, words_view(_draft(turn.desk), origin=_origin(turn)))


def submit_words(
    ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext, respond: Respond
) -> None:
    turn = begin_turn(body, client, context, respond)
    values, origin = read_values(body["view"]), origin_of(body["view"])
    curate.word(
        turn.desk.team,
        turn.desk.publication(),
        title=values["title"],
        introduction=values["introduction"],
        version=int(origin["version"]),
        by=turn.person,
        now=turn.desk.clock(),
    )
    ack()
    _redraw_at(turn, origin, None)


def submit_merge(
    ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext, respond: Respond
) -> None:
    turn = begin_turn(body, client, context, respond)
    origin = origin_of(body["view"])
    curate.merge(
        turn.desk.team,
        turn.desk.publication(),
        int(origin["item"]),
        int(read_values(body["view"])["other"]),
        version=int(origin["version"]),
        by=turn.person,
        now=turn.desk.clock(),
    )
    ack()
    _redraw_at(turn, origin, None)


def check_links(turn: Turn) -> None:
    """Read every link of the draft, some at a time, and say which do not answer.

    That takes longer than anybody may keep one of the threads that answer Slack.
    """
    require_curator(turn.person)
    items = [entry.item for entry in _draft(turn.desk).issue.entries]

    def look() -> None:
        try:
            message = _links_checked(turn, items)
        except Exception as error:
            message = explain(error, turn.desk.templates, payload="queue_check")
        try:
            turn.reply(message)
        except (SlackApiError, HTTPException, OSError) as failure:
            log.warning("the person could not be told", error=str(failure))

    turn.desk.in_background(look)


def _links_checked(turn: Turn, items: Sequence[Item]) -> Message:
    with ThreadPoolExecutor(_CHECKERS, thread_name_prefix="check-links") as pool:
        problems = list(pool.map(lambda item: _problem(turn.desk, item), items))
    broken = [(item, problem) for item, problem in zip(items, problems, strict=True) if problem]
    return note(turn.say(QUEUE, "checked", count=len(items), broken=broken))


def ask_where_it_is(turn: Turn) -> None:
    """Handle "It is there": the link to the message says which one it is."""
    require_curator(turn.person)
    with turn.desk.team.write() as tx:
        part = get_doubtful_part(tx, int(turn.value))
    link = input_(
        "Link to the message",
        text_input("value", placeholder="https://….slack.com/archives/…/p1700000000000000"),
        block_id="link",
        hint="In the message's menu: Copy link.",
        optional=not part.is_root,
    )
    view = modal(
        "It is there",
        [link],
        callback_id="part_there",
        submit="Save",
        private_metadata=f'{{"part": {part.id}}}',
    )
    _open_on_top(turn, view)


def submit_there(
    ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext, respond: Respond
) -> None:
    turn = begin_turn(body, client, context, respond)
    require_curator(turn.person)
    link = read_values(body["view"])["link"]
    with turn.desk.team.write() as tx:
        part_id = int(origin_of(body["view"])["part"])
        say_sent(tx, part_id, ts=ts_of_link(link) if link else None, now=turn.desk.real_clock())
    ack()
    turn.desk.wake()
    turn.reply(note(turn.say(QUEUE, "settled", there=True)))


def post_again(turn: Turn) -> None:
    """Handle "Post again"."""
    require_curator(turn.person)
    with turn.desk.team.write() as tx:
        say_absent(tx, int(turn.value), now=turn.desk.real_clock())
    turn.desk.wake()
    turn.reply(note(turn.say(QUEUE, "settled", there=False)))


def try_again(turn: Turn) -> None:
    """Let a delivery go on that Slack had stopped."""
    require_curator(turn.person)
    with turn.desk.team.write() as tx:
        retry_delivery(tx, int(turn.value), now=turn.desk.real_clock())
    turn.desk.wake()
    turn.reply(note(turn.say(QUEUE, "retried")))


def withdraw(turn: Turn) -> None:
    """Handle "Withdraw"."""
    desk = turn.desk
    issue = withdraw_issue(
        desk.team,
        date.fromisoformat(turn.value),
        by=turn.person,
        now=desk.clock(),
        real_now=desk.real_clock(),
    )
    desk.wake()
    turn.reply(note(turn.say(QUEUE, "withdrawn", issue=issue)), replace=True)


def _apply(turn: Turn, verb: str, item_id: int, version: int) -> str | None:
    """Make a change, and return what is to be said about it: that the view was stale, or nothing."""
    desk = turn.desk
    team, publication, now = desk.team, desk.publication(), desk.clock()
    try:
        if verb in {"up", "down"}:
            curate.move(team, publication, item_id, up=verb == "up", version=version, by=turn.person, now=now)
        elif verb in _VERBS:
            _VERBS[verb](team, publication, item_id, version=version, by=turn.person, now=now)
    except ConflictError:
        return turn.desk.templates.plain(QUEUE, "stale")
    except AinewsError as error:
        return str(error)
    return None


_VERBS = {"pin": curate.pin, "hold": curate.hold, "release": curate.release, "drop": curate.drop}


def _redraw(turn: Turn, message: str | None) -> None:
    _redraw_at(turn, _origin(turn), message)


def _redraw_at(turn: Turn, origin: dict[str, Any], message: str | None) -> None:
    """Show the new state where the change was made: in App Home, or in the modal."""
    if origin.get("home"):
        draw_home(turn.desk, turn.client, turn.person, message=message)
    else:
        view = queue_view(turn.desk, message=message)
        turn.client.views_update(view_id=origin["view"], view=view)


def _origin(turn: Turn) -> dict[str, Any]:
    view = turn.view or {}
    return {"view": view.get("root_view_id") or view.get("id"), "home": view.get("type") == "home"}


def _open_on_top(turn: Turn, view: dict[str, Any]) -> None:
    if turn.view and turn.view.get("type") == "modal":
        turn.client.views_push(trigger_id=turn.trigger_id, view=view)
    else:
        turn.client.views_open(trigger_id=turn.trigger_id, view=view)


def _draft(desk: Desk) -> Any:
    return preview_issue(desk.team, desk.publication(), desk.templates, now=desk.clock())


def _problem(desk: Desk, item: Item) -> str | None:
    try:
        desk.read(canonicalize(item.url))
    except AinewsError as error:
        return error.message
    return None


def _read(value: str) -> tuple[str, int, int]:
    try:
        verb, item_id, version = value.split(":")
        return verb, int(item_id), int(version)
    except ValueError:
        raise InvalidInputError("That menu is broken.", hint="Type /ainews queue again.") from None
