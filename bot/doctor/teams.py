"""Many teams that installed the app by OAuth: the app's own secrets, then each team under its name."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from bot.config import Settings
from bot.errors import AinewsError
from bot.models.findings import Finding, good, of_team, problem, skipped, warning
from bot.slack.checks import (
    Connected,
    check_channel,
    check_clock,
    check_oauth_client,
    check_scopes,
    look_up_bot,
)
from bot.slack.client import MeasuredClient
from bot.slack.oauth import INSTALL_PATH, Installations
from bot.slack.teams import REFUSALS
from bot.store import Store
from bot.store.checkup import Channel
from bot.store.encryption import Cipher
from bot.store.installations import Team, list_teams

_TIMEOUT = 10


def examine_teams(
    settings: Settings, store: Store | None, channels: list[Channel], *, now: datetime
) -> Iterator[Finding]:
    """Look at the app's client, and at every team that installed it. `now` is real time."""
    client_id, secret, key = settings.slack_client_id, settings.slack_client_secret, settings.encryption_key
    if client_id is not None and secret is not None:
        yield check_oauth_client(client_for(settings, None), client_id, secret.get_secret_value())
    if store is None or key is None or client_id is None:
        yield skipped("bot_token", "The stored tokens could not be looked at.")
        return
    try:
        cipher = Cipher(key.get_secret_value())
        with store.read() as session:
            teams = [team for team in list_teams(session) if team.workspace.team_id]
    except AinewsError as error:
        yield problem("encryption_key", error.message, error.hint or "")
        return
    look = _Look(settings, Installations(store, cipher, client_id=client_id), now)
    if not teams:
        yield warning("bot_token", "No workspace has installed the app yet.", f"Open {look.install_page}.")
    for team in teams:
        theirs = [channel for channel in channels if channel.team_id == team.id]
        for finding in look.at(team, theirs):
            yield of_team(finding, team.workspace.team_id or "", team.name)
    if look.skew is not None:
        yield check_clock(look.skew)


class _Look:
    """Looks at one team after the other. `skew` is how far our clock is ahead, once one of them told."""

    def __init__(self, settings: Settings, installations: Installations, now: datetime) -> None:
        self._settings = settings
        self._installations = installations
        self._now = now
        self.skew: timedelta | None = None
        self.install_page = f"{(settings.public_url or '').rstrip('/')}{INSTALL_PATH}"

    def at(self, team: Team, channels: list[Channel]) -> Iterator[Finding]:
        if team.stopped_at is not None:
            yield self._stopped(team, team.stopped_at)
            return
        try:
            bot = self._installations.find_bot(
                enterprise_id=team.workspace.enterprise_id,
                team_id=team.workspace.team_id,
                is_enterprise_install=team.workspace.is_enterprise_install,
            )
        except AinewsError as error:
            yield problem("encryption_key", error.message, error.hint or "")
            return
        if bot is None:
            yield problem("bot_token", "It has no stored token, so nothing is posted there.", self._again)
            return
        yield from self._connected(client_for(self._settings, bot.bot_token), channels)

    def _connected(self, client: MeasuredClient, channels: list[Channel]) -> Iterator[Finding]:
        found = look_up_bot(client, now=self._now)
        if not isinstance(found, Connected):
            refused = "Slack does not accept" in found.message
            said = found.message.replace("SLACK_BOT_TOKEN", "the stored token")
            yield replace(found, message=said, advice=self._again if refused else found.advice)
            return
        self.skew = found.skew if self.skew is None else self.skew
        yield good("bot_token", f"The stored token is of the bot {found.user}.")
        for finding in check_scopes(found.scopes):
            yield replace(finding, advice=self._again) if finding.advice else finding
        for channel in channels:
            yield check_channel(client, channel.channel_id, channel.name)
        if not channels:
            yield skipped("channels", "No channel gets its issues: a curator there types /ainews schedule.")

    def _stopped(self, team: Team, at: datetime) -> Finding:
        goes = f"{at + timedelta(days=self._settings.grace_days):%Y-%m-%d}"
        if team.stopped_why in REFUSALS:
            said = f"Slack refused its token on {at:%Y-%m-%d} ({team.stopped_why}), so it was stopped."
            advice = f"{self._again} If nobody does, and Slack still refuses it, its data goes on {goes}."
            return warning("bot_token", said, advice)
        return skipped("bot_token", f"It took the app away on {at:%Y-%m-%d}; its data goes on {goes}.")

    @property
    def _again(self) -> str:
        return f"Let somebody there install the app again: {self.install_page}."


def client_for(settings: Settings, token: str | None) -> MeasuredClient:
    """Return what asks Slack with a token, once."""
    return MeasuredClient(token, base_url=settings.slack_api_url, timeout=_TIMEOUT, retry_handlers=[])
