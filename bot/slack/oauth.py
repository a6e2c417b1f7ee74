"""Installing by OAuth: slack_bolt's flow and slack_sdk's stores on our database, pages in our words.

https://docs.slack.dev/authentication/installing-with-oauth. `/slack/install` shows a button that leads to
Slack; Slack sends the browser back to `/slack/oauth_redirect` with a code, for which it gives a token. The
state that goes with it proves that it is the same browser.
"""

from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import structlog
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from slack_bolt import BoltRequest, BoltResponse
from slack_bolt.error import BoltError
from slack_bolt.oauth import OAuthFlow
from slack_bolt.oauth.callback_options import CallbackOptions, FailureArgs, SuccessArgs
from slack_bolt.oauth.oauth_settings import OAuthSettings
from slack_sdk import WebClient
from slack_sdk.errors import SlackClientError
from slack_sdk.oauth.installation_store import Bot, Installation, InstallationStore
from slack_sdk.oauth.installation_store.sqlalchemy import SQLAlchemyInstallationStore
from slack_sdk.oauth.state_store.sqlalchemy import SQLAlchemyOAuthStateStore
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.errors import StoreError
from bot.models.values import Clock
from bot.paths import data_folder
from bot.slack.http import as_response
from bot.slack.manifest import REDIRECT_PATH, SCOPES
from bot.store import Store
from bot.store.encryption import Cipher
from bot.store.installations import Workspace, drop_tokens, install_team, restart_organization
from bot.store.libraries import typed_errors
from bot.store.teams import lock_teams

INSTALL_PATH = "/slack/install"
STATE_LASTS = timedelta(minutes=10)
"""How long somebody may take between the button and Slack's answer."""

_TOKENS = ("bot_token", "bot_refresh_token", "user_token", "user_refresh_token")
_Row = TypeVar("_Row", Bot, Installation)
_HEADERS: dict[str, str | Sequence[str]] = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}

log = structlog.get_logger(__name__)


class Installations(InstallationStore):
    """slack_sdk's store of installations, with every token encrypted before it is stored.

    Reads and writes go through engines of their own: on SQLite what writes takes the lock at once.
    """

    def __init__(self, store: Store, cipher: Cipher, *, client_id: str) -> None:
        self._reading = SQLAlchemyInstallationStore(client_id, store.engine)
        self._writing = SQLAlchemyInstallationStore(client_id, store.writer)
        self._cipher = cipher

    def save(self, installation: Installation) -> None:
        self._writing.save(self._sealed(installation))

    def save_bot(self, bot: Bot) -> None:
        self._writing.save_bot(self._sealed(bot))

    def find_bot(
        self, *, enterprise_id: str | None, team_id: str | None, is_enterprise_install: bool | None = False
    ) -> Bot | None:
        """Find the token for a workspace: its own, or that of its organisation.

        A workspace that joined an organisation after it installed the app is found as it was.
        """
        for key in dict.fromkeys(
            (
                (enterprise_id, team_id, is_enterprise_install),
                (enterprise_id, None, True),
                (None, team_id, False),
            )
        ):
            if key[:2] == (None, None):
                continue
            found = self._reading.find_bot(enterprise_id=key[0], team_id=key[1], is_enterprise_install=key[2])
            if found is not None:
                return self._opened(found)
        return None

    def find_installation(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None = None,
        is_enterprise_install: bool | None = False,
    ) -> Installation | None:
        found = self._reading.find_installation(
            enterprise_id=enterprise_id,
            team_id=team_id,
            user_id=user_id,
            is_enterprise_install=is_enterprise_install,
        )
        return self._opened(found) if found else None

    def delete_bot(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        self._writing.delete_bot(enterprise_id=enterprise_id, team_id=team_id)

    def delete_installation(
        self, *, enterprise_id: str | None, team_id: str | None, user_id: str | None = None
    ) -> None:
        self._writing.delete_installation(enterprise_id=enterprise_id, team_id=team_id, user_id=user_id)

    def _sealed(self, row: _Row) -> _Row:
        return _with_tokens(row, self._cipher.encrypt)

    def _opened(self, row: _Row) -> _Row:
        return _with_tokens(row, self._cipher.decrypt)


def _with_tokens(row: _Row, change: Callable[[str], str]) -> _Row:
    """Return a copy with other tokens: the caller goes on with those it has."""
    changed = copy(row)
    for name in _TOKENS:
        if token := getattr(changed, name, None):
            setattr(changed, name, change(token))
    return changed


@dataclass(frozen=True, slots=True)
class OAuthApp:
    """The app as Slack knows it. `public_url` is where this server is seen from outside."""

    client_id: str
    client_secret: str
    public_url: str
    api_url: str

    @property
    def authorize_url(self) -> str:
        """Slack's page that asks for consent. It stands beside the Web API, also on a stand-in for Slack."""
        return f"{self.api_url.removesuffix('/').removesuffix('/api')}/oauth/v2/authorize"


class Flow(OAuthFlow):
    """slack_bolt's flow, with our pages; an installation makes or restores its team."""

    def __init__(
        self,
        app: OAuthApp,
        store: Store,
        installations: Installations,
        *,
        client: WebClient,
        templates: Path | None,
        clock: Clock,
    ) -> None:
        self._store = store
        self._installations = installations
        self._clock = clock
        self._pages = _page_environment(templates)
        settings = OAuthSettings(
            client_id=app.client_id,
            client_secret=app.client_secret,
            scopes=sorted(SCOPES),
            redirect_uri=app.public_url.rstrip("/") + REDIRECT_PATH,
            install_path=INSTALL_PATH,
            redirect_uri_path=REDIRECT_PATH,
            authorization_url=app.authorize_url,
            callback_options=CallbackOptions(success=self._succeeded, failure=self._failed),
            installation_store=installations,
            state_store=SQLAlchemyOAuthStateStore(int(STATE_LASTS.total_seconds()), store.writer),
        )
        super().__init__(client=client, settings=settings)

    def build_install_page_html(self, url: str, request: BoltRequest) -> str:
        return self._page("install", url=url)

    def append_set_cookie_headers(
        self, headers: dict[str, Any], set_cookie_value: str | None
    ) -> dict[str, Any]:
        given: dict[str, Any] = super().append_set_cookie_headers({**headers, **_HEADERS}, set_cookie_value)
        return given

    def store_installation(self, request: BoltRequest, installation: Installation) -> None:
        workspace = Workspace(
            None if installation.is_enterprise_install else installation.team_id,
            installation.enterprise_id,
            bool(installation.is_enterprise_install),
        )
        bot_id, bot_user_id = installation.bot_id or "", installation.bot_user_id or ""
        now = self._clock()
        installation.installed_at = now.timestamp()  # later events are told from earlier ones by it
        try:
            with typed_errors():
                self._installations.save(installation)
            with self._store.write() as session:
                lock_teams(session)  # before the tokens, as whoever ends an installation does
                drop_tokens(session, workspace, but_newest=True)
                if workspace.team_id is None:
                    restart_organization(session, workspace, bot_id=bot_id, bot_user_id=bot_user_id)
                else:
                    install_team(
                        session,
                        workspace,
                        name=installation.team_name or "",
                        bot_id=bot_id,
                        bot_user_id=bot_user_id,
                        by=installation.user_id,
                        now=now,
                    )
        except StoreError as error:
            raise BoltError(str(error)) from error
        log.info("installed", team=workspace.team_id, enterprise=workspace.enterprise_id)

    def _succeeded(self, done: SuccessArgs) -> BoltResponse:
        installed = done.installation
        name = installed.enterprise_name if installed.is_enterprise_install else installed.team_name
        page = self._page("installed", name=name or "", organization=installed.is_enterprise_install)
        return BoltResponse(status=200, body=page, headers=_HEADERS)

    def _failed(self, failed: FailureArgs) -> BoltResponse:
        log.warning("not installed", reason=failed.reason, error=str(failed.error or ""))
        page = self._page("failed", reason=failed.reason, again=INSTALL_PATH)
        return BoltResponse(status=failed.suggested_status_code, body=page, headers=_HEADERS)

    def interrupted(self, reason: str, *, status: int) -> Response:
        """The page for when Slack does not answer, or the database."""
        page = self._page("failed", reason=reason, again=INSTALL_PATH)
        return as_response(BoltResponse(status=status, body=page, headers=_HEADERS))

    def _page(self, state: str, **values: object) -> str:
        return self._pages.get_template("install.html").render(state=state, **values)


def oauth_routes(flow: Flow) -> list[BaseRoute]:
    """Return the routes of the install page and of the way back from Slack."""

    def route(path: str, handle: Callable[[BoltRequest], BoltResponse]) -> Route:
        async def endpoint(request: Request) -> Response:
            asked = BoltRequest(body="", query=request.url.query, headers=dict(request.headers))
            try:
                with typed_errors():
                    return as_response(await run_in_threadpool(handle, asked))
            except (OSError, SlackClientError) as error:
                log.warning("Slack could not be reached", error=type(error).__name__)
                return flow.interrupted("unreachable", status=502)
            except StoreError as error:
                log.warning("not installed", reason="database", error=error.message)
                return flow.interrupted("database", status=503)

        return Route(path, endpoint, methods=["GET"])

    return [route(INSTALL_PATH, flow.handle_installation), route(REDIRECT_PATH, flow.handle_callback)]


def _page_environment(override: Path | None) -> Environment:
    folders = [folder / "slack" for folder in (override, data_folder("templates")) if folder]
    return Environment(loader=FileSystemLoader(folders), autoescape=True, undefined=StrictUndefined)
