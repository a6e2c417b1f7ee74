"""An app, a manifest and people who attack the page: everything they write stays text."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from bot.playground.app_config import AppConfig, CommandSpec, ShortcutSpec
from bot.playground.forms import fill_ids
from bot.playground.grants import new_trigger
from bot.playground.model import Message
from bot.playground.seed import AI_NEWS, CONTRIBUTOR, READER
from bot.playground.server import PlaygroundServer
from bot.playground.views import block_ids
from tests.browser.conftest import OpenPage
from tests.playground.conftest import bot_client
from tests.support.playground import patient_playground

pytestmark = pytest.mark.browser
Json = dict[str, Any]

EVIL = "\"'><img src=x onerror=alert(1)><style>*{display:none}</style>\u202e{{7*7}}"
SVG = "data:image/svg+xml,<svg onload=alert(1)>"
RED = "red;}</style><script>alert(1)</script>"
LONG = "W" * 5_000
INJECTED = """#client :is(script, img, svg, iframe, style, object, embed, base, link, form:not([data-form])),
    [onerror], [onload], [onmouseover], [onclick], [style]:not(.menu, [data-colour])"""


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def option(text: str, value: str) -> Json:
    return {"text": plain(text), "value": value}


def blocks(picture: str = "https://evil.example/x.svg") -> list[Json]:
    """Blocks that Slack would take, with something evil wherever a text may stand."""
    short = EVIL[:75]
    confirm = {"title": plain(short), "text": plain(EVIL), "confirm": plain("<b>y"), "deny": plain("<b>n")}
    menu = {"type": "static_select", "action_id": EVIL, "options": [option(short, EVIL)]}
    several = {"type": "multi_static_select", "action_id": "m", "options": [option(short, EVIL)]}
    several["initial_options"] = several["options"]
    link = {"type": "link", "url": "javascript://a.example/%0aalert(1)", "text": EVIL}
    return [
        {"type": "header", "text": plain(EVIL)},
        {"type": "section", "block_id": EVIL, "text": {"type": "mrkdwn", "text": f"{EVIL} <{EVIL}|{EVIL}>"}},
        {"type": "section", "text": plain(EVIL), "accessory": {**menu, "confirm": confirm}},
        {"type": "section", "text": plain("x"), "accessory": several},
        {"type": "image", "image_url": picture, "alt_text": EVIL, "title": plain(EVIL)},
        {"type": "context", "elements": [{"type": "image", "image_url": picture, "alt_text": EVIL}]},
        {
            "type": "markdown",
            "text": f"# {EVIL}\n[x](javascript:alert(1)) ![x]({SVG}) <script>alert(1)</script>",
        },
        {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [link]}]},
        {"type": "table", "rows": [[{"type": "raw_text", "text": EVIL}]]},
    ]


def for_views() -> list[Json]:
    return [block for block in blocks() if block["type"] not in {"markdown", "table"}]


@pytest.fixture
def server() -> Iterator[PlaygroundServer]:
    """Named and described by a manifest that attacks; no app is connected."""
    config = AppConfig(
        EVIL,
        EVIL,
        commands=(
            CommandSpec(f"/{EVIL.replace(' ', '')}", EVIL, f"{EVIL} | x", subcommands=((EVIL, EVIL),)),
        ),
        shortcuts=(ShortcutSpec(EVIL, EVIL, "message", EVIL), ShortcutSpec(EVIL, EVIL, "global", EVIL)),
    )
    with patient_playground(app=config) as server:
        workspace = server.workspace
        workspace.team.name = workspace.users[CONTRIBUTOR].real_name = workspace.users[READER].title = EVIL
        workspace.channels[AI_NEWS].name = workspace.channels[AI_NEWS].topic = EVIL
        yield server


def attack(server: PlaygroundServer) -> None:
    client, workspace = bot_client(server), server.workspace
    root = client.chat_postMessage(channel=AI_NEWS, text=EVIL, blocks=blocks(), username=EVIL)["ts"]
    client.chat_postMessage(channel=AI_NEWS, text=EVIL, thread_ts=root)
    attachment = {
        "color": RED,
        "title": EVIL,
        "title_link": SVG,
        "text": EVIL,
        "image_url": SVG,
        "footer": EVIL,
    }
    client.chat_postMessage(channel=AI_NEWS, text="\x00\x1b[31m\ufeff\u2066", attachments=[attachment])
    client.files_upload_v2(channel=AI_NEWS, filename="a.svg", title=EVIL, content="<svg onload=alert(1)>")
    for text in (LONG, "\u202e" * 900, "🏳️‍🌈" * 900, "a\u0300" * 3_000, "*_~`" * 3_000, "&lt;" * 30_000):
        workspace.add_message(Message(workspace.new_ts(), AI_NEWS, CONTRIBUTOR, text))
    unchecked = fill_ids(blocks(SVG), block_ids(workspace))
    workspace.add_message(Message(workspace.new_ts(), AI_NEWS, CONTRIBUTOR, "x", unchecked, bot_id="B1"))
    client.reactions_add(channel=AI_NEWS, timestamp=root, name=EVIL.replace(" ", ""))
    home = {"type": "home", "blocks": for_views()}
    client.views_publish(user_id=READER, view=home)


def look(page: Page) -> None:
    assert page.locator(INJECTED).evaluate_all("(all) => all.map((one) => one.outerHTML)") == []
    links = page.locator("#client a[href]").evaluate_all("(all) => all.map((one) => one.protocol)")
    assert set(links) <= {"http:", "https:", "mailto:"}
    assert page.evaluate("document.documentElement.scrollWidth") <= 1300
    expect(page.locator(".topbar")).to_be_visible()


def test_nothing_that_is_written_becomes_more_than_text(
    open_page: OpenPage, server: PlaygroundServer
) -> None:
    attack(server)
    page = open_page(READER)
    page.on("dialog", lambda dialog: pytest.fail(f"a dialog opened: {dialog.message}"))
    expect(page.locator("[data-scroll=channel] .message")).to_have_count(10)
    look(page)
    page.get_by_role("link", name="1 reply").click()
    expect(page.get_by_role("complementary", name="Thread").locator(".message")).to_have_count(2)
    look(page)
    field = page.locator("#composer-text")
    field.press_sequentially("/")
    expect(page.locator(".offer").first).to_be_visible()
    look(page)
    field.fill("")
    page.get_by_role("button", name="Calls").click()
    expect(page.locator("#log li").first).to_be_attached()
    look(page)
    modal = {"type": "modal", "title": plain(EVIL[:24]), "submit": plain("<b>"), "blocks": for_views()}
    bot_client(server).views_open(trigger_id=new_trigger(server.workspace, READER), view=modal)
    expect(page.get_by_role("dialog")).to_be_visible()
    look(page)
    page.keyboard.press("Escape")
    page.locator(".sidebar-item").last.click()
    expect(page.locator(".home-blocks")).to_be_visible()
    look(page)


def test_the_name_of_a_call_is_no_code_in_a_copied_test(
    open_page: OpenPage, server: PlaygroundServer
) -> None:
    """Anything on this machine may call a method that does not exist; its name is shown and copied."""
    server.workspace.record("in", 'x"); raise SystemExit("', {}, {"ok": False}, status=200, ms=1)
    page = open_page(READER)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Calls").click()
    row = page.locator("#log li").last
    row.locator("summary").click()
    row.get_by_role("button", name="Copy as test").click()
    expect(page.get_by_text("Copied.")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert 'api_call("x\\"); raise SystemExit(\\"", json=' in copied
