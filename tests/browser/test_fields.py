"""Every kind of field in a modal, as people use them; what the app gets is checked at the other end."""

import re
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from slack_bolt import Ack, App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from bot.playground.app_config import AppConfig, ShortcutSpec
from bot.playground.seed import CURATOR, READER
from bot.playground.server import PlaygroundServer
from tests.browser.conftest import OpenPage
from tests.playground.apps import todo, wizard
from tests.support.playground import let_acknowledge_late, patient_playground
from tests.support.waiting import PATIENCE

pytestmark = pytest.mark.browser
Json = dict[str, Any]

CONFIG = AppConfig(
    name="Fields",
    shortcuts=(
        ShortcutSpec("All fields", "all_fields", "global"),
        ShortcutSpec("Request access", "request_access", "global"),
    ),
)
WORDS = ["alpha", "alphabet", "beta", "gamma"]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def options(*words: str) -> list[Json]:
    return [{"text": plain(word.title()), "value": word} for word in words]


def field(name: str, kind: str, **more: Any) -> Json:
    element = {"type": kind, "action_id": name, **more}
    label = plain(name.title())
    return {"type": "input", "block_id": name, "label": label, "element": element, "optional": True}


VIEW: Json = {
    "type": "modal",
    "callback_id": "all_fields",
    "title": plain("All fields"),
    "submit": plain("Save"),
    "blocks": [
        field("number", "number_input", is_decimal_allowed=False, min_value="1", max_value="9"),
        field("email", "email_text_input"),
        field("link", "url_text_input"),
        field("day", "datepicker"),
        field("time", "timepicker"),
        field("moment", "datetimepicker"),
        field("radio", "radio_buttons", options=options("yes", "no")),
        field("ticks", "checkboxes", options=options("red", "green", "blue")),
        field("menu", "static_select", options=options("one", "two")),
        field("several", "multi_static_select", options=options("x", "y", "z"), max_selected_items=2),
        field("people", "multi_users_select"),
        field("place", "conversations_select"),
        field("search", "multi_external_select", min_query_length=2),
    ],
}


def register(app: App, saved: list[Json]) -> None:
    @app.shortcut("all_fields")
    def show(ack: Ack, shortcut: Json, client: WebClient) -> None:
        ack()
        client.views_open(trigger_id=shortcut["trigger_id"], view=VIEW)

    @app.options("search")
    def offer(ack: Ack, payload: Json) -> None:
        ack(options=options(*(word for word in WORDS if payload["value"] in word)))

    @app.view("all_fields")
    def save(ack: Ack, view: Json) -> None:
        saved.append({name: one[name] for name, one in view["state"]["values"].items()})
        ack()


@pytest.fixture
def saved() -> list[Json]:
    return []


@pytest.fixture
def server(saved: list[Json]) -> Iterator[PlaygroundServer]:
    with patient_playground(app=CONFIG) as server:
        app = App(client=WebClient(server.bot_token, base_url=server.api_url))
        register(app, saved)
        wizard.register(app)
        todo.register(app)
        handler = SocketModeHandler(let_acknowledge_late(app), server.app_token)
        handler.connect()
        server.workspace.wait_for(lambda workspace: workspace.connections > 0)
        yield server
        handler.client.auto_reconnect_enabled = False
        server.socket_mode.stop()
        handler.close()


@pytest.fixture
def noise(server: PlaygroundServer) -> Iterator[None]:
    """Something happens in the workspace all the time, as in a busy one: each page looks again and again."""
    stop = threading.Event()

    def make() -> None:
        while not stop.wait(0.05):
            with server.workspace.changing():
                pass

    thread = threading.Thread(target=make)
    thread.start()
    yield
    stop.set()
    thread.join()


def use_shortcut(page: Page, name: str) -> None:
    page.get_by_label("Shortcuts and commands").click()
    page.get_by_role("menuitem", name=name).click()


def test_every_field_reaches_the_app(open_page: OpenPage, saved: list[Json]) -> None:
    page = open_page(READER)
    use_shortcut(page, "All fields")
    form = page.get_by_role("dialog", name="All fields")
    form.get_by_label("Number").fill("7")
    form.get_by_label("Email").fill("rosa@example.org")
    form.get_by_label("Link").fill("https://example.org/a")
    form.get_by_label("Day").fill("2026-11-30")
    form.get_by_label("Time").fill("08:30")
    form.get_by_label("Moment").fill("2026-11-30T09:00")
    form.get_by_role("radio", name="No").check()
    form.get_by_role("checkbox", name="Red").check()
    form.get_by_role("checkbox", name="Blue").check()
    form.get_by_label("Menu").select_option("Two")
    choose_several(page)
    form.get_by_label("Place").select_option("#general")
    form.get_by_role("button", name="Save").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    values = submitted(page, saved)
    assert values["number"]["value"] == "7"
    assert values["email"]["value"] == "rosa@example.org"
    assert values["link"]["value"] == "https://example.org/a"
    assert values["day"]["selected_date"] == "2026-11-30"
    assert values["time"]["selected_time"] == "08:30"
    assert values["moment"]["selected_date_time"] == 1_796_025_600  # nine in Berlin
    assert values["radio"]["selected_option"]["value"] == "no"
    assert [one["value"] for one in values["ticks"]["selected_options"]] == ["red", "blue"]
    assert values["menu"]["selected_option"]["value"] == "two"
    assert [one["value"] for one in values["several"]["selected_options"]] == ["x", "z"]
    assert values["people"]["selected_users"] == [CURATOR]
    assert values["place"]["selected_conversation"] == "C0GENERAL1"


def submitted(page: Page, saved: list[Json]) -> Json:
    """Wait until the app has what it acknowledged."""
    deadline = time.monotonic() + PATIENCE
    while not saved:
        assert time.monotonic() < deadline, "nothing was submitted"
        page.wait_for_timeout(50)  # the browser goes on meanwhile
    return saved[0]


@pytest.mark.usefixtures("noise")
def test_what_was_chosen_stays_while_one_searches_for_more(open_page: OpenPage, saved: list[Json]) -> None:
    page = open_page(READER)
    use_shortcut(page, "All fields")
    search_twice(page)


def choose_several(page: Page) -> None:
    several = page.locator("details[data-action-id=several]")
    several.locator("summary").click()
    for name in ("X", "Z", "Y"):  # the third is one too many
        several.get_by_role("checkbox", name=name).click()
    expect(several.locator("summary")).to_have_text("X, Z")
    page.keyboard.press("Escape")
    people = page.locator("details[data-action-id=people]")
    people.locator("summary").click()
    people.get_by_role("checkbox", name="@Cleo Curator").check()
    page.keyboard.press("Escape")


def search_twice(page: Page) -> None:
    """What was chosen stays chosen while one searches for more."""
    menu = page.locator("details[data-action-id=search]")
    menu.locator("summary").click()
    menu.get_by_role("searchbox").press_sequentially("a")
    expect(menu.locator(".suggestions label")).to_have_count(0)  # shorter than min_query_length
    menu.get_by_role("searchbox").press_sequentially("lpha")
    expect(menu.locator(".suggestions label")).to_have_count(2)
    menu.get_by_role("checkbox", name="Alphabet").check()
    expect(menu.locator("summary")).to_have_text("Alphabet")
    menu.get_by_role("searchbox").fill("gam")
    menu.locator(".suggestions").get_by_role("checkbox", name="Gamma").click()
    expect(menu.locator("summary")).to_have_text("Alphabet, Gamma")
    page.keyboard.press("Escape")


def test_wrong_values_are_named_at_their_fields(open_page: OpenPage, saved: list[Json]) -> None:
    page = open_page(READER)
    use_shortcut(page, "All fields")
    page.get_by_label("Number").fill("12")
    page.get_by_label("Email").fill("not an address")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Please enter 9 or less.")).to_be_visible()
    expect(page.get_by_text("Please enter a valid email address.")).to_be_visible()
    expect(page.get_by_label("Number")).to_be_focused()
    assert saved == []


@pytest.mark.usefixtures("noise")
def test_a_form_in_steps(open_page: OpenPage) -> None:
    page = open_page(READER)
    use_shortcut(page, "Request access")
    first = page.get_by_role("dialog", name="Request access")
    first.get_by_label("System").fill("wiki")  # at once: the app answers each stretch of typing by itself
    expect(first.get_by_text("We know that one.")).to_be_visible()
    expect(first.get_by_label("System")).to_have_value("wiki")
    expect(first.get_by_label("System")).to_be_focused()
    menu = first.locator("details.external")
    menu.locator("summary").click()
    expect(menu.get_by_role("button", name="Finance")).to_be_visible()
    page.keyboard.type("plat")
    menu.get_by_role("button", name="Platform").click()
    expect(menu.locator("summary")).to_have_text("Platform")
    first.get_by_role("button", name="Next").click()
    second = page.get_by_role("dialog", name="Who decides?")
    second.locator("summary").click()
    second.get_by_role("checkbox", name="@Cleo Curator").check()
    page.keyboard.press("Escape")
    second.get_by_role("button", name="Send").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("navigation").get_by_role("link", name="Fields", exact=True).click()
    expect(page.get_by_text(re.compile("Access to wiki for platform"))).to_be_visible()


def test_a_list_on_the_home_tab(open_page: OpenPage) -> None:
    page = open_page(READER)
    page.get_by_role("link", name="Fields Home").click()
    page.get_by_role("button", name="New task").click()
    form = page.get_by_role("dialog", name="New task")
    expect(form.get_by_label("What")).to_be_focused()
    page.keyboard.type("Water the plants")
    form.get_by_label("By when").fill("2026-12-01")
    form.get_by_role("button", name="Add").click()
    task = page.get_by_role("checkbox", name="Water the plants by 2026-12-01")
    task.click()
    expect(task).to_have_count(0)
    expect(page.get_by_text("Your tasks (0)")).to_be_visible()
