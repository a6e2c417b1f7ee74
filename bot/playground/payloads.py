"""What the app receives when somebody does something, in Slack's forms.

https://docs.slack.dev/interactivity/implementing-slash-commands
https://docs.slack.dev/reference/interaction-payloads
https://docs.slack.dev/apis/events-api
"""

from typing import Any

from bot.playground.forms import message_form, view_form
from bot.playground.model import Channel, Json, Message, User, View
from bot.playground.workspace import Workspace

# Slack's long deprecated constant; nothing is checked by it.
VERIFICATION_TOKEN = "playground-verification-token"  # noqa: S105


def command_payload(
    workspace: Workspace, user: User, channel: Channel, command: str, text: str, trigger_id: str, url: str
) -> Json:
    """A slash command. Booleans are text here, as the form-encoded original has them."""
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": workspace.team.id,
        "team_domain": workspace.team.domain,
        "channel_id": channel.id,
        "channel_name": _channel_name(channel),
        "user_id": user.id,
        "user_name": user.name,
        "command": command,
        "text": text,
        "api_app_id": workspace.app_id,
        "is_enterprise_install": "false",
        "response_url": url,
        "trigger_id": trigger_id,
    }


def interaction(workspace: Workspace, kind: str, user: User, **rest: Any) -> Json:
    """What all interaction payloads have."""
    return {
        "type": kind,
        "user": {
            "id": user.id,
            "username": user.name,
            "name": user.name,
            "team_id": workspace.team.id,
        },
        "api_app_id": workspace.app_id,
        "token": VERIFICATION_TOKEN,
        "team": {"id": workspace.team.id, "domain": workspace.team.domain},
        "enterprise": None,
        "is_enterprise_install": False,
        **rest,
    }


def message_action(
    workspace: Workspace, user: User, channel: Channel, message: Message, callback_id: str, **rest: Any
) -> Json:
    """A message shortcut."""
    return interaction(
        workspace,
        "message_action",
        user,
        callback_id=callback_id,
        action_ts=workspace.new_ts(),
        message_ts=message.ts,
        channel=channel_reference(channel),
        message=message_form(workspace, message),
        **rest,
    )


def message_container(message: Message) -> Json:
    """Where an element in a message stands."""
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": message.channel,
        "is_ephemeral": message.ephemeral_to is not None,
    }
    if message.thread_ts is not None:
        container["thread_ts"] = message.thread_ts
    return container


def view_container(view: View) -> Json:
    return {"type": "view", "view_id": view.id}


def channel_reference(channel: Channel) -> Json:
    return {"id": channel.id, "name": _channel_name(channel)}


def view_submission(
    workspace: Workspace, user: User, view: View, trigger_id: str, response_urls: list[Json]
) -> Json:
    """A modal that was submitted. Its trigger id lets the app open another one."""
    return interaction(
        workspace,
        "view_submission",
        user,
        trigger_id=trigger_id,
        view=view_form(workspace, view),
        response_urls=response_urls,
    )


def view_closed(workspace: Workspace, user: User, view: View, *, is_cleared: bool) -> Json:
    return interaction(workspace, "view_closed", user, view=view_form(workspace, view), is_cleared=is_cleared)


def event_callback(workspace: Workspace, event: Json) -> Json:
    """The envelope of the Events API."""
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": workspace.team.id,
        "context_team_id": workspace.team.id,
        "context_enterprise_id": None,
        "api_app_id": workspace.app_id,
        "event": event,
        "type": "event_callback",
        "event_id": f"Ev{workspace.new_id('E')}",
        "event_time": int(workspace.now().timestamp()),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": workspace.team.id,
                "user_id": workspace.bot.id,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
        "event_context": f"4-{workspace.new_secret()}",
    }


def _channel_name(channel: Channel) -> str:
    if channel.is_im:
        return "directmessage"
    return "privategroup" if channel.is_private else channel.name
