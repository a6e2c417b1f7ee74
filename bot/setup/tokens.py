"""The app and its tokens."""

import re
from dataclasses import dataclass

from bot.models.findings import Finding, Verdict
from bot.setup.walk import Walk
from bot.slack.checks import PAGES, Connected, check_app_token, check_scopes, look_up_bot
from bot.slack.client import MeasuredClient
from bot.slack.manifest import creation_link, manifest

_KINDS = {
    "xoxb-": "a bot token (xoxb-)",
    "xapp-": "an app-level token (xapp-)",
    "xoxp-": "a person's token (xoxp-)",
    "xoxe": "a token for configuring apps, or one that rotates (xoxe)",
}
_SECRET = re.compile(r"[0-9a-f]{32}")
"""What signing secrets look like; Slack does not promise it, but each one known does."""


@dataclass(frozen=True, slots=True)
class Bot:
    """A bot whose token works."""

    client: MeasuredClient
    found: Connected


def connect_bot(walk: Walk) -> Bot:
    """Have the app created and installed, and its bot token given."""
    known = walk.settings.slack_bot_token
    if known is not None:
        bot = _try(walk, known.get_secret_value())
        if bot is not None:
            walk.say("1, 2. The app is there, and the bot token of before works.")
            return _told(walk, bot)
    else:
        _create_app(walk)
    walk.say("2. The bot token, which starts with xoxb-.")
    walk.say("On your app's page: OAuth & Permissions, Bot User OAuth Token.")
    while True:
        typed = walk.ask_secret("Bot token")
        if fault := _fault(typed, "xoxb-"):
            walk.say(fault)
        elif bot := _try(walk, typed):
            walk.keep("SLACK_BOT_TOKEN", typed)
            return _told(walk, bot)


def connect_socket(walk: Walk) -> None:
    """Have the app-level token given, with which Socket Mode is opened."""
    known = walk.settings.slack_app_token
    if known is not None:
        found = check_app_token(walk.client(None), known.get_secret_value())
        if found.verdict is Verdict.OK:
            walk.say("3. The app-level token of before works.")
            return
        _tell(walk, found)
    walk.say("3. The app-level token, which starts with xapp-.")
    walk.say(
        "On your app's page: Basic Information, App-Level Tokens, Generate Token and Scopes, with the scope"
        " connections:write."
    )
    while True:
        typed = walk.ask_secret("App-level token")
        if fault := _fault(typed, "xapp-"):
            walk.say(fault)
            continue
        found = check_app_token(walk.client(None), typed)
        if found.verdict is Verdict.OK:
            walk.keep("SLACK_APP_TOKEN", typed)
            walk.say("It works.")
            return
        _tell(walk, found)


def ask_for_signing_secret(walk: Walk) -> None:
    """HTTP mode: have the secret given by which Slack's requests are known. It is seen at work only later."""
    assert walk.http is not None
    walk.keep("AINEWS_PUBLIC_URL", walk.http.rstrip("/"))
    if walk.settings.slack_signing_secret is not None:
        walk.say("3. The signing secret is there.")
        return
    walk.say("3. The signing secret. On your app's page: Basic Information, App Credentials, Signing Secret.")
    while True:
        typed = walk.ask_secret("Signing secret")
        if _SECRET.fullmatch(typed):
            walk.keep("SLACK_SIGNING_SECRET", typed)
            walk.say("Kept. When the bot runs, `ainews doctor` sees whether it is the right one.")
            return
        walk.say(f"That is {_kind(typed)}; a signing secret has 32 digits from 0 to 9 and a to f.")


def _create_app(walk: Walk) -> None:
    walk.say("1. The app. Open this link, choose your workspace, press Next and Create, and then Install:")
    walk.talk.show_link("Create AI News, with everything filled in", creation_link(manifest(walk.http)))
    walk.say(f"Or: {PAGES}, Create New App, From a manifest, and paste what `ainews manifest` prints.")
    walk.talk.ask("Press Enter when it is installed")


def _try(walk: Walk, token: str) -> Bot | None:
    client = walk.client(token)
    found = look_up_bot(client, now=walk.clock())
    if isinstance(found, Finding):
        _tell(walk, found)
        return None
    return Bot(client, found)


def _told(walk: Walk, bot: Bot) -> Bot:
    walk.say(f"It is the bot {bot.found.user} in {bot.found.team}.")
    for finding in check_scopes(bot.found.scopes):
        if finding.verdict is Verdict.PROBLEM:
            _tell(walk, finding)
    return bot


def _tell(walk: Walk, finding: Finding) -> None:
    walk.say(f"{finding.message} {finding.advice}")


def _fault(typed: str, prefix: str) -> str | None:
    """Say what is wrong with the form of a token; never repeat it."""
    if not typed.startswith(prefix):
        return f"That is {_kind(typed)}; what is wanted here starts with {prefix}."
    if not re.fullmatch(r"[\w-]{10,}", typed):
        return "Something is missing from it, or something else was copied along: copy it again."
    return None


def _kind(typed: str) -> str:
    if not typed:
        return "nothing"
    if _SECRET.fullmatch(typed):
        return "a signing secret, or a client's"
    return next((kind for prefix, kind in _KINDS.items() if typed.startswith(prefix)), "something else")
