"""axe-core on the page's main states, light and dark: nothing serious, nothing critical.

https://www.deque.com/axe/axe-core/ and its rules: https://dequeuniversity.com/rules/axe/
"""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # it ships none
from playwright.sync_api import Page, expect

from bot.playground.seed import CURATOR
from tests.browser.conftest import OpenPage
from tests.browser.test_story import say

pytestmark = pytest.mark.browser


def channel(page: Page) -> None:
    say(page, "/sample issue")
    expect(page.get_by_role("button", name="Upvote 0")).to_be_visible()
    say(page, "/sample quiet")
    expect(page.get_by_text("Only visible to you")).to_be_visible()
    say(page, "Hello @carl, see https://a.example :tada:")
    expect(page.locator(".message", has_text="Hello")).to_be_visible()


def thread(page: Page) -> None:
    channel(page)
    page.get_by_role("link", name=re.compile("1 reply")).click()
    expect(page.get_by_role("complementary", name="Thread")).to_be_visible()


def modal(page: Page) -> None:
    say(page, "/sample form")
    page.get_by_role("dialog", name="Sample form").get_by_role("button", name="Save").click()
    expect(page.get_by_text("Please complete this required field.")).to_be_visible()


def home(page: Page) -> None:
    page.get_by_role("link", name="Sampler Home").click()
    expect(page.get_by_role("heading", name="Your sampler")).to_be_visible()


def calls(page: Page) -> None:
    channel(page)
    page.get_by_role("button", name="Calls").click()
    row = page.get_by_role("list", name="Calls, newest last").locator("li", has_text="chat.postMessage").first
    row.locator("summary").click()
    expect(row.get_by_role("button", name="Copy as test")).to_be_visible()


def faults(page: Page) -> None:
    page.get_by_role("button", name="Faults").click()
    expect(page.get_by_role("button", name="Add fault")).to_be_visible()


def clock(page: Page) -> None:
    page.locator(".clock-popup > summary").click()
    expect(page.get_by_role("button", name="One day on")).to_be_visible()


def emoji(page: Page) -> None:
    say(page, "React to me")
    page.locator(".message", has_text="React to me").hover()
    page.get_by_role("button", name="Add a reaction").click()
    page.get_by_label("Search, or type a name").fill("party")
    expect(page.locator("#emoji-found button").first).to_be_visible()


def completion(page: Page) -> None:
    page.get_by_role("textbox", name=re.compile("^Message ")).press_sequentially("/sam")
    expect(page.get_by_role("option").first).to_be_visible()


def menu(page: Page) -> None:
    channel(page)
    page.locator(".message", has_text="Hello").hover()
    page.locator(".message", has_text="Hello").get_by_label("More actions").click()
    expect(page.get_by_role("menuitem", name="Edit message")).to_be_visible()


STATES = [channel, thread, modal, home, calls, faults, clock, emoji, completion, menu]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("show", STATES)
def test_nothing_serious_is_found(open_page: OpenPage, show: Callable[[Page], None], *, dark: bool) -> None:
    page = open_page(CURATOR, dark=dark)
    show(page)
    assert findings(page) == []


def test_nothing_serious_is_found_at_phone_width(open_page: OpenPage) -> None:
    page = open_page(CURATOR, width=390)
    channel(page)
    assert findings(page) == []
    page.get_by_role("button", name="Channels and people").click()
    expect(page.get_by_role("link", name="general")).to_be_in_viewport()
    assert findings(page) == []


def findings(page: Page) -> list[str]:
    """What axe calls serious or critical: the rule, and where."""
    violations = Axe().run(page).response["violations"]
    return [
        f"{rule['id']} ({rule['impact']}): {node['html'][:160]} {node['failureSummary'][:200]}"
        for rule in violations
        if rule["impact"] in {"serious", "critical"}
        for node in rule["nodes"]
    ]
