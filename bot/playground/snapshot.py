"""What one person's client shows: the read side of the page."""

from bisect import bisect_left
from dataclasses import asdict
from typing import TYPE_CHECKING

from bot.playground.elements import full_state
from bot.playground.forms import message_form, view_form
from bot.playground.model import Channel, Json, Message, User, View
from bot.playground.text import as_typed

if TYPE_CHECKING:
    from bot.playground.workspace import Workspace

SHOWN_TOASTS = 5


def take_snapshot(
    workspace: "Workspace",
    user_id: str,
    *,
    channel: str | None,
    before: str | None,
    thread: str | None,
    limit: int,
) -> Json:
    """See `bot/playground/web.py` for the form. The caller holds the lock.

    Raises:
        KeyError: there is no such person.
    """
    me = workspace.users[user_id]
    now = workspace.now()
    visible = [one for one in workspace.channels.values() if _is_visible(one, me)]
    chosen = next((one for one in visible if one.id == channel), None) or (visible[0] if visible else None)
    home = workspace.home(user_id)
    return {
        "revision": workspace.revision,
        "now": now.isoformat(),
        "team": workspace.team.as_slack(),
        "app": _app(workspace),
        "me": me.as_slack(workspace.team.id, now),
        "people": [user.as_slack(workspace.team.id, now) for user in workspace.users.values()],
        "channels": [_channel(workspace, one, user_id) for one in visible],
        "channel": _open_channel(workspace, chosen, user_id, before, limit) if chosen else None,
        "thread": _open_thread(workspace, chosen, thread, user_id) if chosen and thread else None,
        "modals": [_view(workspace, view) for view in workspace.modals(user_id)],
        "home": _view(workspace, home) if home else None,
        "toasts": [{"n": toast.n, "text": toast.text} for toast in workspace.toasts if toast.user == user_id][
            -SHOWN_TOASTS:
        ],
    }


def _is_visible(channel: Channel, user: User) -> bool:
    """Members see their channels, and all public ones; guests see those only that they were added to."""
    return user.id in channel.members or not (channel.is_private or channel.is_im or user.is_restricted)


def _app(workspace: "Workspace") -> Json:
    app = workspace.app
    return {
        "name": app.name,
        "user_id": workspace.bot.id,
        "bot_id": workspace.bot.bot_id,
        "app_id": workspace.app_id,
        "connections": workspace.connections,
        "is_read_only": app.is_read_only,
        "request_url": workspace.request_url,
        "is_verified": workspace.is_verified,
        "commands": [
            {
                "command": one.command,
                "description": one.description,
                "usage_hint": one.usage_hint,
                "subcommands": [{"usage": usage, "help": help_} for usage, help_ in one.subcommands],
            }
            for one in app.commands or ()
        ],
        "shortcuts": [
            {
                "name": one.name,
                "type": one.kind,
                "callback_id": one.callback_id,
                "description": one.description,
            }
            for one in app.shortcuts
        ],
    }


def _channel(workspace: "Workspace", channel: Channel, user_id: str) -> Json:
    form = channel.as_slack(user_id)
    form["latest"] = channel.timeline[-1] if channel.timeline else None
    other = next((one for one in channel.members if one != user_id), user_id)
    form["label"] = workspace.users[other].real_name if channel.is_im else channel.name
    return form


def _open_channel(
    workspace: "Workspace", channel: Channel, user_id: str, before: str | None, limit: int
) -> Json:
    end = bisect_left(channel.timeline, before) if before else len(channel.timeline)
    start = max(0, end - limit)
    page = [channel.messages[ts] for ts in channel.timeline[start:end]]
    oldest = page[0].ts if start and page else ""
    own = [
        one
        for one in workspace.ephemerals.get(user_id, [])
        if one.channel == channel.id
        and not one.thread_ts
        and one.ts >= oldest
        and (not before or one.ts < before)
    ]
    messages = sorted([*page, *own], key=lambda one: one.ts)
    return {
        **_channel(workspace, channel, user_id),
        "messages": [_message(workspace, one, user_id) for one in messages],
        "has_more": start > 0,
    }


def _open_thread(workspace: "Workspace", channel: Channel, ts: str, user_id: str) -> Json | None:
    thread = workspace.thread(channel.id, ts)
    if not thread:
        return None
    own = [one for one in workspace.ephemeral(user_id, channel.id) if one.thread_ts == ts]
    messages = sorted([*thread, *own], key=lambda one: one.ts)
    return {
        "ts": ts,
        "channel": channel.id,
        "messages": [_message(workspace, one, user_id) for one in messages],
    }


def _message(workspace: "Workspace", message: Message, user_id: str) -> Json:
    author = workspace.users.get(message.user)
    return {
        **message_form(workspace, message),
        "channel": message.channel,
        "author": message.username or (author.real_name if author else "Slackbot"),
        "typed": as_typed(workspace, message.text),
        "is_bot": message.bot_id is not None,
        "is_ephemeral": message.ephemeral_to is not None,
        "state": full_state(
            message.blocks, workspace.choices.get((user_id, message.channel, message.ts), {})
        ),
        "trouble": _trouble(message, user_id),
    }


def _trouble(place: Message | View, user_id: str) -> Json | None:
    trouble = place.troubles.get(user_id)
    return asdict(trouble) if trouble else None


def _view(workspace: "Workspace", view: View) -> Json:
    form = view_form(workspace, view)
    shown = ("id", "type", "callback_id", "title", "submit", "close", "blocks", "notify_on_close", "hash")
    return {
        **{key: form[key] for key in shown},
        "state": form["state"]["values"],
        "errors": dict(view.errors),
        "failure": view.failure,
        "trouble": _trouble(view, view.user),
    }
