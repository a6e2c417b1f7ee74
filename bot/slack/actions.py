"""Buttons and menus: what each does once it has been acked. The use cases check who may do it."""

from dataclasses import replace as replace_fields

from bot.errors import ConflictError, InvalidInputError
from bot.issues.publish import preview_issue, publish_issue, today
from bot.newsroom.edit import (
    get_changeable_item,
    get_visible_item,
    hold_item,
    parse_day,
    put_in_next_issue,
    remove_item,
    undo_submission,
)
from bot.newsroom.mark import save, save_issue, vote
from bot.newsroom.permissions import is_unqueued, require_contributor, require_curator
from bot.slack.cards import is_one_of_several, read_follow_up, state_card
from bot.slack.commands.call import Call
from bot.slack.commands.schedule import schedule
from bot.slack.forms import search_form
from bot.slack.handing_in import Counter, follow_up_soon
from bot.slack.kept_forms import edit_view, open_add_form
from bot.slack.messages import Message, note, whisper
from bot.slack.results import similar_page
from bot.slack.saved_list import saved_list
from bot.slack.turn import Turn, read_id

_ITEM = "slack/item.txt"
_ISSUE = "slack/issue.txt"


def upvote_item(turn: Turn) -> None:
    desk = turn.desk
    stands, votes = vote(
        desk.team, _id(turn.value), by=turn.person, now=desk.clock(), real_now=desk.real_clock()
    )
    turn.desk.wake()
    turn.reply(note(turn.say(_ITEM, "voted", stands=stands, votes=votes)))


def forget_item(turn: Turn) -> None:
    """Take an item off the person's list, and show the list without it."""
    save(turn.desk.team, _id(turn.value), by=turn.person, now=turn.desk.clock(), stands=False)
    turn.reply(saved_list(turn.desk, turn.person), replace=True)


def edit_item(turn: Turn) -> None:
    _open_edit_form(turn, _id(turn.value))


def undo_item(turn: Turn) -> None:
    item = undo_submission(turn.desk.team, _id(turn.value), by=turn.person)
    turn.reply(note(turn.say(_ITEM, "undone", item=item)), replace=_is_own_card(turn))


def hold(turn: Turn) -> None:
    item = hold_item(turn.desk.team, _id(turn.value), by=turn.person, now=turn.desk.clock())
    turn.reply(state_card(turn.desk.templates, item, turn.person), replace=_is_own_card(turn))


def let_go(turn: Turn) -> None:
    desk = turn.desk
    before = get_visible_item(desk.team, _id(turn.value), turn.person)
    item = put_in_next_issue(
        desk.team, before.id, by=turn.person, now=desk.clock(), real_now=desk.real_clock()
    )
    card = state_card(desk.templates, item, turn.person, undo=not is_unqueued(before))
    turn.reply(card, replace=_is_own_card(turn))


def add_follow_up(turn: Turn) -> None:
    """Hand in a link that was covered once more, as a second item that follows the first."""
    require_contributor(turn.person)
    item_id, typed, request = read_follow_up(turn.value)
    item = get_visible_item(turn.desk.team, item_id, turn.person)
    mine = _is_own_card(turn)

    def reply(message: Message, *, replace: bool) -> None:
        turn.reply(message, replace=replace and mine)

    request = replace_fields(request, links=(typed or item.url,))
    follow_up_soon(Counter(turn.desk, turn.client, turn.person, reply), item.id, request)


def never_mind(turn: Turn) -> None:
    turn.reply(note(turn.say(_ITEM, "never_mind")), replace=_is_own_card(turn))


def choose_from_item_menu(turn: Turn) -> None:
    """Handle "…" on an item's message: `similar:<id>`, `edit:<id>` or `remove:<id>`."""
    verb, _, item_id = turn.value.partition(":")
    if verb == "similar":
        turn.reply(similar_page(turn.desk, turn.client, _id(item_id), by=turn.person))
    elif verb == "edit":
        _open_edit_form(turn, _id(item_id))
    elif verb == "remove":
        item = remove_item(
            turn.desk.team,
            _id(item_id),
            reason="",
            by=turn.person,
            now=turn.desk.clock(),
            real_now=turn.desk.real_clock(),
        )
        turn.desk.wake()
        turn.reply(note(turn.say(_ITEM, "removed", item=item)))


def open_search(turn: Turn) -> None:
    view = search_form(turn.desk.templates, channel_id=turn.channel_id)
    turn.client.views_open(trigger_id=turn.trigger_id, view=view)


def open_submit(turn: Turn) -> None:
    # App Home is a view too, but only a modal has a stack to put another one on.
    in_modal = bool(turn.view) and (turn.view or {}).get("type") == "modal"
    open_add_form(
        turn.desk,
        turn.client,
        turn.person,
        turn.trigger_id,
        channel_id=turn.channel_id,
        push=in_modal,
        link=turn.value,
    )


def save_all_items(turn: Turn) -> None:
    on = parse_day(turn.value)
    if on is None:
        raise InvalidInputError("That button is broken.")
    count, new = save_issue(turn.desk.team, on, by=turn.person, now=turn.desk.clock())
    turn.reply(note(turn.say(_ISSUE, "all_saved", count=count, new=new)))


def show_thread(turn: Turn) -> None:
    """Show the messages that would stand in the next issue's thread, each as it would be posted."""
    require_curator(turn.person)
    desk = turn.desk
    draft = preview_issue(desk.team, desk.publication(), desk.templates, now=desk.clock())
    for part in draft.parts[1:]:
        message = {"text": part.text, "blocks": part.blocks}
        whisper(turn.client, person_id=turn.person.id, channel_id=turn.channel_id, message=message)


def publish_now(turn: Turn) -> None:
    require_curator(turn.person)
    desk = turn.desk
    now, publication = desk.clock(), desk.publication()
    if today(publication, now).isoformat() != turn.value:
        raise ConflictError("This button is from another day.", hint="Type /ainews publish again.")
    published = publish_issue(desk.team, publication, desk.templates, by=turn.person.id, now=now)
    desk.wake()
    turn.reply(
        note(turn.say(_ISSUE, "published", issue=published.issue, channels=published.channels)), replace=True
    )


def open_schedule(turn: Turn) -> None:
    require_curator(turn.person)
    schedule(
        Call(
            desk=turn.desk,
            person=turn.person,
            client=turn.client,
            respond=turn.respond,
            channel_id=turn.channel_id or "",
            trigger_id=turn.trigger_id,
            text="",
        )
    )


def _open_edit_form(turn: Turn, item_id: int) -> None:
    item = get_changeable_item(turn.desk.team, item_id, turn.person)
    # A posted message is everybody's: only a card of one's own is replaced after the edit.
    own_card = (turn.body.get("container") or {}).get("is_ephemeral", False) and _is_own_card(turn)
    origin = {"channel": turn.channel_id, "card": turn.body.get("response_url") if own_card else None}
    view = edit_view(turn.desk, turn.person, item, origin=origin)
    turn.client.views_open(trigger_id=turn.trigger_id, view=view)


def _is_own_card(turn: Turn) -> bool:
    """Whether the button stands in a message of its own, which the answer may replace."""
    return not is_one_of_several(str(turn.body["actions"][0].get("block_id") or ""))


def _id(value: str) -> int:
    return read_id(value, hint="Search for the item: /ainews search")
