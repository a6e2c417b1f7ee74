"""A real browser on a real playground with a real Bolt app. Chromium comes from the machine."""

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect, sync_playwright

from bot.playground.seed import READER
from bot.playground.server import PlaygroundServer
from tests.browser.sample_app import CONFIG, running_app
from tests.support.playground import patient_playground
from tests.support.waiting import PATIENCE

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
MILLISECONDS = PATIENCE * 1000
expect.set_options(timeout=MILLISECONDS)

MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)
"""When the workspace's clock starts: its days do not depend on the hour at which the tests run."""

OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None and os.environ.get("CI") != "true":
        pytest.skip("Chromium is not installed")
    assert chromium is not None, "Chromium is needed where CI=true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS, timeout=MILLISECONDS)
        yield browser
        browser.close()


@pytest.fixture
def server() -> Iterator[PlaygroundServer]:
    """A playground with the sample app connected."""
    with patient_playground(app=CONFIG) as server:
        server.clock.move_to(MONDAY)
        with running_app(server):
            yield server


@pytest.fixture
def open_page(browser: Browser, server: PlaygroundServer) -> Iterator[OpenPage]:
    """Open the page as somebody, in a window of its own: `open_page(READER, width=390, dark=True)`.

    At the end no window may have logged an error or asked another host for anything.
    """
    problems: list[str] = []
    contexts = []

    def console(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            problems.append(f"console {message.type}: {message.text}")

    def request(one: Request) -> None:
        if urlsplit(one.url).hostname != "127.0.0.1":
            problems.append(f"request to {one.url}")

    def open_one(person: str = READER, *, width: int = 1300, dark: bool = False, **query: Any) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 844}, color_scheme="dark" if dark else "light", locale="en-GB"
        )
        context.set_default_timeout(MILLISECONDS)
        contexts.append(context)
        page = context.new_page()
        page.on("console", console)
        page.on("pageerror", lambda error: problems.append(f"error: {error}"))
        page.on("request", request)
        page.goto(f"{server.url}/?{urlencode({'as': person, **query})}")
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert problems == []
