"""The forms for links and for items, with what somebody had typed into them when they closed them."""

from datetime import timedelta
from typing import Any

from slack_bolt import Ack, BoltContext
from slack_sdk import WebClient

from bot.models.values import Item, Person
from bot.newsroom.permissions import require_contributor
from bot.slack.desk import Desk
from bot.slack.forms import View, add_form, edit_form, origin_of, read_values
from bot.store.form_drafts import forget_typed, keep_typed, kept_typed

_KEPT_FOR = timedelta(days=1)
_ADD = "add"


def open_add_form(
    desk: Desk,
    client: WebClient,
    person: Person,
    trigger_id: str,
    *,
    channel_id: str | None,
    push: bool = False,
    link: str = "",
) -> None:
    """Open the form, or put it on top of the modal that the person is in.

    With a `link` the form is for that one: what was kept of another is not in it.

    Raises:
        NotAllowedError: guests do not hand in links.
    """
    require_contributor(person)
    with desk.team.read() as tx:
        typed = kept_typed(tx, person.id, _ADD, since=desk.clock() - _KEPT_FOR)
    if link and link not in typed.get("link", ""):
        typed = {"link": link}
    view = add_form(desk.templates, channel_id=channel_id, typed=typed)
    open_view = client.views_push if push else client.views_open
    open_view(trigger_id=trigger_id, view=view)


def edit_view(desk: Desk, person: Person, item: Item, *, origin: dict[str, Any]) -> View:
    """Return the form for an item, with what the person had typed into it when they closed it."""
    with desk.team.read() as tx:
        form = _edit_of(item.id, item.version)
        typed = kept_typed(tx, person.id, form, since=desk.clock() - _KEPT_FOR)
    return edit_form(desk.templates, item, origin=origin, typed=typed)


def keep_closed_form(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
    """Keep what was typed into a form that was closed: it is there before the form can be opened again."""
    desk: Desk = context["desk"]
    person_id, view = str(body["user"]["id"]), body["view"]
    values = read_values(view)
    with desk.team.write() as tx:
        if any(values.values()):
            keep_typed(tx, person_id, _form_of(view), values, now=desk.clock())
        else:
            forget_typed(tx, person_id, _form_of(view))
    ack()


def forget_form(desk: Desk, person: Person, view: View) -> None:
    """Drop what was kept: the form was submitted."""
    with desk.team.write() as tx:
        forget_typed(tx, person.id, _form_of(view))


def _form_of(view: View) -> str:
    """Name the form, so that what was typed into it comes back there only: to an item as it was then."""
    if view["callback_id"] == _ADD:
        return _ADD
    origin = origin_of(view)
    return _edit_of(int(origin["item"]), int(origin["version"]))


def _edit_of(item_id: int, version: int) -> str:
    return f"edit:{item_id}:{version}"
