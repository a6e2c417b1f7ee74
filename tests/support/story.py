"""A story: the real bot in the playground, over a real socket, on a real database file."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from ipaddress import ip_network
from typing import Any

from pydantic import SecretStr
from sqlalchemy import text

from bot.app import Bot, build_reader
from bot.blockkit.validate import problems_in_message, problems_in_view
from bot.config import Settings
from bot.issues.slots import next_slot
from bot.links.addresses import Guard
from bot.links.cache import Pauses
from bot.links.fetch import Fetcher, Limits
from bot.models.schedule import Schedule
from bot.newsroom.submit import ReadLink
from bot.operating.serving import WebServer, listen
from bot.playground.app_config import AppConfig
from bot.playground.form_use import Outcome
from bot.playground.model import Message, View
from bot.playground.seed import AI_NEWS, CONTRIBUTOR, CURATOR
from bot.playground.server import PlaygroundServer
from bot.slack.manifest import manifest
from bot.store.ledger import UNPACED
from bot.store.publications import Subscription, set_schedule, set_subscriptions
from tests.support.playground import let_acknowledge_late, patient_playground
from tests.support.waiting import PATIENCE, eventually

MONDAY_NINE = Schedule(days=frozenset({0}), at=time(9), timezone="Europe/Vienna")
START = datetime(2024, 2, 26, 10, 0, tzinfo=UTC)
"""A Monday in February, after that week's issue."""

NEXT_ISSUE = date(2024, 3, 4)


@dataclass
class Story:
    """The workspace and the bot in it, with short words for what people do and see."""

    server: PlaygroundServer
    bot: Bot

    def command(self, text: str, *, by: str = CONTRIBUTOR, channel: str = AI_NEWS) -> Outcome:
        """Type `/ainews …`."""
        return self.server.people.send_command(by, channel, f"/ainews {text}")

    def sees(
        self, *wanted: str, by: str = CONTRIBUTOR, channel: str = AI_NEWS, timeout: float = PATIENCE
    ) -> Message:
        """Wait until a message that only this person sees contains all of `wanted`, and return it."""
        return self._wait(lambda: self.server.workspace.ephemeral(by, channel), wanted, timeout)

    def posted(self, *wanted: str, channel: str = AI_NEWS, timeout: float = PATIENCE) -> Message:
        """Wait until a message in the channel (not in a thread) contains all of `wanted`."""
        return self._wait(lambda: self.server.workspace.messages(channel), wanted, timeout)

    def thread(self, root: Message, count: int, timeout: float = PATIENCE) -> list[Message]:
        """Wait until a thread has that many replies and the bot knows of them, and return them."""

        def replies(_: Any) -> list[Message]:
            found = self.server.workspace.thread(root.channel, root.ts)
            found = [message for message in found if message.ts != root.ts]
            return found if len(found) >= count else []

        found: list[Message] = self.server.workspace.wait_for(replies, timeout)
        eventually(lambda: {message.ts for message in found} <= self._noted(), timeout=timeout)
        return found

    def told(self, *wanted: str, by: str = CURATOR, timeout: float = PATIENCE) -> Message:
        """Wait until the bot's direct messages to this person have one with all of `wanted`."""
        workspace = self.server.workspace
        channel = workspace.direct_message(by).id
        return self._wait(lambda: workspace.messages(channel), wanted, timeout)

    def modal(self, callback_id: str, *, by: str = CONTRIBUTOR, timeout: float = PATIENCE) -> View:
        """Wait until this person sees the modal."""

        def shown(_: Any) -> View | None:
            view = self.server.workspace.modal(by)
            return view if view and view.content.get("callback_id") == callback_id else None

        view: View = self.server.workspace.wait_for(shown, timeout)
        return view

    def press(
        self, place: Message | View, action_id: str, value: Any = None, *, by: str = CONTRIBUTOR
    ) -> Outcome:
        """Press a button, or choose in a menu."""
        return self.server.people.act(by, place, action_id, value)

    def submit(self, *, by: str = CONTRIBUTOR, **fields: Any) -> Any:
        """Fill in the modal that this person sees, by the ids of its blocks, and submit it."""
        values = {block_id: {"value": value} for block_id, value in fields.items()}
        return self.server.people.submit_view(by, None, values)

    def answers(self, method: str) -> list[dict[str, Any]]:
        """Return what the workspace answered to a Web API method so far."""
        return [call.answer for call in self.server.workspace.calls if call.method == method]

    def faults_of_form(self) -> list[str]:
        """Return what our own validator has against any message or view that the bot sent."""
        found: list[str] = []
        for call in self.server.workspace.calls:
            if call.direction == "in" and call.args.get("blocks"):
                found += problems_in_message(call.args)
            elif call.direction == "in" and call.args.get("view"):
                found += problems_in_view(call.args["view"])
        return found

    def stop_ticking(self) -> None:
        """Let nothing happen by itself from now on: for tests that do by hand, or change, what ticks do."""
        self.bot._scheduler.shutdown(wait=True)

    def _noted(self) -> set[str]:
        """Messages stand in the workspace a moment before the bot has written down that they do."""
        with self.bot.store.read() as session:
            return set(session.scalars(text("SELECT ts FROM delivery_part WHERE ts IS NOT NULL")))

    def _wait(self, find: Callable[[], list[Message]], wanted: tuple[str, ...], timeout: float) -> Message:
        def matching(_: Any) -> Message | None:
            return next((m for m in reversed(find()) if all(w in text_of(m) for w in wanted)), None)

        try:
            message: Message = self.server.workspace.wait_for(matching, timeout)
        except TimeoutError:
            shown = "\n---\n".join(text_of(message) for message in find())
            raise AssertionError(f"No message with {wanted}; there are:\n{shown}") from None
        return message


def text_of(message: Message | View) -> str:
    """Return all words of a message or view, its fallback text first."""
    words: list[str] = [message.text] if isinstance(message, Message) else []
    _collect(message.blocks, words)
    return "\n".join(words)


def _collect(node: Any, words: list[str]) -> None:
    if isinstance(node, dict):
        if isinstance(node.get("text"), str):
            words.append(node["text"])
        for value in node.values():
            _collect(value, words)
    elif isinstance(node, list):
        for value in node:
            _collect(value, words)


def settings_for(server: PlaygroundServer, database_url: str) -> Settings:
    """Return settings under which the bot talks to this workspace."""
    return Settings(
        _env_file=None,
        slack_bot_token=SecretStr(server.bot_token),
        slack_app_token=SecretStr(server.app_token),
        slack_signing_secret=SecretStr(server.signing_secret),
        slack_api_url=server.api_url,
        database_url=SecretStr(database_url),
        curators=frozenset({CURATOR}),
        timezone="Europe/Vienna",
    )


def reader_of_loopback() -> ReadLink:
    """Return what reads pages of this machine, patiently, and asks nobody where other hosts are."""

    def refuse(host: str, _port: int) -> list[str]:
        raise OSError(f"{host} is not on this machine")

    guard, pauses = Guard((ip_network("127.0.0.0/8"),)), Pauses(pause_seconds=0)
    return build_reader(
        Fetcher(guard=guard, resolver=refuse, limits=Limits(seconds=2 * PATIENCE), pauses=pauses)
    )


@contextmanager
def running_story(database_url: str, *, set_up: bool = True, http: bool = False) -> Iterator[Story]:
    """Run a workspace and the bot, connected by Socket Mode or over HTTP.

    With `set_up`, issues go to #ai-news on Mondays at nine.
    """
    server = patient_playground(app=AppConfig.from_manifest(manifest()))
    server.clock.move_to(START)
    server.start()
    bot = Bot(settings_for(server, database_url), clock=server.clock, pace=UNPACED, read=reader_of_loopback())
    let_acknowledge_late(bot.app)
    if set_up:
        _set_up(bot)
    try:
        with _answering_http(server, bot) if http else nullcontext():
            if not http:
                bot.connect()
                # The workspace counts a connection just after the bot has its handshake.
                server.workspace.wait_for(lambda workspace: workspace.connections)
            bot.start_ticking()
            server.clock.on_move(bot.wake)
            story = Story(server, bot)
            yield story
            assert story.faults_of_form() == []
    finally:
        with server.socket_mode.talking():  # the SDK's client closes when it hears something
            bot.close()
        server.stop()


@contextmanager
def _answering_http(server: PlaygroundServer, bot: Bot) -> Iterator[None]:
    """Serve the bot's web application on a free port, and tell the workspace where it is."""
    web = WebServer(bot.http_app(), listen("127.0.0.1", 0, variable="PORT"), name="bot")
    web.start()
    server.http_mode.request_url = f"http://127.0.0.1:{web.port}/slack/events"
    try:
        yield
    finally:
        web.stop()


def _set_up(bot: Bot) -> None:
    publication = bot.desk.publication()
    with bot.desk.team.write() as tx:
        set_subscriptions(tx, publication.id, [Subscription(AI_NEWS)], by=CURATOR)
        set_schedule(
            tx,
            publication.id,
            MONDAY_NINE,
            next_at=next_slot(START, MONDAY_NINE),
            by=CURATOR,
        )
