"""Modals in a browser: errors at their fields, stacks, updates, and the keyboard's focus."""

import re

import pytest
from playwright.sync_api import Page, expect

from bot.playground.seed import CONTRIBUTOR
from tests.browser.conftest import OpenPage
from tests.browser.test_story import say

pytestmark = pytest.mark.browser


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """A reader's window with the form open."""
    page = open_page()
    say(page, "/sample form")
    expect(page.get_by_role("dialog", name="Sample form")).to_be_visible()
    return page


def test_the_focus_goes_in_and_comes_back(page: Page) -> None:
    expect(page.get_by_label("Title")).to_be_focused()
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate("!document.activeElement.closest('.client')")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("textbox", name=re.compile("^Message "))).to_be_focused()


def test_errors_stand_at_their_fields_and_what_was_typed_stays(page: Page) -> None:
    page.get_by_label("Title").fill("bad")
    page.get_by_label("Kind").select_option("Post")
    page.get_by_role("button", name="Save").click()
    title = page.get_by_label("Title")
    expect(page.get_by_text("That title is taken.")).to_be_visible()
    expect(title).to_have_attribute("aria-invalid", "true")
    expect(title).to_be_focused()
    expect(title).to_have_value("bad")
    expect(page.get_by_label("Kind")).to_have_value("post")
    title.fill("good")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_required_field_is_asked_for_before_the_app_is(page: Page) -> None:
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Please complete this required field.")).to_be_visible()
    expect(page.get_by_label("Title")).to_be_focused()


def test_views_are_stacked_and_closed_one_by_one(page: Page) -> None:
    page.get_by_label("Title").fill("kept")
    page.get_by_role("button", name="Deeper").click()
    deeper = page.get_by_role("dialog", name="Deeper form")
    expect(deeper.get_by_label("Title")).to_have_value("")
    deeper.get_by_role("button", name="Back").click()
    expect(page.get_by_role("dialog", name="Sample form").get_by_label("Title")).to_have_value("kept")
    page.get_by_role("button", name="Deeper").click()
    expect(deeper).to_be_visible()
    deeper.get_by_role("button", name="Close", exact=True).click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_an_updated_view_keeps_what_was_typed(page: Page) -> None:
    page.get_by_label("Title").fill("typed")
    page.get_by_role("button", name="Retitle").click()
    expect(page.get_by_role("dialog", name="Changed form")).to_be_visible()
    expect(page.get_by_label("Title")).to_have_value("typed")


def test_what_others_do_leaves_the_form_alone(page: Page, open_page: OpenPage) -> None:
    page.get_by_label("Title").press_sequentially("half a ti")
    other = open_page(CONTRIBUTOR)
    for number in range(3):
        say(other, f"Noise {number}")
        expect(page.locator(".message", has_text=f"Noise {number}")).to_be_attached()
    expect(page.get_by_label("Title")).to_be_focused()
    page.keyboard.type("tle")
    expect(page.get_by_label("Title")).to_have_value("half a title")
