"""What a person does in a channel, in a browser."""

import re

import pytest
from playwright.sync_api import Page, expect

from bot.playground.model import Message
from bot.playground.seed import AI_NEWS, CONTRIBUTOR, CURATOR, READER
from bot.playground.server import PlaygroundServer
from tests.browser.conftest import OpenPage

pytestmark = pytest.mark.browser


def say(page: Page, text: str, *, thread: bool = False) -> None:
    field = page.get_by_role("textbox", name="Reply…" if thread else re.compile("^Message "))
    field.fill(text)
    field.press("Enter")


def test_a_command_posts_an_issue_with_a_thread(open_page: OpenPage) -> None:
    page = open_page()
    say(page, "/sample issue")
    expect(page.get_by_role("heading", name=re.compile("Weekly sample"))).to_be_visible()
    expect(page.get_by_role("link", name="A story & more")).to_have_attribute(
        "rel", "noopener noreferrer nofollow"
    )
    expect(page.locator(".badge").first).to_have_text("APP")
    page.get_by_role("link", name=re.compile("1 reply")).click()
    thread = page.get_by_role("complementary", name="Thread")
    expect(thread.get_by_text("First entry")).to_be_visible()
    say(page, "Well *done*", thread=True)
    expect(thread.locator("strong", has_text="done")).to_be_visible()
    expect(page.get_by_text("2 replies").first).to_be_attached()
    page.get_by_role("link", name="Close the thread").click()
    expect(thread).to_have_count(0)
    expect(page.get_by_role("link", name=re.compile("2 replies"))).to_be_visible()


def test_buttons_work_and_keep_the_focus(open_page: OpenPage) -> None:
    page = open_page()
    say(page, "/sample issue")
    page.get_by_role("button", name="Upvote 0").click()
    again = page.get_by_role("button", name="Upvote 1")
    expect(again).to_be_focused()
    expect(again).not_to_have_attribute("aria-busy", "true")  # while it is, a second press is not one
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Upvote 2")).to_be_focused()


def test_a_confirmation_is_asked_for(open_page: OpenPage) -> None:
    page = open_page()
    say(page, "/sample issue")
    page.get_by_role("button", name="Withdraw").click()
    dialog = page.get_by_role("dialog", name="Withdraw it?")
    expect(dialog.locator("strong")).to_have_text("gone")
    dialog.get_by_role("button", name="Keep").click()
    expect(page.get_by_role("button", name="Upvote 0")).to_be_visible()
    page.get_by_role("button", name="Withdraw").click()
    dialog.get_by_role("button", name="Withdraw").click()
    expect(page.locator(".message .text", has_text="Withdrawn")).to_be_visible()


def test_what_is_only_for_one_person_is_marked_and_gone_after_a_reload(open_page: OpenPage) -> None:
    page, other = open_page(), open_page(CURATOR)
    say(page, "/sample quiet")
    expect(page.get_by_text("Only visible to you")).to_be_visible()
    page.get_by_role("combobox", name="Colour").select_option("Blue")
    expect(page.get_by_text("You chose blue")).to_be_visible()
    page.get_by_label("More actions").first.click()
    page.get_by_role("menuitem", name="Second").click()
    expect(page.get_by_text("Entry 2")).to_be_visible()
    expect(page.get_by_role("combobox", name="Colour")).to_have_value("blue")
    expect(other.get_by_text("Only visible to you")).to_have_count(0)
    page.get_by_role("button", name="Dismiss message").first.click()
    expect(page.get_by_text("Only visible to you")).to_have_count(2)
    page.reload()
    expect(page.get_by_text("Only visible to you")).to_have_count(0)


def test_two_windows_are_two_people_who_see_each_other(open_page: OpenPage) -> None:
    reader, contributor = open_page(READER), open_page(CONTRIBUTOR)
    say(reader, "Hello @carl, see <b>this</b> & https://a.example :tada:")
    message = contributor.locator(".message", has_text="Hello")
    expect(message.locator(".mention-me")).to_have_text("@Carl Contributor")
    expect(message).to_contain_text("<b>this</b> &")
    expect(message.get_by_role("link", name="https://a.example")).to_be_visible()
    contributor.get_by_role("textbox", name=re.compile("^Message ")).fill("half a sent")
    say(reader, "And another thing")
    expect(contributor.get_by_text("And another thing")).to_be_visible()
    expect(contributor.get_by_role("textbox", name=re.compile("^Message "))).to_have_value("half a sent")


def test_reactions_are_counted(open_page: OpenPage) -> None:
    reader, contributor = open_page(READER), open_page(CONTRIBUTOR)
    say(reader, "React to me")
    message = reader.locator(".message", has_text="React to me")
    message.hover()
    message.get_by_role("button", name="Add a reaction").click()
    reader.get_by_role("dialog", name="Add a reaction").get_by_role("button", name="tada").click()
    expect(message.get_by_role("button", name="tada, 1", pressed=True)).to_be_visible()
    contributor.get_by_role("button", name="tada, 1").click()
    expect(reader.get_by_role("button", name="tada, 2")).to_be_visible()
    reader.get_by_role("button", name="tada, 2").click()
    expect(reader.get_by_role("button", name="tada, 1", pressed=False)).to_be_visible()
    message.get_by_role("button", name="Add a reaction").last.click()
    reader.get_by_label("Search, or type a name").fill(":rocket:")
    reader.keyboard.press("Enter")
    expect(message.get_by_role("button", name="rocket, 1")).to_be_visible()


def test_a_message_shortcut_and_a_global_one(open_page: OpenPage) -> None:
    page = open_page()
    say(page, "Worth a note")
    message = page.locator(".message", has_text="Worth a note").first
    message.hover()
    message.get_by_label("More actions").click()
    message.get_by_role("menuitem", name="Note this").click()
    expect(page.get_by_text("Noted: Worth a note")).to_be_visible()
    page.get_by_label("Shortcuts and commands").click()
    page.get_by_role("menuitem", name="Write a form").click()
    expect(page.get_by_role("dialog", name="Sample form")).to_be_visible()


def test_an_unknown_command_is_told(open_page: OpenPage) -> None:
    page = open_page()
    say(page, "/nothing here")
    expect(page.locator(".message", has_text="/nothing").get_by_text("Only visible to you")).to_be_visible()


def test_a_button_of_an_app_that_is_gone_says_so_in_passing(
    open_page: OpenPage, server: PlaygroundServer
) -> None:
    page = open_page()
    say(page, "/sample issue")
    expect(page.get_by_role("button", name="Upvote 0")).to_be_visible()
    server.socket_mode.stop()
    page.get_by_role("button", name="Upvote 0").click()
    expect(page.get_by_role("status").locator(".toast")).to_be_visible()


def test_commands_people_and_earlier_lines_are_completed(open_page: OpenPage) -> None:
    page = open_page()
    field = page.get_by_role("textbox", name=re.compile("^Message "))
    field.press_sequentially("/sam")
    expect(page.get_by_role("option", name="sample")).to_have_count(5)
    field.press("Tab")
    expect(field).to_have_value("/sample ")
    field.press("ArrowDown")
    field.press("Tab")
    expect(field).to_have_value("/sample quiet ")
    field.press("Enter")
    expect(page.get_by_text("Only visible to you")).to_be_visible()
    field.press("ArrowUp")
    expect(field).to_have_value("/sample quiet")
    field.fill("Hi @car")
    page.get_by_role("option", name=re.compile("@carl")).click()
    expect(field).to_have_value("Hi @carl ")


def test_the_home_tab_opens_and_its_buttons_work(open_page: OpenPage) -> None:
    page = open_page()
    page.get_by_role("link", name="Sampler Home").click()
    expect(page.get_by_role("heading", name="Your sampler")).to_be_visible()
    page.get_by_role("button", name="Open the form").click()
    page.get_by_label("Title").fill("From home")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("link", name="Messages", exact=True).click()
    expect(page.get_by_text("Saved: From home")).to_be_visible()


def test_people_are_changed_by_the_menu(open_page: OpenPage) -> None:
    page = open_page()
    page.locator(".person-popup > summary").click()
    page.get_by_role("link", name=re.compile("Cleo Curator")).click()
    expect(page.locator(".person-popup > summary")).to_contain_text("Cleo Curator")
    expect(page.get_by_role("link", name="curators")).to_be_visible()
    assert "U0CURATOR1" in page.url


def test_the_clock_moves(open_page: OpenPage, server: PlaygroundServer) -> None:
    page = open_page()
    before = server.clock()
    page.locator(".clock-popup > summary").click()
    page.get_by_role("button", name="One day on").click()
    server.workspace.wait_for(lambda workspace: (workspace.now() - before).days >= 1)
    expect(page.locator("#clock")).to_contain_text(f"{server.clock():%d %b}")


def test_calls_are_listed_filtered_and_opened(open_page: OpenPage) -> None:
    page = open_page()
    page.get_by_role("button", name="Calls").click()
    say(page, "/sample issue")
    log = page.get_by_role("list", name="Calls, newest last")
    expect(log.get_by_text("chat.postMessage")).to_have_count(2)
    page.get_by_label("Filter by method or content").fill("first *entry")
    rows = log.locator("li:visible")
    expect(rows).to_have_count(2)  # the call, and the event that tells of what it posted
    call = rows.filter(has_text="chat.postMessage")
    call.locator("summary").click()
    expect(call.locator("pre").first).to_contain_text("First *entry*")


def test_a_fault_strikes_the_next_call(open_page: OpenPage) -> None:
    page = open_page()
    page.get_by_role("button", name="Faults").click()
    page.get_by_label("Make the app's next calls").select_option("error")
    page.get_by_role("button", name="Add fault").click()
    faults = page.locator("#faults")
    expect(faults).to_contain_text("chat.postMessage: error, 1 more")
    page.get_by_role("button", name="Clear all").click()
    expect(faults).to_contain_text("None")


def test_a_long_channel_opens_at_its_end_and_shows_earlier_messages(
    open_page: OpenPage, server: PlaygroundServer
) -> None:
    for number in range(200):
        server.workspace.add_message(Message(server.workspace.new_ts(), AI_NEWS, READER, f"Line {number}."))
    page = open_page()
    expect(page.get_by_text("Line 199.")).to_be_in_viewport()
    expect(page.get_by_text("Line 100.")).to_have_count(0)
    page.get_by_role("link", name="Show earlier messages").click()
    expect(page.get_by_text("Line 100.")).to_be_attached()


@pytest.mark.parametrize("dark", [False, True])
def test_hostile_messages_stay_text(open_page: OpenPage, server: PlaygroundServer, *, dark: bool) -> None:
    attacks = [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        '"><svg onload=alert(1)>',
        "<javascript:alert(1)|x>",
    ]
    for attack in attacks:
        section = {"type": "section", "text": {"type": "mrkdwn", "text": attack}}
        ts = server.workspace.new_ts()
        server.workspace.add_message(Message(ts, AI_NEWS, READER, attack, [section], bot_id="B1"))
    page = open_page(dark=dark)
    page.on("dialog", lambda dialog: pytest.fail(f"a dialog opened: {dialog.message}"))
    expect(page.locator(".message")).to_have_count(len(attacks))
    assert page.locator(".message script, .message img, .message svg, .message [onload]").count() == 0
