"""Slack's side: the tokens, what they may do, and whether the bot is where issues go."""

from collections.abc import Iterator
from datetime import datetime

from bot.config import Settings
from bot.doctor.teams import client_for, examine_teams
from bot.models.findings import Finding, good, problem, warning
from bot.slack.checks import (
    check_app_token,
    check_channel,
    check_clock,
    check_public_url,
    check_same_app,
    check_scopes,
    look_up_bot,
)
from bot.store import Store
from bot.store.checkup import Channel


def examine_workspaces(
    settings: Settings, store: Store | None, channels: list[Channel], *, now: datetime
) -> Iterator[Finding]:
    """Look at the app, and at every workspace that has it. `now` is real time."""
    if settings.has_many_teams:
        yield from examine_teams(settings, store, channels, now=now)
    elif settings.slack_bot_token is not None:
        token = settings.slack_bot_token.get_secret_value()
        yield from _one(settings, token, channels, now)
    if settings.slack_app_token is not None:
        yield check_app_token(client_for(settings, None), settings.slack_app_token.get_secret_value())
    yield from _public_url(settings)


def _one(settings: Settings, token: str, channels: list[Channel], now: datetime) -> Iterator[Finding]:
    client = client_for(settings, token)
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


def _public_url(settings: Settings) -> Iterator[Finding]:
    secret = settings.slack_signing_secret
    if secret is None:
        return
    if settings.public_url is not None:
        yield check_public_url(settings.public_url, secret.get_secret_value())
    elif settings.slack_app_token is None:
        advice = "Set AINEWS_PUBLIC_URL to the address in your app's Event Subscriptions."
        yield warning("public_url", "In HTTP mode, the address that Slack uses is not known here.", advice)
