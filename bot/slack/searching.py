"""Buttons and menus of search results."""

from bot.blockkit.blocks import actions, button
from bot.newsroom.mark import save
from bot.slack.forms import origin_of
from bot.slack.messages import note
from bot.slack.results import Position, narrowed, results_page, results_view, similar_page, similar_view
from bot.slack.turn import Turn, read_id

_ITEM = "slack/item.txt"
_IN_NOTE = "note"
"""Stands in the button under "Saved: …", which the next answer replaces."""


def turn_page(turn: Turn) -> None:
    """Show another page, or another query's results, in the place of this one."""
    _show(turn, Position.read(turn.value))


def choose_kind(turn: Turn) -> None:
    """Show the results of one kind only. The query is in the ids of the menu and of its row."""
    action = turn.body["actions"][0]
    _show(turn, narrowed(str(action.get("block_id") or ""), str(action.get("action_id") or ""), turn.value))


def open_results(turn: Turn) -> None:
    """Show a query's results beside what stands there: as a message, or from App Home as a modal."""
    position = Position.read(turn.value)
    if turn.view:
        view = results_view(turn.desk, turn.client, position, person_id=turn.person.id, origin={})
        turn.client.views_open(trigger_id=turn.trigger_id, view=view)
    else:
        turn.reply(results_page(turn.desk, turn.client, position, person_id=turn.person.id))


def show_similar(turn: Turn) -> None:
    """Show what is like an item: as a message of its own, or on top of the modal that it was asked in.

    At most two modals stand on one, and sharing needs one of them: so what is like that takes its place.
    """
    item_id = read_id(turn.value, hint="Search for the item: /ainews search")
    view = turn.view
    if view is None or view.get("type") != "modal":
        turn.reply(similar_page(turn.desk, turn.client, item_id, by=turn.person))
        return
    similar = similar_view(turn.desk, turn.client, item_id, by=turn.person, origin=origin_of(view))
    if view.get("previous_view_id"):
        turn.client.views_update(view_id=view["id"], view=similar)
    else:
        turn.client.views_push(trigger_id=turn.trigger_id, view=similar)


def save_item(turn: Turn) -> None:
    """Put an item on the person's list. Its page of results shows that; elsewhere a message says it."""
    _mark(turn, stands=True)


def unsave_item(turn: Turn) -> None:
    """Take back that an item was saved, where that was said."""
    _mark(turn, stands=False)


def _mark(turn: Turn, *, stands: bool) -> None:
    number, _, where = turn.value.partition(" ")
    item_id = read_id(number, hint="Search for the item: /ainews search")
    item = save(turn.desk.team, item_id, by=turn.person, now=turn.desk.clock(), stands=stands)
    if where and where != _IN_NOTE:
        _show(turn, Position.read(where))
    elif stands:
        take_back = button("Take it back", "item_unsave", value=f"{item.id} {_IN_NOTE}")
        turn.reply(note(turn.say(_ITEM, "saved", item=item), actions(take_back)))
    else:
        turn.reply(note(turn.say(_ITEM, "unsaved", item=item)), replace=where == _IN_NOTE)


def _show(turn: Turn, position: Position) -> None:
    person_id = turn.person.id
    if turn.view:
        view = results_view(
            turn.desk, turn.client, position, person_id=person_id, origin=origin_of(turn.view)
        )
        turn.client.views_update(view_id=turn.view["id"], view=view)
    else:
        turn.reply(results_page(turn.desk, turn.client, position, person_id=person_id), replace=True)
