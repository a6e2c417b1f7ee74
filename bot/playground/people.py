"""What people do in Slack's client. The page's endpoints and the tests both come here.

Every method blocks until the app has acknowledged, or for three seconds. People are named by their user id;
messages and views are the workspace's own objects.
"""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from bot.playground.delivery import Delivery
from bot.playground.events import Events
from bot.playground.form_use import TOASTS, FormUse, Outcome, Submission, visible_user
from bot.playground.forms import message_form
from bot.playground.grants import new_response_url, new_trigger, response_url
from bot.playground.model import Channel, Json, Message, ResponseUrl, User, View
from bot.playground.payloads import command_payload, interaction, message_action
from bot.playground.refusals import ApiError, CannotDoThatError, NotDeliveredError
from bot.playground.responses import respond
from bot.playground.text import as_command, as_message, as_rich_text
from bot.playground.workspace import Workspace

SLACKBOT = "USLACKBOT"


class People:
    """The hands of everybody in the workspace."""

    def __init__(self, workspace: Workspace, delivery: Delivery, events: Events) -> None:
        self._workspace = workspace
        self._delivery = delivery
        self._events = events
        self._forms = FormUse(workspace, delivery)

    # Commands and messages

    def send_command(
        self, user_id: str, channel_id: str, text: str, *, thread_ts: str | None = None
    ) -> Outcome:
        """Type a slash command, such as `/ainews add https://example.org`, as a person types it.

        When the app does not take it, the person sees Slack's line about it and the outcome has its code.

        Raises:
            CannotDoThatError: no such person or channel, or the text is not a command.
        """
        user, channel = self._present(user_id, channel_id)
        word, _, rest = text.strip().partition(" ")
        if not word.startswith("/") or len(word) < 2:
            raise CannotDoThatError("A command begins with a slash.")
        if word == "/me" and rest.strip():
            self.post_message(user_id, channel_id, rest.strip(), thread_ts=thread_ts, subtype="me_message")
            return Outcome(ok=True)
        if thread_ts is not None:
            line = f"{word} is not supported in threads. Sorry!"
            return self._slackbot(user, channel, line, "not_in_threads", thread_ts=thread_ts)
        spec = self._workspace.app.command(word)
        if spec is None:
            line = (
                f"{word} is not a valid command. In Slack, all messages that start with the “/” character"
                " are interpreted as commands."
            )
            return self._slackbot(user, channel, line, "unknown_command")
        sent = as_command(self._workspace, rest.strip(), should_escape=spec.should_escape)
        grant = new_response_url(
            self._workspace, user.id, channel.id, is_command=True, is_held=True, typed=text.strip()
        )
        return self._run_command(user, channel, word, sent, grant)

    def _run_command(self, user: User, channel: Channel, word: str, text: str, grant: ResponseUrl) -> Outcome:
        workspace = self._workspace
        payload = command_payload(
            workspace,
            user,
            channel,
            word,
            text,
            new_trigger(workspace, user.id),
            response_url(workspace, grant),
        )
        try:
            self._delivery.command(payload, lambda said: self._hear(grant, said))
        except NotDeliveredError as error:
            return self._slackbot(user, channel, f'{word} failed with the error "{error.code}"', error.code)
        except ApiError as error:
            workspace.record("in", "command response", {"command": word}, error.answer(), status=200, ms=0)
            code = "invalid_command_response"
            return self._slackbot(user, channel, f'{word} failed with the error "{code}"', code)
        finally:
            grant.is_held = False
        return Outcome(ok=True)

    def _hear(self, grant: ResponseUrl, said: Json) -> None:
        if said:
            respond(self._workspace, self._events, grant, said)
        grant.is_held = False

    def _slackbot(
        self, user: User, channel: Channel, text: str, code: str, *, thread_ts: str | None = None
    ) -> Outcome:
        ts = self._workspace.new_ts()
        line = Message(ts, channel.id, SLACKBOT, text, username="Slackbot", ephemeral_to=user.id)
        line.thread_ts = thread_ts
        self._workspace.add_message(line)
        return Outcome(ok=False, error=code)

    def post_message(
        self,
        user_id: str,
        channel_id: str,
        text: str,
        *,
        thread_ts: str | None = None,
        subtype: str | None = None,
    ) -> Message:
        """Write a message, or a reply. `channel_id` may be a channel, `#name`, or the bot's user id (a DM).

        Raises:
            CannotDoThatError: the person is not in the channel, it is archived, or the thread does not exist.
        """
        user, channel = self._present(user_id, channel_id, member=True)
        workspace = self._workspace
        if channel.is_archived:
            raise CannotDoThatError(f"#{channel.name} is archived.")
        if thread_ts is not None and thread_ts not in channel.messages:
            raise CannotDoThatError("There is no such thread.")
        message = Message(
            ts=workspace.new_ts(),
            channel=channel.id,
            user=user.id,
            text=as_message(workspace, text),
            blocks=[as_rich_text(workspace, text, workspace.new_secret()[:5])],
            thread_ts=thread_ts,
            subtype=subtype,
            client_msg_id=str(uuid4()),
        )
        workspace.add_message(message)
        self._events.message_posted(message)
        return message

    def edit_message(self, user_id: str, message: Message, text: str) -> None:
        """Change one's own message."""
        self._check_author(user_id, message)
        workspace = self._workspace
        previous = message_form(workspace, message)
        with workspace.changing():
            message.text = as_message(workspace, text)
            message.blocks = [as_rich_text(workspace, text, workspace.new_secret()[:5])]
            message.edited = {"user": user_id, "ts": workspace.new_ts()}
        self._events.message_changed(message, previous)

    def delete_message(self, user_id: str, message: Message) -> None:
        """Take one's own message back."""
        self._check_author(user_id, message)
        previous = message_form(self._workspace, message)
        self._workspace.remove_message(message)
        self._events.message_deleted(message, previous)

    def dismiss(self, user_id: str, message: Message) -> None:
        """Let an ephemeral message go."""
        if message.ephemeral_to != user_id:
            raise CannotDoThatError("Only an ephemeral message can be dismissed, by who sees it.")
        self._workspace.remove_message(message)

    def reload(self, user_id: str) -> None:
        """Load the client anew: ephemeral messages and open modals are gone."""
        with self._workspace.changing():
            self._workspace.ephemerals.pop(user_id, None)
            for view in self._workspace.modals(user_id):
                del self._workspace.views[view.id]
            self._workspace.stacks.pop(user_id, None)

    # Interactive elements

    def act(
        self,
        user_id: str,
        place: Message | View,
        action_id: str,
        value: Any = None,
        *,
        block_id: str | None = None,
    ) -> Outcome:
        """Press a button or choose in a menu or picker; the app gets `block_actions`.

        `value`: nothing for a button; an option's value for overflow, select, radio; a list of them for multi
        select and checkboxes; an id (or a list) for people and channels; `2026-11-23`, `08:30`, text.
        A confirmation dialog counts as confirmed.

        Raises:
            CannotDoThatError: no such element or option.
        """
        visible_user(self._workspace, user_id)
        return self._forms.act(user_id, place, action_id, value, block_id=block_id)

    def fill(
        self, user_id: str, place: Message | View, action_id: str, value: Any, *, block_id: str | None = None
    ) -> None:
        """Enter something into a field; the app hears of it with the submission."""
        self._forms.fill(user_id, place, action_id, value, block_id=block_id)

    def suggest(
        self, user_id: str, place: Message | View, action_id: str, query: str, *, block_id: str | None = None
    ) -> Json:
        """Type into an external menu; returns the app's `options` or `option_groups`."""
        return self._forms.suggest(user_id, place, action_id, query, block_id=block_id)

    def submit_view(
        self, user_id: str, view: View | None = None, values: Mapping[str, Any] | None = None
    ) -> Submission:
        """Fill in and submit a modal: the given one, or the one that the person sees.

        `values` are by action_id, or by block_id and action_id: `{"title": "x"}` or `{"b": {"title": "x"}}`.
        Fields that Slack's client would complain about are not sent.

        Raises:
            CannotDoThatError: no modal is open, or it has no such field.
        """
        return self._forms.submit(view or self._open_modal(user_id), values or {})

    def close_view(self, user_id: str, *, everything: bool = False) -> None:
        """Close the modal that the person sees, or the whole stack; `view_closed` follows where asked for."""
        self._forms.close(user_id, everything=everything)

    def _open_modal(self, user_id: str) -> View:
        view = self._workspace.modal(user_id)
        if view is None:
            raise CannotDoThatError("No modal is open.")
        return view

    # Shortcuts, reactions, home, membership

    def use_message_shortcut(self, user_id: str, message: Message, callback_id: str) -> Outcome:
        """Choose a shortcut in a message's menu."""
        user, channel = self._present(user_id, message.channel)
        workspace = self._workspace
        grant = new_response_url(workspace, user.id, channel.id, is_command=True)
        payload = message_action(
            workspace,
            user,
            channel,
            message,
            callback_id,
            trigger_id=new_trigger(workspace, user_id),
            response_url=response_url(workspace, grant),
        )
        return self._deliver(user_id, payload)

    def use_global_shortcut(self, user_id: str, callback_id: str) -> Outcome:
        """Choose a shortcut in the composer's menu."""
        user, workspace = visible_user(self._workspace, user_id), self._workspace
        payload = interaction(
            workspace,
            "shortcut",
            user,
            callback_id=callback_id,
            action_ts=workspace.new_ts(),
            trigger_id=new_trigger(workspace, user_id),
        )
        return self._deliver(user_id, payload)

    def add_reaction(self, user_id: str, message: Message, name: str) -> None:
        """React to a message; twice is once. `name` is without colons."""
        with self._workspace.changing():
            people = message.reactions.setdefault(name, [])
            if user_id in people:
                return
            people.append(user_id)
        self._events.reaction(message, user_id, name, added=True)

    def remove_reaction(self, user_id: str, message: Message, name: str) -> None:
        """Take a reaction back."""
        with self._workspace.changing():
            people = message.reactions.get(name, [])
            if user_id not in people:
                return
            people.remove(user_id)
            if not people:
                del message.reactions[name]
        self._events.reaction(message, user_id, name, added=False)

    def open_home(self, user_id: str, tab: str = "home") -> None:
        """Open the app's page; `tab` is home, messages or about."""
        visible_user(self._workspace, user_id)
        self._events.home_opened(user_id, self._workspace.direct_message(user_id), tab)

    def join(self, user_id: str, channel_id: str, target: str | None = None) -> None:
        """Join a channel, or add `target` (a person or the bot) to it."""
        channel = self._channel(channel_id)
        member = target or user_id
        if target is not None and user_id not in channel.members:
            raise CannotDoThatError("Only members can add others.")
        if target is None and channel.is_private:
            raise CannotDoThatError("Nobody joins a private channel without being added.")
        if member in channel.members:
            return
        with self._workspace.changing():
            channel.members.append(member)
        self._events.member(channel, member, joined=True, inviter=user_id if target else None)

    def leave(self, user_id: str, channel_id: str, target: str | None = None) -> None:
        """Leave a channel, or take `target` out of it."""
        channel = self._channel(channel_id)
        member = target or user_id
        if member not in channel.members:
            return
        with self._workspace.changing():
            channel.members.remove(member)
        self._events.member(channel, member, joined=False)

    def _deliver(self, user_id: str, payload: Json) -> Outcome:
        try:
            self._delivery.interaction(payload, lambda _: None)
        except NotDeliveredError as error:
            self._workspace.show_toast(user_id, TOASTS[error.code])
            return Outcome(ok=False, error=error.code)
        return Outcome(ok=True)

    def _channel(self, reference: str) -> Channel:
        channel = self._workspace.find_channel(reference)
        if channel is None:
            raise CannotDoThatError(f"There is no channel {reference}.")
        return channel

    def _present(self, user_id: str, reference: str, *, member: bool = False) -> tuple[User, Channel]:
        user = visible_user(self._workspace, user_id)
        if reference == self._workspace.bot.id:
            return user, self._workspace.direct_message(user_id)
        channel = self._channel(reference)
        hidden = channel.is_private or channel.is_im or member
        if hidden and user_id not in channel.members:
            raise CannotDoThatError(f"{user.real_name} is not in {channel.name or 'this conversation'}.")
        return user, channel

    def _check_author(self, user_id: str, message: Message) -> None:
        if message.user != user_id:
            raise CannotDoThatError("People change only their own messages.")
