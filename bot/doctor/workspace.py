"""Slack's side: the tokens, what they may do, and whether the bot is where issues go."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from bot.config import Settings
from bot.errors import AinewsError
from bot.models.findings import Finding, good, problem, skipped, warning
from bot.slack.checks import (
    Connected,
    check_app_token,
    check_channel,
    check_clock,
    check_public_url,
    check_same_app,
    check_scopes,
    look_up_bot,
)
from bot.slack.client import MeasuredClient
from bot.slack.oauth import Installations
from bot.store import Store
from bot.store.checkup import Channel
from bot.store.encryption import Cipher
from bot.store.installations import list_teams

_TIMEOUT = 10


def examine_workspaces(
    settings: Settings, store: Store | None, channels: list[Channel], *, now: datetime
) -> Iterator[Finding]:
    """Look at the app, and at every workspace that has it. `now` is real time."""
    if settings.has_many_teams:
        yield from _many(settings, store, channels, now)
    elif settings.slack_bot_token is not None:
        token = settings.slack_bot_token.get_secret_value()
        yield from _one(settings, token, channels, now)
    if settings.slack_app_token is not None:
        yield check_app_token(_client(settings, None), settings.slack_app_token.get_secret_value())
    yield from _public_url(settings)


def _one(settings: Settings, token: str, channels: list[Channel], now: datetime) -> Iterator[Finding]:
    client = _client(settings, token)
    found = look_up_bot(client, now=now)
    if isinstance(found, Finding):
        yield found
        return
    yield good("bot_token", f"SLACK_BOT_TOKEN is of the bot {found.user} in {found.team}.")
    yield check_clock(found.skew)
    yield from check_scopes(found.scopes)
    if settings.slack_app_token is not None:
        yield check_same_app(client, found.bot_id, settings.slack_app_token.get_secret_value())
    if {one.slack_team_id for one in channels} - {None, found.team_id}:
        advice = "Use the tokens of that workspace, or another DATABASE_URL."
        yield problem("bot_token", f"The database belongs to another workspace than {found.team}.", advice)
        return
    for channel in channels:
        yield check_channel(client, channel.channel_id, channel.name)


def _many(
    settings: Settings, store: Store | None, channels: list[Channel], now: datetime
) -> Iterator[Finding]:
    if store is None or settings.encryption_key is None or settings.slack_client_id is None:
        yield skipped("bot_token", "The stored tokens could not be looked at.")
        return
    try:
        cipher = Cipher(settings.encryption_key.get_secret_value())
        installations = Installations(store, cipher, client_id=settings.slack_client_id)
        with store.read() as session:
            teams = [team for team in list_teams(session) if team.stopped_at is None]
        for team in teams:
            bot = installations.find_bot(
                enterprise_id=team.workspace.enterprise_id,
                team_id=team.workspace.team_id,
                is_enterprise_install=team.workspace.is_enterprise_install,
            )
            name = team.name or team.workspace.team_id or f"team {team.id}"
            if bot is None:
                yield warning("bot_token", f"{name} has no stored token.", "Install the app there again.")
                continue
            theirs = [channel for channel in channels if channel.team_id == team.id]
            yield from _stored(_client(settings, bot.bot_token), name, theirs, now)
    except AinewsError as error:
        yield problem("bot_token", error.message, error.hint or "")


def _stored(client: MeasuredClient, name: str, channels: list[Channel], now: datetime) -> Iterator[Finding]:
    found = look_up_bot(client, now=now)
    if not isinstance(found, Connected):
        said = found.message.replace("SLACK_BOT_TOKEN", "the stored token")
        yield replace(found, message=f"{name}: {said}")
        return
    yield good("bot_token", f"{name}: the stored token is of the bot {found.user}.")
    checks = [
        *check_scopes(found.scopes),
        *(check_channel(client, one.channel_id, one.name) for one in channels),
    ]
    yield from (replace(check, message=f"{name}: {check.message}") for check in checks)


def _public_url(settings: Settings) -> Iterator[Finding]:
    secret = settings.slack_signing_secret
    if secret is None:
        return
    if settings.public_url is not None:
        yield check_public_url(settings.public_url, secret.get_secret_value())
    elif settings.slack_app_token is None:
        advice = "Set AINEWS_PUBLIC_URL to the address in your app's Event Subscriptions."
        yield warning("public_url", "In HTTP mode, the address that Slack uses is not known here.", advice)


def _client(settings: Settings, token: str | None) -> MeasuredClient:
    return MeasuredClient(token, base_url=settings.slack_api_url, timeout=_TIMEOUT, retry_handlers=[])
