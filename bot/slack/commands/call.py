"""A subcommand that somebody typed, and what a subcommand is."""

from collections.abc import Callable
from dataclasses import dataclass

from slack_bolt import Respond
from slack_sdk import WebClient

from bot.models.values import Person
from bot.slack.desk import Desk
from bot.slack.messages import Message, answer


@dataclass(frozen=True, slots=True)
class Call:
    """One use of `/ainews`. `text` is what stands after the subcommand's name, as Slack sends it (escaped).

    `trigger_id` opens one modal, within three seconds.
    """

    desk: Desk
    person: Person
    client: WebClient
    respond: Respond
    channel_id: str
    trigger_id: str
    text: str

    def answer(self, message: Message, *, replace: bool = False) -> None:
        """Answer the person, visible to them only."""
        answer(self.respond, message, replace=replace)


@dataclass(frozen=True, slots=True)
class Subcommand:
    """A row of the table. Help, "did you mean" and the manifest's hint are made from it.

    It is also run by its `other_names`, which no list shows.
    """

    name: str
    usage: str
    help: str
    run: Callable[[Call], None]
    curators_only: bool = False
    other_names: tuple[str, ...] = ()
