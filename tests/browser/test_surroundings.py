"""The page at phone width, by keyboard alone, and for a screen reader."""

import re

import pytest
from playwright.sync_api import Page, expect

from bot.playground.seed import READER
from tests.browser.conftest import OpenPage
from tests.browser.test_story import say

pytestmark = pytest.mark.browser

UNNAMED = """() => [...document.querySelectorAll('button, a[href], input, select, textarea, summary')]
  .filter((one) => one.checkVisibility() && !(one.ariaLabel || one.title || one.textContent.trim()
    || one.labels?.length || one.getAttribute('aria-labelledby')))
  .map((one) => one.outerHTML)"""


def press_until(page: Page, key: str, name: str) -> None:
    """Press a key until something of that name has the focus."""
    for _ in range(40):
        page.keyboard.press(key)
        if (
            page.evaluate("(document.activeElement.ariaLabel || document.activeElement.textContent).trim()")
            == name
        ):
            return
    pytest.fail(f"{key} never reaches {name}")


def test_a_story_by_keyboard_alone(open_page: OpenPage) -> None:
    page = open_page()
    press_until(page, "Tab", "Skip to the message field")
    page.keyboard.press("Enter")
    page.keyboard.type("/sample issue")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Upvote 0")).to_be_visible()
    page.keyboard.press("Shift+Tab")
    press_until(page, "Shift+Tab", "Upvote 0")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Upvote 1")).to_be_focused()
    press_until(page, "Tab", "Withdraw")
    page.keyboard.press("Enter")
    expect(
        page.get_by_role("dialog", name="Withdraw it?").get_by_role("button", name="Withdraw")
    ).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Withdraw")).to_be_focused()
    press_until(page, "Tab", "Reply in a thread")
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="Reply…")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("complementary", name="Thread")).to_have_count(0)
    expect(page.locator(".message:focus")).to_have_count(1)


def test_the_bar_of_a_message_is_reached_by_keyboard_from_both_sides(open_page: OpenPage) -> None:
    page = open_page()
    for text in ("One", "Two"):
        say(page, text)
        expect(page.locator(".message", has_text=text)).to_be_visible()
    last, first = page.locator(".message", has_text="Two"), page.locator(".message", has_text="One")
    page.get_by_role("textbox", name=re.compile("^Message ")).focus()
    press_until(page, "Shift+Tab", "More actions")
    expect(last.locator("summary:focus")).to_have_count(1)
    expect(last.locator(".hover-bar")).to_have_css("opacity", "1")
    expect(first.locator(".hover-bar")).to_have_css("opacity", "0")
    press_until(page, "Shift+Tab", "Add a reaction")
    press_until(page, "Shift+Tab", "More actions")
    expect(first.locator("summary:focus")).to_have_count(1)
    press_until(page, "Tab", "Add a reaction")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(last.get_by_role("button", name="Add a reaction")).to_be_focused()


def test_arrow_keys_walk_through_the_messages(open_page: OpenPage) -> None:
    page = open_page()
    for text in ("One", "Two"):
        say(page, text)
        expect(page.locator(".message", has_text=text)).to_be_visible()
    page.get_by_role("log").focus()
    page.keyboard.press("ArrowUp")
    expect(page.locator(".message:focus")).to_contain_text("Two")
    page.keyboard.press("ArrowUp")
    expect(page.locator(".message:focus")).to_contain_text("One")


def test_at_phone_width_nothing_runs_off_the_side(open_page: OpenPage) -> None:
    page = open_page(width=390)
    say(page, "/sample issue")
    say(page, "/sample quiet")
    expect(page.get_by_text("Only visible to you")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("button", name="Channels and people").click()
    page.get_by_role("link", name="general").click()
    expect(page.get_by_role("heading", name="general")).to_be_visible()
    expect(page.get_by_role("link", name="random")).not_to_be_in_viewport()
    page.go_back()
    page.get_by_role("link", name=re.compile("1 reply")).click()
    expect(page.get_by_text("First entry")).to_be_in_viewport()
    page.get_by_role("link", name="Close the thread").click()
    say(page, "/sample form")
    dialog = page.get_by_role("dialog", name="Sample form")
    expect(dialog).to_be_visible()
    assert dialog.evaluate("(one) => one.getBoundingClientRect().width") == 390


@pytest.mark.parametrize("panel", ["Calls", "Faults"])
def test_everything_has_a_name(open_page: OpenPage, panel: str) -> None:
    page = open_page(READER)
    say(page, "/sample issue")
    say(page, "/sample quiet")
    expect(page.get_by_text("Only visible to you")).to_be_visible()
    page.get_by_role("button", name=panel).click()
    assert page.evaluate(UNNAMED) == []
    say(page, "/sample form")
    expect(page.get_by_role("dialog", name="Sample form")).to_be_visible()
    assert page.evaluate(UNNAMED) == []
