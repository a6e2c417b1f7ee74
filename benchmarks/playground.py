"""How long the playground's page takes to open where much was said, beside a channel in which nothing was.

    python benchmarks/playground.py [MESSAGES]

The target: with 50,000 messages in a channel it opens in under a second, in Chromium. Three channels: an
empty one, one that fills a page, and the long one. The ratios say more than the milliseconds do: all three
are opened in turn on the same machine. The page shows the newest 60 messages: those two should be alike.
The first figure is the server's part, over a socket; the second ends when the browser has drawn the page.
Chromium comes from the machine; without one the second is left out.
"""

import shutil
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.request import urlopen

from playwright.sync_api import sync_playwright

from bot.playground.forms import fill_ids
from bot.playground.model import Message
from bot.playground.page_view import PAGE
from bot.playground.seed import AI_NEWS, GENERAL, RANDOM, READER
from bot.playground.server import PlaygroundServer
from bot.playground.views import block_ids

ROUNDS = 9
CHANNELS = {"empty": RANDOM, "a page": GENERAL, "long": AI_NEWS}
Open = Callable[[str], object]

UPVOTE = {"type": "button", "text": {"type": "plain_text", "text": "Upvote"}, "value": "1"}
BLOCKS: list[dict[str, Any]] = [
    {
        "type": "section",
        "text": {"type": "mrkdwn", "text": "*<https://a.example/|A story>* by <@U0READER01>"},
    },
    {"type": "actions", "elements": [UPVOTE]},
]


def fill(server: PlaygroundServer, channel: str, count: int) -> None:
    """Write messages, every tenth of them by the bot with a section and a button."""
    workspace = server.workspace
    for number in range(count):
        text = f"Line {number} of *many*, https://a.example :tada:"
        message = Message(workspace.new_ts(), channel, READER, text)
        if number % 10 == 0:
            message.user, message.bot_id = workspace.bot.id, workspace.bot.bot_id
            message.blocks = fill_ids(BLOCKS, block_ids(workspace))
        workspace.add_message(message)


def fetch(address: str) -> object:
    with urlopen(address) as answer:  # noqa: S310 - its own server's page
        return answer.read()


@contextmanager
def in_chromium() -> Iterator[Open | None]:
    """Open a page until it is drawn, or None where there is no browser."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        yield None
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()

        def draw(address: str) -> None:
            page.goto(address, wait_until="load")
            page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")

        yield draw
        browser.close()


def measure(server: PlaygroundServer, look: Open) -> dict[str, float]:
    """The median in milliseconds for each channel; the first round is not counted."""
    taken: dict[str, list[float]] = {name: [] for name in CHANNELS}
    for number in range(ROUNDS + 1):
        for name, channel in CHANNELS.items():
            start = time.perf_counter()
            look(f"{server.url}/?as={READER}&channel={channel}")
            if number:
                taken[name].append((time.perf_counter() - start) * 1000)
    return {name: statistics.median(times) for name, times in taken.items()}


def report(what: str, medians: dict[str, float]) -> None:
    for name, median in medians.items():
        print(f"{what:10} {name:8} {median:7.1f} ms   {median / medians['empty']:5.2f} × empty")


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    with PlaygroundServer() as server, in_chromium() as draw:
        fill(server, GENERAL, PAGE)
        fill(server, AI_NEWS, count)
        print(f"{count} messages in the long channel, {PAGE} in the one that fills a page")
        report("server", measure(server, fetch))
        if draw is not None:
            report("Chromium", measure(server, draw))


if __name__ == "__main__":
    main()
