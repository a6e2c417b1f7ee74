"""What a method of the Web API works with."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from bot.playground.api.oauth import OAuth
from bot.playground.events import Events
from bot.playground.model import Channel, Json
from bot.playground.refusals import ApiError
from bot.playground.workspace import Workspace


class Caller(Enum):
    """Whose token a method wants: the bot's `xoxb-`, the app's own `xapp-`, or none at all."""

    BOT = "bot"
    APP = "app"
    ANYBODY = "anybody"


@dataclass(frozen=True, slots=True)
class Context:
    """`new_socket_link` makes the address of a Socket Mode connection."""

    workspace: Workspace
    events: Events
    new_socket_link: Callable[[], str]
    oauth: OAuth

    def channel(self, reference: str) -> Channel:
        """A channel that the bot can see: public ones, and private ones that it is in.

        Raises:
            ApiError: channel_not_found.
        """
        channel = self.workspace.find_channel(reference)
        hidden = channel is not None and (channel.is_private or channel.is_im)
        if channel is None or (hidden and not self.is_member(channel)):
            raise ApiError("channel_not_found")
        return channel

    def is_member(self, channel: Channel) -> bool:
        return self.workspace.bot.id in channel.members

    def user(self, user_id: str) -> None:
        """Raises: ApiError: user_not_found."""
        if user_id not in self.workspace.users:
            raise ApiError("user_not_found")


def paged(items: list[Json], key: str, *, cursor: str | None, limit: int) -> Json:
    """A page of `items` with the cursor of the next one.

    https://docs.slack.dev/apis/web-api/pagination. Cursors are opaque to callers; here they carry the offset.

    Raises:
        ApiError: invalid_cursor.
    """
    start = 0
    if cursor:
        prefix, _, offset = cursor.partition(":")
        if prefix != "offset" or not offset.isdigit() or int(offset) > len(items):
            raise ApiError("invalid_cursor")
        start = int(offset)
    end = start + limit
    following = f"offset:{end}" if end < len(items) else ""
    return {key: items[start:end], "response_metadata": {"next_cursor": following}}
