"""The page over HTTP, without a browser."""

import re
import time
import urllib.request
from collections.abc import Iterator
from datetime import UTC
from urllib.error import HTTPError

import pytest

from bot.playground.app_config import AppConfig
from bot.playground.model import Message
from bot.playground.page import page_environment, render_page
from bot.playground.page_view import Asked, moment_of
from bot.playground.render.dates import ordinal
from bot.playground.seed import AI_NEWS, CURATOR, GENERAL, GUEST, READER
from bot.playground.server import PlaygroundServer


@pytest.fixture(scope="module")
def server() -> Iterator[PlaygroundServer]:
    with PlaygroundServer() as server:
        yield server


def fetch(address: str) -> tuple[str, dict[str, str]]:
    with urllib.request.urlopen(address) as answer:
        return answer.read().decode(), {name.lower(): value for name, value in answer.headers.items()}


def test_the_page_forbids_scripts_that_are_not_its_own(server: PlaygroundServer) -> None:
    html, headers = fetch(server.url)
    assert headers["content-security-policy"].startswith("default-src 'self';")
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["cache-control"] == "no-store"
    assert not re.search(r"<script(?! type=\"module\" src=\"/static/)|\son\w+=|\sstyle=|<style", html)
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", html)


@pytest.mark.parametrize("name", ["page.css", "blocks.css", "main.js", "morph.js", "icon.svg"])
def test_its_files_are_served(server: PlaygroundServer, name: str) -> None:
    text, _ = fetch(f"{server.url}/static/{name}")
    assert "http" not in text.replace("http://www.w3.org/2000/svg", "")


def test_files_outside_its_folder_are_not_served(server: PlaygroundServer) -> None:
    with pytest.raises(HTTPError):
        fetch(f"{server.url}/static/%2e%2e/page.html")


@pytest.mark.parametrize(
    "query",
    [
        "",
        "as=U404",
        "as=U0PLAYBOT1",
        "channel=C404",
        f"channel={AI_NEWS}&thread=1.0",
        "limit=-1",
        "limit=x",
        "tab=x",
    ],
)
def test_an_address_that_makes_no_sense_shows_the_page_all_the_same(
    server: PlaygroundServer, query: str
) -> None:
    html, _ = fetch(f"{server.url}/?{query}")
    assert "Message #ai-news" in html
    assert f'data-user="{READER}"' in html


def test_a_private_channel_is_shown_to_its_members_only(server: PlaygroundServer) -> None:
    assert "curators" in fetch(f"{server.url}/?as={CURATOR}")[0]
    assert "curators" not in fetch(f"{server.url}/?as={READER}&channel=C0CURATORS")[0]


def test_names_are_escaped_wherever_they_stand(server: PlaygroundServer) -> None:
    bad = "</title><script>alert(1)</script>"
    server.workspace.team.name = server.workspace.users[CURATOR].real_name = bad
    html, _ = fetch(f"{server.url}/?as={CURATOR}")
    assert "<script>alert" not in html


def test_fifty_thousand_messages_open_within_a_second() -> None:
    server = PlaygroundServer()
    workspace = server.workspace
    for number in range(50_000):
        workspace.add_message(Message(workspace.new_ts(), AI_NEWS, READER, f"*Line* {number}"))
    environment = page_environment()
    started = time.thread_time()
    html = render_page(environment, workspace, Asked(READER))
    assert time.thread_time() - started < 10  # a guard against blowing up, not a measure
    assert "</strong> 49999" in html
    assert "</strong> 49900" not in html


@pytest.mark.parametrize(
    ("day", "words"),
    [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (13, "13th"), (22, "22nd")],
)
def test_ordinals(day: int, words: str) -> None:
    assert ordinal(day) == words


@pytest.mark.parametrize("ts", ["", "x", "1e999", "9" * 40, "-1", "nan"])
def test_a_strange_ts_reads_as_1970(ts: str) -> None:
    assert moment_of(ts, UTC).year == 1970


def test_a_guest_sees_only_the_channels_they_are_in(server: PlaygroundServer) -> None:
    html, _ = fetch(f"{server.url}/?as={GUEST}")
    assert f'data-channel="{AI_NEWS}"' in html
    assert f'data-channel="{GENERAL}"' not in html


def test_an_app_that_takes_no_messages_has_no_composer_in_its_direct_messages() -> None:
    with PlaygroundServer(app=AppConfig(is_read_only=True)) as server:
        direct = server.workspace.direct_message(READER).id
        html, _ = fetch(f"{server.url}/?as={READER}&channel={direct}")
        assert "Sending messages to this app has been turned off." in html
        assert "composer-text" not in html
        html, _ = fetch(f"{server.url}/?as={READER}&channel={AI_NEWS}")
        assert "composer-text" in html
