"""`ainews playground`: a Slack of its own with the real bot in it, and a sample archive."""

import json
import os
import shutil
import sys
import tempfile
import tomllib
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

import typer
from pydantic import SecretStr

from bot.app import Bot
from bot.archive.importing import import_file
from bot.cli.output import console, messages
from bot.cli.signals import stop_on_signals
from bot.config import FixedSettings, Settings
from bot.issues.publish import post_existing
from bot.issues.slots import next_slot
from bot.links.canonical import canonicalize
from bot.logs import configure_logging
from bot.models.schedule import Schedule
from bot.models.values import ItemDraft, Kind, Link, Publication
from bot.newsroom.submit import ReadLink
from bot.playground.app_config import AppConfig
from bot.playground.seed import AI_NEWS, CURATOR
from bot.playground.server import PlaygroundServer
from bot.slack.commands import SUBCOMMANDS
from bot.slack.manifest import manifest
from bot.slack.register import COMMAND
from bot.store import TeamStore
from bot.store.issues import list_issues
from bot.store.items import add_item
from bot.store.ledger import Pace
from bot.store.publications import Subscription, find_schedule, set_schedule, set_subscriptions

TIMEZONE = "Europe/Vienna"
SAMPLE_NOW = datetime(2024, 2, 26, 8, 0, 30, tzinfo=UTC)
"""When the playground's clock starts: the Monday of the sample's newest issue, half a minute after nine."""

_FOLLOW_WAIT = timedelta(seconds=3)
"""Who tries following a search does not want to wait for minutes."""

_MONDAY = Schedule(days=frozenset({0}), at=time(9), timezone=TIMEZONE)


def add_commands(cli: typer.Typer) -> None:
    cli.command()(playground)


def playground(
    port: Annotated[int, typer.Option(help="The port of its page.", min=0, max=65535)] = 8484,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the page.")] = True,
    bot: Annotated[
        bool, typer.Option("--bot/--no-bot", help="Start the bot in it; without, any Bolt app can connect.")
    ] = True,
    request_url: Annotated[
        str | None,
        typer.Option(help="With --no-bot: where an app in HTTP mode listens, on this machine."),
    ] = None,
    manifest_file: Annotated[
        Path | None,
        typer.Option(
            "--manifest",
            help="With --no-bot: the app's manifest, as JSON: its shortcuts, commands, events, scopes.",
            exists=True,
            dir_okay=False,
        ),
    ] = None,
) -> None:
    """Try the bot in a Slack of its own, with a sample archive."""
    if request_url is not None:
        _check_request_url(request_url, bot=bot)
    any_app = _read_manifest(manifest_file, bot=bot) if manifest_file else AppConfig("Your app", "your-app")
    configure_logging("WARNING")
    stop = stop_on_signals()
    with running_playground(port) if bot else PlaygroundServer(port, app=any_app) as server:
        server.http_mode.request_url = request_url
        _say_how_to_use(server, bot=bot)
        if browser and _has_display():
            webbrowser.open(server.url)
        stop.wait()


def _read_manifest(file: Path, *, bot: bool) -> AppConfig:
    if bot:
        raise typer.BadParameter("only --no-bot has a use for it", param_hint="--manifest")
    try:
        return AppConfig.from_manifest(json.loads(file.read_text("utf-8")))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise typer.BadParameter(f"not an app manifest: {error}", param_hint="--manifest") from error


def _check_request_url(link: str, *, bot: bool) -> None:
    if bot:
        raise typer.BadParameter("only --no-bot has a use for it", param_hint="--request-url")
    parts = urlsplit(link)
    if parts.scheme != "http" or parts.hostname not in {"127.0.0.1", "localhost"}:
        raise typer.BadParameter(
            "it must be on this machine: http://127.0.0.1:3000/slack/events", param_hint="--request-url"
        )


def _say_how_to_use(server: PlaygroundServer, *, bot: bool) -> None:
    """Say where the page is; without a bot, also print what an app needs, ready for its `.env` file."""
    if bot:
        console().print(f"AI News is ready to try: [bold]{server.url}[/]   (Ctrl+C stops it)")
        return
    people = messages()
    people.print(f"A workspace without a bot: [bold]{server.url}[/]   (Ctrl+C stops it)")
    people.print("Any Bolt app can connect with these; docs/playground.md shows the three lines it needs:\n")
    print(f"SLACK_API_URL={server.api_url}")
    print(f"SLACK_BOT_TOKEN={server.bot_token}")
    print(f"SLACK_APP_TOKEN={server.app_token}")
    print(f"SLACK_SIGNING_SECRET={server.signing_secret}", flush=True)


def _has_display() -> bool:
    """Without one, Python would open a text browser in this very terminal."""
    return sys.platform in {"darwin", "win32"} or bool({"DISPLAY", "WAYLAND_DISPLAY"} & os.environ.keys())


@contextmanager
def running_playground(port: int = 0) -> Iterator[PlaygroundServer]:
    """Run the workspace and the bot in it, with the sample archive, its newest issue posted."""
    with PlaygroundServer(port, app=configuration()) as server, running_bot(server):
        yield server


@contextmanager
def running_bot(
    server: PlaygroundServer, *, read: ReadLink | None = None, pace: Pace | None = None
) -> Iterator[Bot]:
    """Run the bot in a workspace that is served, with the sample archive, its newest issue posted.

    The database lives in a temporary folder; `.env` and DATABASE_URL are not read. For tests: `read` reads
    the page behind a link, `pace` is how fast messages follow each other.
    """
    folder = Path(tempfile.mkdtemp(prefix="ainews-playground-"))
    server.clock.move_to(SAMPLE_NOW)
    try:
        bot = Bot(settings_for(server, folder / "ainews.db"), clock=server.clock, read=read, pace=pace)
        try:
            bot.ticker.follow_wait = _FOLLOW_WAIT
            seed_sample(bot)
            server.next_issue = lambda: _next_slot(bot)
            forget = server.clock.on_move(bot.wake)
            bot.connect()
            bot.start_ticking()
            yield bot
            forget()
        finally:
            server.next_issue = lambda: None
            with server.socket_mode.talking():
                bot.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def configuration() -> AppConfig:
    """Return the app as Slack would know it, and the help of each subcommand, which Slack would not."""
    rows = [(row.usage, row.help + (" (curators)" if row.curators_only else "")) for row in SUBCOMMANDS]
    return AppConfig.from_manifest(manifest()).explaining(COMMAND, [*rows, ("help", "Show what there is")])


def settings_for(server: PlaygroundServer, database: Path) -> Settings:
    """Return settings under which the bot talks to the playground, whatever the environment says."""
    return FixedSettings(
        slack_bot_token=SecretStr(server.bot_token),
        slack_app_token=SecretStr(server.app_token),
        slack_signing_secret=None,
        slack_api_url=server.api_url,
        database_url=SecretStr(f"sqlite:///{database}"),
        curators=frozenset({CURATOR}),
        timezone=TIMEZONE,
    )


def seed_sample(bot: Bot) -> None:
    """Import the sample archive, queue its items, set up the newsletter, and post the newest issue."""
    desk = bot.desk
    team, publication, now = desk.team, desk.publication(), desk.clock()
    sample = files("bot.playground") / "sample"
    for file in sorted(sample.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".md"):
            import_file(team, publication, file.read_bytes(), path=file.name, now=now)
    for entry in tomllib.loads((sample / "queue.toml").read_text("utf-8"))["items"]:
        _queue(team, publication, entry, now)
    with team.write() as tx:
        set_subscriptions(tx, publication.id, [Subscription(AI_NEWS, "ai-news")], by=CURATOR)
        set_schedule(
            tx,
            publication.id,
            _MONDAY,
            next_at=next_slot(now, _MONDAY),
            by=CURATOR,
        )
        newest = list_issues(tx)[0].date
    post_existing(team, publication, bot.templates, on=newest, now=now)


def _queue(team: TeamStore, publication: Publication, entry: dict[str, Any], now: datetime) -> None:
    found = canonicalize(entry["url"])
    draft = ItemDraft(
        links=(Link(found.clean, "", found.key, found.key_version, found.original),),
        title=entry.get("title"),
        organizations=tuple(entry.get("organizations", ())),
        kind=Kind(entry["kind"]),
        published_on=entry.get("published_on"),
        summary=entry.get("summary", ""),
        tags=tuple(entry.get("tags", ())),
        submitted_by=entry.get("submitted_by"),
    )
    with team.write() as tx:
        add_item(tx, publication.id, draft, now=now)


def _next_slot(bot: Bot) -> datetime | None:
    publication = bot.desk.publication()
    with bot.desk.team.read() as tx:
        schedule = find_schedule(tx, publication.id)
    return schedule.next_at if schedule else None
