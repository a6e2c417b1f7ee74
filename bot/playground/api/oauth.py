"""OAuth: the page on which somebody allows the app into the workspace, and the token for its code.

https://docs.slack.dev/authentication/installing-with-oauth. A code is good once, for ten minutes. Who takes
the app away again lets it hear so, and its token is refused from then on.
"""

import base64
import binascii
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from urllib.parse import urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.playground.model import Json
from bot.playground.payloads import event_callback
from bot.playground.refusals import ApiError
from bot.playground.seed import ADMIN
from bot.playground.workspace import Workspace

CODE_SECONDS = 600.0
_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>{app} asks for access</title>
<main><h1>{app} asks for access to {team}</h1><p>It may then:</p><ul>{scopes}</ul>
<p><a href="{allow}">Allow</a> · <a href="{cancel}">Cancel</a></p></main></html>"""


@dataclass(slots=True)
class _Code:
    """`deadline` is monotonic seconds."""

    redirect_uri: str
    scopes: str
    user: str
    deadline: float


class OAuth:
    """One app's installation in the workspace. `send` hands an event to the app."""

    def __init__(self, workspace: Workspace, bot_token: str, send: Callable[[Json], None]) -> None:
        self.client_id = "1111111111.2222222222"
        self.client_secret = secrets.token_hex(16)
        self.is_revoked = False
        self._workspace = workspace
        self._bot_token = bot_token
        self._send = send
        self._codes: dict[str, _Code] = {}

    async def authorize(self, request: Request) -> Response:
        """The page, and what its two links do: back to the app with a code, or with `access_denied`."""
        query = request.query_params
        target = query.get("redirect_uri", "")
        if query.get("client_id") != self.client_id:
            return HTMLResponse("Unknown client_id.", 400)
        if urlsplit(target).scheme not in {"http", "https"}:
            return HTMLResponse("redirect_uri is missing or no web address.", 400)
        answer = query.get("answer")
        if answer is None:
            return HTMLResponse(self._page(request))
        back = {"state": query.get("state", "")}
        back |= (
            {"code": self.new_code(target, query.get("scope", ""))}
            if answer == "allow"
            else {"error": "access_denied"}
        )
        return RedirectResponse(f"{target}{'&' if urlsplit(target).query else '?'}{urlencode(back)}", 302)

    def new_code(self, redirect_uri: str, scopes: str, *, user: str = ADMIN) -> str:
        """A code for an installation that `user` allowed."""
        code = secrets.token_hex(16)
        deadline = self._workspace.monotonic() + CODE_SECONDS
        self._codes[code] = _Code(redirect_uri, scopes, user, deadline)
        return code

    def exchange(self, given: Json) -> Json:
        """Give the token for a code: the answer of `oauth.v2.access`.

        Raises:
            ApiError: invalid_client_id, bad_client_secret, invalid_code (used and expired ones too), or
                bad_redirect_uri.
        """
        if given.get("client_id") != self.client_id:
            raise ApiError("invalid_client_id")
        if not hmac.compare_digest(str(given.get("client_secret", "")), self.client_secret):
            raise ApiError("bad_client_secret")
        code = self._codes.pop(str(given.get("code", "")), None)
        if code is None or self._workspace.monotonic() > code.deadline:
            raise ApiError("invalid_code")
        if given.get("redirect_uri", code.redirect_uri) != code.redirect_uri:
            raise ApiError("bad_redirect_uri")
        self.is_revoked = False
        workspace = self._workspace
        return {
            "app_id": workspace.app_id,
            "access_token": self._bot_token,
            "token_type": "bot",
            "scope": code.scopes,
            "bot_user_id": workspace.bot.id,
            "team": {"id": workspace.team.id, "name": workspace.team.name},
            "enterprise": None,
            "is_enterprise_install": False,
            "authed_user": {"id": code.user},
        }

    def uninstall(self) -> None:
        """An admin takes the app away: the app hears it, its token is refused, it leaves all channels."""
        bot = self._workspace.bot.id
        self.is_revoked = True
        with self._workspace.changing():
            for channel in self._workspace.channels.values():
                if bot in channel.members and not channel.is_im:
                    channel.members.remove(bot)
        for event in (
            {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [bot]}},
            {"type": "app_uninstalled"},
        ):
            if self._workspace.app.wants(str(event["type"])):
                self._send(event_callback(self._workspace, event))

    def _page(self, request: Request) -> str:
        def link(answer: str) -> str:
            return escape(str(request.url.include_query_params(answer=answer)))

        scopes = request.query_params.get("scope", "").split(",")
        return _PAGE.format(
            app=escape(self._workspace.app.name),
            team=escape(self._workspace.team.name),
            scopes="".join(f"<li><code>{escape(scope)}</code></li>" for scope in scopes if scope),
            allow=link("allow"),
            cancel=link("cancel"),
        )


def client_credentials(authorization: str) -> Json:
    """The client's id and secret out of an `Authorization: Basic …` header, where it has them."""
    scheme, _, value = authorization.partition(" ")
    if scheme.lower() != "basic":
        return {}
    try:
        client_id, _, secret = base64.b64decode(value).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return {}
    return {"client_id": client_id, "client_secret": secret}
