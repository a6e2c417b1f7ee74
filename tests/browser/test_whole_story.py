"""`make try` as its users meet it: the real bot with the sample archive, in a browser."""

import re
from collections.abc import Iterator
from ipaddress import ip_network

import pytest
from playwright.sync_api import Page, expect

from bot.app import build_reader
from bot.cli.playground import running_playground
from bot.links.addresses import Guard
from bot.links.fetch import Fetcher
from bot.playground.seed import CONTRIBUTOR, CURATOR, READER
from bot.playground.server import PlaygroundServer
from tests.browser.conftest import OpenPage
from tests.support.website import Website, running_website

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def website() -> Iterator[Website]:
    with running_website() as running:
        yield running


@pytest.fixture
def server() -> Iterator[PlaygroundServer]:
    """The playground as `ainews playground` starts it; pages are read from loopback only."""
    loopback = Fetcher(guard=Guard((ip_network("127.0.0.0/8"),)))
    with running_playground(read=build_reader(loopback)) as server:
        yield server


def say(page: Page, text: str) -> None:
    field = page.get_by_role("textbox", name=re.compile("^Message "))
    field.fill(text)
    field.press("Enter")


def test_a_reader_reads_votes_and_searches(open_page: OpenPage) -> None:
    page = open_page(READER)
    expect(page.get_by_role("heading", name="AI News · 26 Feb 2024")).to_be_visible()
    page.get_by_role("link", name=re.compile(r"\d+ repl")).click()
    thread = page.get_by_role("complementary", name="Thread")
    expect(thread.get_by_text("Only visible to you")).to_have_count(0)
    thread.get_by_role("button", name=re.compile("Upvote")).first.click()
    expect(thread.get_by_role("button", name=re.compile("Upvote.*1"))).to_be_visible()
    page.get_by_role("link", name="Close the thread").click()
    say(page, "/ainews search model kind:paper")
    expect(page.get_by_text(re.compile("results for")).last).to_be_visible()
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_text(re.compile("6–10|6–"))).to_be_visible()


def test_a_contributor_hands_in_edits_and_takes_back(open_page: OpenPage, website: Website) -> None:
    page = open_page(CONTRIBUTOR)
    say(page, f"/ainews add {website.link('tiny-models')} worth a look #small")
    card = page.locator(".message", has_text="Added to the queue")
    expect(card).to_contain_text("All about tiny models")
    card.get_by_role("button", name="Edit").click()
    dialog = page.get_by_role("dialog", name="Edit the item")
    dialog.get_by_label("Title").fill("Tiny models, all told")
    dialog.get_by_role("button", name="Save").click()
    card = page.locator(".message", has_text="Tiny models, all told").last
    expect(card).to_be_visible()
    card.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Taken back")).to_be_visible()


def test_a_curator_previews_and_sees_the_next_issue_arrive(open_page: OpenPage) -> None:
    curator, reader = open_page(CURATOR), open_page(READER)
    say(curator, "/ainews preview")
    expect(curator.get_by_text("This is what will be posted").last).to_be_visible()
    curator.locator("summary", has_text="Move the clock").click()
    curator.get_by_role("button", name=re.compile("To the next issue")).click()
    expect(reader.get_by_role("heading", name="AI News · 4 Mar 2024")).to_be_visible()
    expect(reader.get_by_role("link", name=re.compile("9 replies"))).to_be_visible(timeout=30_000)
