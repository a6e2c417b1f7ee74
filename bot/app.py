"""The composition root: the only place that builds the program's objects and connects them."""

import math
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import Context
from dataclasses import dataclass, replace
from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Any

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from slack_bolt import App, BoltRequest
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler
from starlette.applications import Starlette
from starlette.routing import BaseRoute, Route

from bot.config import Settings, require, required
from bot.errors import LinkError
from bot.issues.render import check_templates
from bot.issues.tick import TICK_SECONDS, Ticker
from bot.links.describe import describe, other_keys, page_url_for
from bot.links.fetch import Fetcher
from bot.models.values import CanonicalLink, Clock, Description, Publication, system_clock
from bot.newsroom.people import NamesOf
from bot.newsroom.submit import ReadLink, Rules
from bot.operating import metrics
from bot.operating.health import health_routes
from bot.paths import data_folder
from bot.slack.client import MeasuredClient, trust
from bot.slack.credentials import identify, refused, unreachable
from bot.slack.desk import Desk
from bot.slack.http import build_http
from bot.slack.known_people import KnownPeople
from bot.slack.names import PATIENCE, names_of
from bot.slack.poster import TIMEOUT, SlackPoster
from bot.slack.register import TAKEN_ON, register
from bot.slack.socket import SlackSocket
from bot.slack.teams import ManyTeams, OneTeam
from bot.slack.unanswered import HoldingExecutor, Unanswered
from bot.store import Store, TeamStore
from bot.store.backup import keep_before_upgrade
from bot.store.installations import Team, check_tokens, get_team, named_team
from bot.store.ledger import Pace
from bot.store.publications import ensure_publication
from bot.store.schema import migrate
from bot.store.teams import adopt_team, local_or_only_team
from bot.templating import Templates
from bot.vitals import Vitals

if TYPE_CHECKING:
    from bot.slack.oauth import Flow

LISTENER_THREADS = 20
"""Who acts waits for the answer of one of these; so what takes longer than seconds runs in `READERS`."""

WATCH_SECONDS = 5
"""How often it is looked whether the socket still lives."""

_LATE_IS_FINE = {"misfire_grace_time": None, "coalesce": True}
"""A busy machine must not skip a tick: APScheduler drops by default what is a second late."""

READERS = 40
"""Threads that read pages. Slow sites keep them busy for ten seconds each, and nobody else waits for it."""

log = structlog.get_logger(__name__)


def open_store(settings: Settings) -> Store:
    """Open the database and bring it to this version's schema."""
    store = Store(settings.database_url.get_secret_value())
    before, after = migrate(
        store,
        before_upgrade=lambda old: keep_before_upgrade(store, old, keep=settings.backups, now=system_clock()),
    )
    if before != after:
        log.info("database migrated", before=before, after=after)
    return store


def open_templates(settings: Settings) -> Templates:
    """Read the templates, an operator's own ones over ours.

    Raises:
        TemplateError: one of them is broken.
    """
    templates = Templates(data_folder("templates"), settings.templates, site=_site_of(settings))
    check_templates(templates)
    return templates


def _site_of(settings: Settings) -> str:
    """A site shows one team's archive, so with many teams there is none to link to."""
    return "" if settings.has_many_teams else settings.site_url


def build_reader(fetcher: Fetcher) -> ReadLink:
    """Return what reads the page behind a link and describes it, with the other links that lead to it."""

    def read(link: CanonicalLink) -> Description:
        with metrics.fetch():
            page = fetcher.fetch(page_url_for(link))
        try:
            same = other_keys(link, page, fetcher)
        except LinkError:  # what the page calls itself is no usable link
            same = ()
        return replace(describe(link, page), same=same)

    return read


@dataclass(frozen=True, slots=True)
class LocalDesk:
    """What the terminal works with."""

    team: TeamStore
    publication: Publication
    read: ReadLink
    settings: Settings
    names_of: NamesOf | None
    """Asks Slack what people are called. None before Slack is connected, and where there are many teams."""

    @property
    def templates(self) -> Templates:
        """Read and checked on use: it takes longer than all else that most commands do."""
        return open_templates(self.settings)


@contextmanager
def open_local_desk(settings: Settings, *, clock: Clock = system_clock) -> Iterator[LocalDesk]:
    """Open the database for the terminal: for the local team before Slack is connected, then for its team."""
    store = open_store(settings)
    try:
        with store.write() as session:
            named = settings.team
            team_id = named_team(session, named).id if named else local_or_only_team(session, now=clock())
            team = store.team(team_id)
        with team.write() as tx:
            publication = ensure_publication(tx, timezone=settings.timezone, now=clock())
        yield LocalDesk(team, publication, build_reader(Fetcher()), settings, _names_of(settings))
    finally:
        store.close()


class Bot:
    """The running program: Bolt, the ticks and the database, for one team or for all that installed it."""

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Clock = system_clock,
        read: ReadLink | None = None,
        pace: Pace | None = None,
    ) -> None:
        """Connect to Slack once, to learn which team the token is for. Nothing runs until `start_…`.

        Raises:
            ConfigError: a setting is missing, or Slack does not know the token.
            StoreError: the database belongs to another team, or cannot be used.
            TemplateError: a template is broken.
        """
        require(settings, *required(settings))
        self._settings = settings
        self._clock = clock
        self._read = read or build_reader(Fetcher())
        self._tls = trust(settings.slack_api_url)
        self.templates = open_templates(settings)
        identity = None if settings.has_many_teams else identify(self._client(self._token))
        self.store = open_store(settings)
        self.oauth: Flow | None = None
        self._known_people: dict[int, KnownPeople] = {}  # by team
        self.teams = self._one_team(identity) if identity else self._many_teams()
        self.ticker = self._build_ticker(pace)
        self._scheduler = BackgroundScheduler(timezone=UTC, job_defaults=_LATE_IS_FINE)
        self.unanswered = Unanswered(self.store)
        self._readers = HoldingExecutor(READERS, thread_name_prefix="reader")
        self._executor = HoldingExecutor(LISTENER_THREADS, thread_name_prefix="listener")
        self.app = self._build_app()
        self._socket: SlackSocket | None = None
        self.vitals = Vitals(self.store, self.ticker, clock=clock)

    def _build_ticker(self, pace: Pace | None) -> Ticker:
        settings = self._settings
        return Ticker(
            self.store,
            self.templates,
            self.teams.poster_of,
            self._clock,
            pace=pace or Pace(team=timedelta(minutes=1) / settings.messages_per_minute),
            curators=() if settings.has_many_teams else tuple(sorted(settings.curators)),  # one team's people
            **self._leaving(),
        )

    def _leaving(self) -> dict[str, Any]:
        """What becomes of teams that took the app away: one that runs the program itself keeps its data."""
        if not isinstance(self.teams, ManyTeams):
            return {}
        return {"grace": timedelta(days=self._settings.grace_days), "is_back": self.teams.is_back}

    @property
    def desk(self) -> Desk:
        """The desk of the one team. Where there are many, each request has its own."""
        assert isinstance(self.teams, OneTeam)
        return self.teams.desk

    @property
    def _token(self) -> str | None:
        token = self._settings.slack_bot_token
        return token.get_secret_value() if token else None

    def _one_team(self, identity: dict[str, str]) -> OneTeam:
        with self.store.write() as session:
            team_id = adopt_team(session, now=self._clock(), **identity)
        with self.store.read() as session:
            team = get_team(session, team_id)
        poster = SlackPoster(self._client(self._token, retries=False), bot_id=identity["bot_id"])
        return OneTeam(self._desk(team, self._settings.curators), poster)

    def _many_teams(self) -> ManyTeams:
        # Loaded for many teams only: cryptography and what OAuth needs take fifteen megabytes.
        from bot.slack.oauth import Flow, Installations, OAuthApp
        from bot.store.encryption import Cipher

        settings = self._settings
        assert settings.slack_client_id is not None
        assert settings.slack_client_secret is not None
        assert settings.encryption_key is not None
        cipher = Cipher(settings.encryption_key.get_secret_value())
        check_tokens(self.store, cipher)
        installations = Installations(self.store, cipher, client_id=settings.slack_client_id)
        app = OAuthApp(
            settings.slack_client_id,
            settings.slack_client_secret.get_secret_value(),
            settings.public_url or "",
            settings.slack_api_url,
        )
        self.oauth = Flow(
            app,
            self.store,
            installations,
            client=self._client(None),
            templates=settings.templates,
            clock=self._clock,
        )
        return ManyTeams(
            self.store,
            installations,
            new_desk=lambda team: self._desk(team, frozenset(filter(None, [team.installed_by]))),
            new_client=lambda token: self._client(token, retries=False),
            in_background=lambda work: Context().run(self._in_background, work),  # it is part of no request
            clock=self._clock,
        )

    def _desk(self, team: Team, curators: frozenset[str]) -> Desk:
        return Desk(
            team=self.store.team(team.id),
            slack_team_id=team.workspace.team_id or "",
            bot_user_id=team.bot_user_id,
            templates=self.templates,
            read=self._read,
            curators=curators,
            timezone=self._settings.timezone,
            wake=self.wake,
            in_background=self._in_background,
            rules=Rules(self._settings.submissions_per_hour, self._settings.timezone),
            clock=self._clock,
            known_people=self._known_people.setdefault(team.id, KnownPeople()),
        )

    def start_ticking(self) -> None:
        """Tick and report every 15 seconds from now on, in threads of their own."""
        self._scheduler.add_job(self.ticker.tick, "interval", seconds=TICK_SECONDS, id="tick")
        self._scheduler.add_job(self.vitals.report, "interval", seconds=TICK_SECONDS, id="report")
        self._scheduler.add_job(self.look_after_requests, "interval", seconds=TICK_SECONDS, id="requests")
        self._scheduler.add_job(self.look_after_requests)  # what was left over by a process that died
        self._scheduler.start()
        self.wake()

    def look_after_requests(self) -> None:
        """Say what this process is still at, and take on what others died over."""
        self.unanswered.keep()
        self.unanswered.take_on(
            lambda body: self.app.dispatch(
                BoltRequest(body=body, mode="socket_mode", context={TAKEN_ON: True})
            )
        )

    def wake(self) -> None:
        """Tick at once, or as soon as the machine gets to it."""
        if self._scheduler.running:
            self._scheduler.add_job(self.ticker.tick, misfire_grace_time=None)

    def _in_background(self, work: Callable[[], None]) -> None:
        self._readers.submit(work)

    def connect(self) -> None:
        """Connect by Socket Mode and answer from now on.

        Raises:
            ConfigError: the app-level token is missing or Slack does not know it.
        """
        require(self._settings, "SLACK_APP_TOKEN")
        assert self._settings.slack_app_token is not None
        app_token = self._settings.slack_app_token.get_secret_value()
        client = MeasuredClient(base_url=self._settings.slack_api_url, timeout=TIMEOUT, ssl=self._tls)
        self._socket = SlackSocket(self.app, app_token, client)
        try:
            self._socket.connect()
        except SlackApiError as error:
            raise refused("SLACK_APP_TOKEN", error) from error
        except OSError as error:
            raise unreachable(client, error) from error
        self.vitals.transport, self.vitals.socket = "socket", self._socket
        self._scheduler.add_job(self._socket.watch, "interval", seconds=WATCH_SECONDS, id="watch")

    def http_app(self, *, metrics: bool = True) -> Starlette:
        """Return the web application that answers Slack in HTTP mode, and monitoring."""
        self.vitals.transport = "http"
        more = [*self._health_routes(metrics=metrics), *self._oauth_routes(), *self._feed_routes()]
        return build_http(self.app, more=more)

    def health_app(self) -> Starlette:
        """Return the web application that answers monitoring in Socket Mode, and installs the app."""
        return Starlette(routes=[*self._health_routes(), *self._oauth_routes()])

    def run(self, stop: threading.Event) -> None:
        """Answer and tick until `stop` is set."""
        self.start_ticking()
        self.connect()
        log.info("connected", team=getattr(self.teams, "desk", None) and self.desk.slack_team_id)
        stop.wait()

    def close(self) -> None:
        """Stop in order: no new requests, then the ticks, then the database. What was acked is finished."""
        self.vitals.stopping = True
        if self._socket is not None:
            self._socket.close()
        self._executor.shutdown(wait=True)
        self.ticker.stop()
        self._readers.shutdown(wait=True)  # what was handed in is finished; each page has its own deadline
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)
            self.vitals.end()
        self.store.close()

    def _health_routes(self, *, metrics: bool = True) -> list[Route]:
        return health_routes(self.vitals.health, self.vitals.metrics if metrics else None)

    def _feed_routes(self) -> list[Route]:
        secret = self._settings.feed_secret
        if secret is None:
            return []
        from bot.slack.feeds import feed_routes  # loaded where somebody reads feeds only

        return feed_routes(self.store, secret.get_secret_value(), site=_site_of(self._settings))

    def _oauth_routes(self) -> list[BaseRoute]:
        if self.oauth is None:
            return []
        from bot.slack.oauth import oauth_routes  # loaded already

        return oauth_routes(self.oauth)

    def _client(self, token: str | None, *, retries: bool = True) -> MeasuredClient:
        """A client for answering may wait out a rate limit; one that posts issues never tries again."""
        return MeasuredClient(
            token=token,
            base_url=self._settings.slack_api_url,
            timeout=TIMEOUT,
            ssl=self._tls,
            retry_handlers=[RateLimitErrorRetryHandler(max_retry_count=1)] if retries else [],
        )

    def _build_app(self) -> App:
        secret = self._settings.slack_signing_secret
        many = self.teams if isinstance(self.teams, ManyTeams) else None
        app = App(
            client=self._client(self._token),
            signing_secret=secret.get_secret_value() if secret else None,
            request_verification_enabled=secret is not None,
            listener_executor=self._executor,
            authorize=many.tokens if many else None,  # type: ignore[arg-type]  # Bolt takes an Authorize too
            oauth_flow=self.oauth,
            user_facing_authorize_error_message=self.templates.text("slack/errors.txt", "not_installed"),
        )
        register(app, self.teams.desk_of, self.templates, self.unanswered)
        return app


def _names_of(settings: Settings) -> NamesOf | None:
    token = settings.slack_bot_token
    if token is None or settings.has_many_teams:
        return None
    client = MeasuredClient(
        token=token.get_secret_value(), base_url=settings.slack_api_url, timeout=math.ceil(PATIENCE)
    )
    return names_of(KnownPeople(), client)
