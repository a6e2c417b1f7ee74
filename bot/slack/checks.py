"""What `ainews setup` and `ainews doctor` ask Slack: whose tokens these are, and what they may do."""

import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from bot.errors import AinewsError, InvalidInputError
from bot.models.findings import Finding, good, problem, skipped, warning
from bot.slack.http import PATH
from bot.slack.manifest import BOT_NAME, SCOPES

PAGES = "https://api.slack.com/apps"
SKEW_NOTED = timedelta(seconds=15)
"""Leases of several replicas rest on clocks that agree as far as this (docs/delivery.md)."""
SKEW_FATAL = timedelta(minutes=5)
"""Slack's requests are dated, and older ones are refused as replays."""

_WHAT_TO_DO = {
    "invalid_auth": "Copy it again: Slack does not know this token. Was the app reinstalled or deleted?",
    "not_authed": "Copy it again: Slack does not know this token.",
    "account_inactive": "The app was removed from the workspace, or the workspace is gone: install it again.",
    "token_revoked": "The token was revoked: install the app again, and copy the new token.",
    "token_expired": "Switch token rotation off for the app, install it again, and copy the new token.",
    "not_allowed_token_type": "That is another kind of token: see where it is found.",
    "missing_scope": "An app-level token needs connections:write: make a new one with that scope.",
    "ratelimited": "Slack asked for a pause: try again in a minute.",
}


@dataclass(frozen=True, slots=True)
class Connected:
    """What `auth.test` says of a bot token. `skew`: how far our clock is ahead, None where not told."""

    team_id: str
    team: str
    user: str
    user_id: str
    bot_id: str
    scopes: frozenset[str] | None
    skew: timedelta | None


def look_up_bot(client: WebClient, *, now: datetime) -> Connected | Finding:
    """Ask Slack whose bot token this is; a finding where it is not a bot's. `now` is real time."""
    try:
        answer = client.auth_test()
    except SlackApiError as error:
        return _refused("bot_token", "SLACK_BOT_TOKEN", error)
    except (HTTPException, OSError) as error:
        return _unreachable("bot_token", client, error)
    if not answer.get("bot_id"):
        return problem(
            "bot_token",
            f"SLACK_BOT_TOKEN belongs to the person {answer.get('user')}, not to a bot.",
            f"Copy the Bot User OAuth Token from OAuth & Permissions at {PAGES}.",
        )
    return Connected(
        team_id=str(answer["team_id"]),
        team=str(answer.get("team") or answer["team_id"]),
        user=str(answer.get("user") or ""),
        user_id=str(answer["user_id"]),
        bot_id=str(answer["bot_id"]),
        scopes=_scopes(answer),
        skew=_skew(answer, now),
    )


def check_app_token(client: WebClient, app_token: str) -> Finding:
    """See whether Socket Mode can be opened with the app-level token. Nothing is connected."""
    try:
        client.apps_connections_open(app_token=app_token)
    except SlackApiError as error:
        return _refused("app_token", "SLACK_APP_TOKEN", error)
    except (HTTPException, OSError) as error:
        return _unreachable("app_token", client, error)
    return good("app_token", "SLACK_APP_TOKEN opens Socket Mode.")


def check_same_app(client: WebClient, bot_id: str, app_token: str) -> Finding:
    """See whether both tokens are of one app: an app-level token names its app, `xapp-1-A012ABCDE-…`."""
    parts = app_token.split("-")
    named = parts[2] if len(parts) > 3 and parts[2].startswith("A") else None
    try:
        app_id = client.bots_info(bot=bot_id)["bot"].get("app_id")
    except (SlackApiError, HTTPException, OSError):
        app_id = None
    if not named or not app_id:
        return skipped("same_app", "Whether both tokens are of one app could not be seen.")
    if named == app_id:
        return good("same_app", f"Both tokens are of the app {app_id}.")
    return problem(
        "same_app",
        f"SLACK_BOT_TOKEN is of the app {app_id}, SLACK_APP_TOKEN of {named}.",
        f"Copy both from the pages of one app at {PAGES}.",
    )


def check_oauth_client(client: WebClient, client_id: str, secret: str) -> Finding:
    """See whether Slack knows the app's client by sending it a code that nobody has.

    https://docs.slack.dev/reference/methods/oauth.v2.access: Slack looks at the client first.
    """
    try:
        client.oauth_v2_access(client_id=client_id, client_secret=secret, code="ainews-doctor")
        code = ""
    except SlackApiError as error:
        code = str(error.response.get("error") if error.response else "no answer")
    except (HTTPException, OSError) as error:
        return _unreachable("oauth_client", client, error)
    where = f"Copy it again from Basic Information at {PAGES}."
    if code == "invalid_client_id":
        return problem("oauth_client", "Slack does not know SLACK_CLIENT_ID.", where)
    if code == "bad_client_secret":
        return problem("oauth_client", "SLACK_CLIENT_SECRET is not that of SLACK_CLIENT_ID.", where)
    if code == "invalid_code":
        return good("oauth_client", "Slack knows SLACK_CLIENT_ID and SLACK_CLIENT_SECRET.")
    return skipped("oauth_client", f"Slack did not tell whether it knows SLACK_CLIENT_ID: {code}.")


def check_scopes(granted: frozenset[str] | None) -> list[Finding]:
    """Compare what the token may do with what the bot needs, and say what each missing scope is for."""
    if granted is None:
        return [skipped("scopes", "Slack did not say which scopes the token has.")]
    missing = sorted(SCOPES.keys() - granted)
    if not missing:
        more = sorted(granted - SCOPES.keys())
        note = f" It has more than it needs: {', '.join(more)}." if more else ""
        return [good("scopes", f"The token has all {len(SCOPES)} scopes that are needed.{note}")]
    return [
        problem(
            "scopes",
            f"The scope {scope} is missing: with it the bot {SCOPES[scope]}.",
            f"Paste `ainews manifest` into App Manifest at {PAGES}, save, and Reinstall to Workspace.",
        )
        for scope in missing
    ]


def check_clock(skew: timedelta | None) -> Finding:
    """Compare this machine's clock with Slack's."""
    if skew is None:
        return skipped("clock", "Slack did not tell the time.")
    seconds, side = round(abs(skew.total_seconds())), "ahead of" if skew > timedelta() else "behind"
    said = f"This machine's clock is {seconds} s {side} Slack's."
    advice = "Let the machine set its clock by NTP, such as with systemd-timesyncd or chrony."
    if abs(skew) >= SKEW_FATAL:
        return problem("clock", f"{said} Slack's signed requests are refused as replays.", advice)
    if abs(skew) >= SKEW_NOTED:
        return warning("clock", f"{said} Issues go out by this clock.", advice)
    return good("clock", "This machine's clock agrees with Slack's.")


def check_channel(client: WebClient, channel_id: str, name: str) -> Finding:
    """See whether the bot can post into a channel."""
    shown = f"#{name}" if name else channel_id
    invite = f"Type `/invite @{BOT_NAME}` in {shown}."
    try:
        channel = client.conversations_info(channel=channel_id)["channel"]
    except SlackApiError as error:
        code = error.response.get("error")
        if code == "channel_not_found":
            return problem("channels", f"{shown} does not exist, or it is private without the bot.", invite)
        return skipped("channels", f"Slack did not tell about {shown}: {code}.")
    except (HTTPException, OSError) as error:
        return _unreachable("channels", client, error)
    shown = f"#{channel.get('name') or name or channel_id}"
    if channel.get("is_archived"):
        advice = "Unarchive it, or choose another channel with `/ainews schedule`."
        return problem("channels", f"{shown} is archived: issues cannot be posted there.", advice)
    if not channel.get("is_member"):
        return problem("channels", f"The bot is not in {shown}: issues cannot be posted there.", invite)
    return good("channels", f"The bot is in {shown}.")


def find_channel(client: WebClient, name: str) -> dict[str, str] | None:
    """Return the id and name of the channel that somebody named, of those that the bot can see.

    Raises:
        AinewsError: Slack does not tell.
    """
    wanted = name.strip().lstrip("#").lower()
    cursor = None
    while True:
        page = _asked(
            client.conversations_list,
            types="public_channel,private_channel",
            exclude_archived=True,
            limit=1000,
            cursor=cursor,
        )
        for channel in page["channels"]:
            if wanted in {str(channel["name"]).lower(), str(channel["id"]).lower()}:
                return {"id": channel["id"], "name": channel["name"]}
        cursor = (page.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            return None


def find_person_id(client: WebClient, typed: str) -> str | None:
    """Return the id of the person whom somebody named: by id, or by a name that Slack shows.

    Raises:
        InvalidInputError: several have that name, which everybody can give themselves.
        AinewsError: Slack does not tell.
    """
    wanted = typed.strip().lstrip("@").lower()
    called: list[str] = []
    cursor = None
    while True:
        page = _asked(client.users_list, limit=200, cursor=cursor)
        for user in page["members"]:
            profile = user.get("profile") or {}
            names = (user.get("name"), user.get("real_name"), profile.get("display_name"))
            if user.get("deleted"):
                continue
            if user["id"].lower() == wanted:
                return str(user["id"])
            if wanted in {str(name).lower() for name in names if name}:
                called.append(str(user["id"]))
        cursor = (page.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            break
    if len(called) > 1:
        raise InvalidInputError(
            f"Several people are called {typed.strip()}: {', '.join(called)}.", hint="Give the id instead."
        )
    return called[0] if called else None


def check_public_url(url: str, signing_secret: str, *, timeout: float = 10) -> Finding:
    """Send what Slack sends when an address is entered, signed, and see whether the bot answers it.

    https://docs.slack.dev/reference/events/url_verification
    """
    address = f"{url.rstrip('/')}{PATH}"
    challenge = hashlib.sha256(f"{time.time_ns()}".encode()).hexdigest()
    body = json.dumps({"type": "url_verification", "challenge": challenge}).encode()
    request = Request(address, data=body, headers=_signed(body, signing_secret))  # noqa: S310 - the operator's own
    try:
        with build_opener(_NoRedirects).open(request, timeout=timeout) as answer:
            text = answer.read(4096).decode("utf-8", "replace")
    except HTTPError as error:
        return _answered(address, error.code)
    except (HTTPException, OSError) as error:
        reason = error.reason if isinstance(error, URLError) else error
        advice = "See that `ainews run --http` runs, and that the address leads to its PORT."
        return problem("public_url", f"Nothing answers at {address}: {reason}.", advice)
    if challenge not in text:
        return problem(
            "public_url",
            f"Something else than this bot answers at {address}.",
            "See where your proxy sends the path /slack/.",
        )
    if not address.startswith("https://"):
        return warning("public_url", f"{address} answers, without TLS.", "Slack sends to https only.")
    return good("public_url", f"{address} answers, with the same signing secret.")


def _asked(method: Callable[..., SlackResponse], **arguments: Any) -> SlackResponse:
    try:
        return method(**{name: value for name, value in arguments.items() if value is not None})
    except SlackApiError as error:
        raise AinewsError(f"Slack does not tell: {error.response.get('error')}.") from error
    except (HTTPException, OSError) as error:
        raise AinewsError("Slack could not be reached.") from error


class _NoRedirects(HTTPRedirectHandler):
    """Slack follows none either."""

    def redirect_request(self, *_: object) -> None:
        return None


def _answered(address: str, status: int) -> Finding:
    if status == 401:
        return problem(
            "public_url",
            f"The bot at {address} refuses the signature.",
            f"SLACK_SIGNING_SECRET is another one there, or a clock is wrong. It stands at {PAGES}.",
        )
    advice = "See where your proxy sends the path /slack/; it must not redirect."
    return problem("public_url", f"{address} answers with status {status}.", advice)


def _signed(body: bytes, secret: str) -> dict[str, str]:
    """Sign as https://docs.slack.dev/authentication/verifying-requests-from-slack says."""
    timestamp = str(int(time.time()))
    base = f"v0:{timestamp}:".encode() + body
    signature = hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
    return {
        "Content-Type": "application/json",
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": f"v0={signature}",
    }


def _refused(check: str, variable: str, error: SlackApiError) -> Finding:
    code = str(error.response.get("error") if error.response else "no answer")
    advice = _WHAT_TO_DO.get(code, f"Copy it again from your app's pages at {PAGES}.")
    return problem(check, f"Slack does not accept {variable}: {code}.", advice)


def _unreachable(check: str, client: WebClient, error: Exception) -> Finding:
    reason = error.reason if isinstance(error, URLError) else error
    return problem(
        check,
        f"Slack could not be reached at {client.base_url}: {reason}.",
        "Check the network, a proxy's settings (HTTPS_PROXY), and SLACK_API_URL.",
    )


def _scopes(answer: SlackResponse) -> frozenset[str] | None:
    given = _header(answer, "x-oauth-scopes")
    if given is None:
        return None
    return frozenset(scope.strip() for scope in given.split(",") if scope.strip())


def _skew(answer: SlackResponse, now: datetime) -> timedelta | None:
    given = _header(answer, "date")
    try:
        return now - parsedate_to_datetime(given) if given else None
    except ValueError:
        return None


def _header(answer: SlackResponse, name: str) -> str | None:
    """Return a header; the SDK gives lists of values or values, as the transport has it."""
    headers: Iterable[tuple[str, object]] = answer.headers.items()
    for known, value in headers:
        if known.lower() == name:
            return str(value[0] if isinstance(value, list) else value)
    return None
