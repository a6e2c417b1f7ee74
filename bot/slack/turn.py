"""One thing that a person did in Slack, with all that a handler needs to answer it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from slack_bolt import BoltContext, Respond
from slack_sdk import WebClient

from bot.errors import InvalidInputError
from bot.models.values import Person
from bot.slack.desk import Desk
from bot.slack.forms import origin_of
from bot.slack.messages import Message, answer, whisper
from bot.slack.people import find_person


@dataclass(frozen=True, slots=True)
class Turn:
    """A press of a button, a choice in a menu, or a submitted form. `body` is Slack's payload."""

    desk: Desk
    person: Person
    client: WebClient
    respond: Respond
    body: dict[str, Any]

    @property
    def value(self) -> str:
        """What the button or the chosen option stands for."""
        action = self.body["actions"][0]
        chosen = action.get("selected_option") or action
        return str(chosen.get("value") or "")

    @property
    def trigger_id(self) -> str:
        return str(self.body["trigger_id"])

    @property
    def channel_id(self) -> str | None:
        """Where it happened; None in a modal and in App Home."""
        return (self.body.get("channel") or {}).get("id")

    @property
    def view(self) -> dict[str, Any] | None:
        """The modal it happened in."""
        return self.body.get("view")

    def say(self, template: str, block: str, **values: Any) -> str:
        """Render a text for the person (mrkdwn)."""
        return self.desk.templates.text(template, block, **values)

    def reply(self, message: Message, *, replace: bool = False) -> None:
        """Answer the person, visible to them only.

        In a modal the answer comes where the modal was opened, where it knows that, else as a direct message.
        """
        if self.body.get("response_url"):
            answer(self.respond, message, replace=replace)
        else:
            here = self.channel_id or (origin_of(self.view).get("channel") if self.view else None)
            whisper(self.client, person_id=self.person.id, channel_id=here, message=message)


def read_id(value: str, *, hint: str) -> int:
    """Read a row's id from a button or a menu. What it may be used for is checked against the database.

    Raises:
        InvalidInputError: it is none; `hint` says what to do instead.
    """
    if not value.isascii() or not value.isdigit() or len(value) > 12:
        raise InvalidInputError("That button is broken.", hint=hint)
    return int(value)


def begin_turn(body: dict[str, Any], client: WebClient, context: BoltContext, respond: Respond) -> Turn:
    """Look up who acts, and put together what the handler needs."""
    desk: Desk = context["desk"]
    return Turn(desk, find_person(desk, client, body["user"]["id"]), client, respond, body)


def handling(handle: Callable[[Turn], None]) -> Callable[..., None]:
    """Return a Bolt listener that lets `handle` work."""

    def listener(body: dict[str, Any], client: WebClient, context: BoltContext, respond: Respond) -> None:
        handle(begin_turn(body, client, context, respond))

    return listener
