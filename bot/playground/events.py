"""Events: what the app is told of messages, reactions and people without having been asked."""

from collections.abc import Callable

from bot.playground.forms import message_form, view_form
from bot.playground.model import Channel, Json, Message
from bot.playground.payloads import event_callback
from bot.playground.workspace import Workspace

_MESSAGE_EVENTS = {"im": "message.im", "group": "message.groups", "channel": "message.channels"}


class Events:
    """Decides what the app hears (its subscriptions, the channels its bot is in) and sends it."""

    def __init__(self, workspace: Workspace, send: Callable[[Json], None]) -> None:
        self._workspace = workspace
        self._send = send

    def message_posted(self, message: Message) -> None:
        """A message that stands in a channel: `message`, and `app_mention` where a person names the bot.

        The app hears its own messages too, with `bot_id` and `app_id`; Bolt passes over those unless it is
        told not to. What only one person sees is no event.
        """
        if message.ephemeral_to is not None:
            return
        workspace = self._workspace
        channel = workspace.channels[message.channel]
        form = message_form(workspace, message)
        self._message(channel, {**form, "event_ts": message.ts})
        is_own = message.user == workspace.bot.id
        if f"<@{workspace.bot.id}>" in message.text and not channel.is_im and not is_own:
            self._emit(
                channel, {**form, "type": "app_mention", "channel": channel.id, "event_ts": message.ts}
            )

    def message_changed(self, message: Message, previous: Json) -> None:
        if message.ephemeral_to is not None:
            return
        workspace = self._workspace
        ts = workspace.new_ts()
        event: Json = {"type": "message", "subtype": "message_changed", "hidden": True, "ts": ts}
        changed = {"message": message_form(workspace, message), "previous_message": previous, "event_ts": ts}
        self._message(workspace.channels[message.channel], {**event, **changed})

    def message_deleted(self, message: Message, previous: Json) -> None:
        if message.ephemeral_to is not None:
            return
        ts = self._workspace.new_ts()
        event: Json = {"type": "message", "subtype": "message_deleted", "hidden": True, "ts": ts}
        deleted = {"deleted_ts": message.ts, "previous_message": previous, "event_ts": ts}
        self._message(self._workspace.channels[message.channel], {**event, **deleted})

    def reaction(self, message: Message, user_id: str, name: str, *, added: bool) -> None:
        """`reaction_added` or `reaction_removed`; `item_user` is who wrote the message."""
        event: Json = {
            "type": "reaction_added" if added else "reaction_removed",
            "user": user_id,
            "reaction": name,
            "item": {"type": "message", "channel": message.channel, "ts": message.ts},
            "item_user": message.user,
            "event_ts": self._workspace.new_ts(),
        }
        self._emit(self._workspace.channels[message.channel], event)

    def home_opened(self, user_id: str, channel: Channel, tab: str) -> None:
        """`app_home_opened`; `view` is what the person sees, where something was published before."""
        event: Json = {
            "type": "app_home_opened",
            "user": user_id,
            "channel": channel.id,
            "tab": tab,
            "event_ts": self._workspace.new_ts(),
        }
        home = self._workspace.home(user_id)
        if home is not None and tab == "home":
            event["view"] = view_form(self._workspace, home)
        self._emit(channel, event)

    def member(self, channel: Channel, user_id: str, *, joined: bool, inviter: str | None = None) -> None:
        event: Json = {
            "type": "member_joined_channel" if joined else "member_left_channel",
            "user": user_id,
            "channel": channel.id,
            "channel_type": "G" if channel.is_private else "C",
            "team": self._workspace.team.id,
            "event_ts": self._workspace.new_ts(),
        }
        if inviter is not None:
            event["inviter"] = inviter
        self._emit(channel, event)

    def _message(self, channel: Channel, event: Json) -> None:
        kind = "im" if channel.is_im else "group" if channel.is_private else "channel"
        event |= {"channel": channel.id, "channel_type": kind}
        self._emit(channel, event, subscription=_MESSAGE_EVENTS[kind])

    def _emit(self, channel: Channel, event: Json, *, subscription: str | None = None) -> None:
        workspace = self._workspace
        wanted = workspace.app.wants(subscription or event["type"])
        if wanted and workspace.bot.id in channel.members:
            self._send(event_callback(workspace, event))
