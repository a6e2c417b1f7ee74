"""The app's manifest, made from what the bot really listens to.

Fields: https://docs.slack.dev/reference/app-manifest.
"""

import json
from typing import Any
from urllib.parse import quote

import yaml

from bot.slack.commands import SUBCOMMANDS
from bot.slack.http import PATH as EVENTS_PATH
from bot.slack.register import COMMAND, EVENTS
from bot.slack.shortcuts import SHORTCUTS

SCOPES = {
    "channels:history": "reads back what was posted; reads the message that somebody reacted to",
    "channels:read": "checks that the bot is in the channel that an issue goes to",
    "chat:write": "posts issues and answers",
    "commands": "answers /ainews",
    "groups:history": "reads back what was posted in private channels; reads messages there",
    "groups:read": "checks that the bot is in the private channel that an issue goes to",
    "im:write": "tells curators what needs them",
    "reactions:read": "hears :newspaper: on a message with links",
    "users:read": "knows who is an admin or a guest, and their time zone",
}
"""Every scope and what it is for."""

BOT_NAME = "ai-news"
"""How the bot is invited into a channel: `/invite @ai-news`."""

REDIRECT_PATH = "/slack/oauth_redirect"
"""Where Slack sends the browser back to after an installation."""

_MESSAGES = ["message.channels", "message.groups"]
"""What the event `message` is called where an app subscribes to it. Used where hints are switched on."""


_HINT = 1000
"""Characters of a usage hint, by the same page."""

_NEW_APP = "https://api.slack.com/apps?new_app=1&manifest_json="
"""Opens Slack's page for a new app with the manifest filled in: https://docs.slack.dev/app-manifests/creating-apps-with-manifests."""


def manifest(http: str | None = None, *, install: str | None = None) -> dict[str, Any]:
    """Return the manifest for Socket Mode, or for HTTP mode at a public address.

    `install` is the public address at which other workspaces install the app by OAuth.
    """
    events_url = f"{http.rstrip('/')}{EVENTS_PATH}" if http else None
    command: dict[str, Any] = {
        "command": COMMAND,
        "description": "Hand in a link, search, read the latest issue",
        "usage_hint": _usage_hint(),
        "should_escape": True,
    }
    subscriptions: dict[str, Any] = {"bot_events": sorted([*(EVENTS.keys() - {"message"}), *_MESSAGES])}
    interactivity: dict[str, Any] = {"is_enabled": True}
    if events_url:
        command["url"] = subscriptions["request_url"] = interactivity["request_url"] = events_url
    oauth: dict[str, Any] = {"scopes": {"bot": sorted(SCOPES)}}
    if install:
        oauth["redirect_urls"] = [f"{install.rstrip('/')}{REDIRECT_PATH}"]
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
            # Slack's page allows a-z, 0-9, -, _ and . here; the app's name above is what people read.
            "bot_user": {"display_name": BOT_NAME, "always_online": True},
            "slash_commands": [command],
            "shortcuts": [
                {"name": name, "type": kind, "callback_id": callback_id, "description": description}
                for kind, callback_id, name, description in SHORTCUTS
            ],
        },
        "oauth_config": oauth,
        "settings": {
            "event_subscriptions": subscriptions,
            "interactivity": interactivity,
            "org_deploy_enabled": False,
            "socket_mode_enabled": events_url is None,
            "token_rotation_enabled": False,
        },
    }


def as_yaml(document: dict[str, Any]) -> str:
    """Return a manifest as people read it. Slack takes YAML and JSON."""
    return yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=100)


def creation_link(document: dict[str, Any]) -> str:
    """Return a link that opens Slack's page for a new app with this manifest in it."""
    return _NEW_APP + quote(json.dumps(document, separators=(",", ":")), safe="")


def _usage_hint() -> str:
    """Every subcommand with its arguments, or, where that is too long for Slack, by name alone."""
    full = " | ".join([*(row.usage for row in SUBCOMMANDS), "help"])
    return full if len(full) <= _HINT else " | ".join([*(row.name for row in SUBCOMMANDS), "help"])
