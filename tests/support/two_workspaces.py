"""Two workspaces of one Slack, and one bot that both install by OAuth.

People and channels have the same ids in both, and so have the bots: whatever is not told apart by its team
shows at once. In front of both stands one address, as Slack is one: a call goes where its token is known.
"""

import http.client
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, urlsplit

from pydantic import SecretStr

from bot.app import Bot
from bot.config import Settings
from bot.issues.slots import next_slot
from bot.operating.serving import WebServer, listen
from bot.playground.app_config import AppConfig
from bot.playground.model import Team as PlaygroundTeam
from bot.playground.seed import AI_NEWS, CURATOR
from bot.playground.server import PlaygroundServer
from bot.slack.manifest import manifest
from bot.slack.oauth import INSTALL_PATH
from bot.store import TeamStore
from bot.store.encryption import new_key
from bot.store.installations import find_team
from bot.store.ledger import UNPACED
from bot.store.publications import Subscription, ensure_publication, set_schedule, set_subscriptions
from tests.support.playground import let_acknowledge_late, patient_playground
from tests.support.serving import serving
from tests.support.story import MONDAY_NINE, START, Story, reader_of_loopback
from tests.support.waiting import PATIENCE

ACME, OTHER = "T0PLAY0001", "T0OTHER001"
_PASSED_ON = {"content-type", "date", "location", "retry-after", "x-oauth-scopes"}


@dataclass
class Answer:
    """What a browser got."""

    status: int
    headers: dict[str, str]
    body: str


@dataclass
class TwoWorkspaces:
    """`stories` are by workspace id, `url` is where the bot answers."""

    bot: Bot
    servers: dict[str, PlaygroundServer]
    stories: dict[str, Story]
    url: str

    def team(self, slack_id: str) -> TeamStore:
        with self.bot.store.read() as session:
            found = find_team(session, slack_id)
        assert found is not None
        return self.bot.store.team(found.id)

    def begin(self, slack_id: str) -> tuple[str, str]:
        """Open the install page; return the link of its button and the cookie."""
        page = get(f"{self.url}{INSTALL_PATH}?team={slack_id}")
        assert page.status == 200
        link = re.search(r'href="([^"]+)"', page.body)
        assert link is not None
        return link[1].replace("&amp;", "&"), page.headers["set-cookie"].partition(";")[0]

    def install(self, slack_id: str, *, answer: str = "allow") -> Answer:
        """Do what a person does: the page, its button, Slack's question, and back."""
        link, cookie = self.begin(slack_id)
        allowed = get(f"{link}&answer={answer}")
        assert allowed.status == 302
        return get(allowed.headers["location"], cookie=cookie)

    def set_up(self, slack_id: str) -> None:
        """Issues go to #ai-news on Mondays at nine."""
        with self.team(slack_id).write() as tx:
            publication = ensure_publication(tx, timezone="Europe/Vienna", now=START)
            set_subscriptions(tx, publication.id, [Subscription(AI_NEWS)], by=CURATOR)
            set_schedule(tx, publication.id, MONDAY_NINE, next_at=next_slot(START, MONDAY_NINE), by=CURATOR)

    def move_to(self, moment: datetime) -> None:
        for server in self.servers.values():
            server.clock.move_to(moment)


def get(url: str, *, cookie: str = "") -> Answer:
    """Get a page as a browser does that follows no redirect."""
    parts = urlsplit(url)
    assert parts.hostname is not None
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=PATIENCE)
    try:
        connection.request("GET", f"{parts.path}?{parts.query}", headers={"Cookie": cookie} if cookie else {})
        response = connection.getresponse()
        headers = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, headers, response.read().decode())
    finally:
        connection.close()


@contextmanager
def running_workspaces(database_url: str) -> Iterator[TwoWorkspaces]:
    """Run both workspaces and the bot in HTTP mode; nobody has installed it yet."""
    with ExitStack() as stack:
        servers = {slack_id: workspace(slack_id) for slack_id in (ACME, OTHER)}
        acme, other = servers[ACME], servers[OTHER]
        other.oauth.client_id, other.oauth.client_secret = acme.oauth.client_id, acme.oauth.client_secret
        other.http_mode._secret = acme.signing_secret
        for server in servers.values():
            stack.enter_context(server)
        listener = listen("127.0.0.1", 0, variable="PORT")
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        settings = _settings(acme, stack.enter_context(front(servers)), url, database_url)
        bot = Bot(settings, clock=acme.clock, pace=UNPACED, read=reader_of_loopback())
        let_acknowledge_late(bot.app)
        stack.callback(bot.close)
        web = WebServer(bot.http_app(), listener, name="bot")
        web.start()
        stack.callback(web.stop)
        for server in servers.values():
            server.http_mode.request_url = f"{url}/slack/events"
        bot.start_ticking()
        acme.clock.on_move(bot.wake)
        yield TwoWorkspaces(bot, servers, {key: Story(server, bot) for key, server in servers.items()}, url)


def workspace(slack_id: str) -> PlaygroundServer:
    server = patient_playground(app=AppConfig.from_manifest(manifest()))
    server.clock.move_to(START)
    if slack_id == OTHER:
        server.workspace.team = PlaygroundTeam(OTHER, "Other", "other")
    return server


def _settings(server: PlaygroundServer, slack_url: str, url: str, database_url: str) -> Settings:
    return Settings(
        _env_file=None,
        slack_bot_token=None,
        slack_client_id=server.oauth.client_id,
        slack_client_secret=SecretStr(server.oauth.client_secret),
        slack_signing_secret=SecretStr(server.signing_secret),
        slack_api_url=f"{slack_url}/api/",
        public_url=url,
        encryption_key=SecretStr(new_key()),
        database_url=SecretStr(database_url),
        timezone="Europe/Vienna",
        curators=frozenset({"U0STRANGER"}),  # for one team: it must be nobody here
    )


@contextmanager
def front(servers: dict[str, PlaygroundServer]) -> Iterator[str]:
    """One address for both workspaces, and yield it."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._forward()

        def do_POST(self) -> None:
            self._forward()

        def _forward(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            server = _meant(servers, self.path, self.headers.get("authorization", ""), body)
            connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
            headers = {name: value for name, value in self.headers.items() if name.lower() != "host"}
            try:
                connection.request(self.command, self.path, body, headers)
                answer = connection.getresponse()
                content = answer.read()
            finally:
                connection.close()
            self.send_response_only(answer.status)
            for name, value in answer.getheaders():
                if name.lower() in _PASSED_ON:
                    self.send_header(name, value)
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    with serving(Handler) as address:
        yield address


def _meant(
    servers: dict[str, PlaygroundServer], path: str, authorization: str, body: bytes
) -> PlaygroundServer:
    """Say which workspace a call is for: by its token, its code, or the team that the person chose."""
    asked = parse_qs(urlsplit(path).query) | parse_qs(body.decode("utf-8", "replace"))
    token = authorization.removeprefix("Bearer ") or "".join(asked.get("token", []))
    code, team = "".join(asked.get("code", [])), "".join(asked.get("team", []))
    for slack_id, server in servers.items():
        if token == server.bot_token or team == slack_id or code in server.oauth._codes:
            return server
    return servers[ACME]
