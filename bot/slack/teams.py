"""One team or many in one process: whose desk a request goes to, and whose token a post uses.

Of many teams nothing is kept in memory between two requests: what one replica installs, stops or forgets
counts for all others with their next request or tick.
"""

from collections.abc import Callable
from http.client import HTTPException
from typing import TYPE_CHECKING, Any

import structlog
from slack_bolt import BoltContext
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.authorize import Authorize
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web import SlackResponse

from bot.errors import NotFoundError, PostError, StoreError
from bot.models.values import Clock, system_clock
from bot.slack.desk import Desk
from bot.slack.one_at_a_time import OneAtATime
from bot.slack.poster import SlackPoster
from bot.store import Store
from bot.store.installations import (
    Team,
    Workspace,
    find_team,
    get_team,
    install_team,
    restart_organization,
    stop_teams,
)
from bot.store.teams import lock_teams

if TYPE_CHECKING:
    from slack_sdk.oauth.installation_store import Bot as InstalledBot

    from bot.slack.oauth import Installations

REFUSALS = frozenset({"account_inactive", "invalid_auth", "token_revoked"})
"""What Slack answers to the token of an app that was taken away.

An incident at Slack or a wrong address may answer the same: such a token is kept, in case it works again.
"""

_REFUSED = REFUSALS | {"team_access_not_granted", "token_expired"}
"""What Slack answers where a token will not work again. Anything else may be over tomorrow."""

log = structlog.get_logger(__name__)

NewDesk = Callable[[Team], Desk]
NewClient = Callable[[str], WebClient]
"""Returns a client that never tries again, for a token."""


class OneTeam:
    """The one team whose token is set."""

    def __init__(self, desk: Desk, poster: SlackPoster) -> None:
        self.desk = desk
        self._poster = poster

    def desk_of(self, context: BoltContext, body: dict[str, Any]) -> Desk | None:
        return self.desk

    def poster_of(self, team_id: int) -> SlackPoster:
        return self._poster


class ManyTeams:
    """All teams that installed the app by OAuth."""

    def __init__(
        self,
        store: Store,
        installations: "Installations",
        *,
        new_desk: NewDesk,
        new_client: NewClient,
        in_background: Callable[[Callable[[], None]], None],
        clock: Clock,
        real_clock: Clock = system_clock,
    ) -> None:
        """`in_background` runs what no request may wait for."""
        self._real_clock = real_clock
        self._asking = OneAtATime(in_background)
        self._store = store
        self._installations = installations
        self.tokens = StoredTokens(installations)
        self._new_desk = new_desk
        self._new_client = new_client
        self._clock = clock

    def desk_of(self, context: BoltContext, body: dict[str, Any]) -> Desk | None:
        """Return the desk of the team that a request is from; None where the app is not installed there.

        The first request from a workspace of an organisation that has the app makes its team. A request of a
        team that was stopped has Slack asked whether the team goes on. That is done in the background: Slack
        waits three seconds for our ack, and may take longer itself.
        """
        workspace = workspace_of(context, body)
        if workspace.team_id is None:
            return None
        with self._store.read() as session:
            team = find_team(session, workspace.team_id)
        token = context.authorize_result.bot_token if context.authorize_result else None
        if team is None and token and workspace.is_enterprise_install:
            with self._store.write() as session:
                team = self._install_in(
                    session,
                    workspace,
                    name=str(body.get("team_domain") or ""),
                    bot_id=context.bot_id or "",
                    bot_user_id=context.bot_user_id or "",
                )
        elif team is not None and token and _may_be_back(team, workspace):
            self._ask_whether_back(team, workspace, context, token)
        return self._new_desk(team) if team else None

    def poster_of(self, team_id: int) -> SlackPoster:
        """Return what posts with a team's own token.

        Raises:
            PostError: it has none. Not permanent: with the next installation it goes on.
        """
        with self._store.read() as session:
            team = _find(session, team_id)
        found = self._token_of(team.workspace) if team and team.stopped_at is None else None
        if team is None or found is None:
            raise PostError("The app is not installed in this workspace any more.", code="not_installed")
        client, token = self._new_client(found.bot_token), found.bot_token
        return _TeamsPoster(client, bot_id=found.bot_id, gone=lambda code: self._stop(team, token, code))

    def _token_of(self, workspace: Workspace) -> "InstalledBot | None":
        return self._installations.find_bot(
            enterprise_id=workspace.enterprise_id,
            team_id=workspace.team_id,
            is_enterprise_install=workspace.is_enterprise_install,
        )

    def _stop(self, team: Team, token: str, code: str) -> None:
        """Stop a team whose token was refused, unless it has another by now."""
        with self._store.write() as session:
            # An installation stores its token first, then waits for this lock and restarts the team.
            lock_teams(session)
            found = self._token_of(team.workspace)
            if found is None or found.bot_token != token:
                return
            stop_teams(session, team.workspace, why=code, now=self._real_clock())
        log.warning("team stopped", why=code, team=team.workspace.team_id)

    def is_back(self, team_id: int) -> bool | None:
        """Ask Slack whether a stopped team has the app after all, and let it go on if so.

        False where its token is refused, or it has none any more; None where Slack cannot tell just now.
        """
        with self._store.read() as session:
            team = _find(session, team_id)
        if team is None:
            return False
        try:
            found = self._token_of(team.workspace)
        except StoreError as error:
            log.warning(
                "a stopped team's token cannot be read", team=team.workspace.team_id, error=str(error)
            )
            return None
        if found is None or bool(found.is_enterprise_install) != team.workspace.is_enterprise_install:
            return False
        refusal = refusal_of(self._new_client(found.bot_token))
        if refusal in _REFUSED:
            return False
        if refusal is not None:
            log.warning("whether a team is gone is not known", team=team.workspace.team_id, error=refusal)
            return None
        is_back = self._go_on(team.workspace, found.bot_token, found.bot_id, found.bot_user_id)
        return True if is_back else None  # it got another token in between

    def _ask_whether_back(self, team: Team, workspace: Workspace, context: BoltContext, token: str) -> None:
        """Have a stopped team go on, or one whose organisation has the app, if Slack takes the token."""
        bot_id, bot_user_id = context.bot_id or "", context.bot_user_id or ""

        def ask() -> None:
            if refusal_of(self._new_client(token)) is None:
                self._go_on(workspace, token, bot_id, bot_user_id)

        self._asking.run(team.id, ask)

    def _go_on(self, workspace: Workspace, token: str, bot_id: str, bot_user_id: str) -> bool:
        """Let a team go on with a token that Slack takes, if that is still the one that is stored."""
        with self._store.write() as session:
            lock_teams(session)
            found = self._token_of(workspace)
            if found is None or found.bot_token != token:
                return False
            self._install_in(session, workspace, name="", bot_id=bot_id, bot_user_id=bot_user_id)
            if workspace.is_enterprise_install:  # what its token works for again
                restart_organization(session, workspace, bot_id=bot_id, bot_user_id=bot_user_id)
        log.warning("team goes on: Slack takes its token", team=workspace.team_id)
        return True

    def _install_in(
        self, session: Any, workspace: Workspace, *, name: str, bot_id: str, bot_user_id: str
    ) -> Team:
        made = install_team(
            session,
            workspace,
            name=name,
            bot_id=bot_id,
            bot_user_id=bot_user_id,
            by=None,
            now=self._clock(),
        )
        return get_team(session, made)


def _may_be_back(team: Team, workspace: Workspace) -> bool:
    """Tell whether a request's token is one that a stopped team was not known to have, or was refused."""
    return team.stopped_at is not None and (workspace.is_enterprise_install or team.stopped_why in REFUSALS)


class _TeamsPoster(SlackPoster):
    """Notices that a team is gone where nobody said so: what was under way waits for it to come back."""

    def __init__(self, client: WebClient, *, bot_id: str, gone: Callable[[str], None]) -> None:
        super().__init__(client, bot_id=bot_id)
        self._gone = gone

    def _call(self, method: Callable[..., SlackResponse], **arguments: Any) -> SlackResponse:
        try:
            return super()._call(method, **arguments)
        except PostError as error:
            if error.code not in REFUSALS:
                raise
            if refusal_of(self._client) in REFUSALS:
                self._gone(error.code)
            raise PostError(error.message, code=error.code) from error


class StoredTokens(Authorize):
    """Authorises a request with the stored token of its team. Bolt's own way asks Slack each time."""

    def __init__(self, installations: "Installations") -> None:
        self._installations = installations

    def __call__(
        self,
        *,
        context: BoltContext,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None,
        actor_enterprise_id: str | None = None,
        actor_team_id: str | None = None,
        actor_user_id: str | None = None,
    ) -> AuthorizeResult | None:
        found = self._installations.find_bot(
            enterprise_id=enterprise_id,
            team_id=team_id,
            is_enterprise_install=context.is_enterprise_install,
        )
        if found is None:
            return None
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            bot_id=found.bot_id,
            bot_user_id=found.bot_user_id,
            bot_token=found.bot_token,
            bot_scopes=list(found.bot_scopes or []),
            user_id=user_id,
        )


def refusal_of(client: WebClient) -> str | None:
    """Return what Slack, asked by `auth.test`, has against a client's token; None where it takes it.

    Where Slack cannot be reached, that is the error's name.
    """
    try:
        client.auth_test()
    except SlackApiError as error:
        return str(error.response.get("error") or "no_answer")
    except (SlackClientError, HTTPException, OSError, ValueError) as error:
        return type(error).__name__
    return None


def workspace_of(context: BoltContext, body: dict[str, Any]) -> Workspace:
    """Say where a request is from. Of an organisation's own installation Bolt may know no workspace."""
    team = body.get("team")
    team_id = context.team_id or body.get("team_id") or (team.get("id") if isinstance(team, dict) else None)
    return Workspace(team_id, context.enterprise_id, bool(context.is_enterprise_install))


def _find(session: Any, team_id: int) -> Team | None:
    try:
        return get_team(session, team_id)
    except NotFoundError:
        return None
