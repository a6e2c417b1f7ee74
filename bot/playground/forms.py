"""Slack's JSON forms of what the workspace holds."""

import copy
from collections.abc import Iterator
from typing import TYPE_CHECKING

from bot.playground.elements import full_state, interactive_elements
from bot.playground.model import Json, Message, View

if TYPE_CHECKING:
    from bot.playground.workspace import Workspace


def message_form(workspace: "Workspace", message: Message, *, with_metadata: bool = True) -> Json:
    """The message object that history, events and interaction payloads carry.

    https://docs.slack.dev/reference/events/message. Keys without a value are left out, as Slack does.
    """
    form: Json = {"type": "message", "user": message.user, "ts": message.ts, "text": message.text}
    form |= _author(workspace, message)
    optional: Json = {
        "subtype": "thread_broadcast" if message.is_reply and message.broadcast else message.subtype,
        "blocks": copy.deepcopy(message.blocks),
        "attachments": copy.deepcopy(message.attachments),
        "edited": message.edited,
        "client_msg_id": message.client_msg_id,
        "metadata": copy.deepcopy(message.metadata) if with_metadata else None,
        "reactions": [
            {"name": name, "users": list(users), "count": len(users)}
            for name, users in message.reactions.items()
        ],
        "thread_ts": message.thread_ts,
        "files": [file.as_slack(message.user) for file in message.files],
        "upload": bool(message.files),
    }
    form |= {key: value for key, value in optional.items() if value}
    return form | _thread(workspace, message)


def _author(workspace: "Workspace", message: Message) -> Json:
    form: Json = {"team": workspace.team.id}
    if message.bot_id is not None:
        form |= {"bot_id": message.bot_id, "app_id": message.app_id, "bot_profile": bot_form(workspace)}
    if message.username is not None:
        form["username"] = message.username
    return form


def _thread(workspace: "Workspace", message: Message) -> Json:
    if message.is_reply and message.thread_ts is not None:
        root = workspace.channels[message.channel].messages.get(message.thread_ts)
        return {"parent_user_id": root.user} if root else {}
    if not message.replies:
        return {}
    replies = [workspace.channels[message.channel].messages[ts] for ts in message.replies]
    users = list(dict.fromkeys(reply.user for reply in replies))
    return {
        "thread_ts": message.ts,
        "reply_count": len(replies),
        "reply_users_count": len(users),
        "reply_users": users[:5],
        "latest_reply": replies[-1].ts,
        "is_locked": False,
        "subscribed": False,
    }


def bot_form(workspace: "Workspace") -> Json:
    """The bot object of `bots.info` and of messages' `bot_profile`."""
    return {
        "id": workspace.bot.bot_id,
        "deleted": False,
        "name": workspace.app.name,
        "updated": 0,
        "app_id": workspace.app_id,
        "icons": {},
        "team_id": workspace.team.id,
    }


def view_form(workspace: "Workspace", view: View) -> Json:
    """The view object that views.* and interaction payloads carry.

    https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload
    """
    content = view.content
    form: Json = {
        "id": view.id,
        "team_id": workspace.team.id,
        "type": view.kind,
        "blocks": copy.deepcopy(view.blocks),
        "private_metadata": content.get("private_metadata", ""),
        "callback_id": content.get("callback_id", ""),
        "state": {"values": copy.deepcopy(full_state(view.blocks, view.state))},
        "hash": view.hash,
        "title": content.get("title", {"type": "plain_text", "text": "View Title", "emoji": True}),
        "clear_on_close": content.get("clear_on_close", False),
        "notify_on_close": content.get("notify_on_close", False),
        "close": content.get("close"),
        "submit": content.get("submit"),
        "previous_view_id": view.previous_id,
        "root_view_id": view.root_id,
        "app_id": workspace.app_id,
        "external_id": content.get("external_id", ""),
        "app_installed_team_id": workspace.team.id,
        "bot_id": workspace.bot.bot_id,
    }
    return form


def fill_ids(blocks: list[Json], make_id: Iterator[str]) -> list[Json]:
    """A copy of `blocks` in which each block has a block_id and each interactive element an action_id.

    Slack also writes out the defaults of text objects: `emoji` of plain_text, `verbatim` of mrkdwn.
    """
    filled = copy.deepcopy(blocks)
    for block in filled:
        block.setdefault("block_id", next(make_id))
        for element in interactive_elements(block):
            element.setdefault("action_id", next(make_id))
        _write_defaults(block)
    return filled


def _write_defaults(value: object) -> None:
    if isinstance(value, list):
        for item in value:
            _write_defaults(item)
    elif isinstance(value, dict):
        if value.get("type") == "plain_text":
            value.setdefault("emoji", True)
        elif value.get("type") == "mrkdwn":
            value.setdefault("verbatim", False)
        for item in value.values():
            _write_defaults(item)
