"""`ainews setup`: the whole walk, mistakes and all, against a workspace of the test's."""

import io
import os
import pty
import stat
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.config import load_settings
from bot.playground.app_config import AppConfig
from bot.playground.seed import AI_NEWS, CURATOR, RANDOM
from bot.playground.server import PlaygroundServer
from bot.slack.manifest import manifest
from bot.store import Store
from bot.store.checkup import all_channels, all_slots
from tests.cli.conftest import AINEWS, Outcome, Terminal
from tests.support.waiting import PATIENCE

INSTALLED = ""


@pytest.fixture
def server() -> Iterator[PlaygroundServer]:
    with PlaygroundServer(app=AppConfig.from_manifest(manifest())) as running:
        yield running


@pytest.fixture
def walk(terminal: Terminal, server: PlaygroundServer, monkeypatch: pytest.MonkeyPatch) -> "Walk":
    return Walk(terminal, server, monkeypatch)


class Walk:
    """Somebody who types these lines, and then leaves."""

    def __init__(self, terminal: Terminal, server: PlaygroundServer, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = terminal.folder
        self.server = server
        self._terminal = terminal
        self._monkeypatch = monkeypatch

    def __call__(self, *typed: str, options: tuple[str, ...] = ()) -> Outcome:
        self._monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in typed)))
        outcome = self._terminal("setup", *options, SLACK_API_URL=self.server.api_url)
        for secret in (self.server.bot_token, self.server.app_token, self.server.signing_secret):
            assert secret not in outcome.out + outcome.err, "no token is shown"
        assert "Traceback" not in outcome.err
        return outcome


def test_from_nothing_to_a_bot_that_can_be_started(walk: Walk) -> None:
    server = walk.server
    outcome = walk(
        INSTALLED,
        f"  '{server.bot_token}' ",
        f"SLACK_APP_TOKEN={server.app_token}",
        "europe/vienna",
        "@cleo",
        "#ai-news",
        "tue",
        "08:15",
    )
    assert outcome.status == 0, outcome.out
    assert "https://api.slack.com/apps?new_app=1&manifest_json=" in outcome.out
    assert "It is the bot ai-news in Playground." in outcome.out
    assert "Issues go out to #ai-news on Tue " in outcome.out
    assert "Start the bot with `ainews run`" in outcome.out
    settings = load_settings(walk.folder / ".env")
    assert settings.slack_bot_token is not None
    assert settings.slack_bot_token.get_secret_value() == server.bot_token
    assert settings.timezone == "Europe/Vienna"
    assert settings.curators == {CURATOR}
    assert stat.S_IMODE((walk.folder / ".env").stat().st_mode) == 0o600
    store = Store(f"sqlite:///{walk.folder / 'ainews.db'}")
    with store.read() as session:
        (channel,) = all_channels(session)
        assert (channel.channel_id, channel.name) == (AI_NEWS, "ai-news")
        assert all_slots(session).timezones == ("Europe/Vienna",)
    store.close()


def test_each_mistake_is_said_and_asked_again(walk: Walk) -> None:
    server = walk.server
    outcome = walk(
        INSTALLED,
        "",
        "xoxp-1234567890-abc",
        "xoxb-of nobody",
        "xoxb-of-nobody-at-all",
        server.bot_token,
        server.bot_token,
        "xapp-of-nobody-at-all",
        server.app_token,
        "Vienna",
        "Europe/Vienna",
        "somebody else",
        "",
        "#nowhere",
        "ai-news",
        "someday",
        "Monday",
        "9 o'clock",
        "09:00",
    )
    assert outcome.status == 0, outcome.out
    for words in (
        "That is nothing; what is wanted here starts with xoxb-.",
        "That is a person's token (xoxp-); what is wanted here starts with xoxb-.",
        "Something is missing from it, or something else was copied along",
        "Slack does not accept SLACK_BOT_TOKEN: invalid_auth.",
        "That is a bot token (xoxb-); what is wanted here starts with xapp-.",
        "Slack does not accept SLACK_APP_TOKEN: invalid_auth.",
        "There is no such time zone. Perhaps Europe/Vienna",
        "Slack knows nobody named somebody else",
        "There is no channel #nowhere that the bot can see",
        "Type a day, such as Monday.",
        "Type a time such as 09:00.",
    ):
        assert words in outcome.out


def test_who_leaves_goes_on_where_they_were(walk: Walk) -> None:
    stopped = walk(INSTALLED, walk.server.bot_token)
    assert stopped.status == 1
    assert "Stopped. What you gave is kept in .env" in stopped.err
    outcome = walk(walk.server.app_token, "UTC", "", "")
    assert outcome.status == 0, outcome.out
    assert "the bot token of before works" in outcome.out
    again = walk()
    assert again.status == 1, "the channel is asked for as long as there is none"
    assert "The app-level token of before works." in again.out


def test_a_token_that_stopped_working_is_asked_for_again(walk: Walk) -> None:
    (walk.folder / ".env").write_text("SLACK_BOT_TOKEN=xoxb-revoked-long-ago\nPORT=3001\n")
    walk(walk.server.bot_token)
    kept = (walk.folder / ".env").read_text()
    assert kept.startswith(f"SLACK_BOT_TOKEN={walk.server.bot_token}\nPORT=3001\n")


def test_a_channel_without_the_bot_waits_for_the_invitation(walk: Walk) -> None:
    server = walk.server
    outcome = walk(INSTALLED, server.bot_token, server.app_token, "UTC", "", "random", "", "ai-news", "", "")
    assert outcome.status == 0, outcome.out
    assert outcome.out.count("The bot is not in #random") == 2
    assert "/invite @ai-news" in outcome.out
    assert server.workspace.channels[RANDOM].name == "random"


def test_missing_scopes_are_said_at_once(walk: Walk) -> None:
    server = walk.server
    server.workspace.app = AppConfig(scopes=frozenset({"chat:write", "commands", "users:read"}))
    outcome = walk(INSTALLED, server.bot_token)
    assert "The scope reactions:read is missing: with it the bot hears :newspaper:" in outcome.out


def test_for_http_mode_the_signing_secret_is_asked_for(walk: Walk) -> None:
    server = walk.server
    options = ("--http", "https://news.example.com/")
    typed = (INSTALLED, server.bot_token, "abc", server.signing_secret, "UTC", "", "")
    outcome = walk(*typed, options=options)
    assert outcome.status == 0, outcome.out
    assert "a signing secret has 32 digits" in outcome.out
    assert "Start the bot with `ainews run --http`" in outcome.out
    settings = load_settings(walk.folder / ".env")
    assert settings.public_url == "https://news.example.com"
    assert settings.slack_signing_secret is not None


def test_slack_that_cannot_be_reached_is_said(walk: Walk) -> None:
    walk.server.stop()
    outcome = walk(INSTALLED, walk.server.bot_token)
    assert "Slack could not be reached at http://127.0.0.1:" in outcome.out
    assert outcome.status == 1


def test_at_a_real_terminal_tokens_do_not_show(tmp_path: Path, server: PlaygroundServer) -> None:
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [AINEWS, "setup"],
        cwd=tmp_path,
        env={"PATH": os.defpath, "SLACK_API_URL": server.api_url, "TERM": "xterm", "COLUMNS": "100"},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    shown = _converse(ours, [("installed", ""), ("does not show", server.bot_token), ("does not show", "")])
    process.kill()
    process.wait(PATIENCE)
    assert server.bot_token not in shown
    assert f"SLACK_BOT_TOKEN={server.bot_token}" in (tmp_path / ".env").read_text()


def _converse(terminal: int, answers: list[tuple[str, str]]) -> str:
    """Type each answer once its question shows, and return all that was shown."""
    shown, seen, deadline = "", 0, time.monotonic() + PATIENCE
    for question, answer in answers:
        while question not in shown[seen:]:
            assert time.monotonic() < deadline, shown
            shown += os.read(terminal, 4096).decode("utf-8", "replace")
        seen = len(shown)
        os.write(terminal, f"{answer}\n".encode())
    return shown
