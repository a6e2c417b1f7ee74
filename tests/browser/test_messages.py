"""Editing, searching emoji, folding, paging, and what the page says when something is refused."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from bot.playground.faults import FaultKind
from bot.playground.model import Message
from bot.playground.seed import AI_NEWS, CONTRIBUTOR, READER
from bot.playground.server import PlaygroundServer
from tests.browser.conftest import OpenPage
from tests.browser.test_story import say

pytestmark = pytest.mark.browser


def post(server: PlaygroundServer, text: str, **more: object) -> Message:
    workspace = server.workspace
    message = Message(workspace.new_ts(), AI_NEWS, str(more.pop("user", READER)), text)
    for name, value in more.items():
        setattr(message, name, value)
    return workspace.add_message(message)


def choose(page: Page, text: str, item: str) -> None:
    """Choose something in the menu of the message that holds a text."""
    message = page.locator(".message", has_text=text)
    message.hover()
    message.get_by_label("More actions").click()
    message.get_by_role("menuitem", name=item).click()


def test_ones_own_message_is_edited_as_it_was_typed(open_page: OpenPage, server: PlaygroundServer) -> None:
    page, other = open_page(READER), open_page(CONTRIBUTOR)
    say(page, "See @carl: https://a.example & #general <3")
    choose(page, "See", "Edit message")
    field = page.get_by_role("dialog", name="Edit message").get_by_label("Message")
    expect(field).to_have_value("See @carl: https://a.example & #general <3")
    field.fill("Seen by @carl")
    page.keyboard.press("Enter")
    expect(other.locator(".message", has_text="Seen by")).to_contain_text("(edited)")
    assert server.workspace.messages(AI_NEWS)[0].text == f"Seen by <@{CONTRIBUTOR}>"
    choose(page, "Seen by", "Edit message")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    other.locator(".message", has_text="Seen by").hover()
    other.get_by_label("More actions").click()
    expect(other.get_by_role("menuitem", name="Edit message")).to_have_count(0)


def test_an_own_message_is_deleted(open_page: OpenPage) -> None:
    page = open_page(READER)
    say(page, "A slip of the finger")
    choose(page, "A slip", "Delete message")
    expect(page.locator(".message")).to_have_count(0)


def test_emoji_are_searched(open_page: OpenPage) -> None:
    page = open_page(READER)
    say(page, "React to me")
    message = page.locator(".message", has_text="React to me")
    message.hover()
    message.get_by_role("button", name="Add a reaction").click()
    expect(page.get_by_label("Search, or type a name")).to_be_focused()
    page.keyboard.type("partying")
    found = page.locator("#emoji-found")
    expect(found.get_by_role("button", name="partying face")).to_be_visible()
    page.keyboard.press("Enter")
    expect(message.get_by_role("button", name="partying face, 1")).to_be_visible()


def test_a_command_in_a_thread_is_refused_there(open_page: OpenPage) -> None:
    page = open_page(READER)
    say(page, "/sample issue")
    page.get_by_role("link", name=re.compile("1 reply")).click()
    thread = page.get_by_role("complementary", name="Thread")
    expect(thread).to_be_visible()
    say(page, "/sample issue", thread=True)
    expect(thread.get_by_text("/sample is not supported in threads. Sorry!")).to_be_visible()


def test_long_sections_are_folded(open_page: OpenPage, server: PlaygroundServer) -> None:
    long = {"type": "section", "text": {"type": "mrkdwn", "text": "A long story. " * 100 + "The end."}}
    post(server, "x", blocks=[long], bot_id="B1")
    post(server, "x", blocks=[{**long, "expand": True}], bot_id="B1")
    page = open_page(READER)
    expect(page.get_by_text("See more")).to_have_count(1)
    text = page.locator(".blk-main > .text").first
    folded = text.evaluate("(one) => one.clientHeight")
    page.get_by_text("See more").click()
    assert text.evaluate("(one) => one.clientHeight") > folded
    say(page, "An update in between")
    expect(page.locator(".message", has_text="An update")).to_be_visible()
    page.get_by_text("See less").click()
    assert text.evaluate("(one) => one.clientHeight") == folded


def test_every_message_of_a_long_channel_can_be_reached(
    open_page: OpenPage, server: PlaygroundServer
) -> None:
    for number in range(1_300):
        post(server, f"Line {number}.")
    page = open_page(READER, channel=AI_NEWS, limit=600)
    expect(page.get_by_text("Line 1299.")).to_be_in_viewport()
    page.get_by_role("link", name="Show earlier messages").click()
    expect(page.get_by_text("Line 699.")).to_be_in_viewport()
    expect(page.get_by_text("Line 700.")).to_have_count(0)
    page.get_by_role("link", name="Back to the newest messages").click()
    expect(page.get_by_text("Line 1299.")).to_be_in_viewport()
    page.get_by_role("link", name="random").click()
    expect(page.get_by_role("heading", name="random")).to_be_visible()
    assert "before" not in page.url


def test_fifty_thousand_messages_are_no_burden(open_page: OpenPage, server: PlaygroundServer) -> None:
    for number in range(50_000):
        post(server, f"Line {number}.")
    page = open_page(READER, channel=AI_NEWS)
    expect(page.get_by_text("Line 49999.")).to_be_in_viewport()
    took = page.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd")
    print(f"opened in {took:.0f} ms")
    say(page, "And one more")
    expect(page.locator(".message", has_text="And one more")).to_be_in_viewport()


def test_a_call_is_copied_as_a_test(open_page: OpenPage) -> None:
    page = open_page(READER)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Calls").click()
    say(page, "/sample issue")
    rows = page.get_by_role("list", name="Calls, newest last").locator("li")
    row = rows.filter(has_text="chat.postMessage").first
    row.locator("summary").click()
    row.get_by_role("button", name="Copy as test").click()
    expect(page.get_by_text("Copied.")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    asked: dict[str, object] = {}

    class Client:
        def api_call(self, method: str, *, json: dict[str, object]) -> dict[str, bool]:
            asked.update({"method": method, **json})
            return {"ok": True}

    exec(copied, {"client": Client(), "json": json})
    assert asked["method"] == "chat.postMessage"
    assert asked["text"] == "Weekly sample"


def test_a_button_that_nobody_answers_says_so(open_page: OpenPage, server: PlaygroundServer) -> None:
    page = open_page(READER)
    say(page, "/sample issue")
    expect(page.get_by_role("button", name="Upvote 0")).to_be_visible()
    server.socket_mode.cut()
    server.workspace.wait_for(lambda workspace: not workspace.connections)
    page.get_by_role("button", name="Upvote 0").click()
    words = "This app is not connected, so it could not respond."
    expect(page.locator(".toast", has_text=words)).to_be_visible()
    message = page.locator(".message", has=page.get_by_role("button", name="Upvote 0"))
    expect(message.get_by_role("alert")).to_contain_text(words)
    expect(message.get_by_role("img", name=words)).to_be_visible()


def test_a_fault_is_seen_in_the_log(open_page: OpenPage, server: PlaygroundServer) -> None:
    server.faults.add(FaultKind.ERROR, "chat.postMessage", code="channel_is_limited_access")
    page = open_page(READER)
    page.get_by_role("button", name="Calls").click()
    say(page, "/sample issue")
    log = page.get_by_role("list", name="Calls, newest last")
    expect(log.locator(".log-failed", has_text="channel_is_limited_access")).to_be_visible()


HOSTILE = {
    "link": "<javascript:alert(1)|click me>",
    "data": "<data:text/html,<script>alert(1)</script>|click me>",
    "mention": "<@\"><img src=x onerror=alert(1)>|x>",
    "channel": "<#\"onmouseover=alert(1)|<b>x</b>>",
    "date": "<!date^1^{date}^javascript:alert(1)|x>",
    "rtl": "\u202eevil\u202c \u2066x\u2069",
    "html": "</div></article><script>alert(1)</script>",
    "template": "{{ 7*7 }} {% raw %} ${7*7}",
    "nul": "a\x00b\x1b[31m",
}  # fmt: skip


def test_hostile_payloads_stay_text(open_page: OpenPage, server: PlaygroundServer) -> None:
    workspace = server.workspace
    workspace.channels[AI_NEWS].topic = "<img src=x onerror=alert(1)>"
    workspace.channels[AI_NEWS].name = '"><script>alert(1)</script>'
    workspace.users[CONTRIBUTOR].real_name = "<svg onload=alert(1)>\u202e"
    for name, attack in HOSTILE.items():
        button = {
            "type": "button",
            "action_id": attack,
            "text": {"type": "plain_text", "text": attack},
            "value": attack,
            "url": "javascript:alert(1)",
        }
        blocks = [
            {"type": "section", "block_id": f"{attack}{name}", "text": {"type": "mrkdwn", "text": attack}},
            {"type": "actions", "block_id": f"{attack}2{name}", "elements": [button]},
            {"type": "image", "image_url": "https://evil.example/x.png", "alt_text": attack},
            {"type": attack},
        ]
        message = post(server, attack, user=CONTRIBUTOR, blocks=blocks, bot_id="B1")
        message.reactions[attack] = [READER]
    deep: dict[str, object] = {"type": "section"}
    for _ in range(200):
        deep = {"type": "section", "text": deep, "fields": [deep]} if len(str(deep)) < 9_000 else {"x": deep}
    post(server, "x", blocks=[deep], bot_id="B1")
    post(server, "x" * 40_000, bot_id="B1")
    page = open_page(READER)
    page.on("dialog", lambda dialog: pytest.fail(f"a dialog opened: {dialog.message}"))
    expect(page.locator(".message")).to_have_count(len(HOSTILE) + 2)
    found = "#client script, #client img, #client svg, #client iframe, [onerror], [onload], [onmouseover]"
    assert page.locator(found).count() == 0
    links = page.locator("#client a[href]").evaluate_all("(all) => all.map((one) => one.protocol)")
    assert set(links) <= {"http:", "https:", "mailto:"}
    assert page.evaluate("document.documentElement.scrollWidth") <= 1300
