"""What a Slack app has configured: its commands, shortcuts, events and scopes.

In Slack this is the app's manifest (https://docs.slack.dev/reference/app-manifest). Without one the
playground accepts any command and shortcut and sends every event, so that any Bolt app can be tried.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

DEFAULT_SCOPES = frozenset(
    {
        "app_mentions:read", "channels:history", "channels:join", "channels:manage", "channels:read",
        "chat:write", "commands", "emoji:read", "files:write", "groups:history", "groups:read",
        "groups:write", "im:history", "im:read", "im:write", "mpim:read", "reactions:read",
        "reactions:write", "team:read", "usergroups:read", "users.profile:read", "users:read",
        "users:read.email",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CommandSpec:
    """A slash command, with its slash.

    `subcommands` are (usage, help), such as `("add <link>", "Hand in a link")`; the page offers them one by
    one. Slack knows of none: its client shows the usage hint only.
    """

    command: str
    description: str = ""
    usage_hint: str = ""
    should_escape: bool = True
    subcommands: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ShortcutSpec:
    """A shortcut. `kind` is `message` or `global`."""

    name: str
    callback_id: str
    kind: str = "message"
    description: str = ""


@dataclass(frozen=True, slots=True)
class AppConfig:
    """The app as the workspace knows it. `commands` and `events` of None mean: whatever comes.

    `is_read_only`: nobody can write to the app in its direct messages.
    """

    name: str = "AI News"
    bot_name: str = "ainews"
    commands: tuple[CommandSpec, ...] | None = None
    shortcuts: tuple[ShortcutSpec, ...] = ()
    events: frozenset[str] | None = None
    scopes: frozenset[str] = DEFAULT_SCOPES
    is_read_only: bool = False

    @classmethod
    def from_manifest(cls, manifest: Mapping[str, Any]) -> "AppConfig":
        """Read a Slack app manifest (as parsed JSON or YAML). Parts that it lacks stay empty."""
        features = manifest.get("features", {})
        settings = manifest.get("settings", {})
        name = str(manifest.get("display_information", {}).get("name", "App"))
        scopes = manifest.get("oauth_config", {}).get("scopes", {}).get("bot", ())
        return cls(
            name=name,
            bot_name=str(features.get("bot_user", {}).get("display_name", name)),
            commands=tuple(_command(command) for command in features.get("slash_commands", ())),
            shortcuts=tuple(_shortcut(shortcut) for shortcut in features.get("shortcuts", ())),
            events=frozenset(settings.get("event_subscriptions", {}).get("bot_events", ())),
            scopes=frozenset(scopes),
            is_read_only=bool(features.get("app_home", {}).get("messages_tab_read_only_enabled", False)),
        )

    def explaining(self, word: str, subcommands: Iterable[tuple[str, str]]) -> "AppConfig":
        """The same app, with a line of help for each subcommand of `word`: (usage, help)."""
        rows = tuple(subcommands)
        commands = tuple(
            replace(one, subcommands=rows) if one.command == word else one for one in self.commands or ()
        )
        return replace(self, commands=commands)

    def command(self, word: str) -> CommandSpec | None:
        """The command of that name; any word is one where none are configured."""
        if self.commands is None:
            return CommandSpec(word)
        return next((command for command in self.commands if command.command == word), None)

    def wants(self, event: str) -> bool:
        """Whether the app has subscribed to this kind of event."""
        return self.events is None or event in self.events


def _command(spec: Mapping[str, Any]) -> CommandSpec:
    return CommandSpec(
        command=str(spec["command"]),
        description=str(spec.get("description", "")),
        usage_hint=str(spec.get("usage_hint", "")),
        should_escape=bool(spec.get("should_escape", False)),
    )


def _shortcut(spec: Mapping[str, Any]) -> ShortcutSpec:
    return ShortcutSpec(
        name=str(spec["name"]),
        callback_id=str(spec["callback_id"]),
        kind=str(spec.get("type", "message")),
        description=str(spec.get("description", "")),
    )
