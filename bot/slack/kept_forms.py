"""The form for links, with what somebody had typed into it when they closed it."""

from datetime import timedelta
from typing import Any

from slack_bolt import Ack, BoltContext
from slack_sdk import WebClient

from bot.models.values import Person
from bot.newsroom.permissions import require_contributor
from bot.slack.desk import Desk
from bot.slack.forms import add_form, read_values
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
) -> None:
    """Open the form, or put it on top of the modal that the person is in.

    Raises:
        NotAllowedError: guests do not hand in links.
    """
    require_contributor(person)
    with desk.team.read() as tx:
        typed = kept_typed(tx, person.id, _ADD, since=desk.clock() - _KEPT_FOR)
    view = add_form(desk.templates, channel_id=channel_id, typed=typed)
    open_view = client.views_push if push else client.views_open
    open_view(trigger_id=trigger_id, view=view)


def keep_closed_form(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
    """Keep what was typed into a form that was closed."""
    ack()
    desk: Desk = context["desk"]
    values = {name: value for name, value in read_values(body["view"]).items() if value}
    person_id = body["user"]["id"]
    with desk.team.write() as tx:
        if values:
            keep_typed(tx, person_id, _ADD, values, now=desk.clock())
        else:
            forget_typed(tx, person_id, _ADD)


def forget_form(desk: Desk, person: Person) -> None:
    """Drop what was kept: it was handed in."""
    with desk.team.write() as tx:
        forget_typed(tx, person.id, _ADD)
