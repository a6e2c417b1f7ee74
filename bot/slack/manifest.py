"""The app's manifest, made from what the bot really listens to.

Fields: https://docs.slack.dev/reference/app-manifest.
"""

from typing import Any

from bot.slack.commands import SUBCOMMANDS
from bot.slack.register import COMMAND, EVENTS
from bot.slack.shortcuts import SHORTCUTS

SCOPES = {
    "channels:history": "reads back what was posted; reads the message that somebody reacted to",
    "channels:read": "checks that the bot is in the channel that an issue goes to",
    "chat:write": "posts issues and answers",
    "commands": "answers /ainews",
    "groups:history": "the same in private channels",
    "groups:read": "the same in private channels",
    "im:write": "tells curators what needs them",
    "reactions:read": "hears :newspaper: on a message with links",
    "users:read": "knows who is an admin or a guest, and their time zone",
}
"""Every scope and what it is for."""

_MESSAGES = ["message.channels", "message.groups"]
"""What the event `message` is called where an app subscribes to it. Used where hints are switched on."""


def manifest(http: str | None = None) -> dict[str, Any]:
    """Return the manifest for Socket Mode, or for HTTP mode at a public address."""
    events_url = f"{http.rstrip('/')}/slack/events" if http else None
    command: dict[str, Any] = {
        "command": COMMAND,
        "description": "Hand in a link, search, read the latest issue",
        "usage_hint": " | ".join([*(row.usage for row in SUBCOMMANDS), "help"]),
        "should_escape": True,
    }
    subscriptions: dict[str, Any] = {"bot_events": sorted([*(EVENTS.keys() - {"message"}), *_MESSAGES])}
    interactivity: dict[str, Any] = {"is_enabled": True}
    if events_url:
        command["url"] = subscriptions["request_url"] = interactivity["request_url"] = events_url
    return {
        "_metadata": {"major_version": 2, "minor_version": 1},
        "display_information": {
            "name": "AI News",
            "description": "The team's AI newsletter: hand in links, read one issue a week, search it all",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": True,
            },
            "bot_user": {"display_name": "AI News", "always_online": True},
            "slash_commands": [command],
            "shortcuts": [
                {"name": name, "type": kind, "callback_id": callback_id, "description": description}
                for kind, callback_id, name, description in SHORTCUTS
            ],
        },
        "oauth_config": {"scopes": {"bot": sorted(SCOPES)}},
        "settings": {
            "event_subscriptions": subscriptions,
            "interactivity": interactivity,
            "org_deploy_enabled": False,
            "socket_mode_enabled": events_url is None,
            "token_rotation_enabled": False,
        },
    }
