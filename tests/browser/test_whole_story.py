"""`make try` as its users meet it: the real bot with the sample archive, in a browser."""

import re
from collections.abc import Iterator
from ipaddress import ip_network

import pytest
from playwright.sync_api import Page, expect

from bot.app import build_reader
from bot.cli.playground import configuration, running_bot
from bot.links.addresses import Guard
from bot.links.cache import Pauses
from bot.links.fetch import Fetcher
from bot.playground.seed import AI_NEWS, CONTRIBUTOR, CURATOR, READER
from bot.playground.server import PlaygroundServer
from bot.playground.workspace import Workspace
from bot.store.ledger import UNPACED
from tests.browser.conftest import OpenPage
from tests.browser.test_accessibility import findings
from tests.browser.test_surroundings import press_until
from tests.support.playground import let_acknowledge_late, patient_playground
from tests.support.website import Website, running_website

pytestmark = pytest.mark.browser
ENTRIES = 11  # of the sample archive's newest issue


@pytest.fixture(scope="module")
def website() -> Iterator[Website]:
    with running_website() as running:
        yield running


@pytest.fixture
def server() -> Iterator[PlaygroundServer]:
    """The playground as `ainews playground` starts it, but pages are read from loopback only, at no pace."""
    read = build_reader(Fetcher(guard=Guard((ip_network("127.0.0.0/8"),)), pauses=Pauses(pause_seconds=0)))
    with (
        patient_playground(app=configuration()) as server,
        running_bot(server, read=read, pace=UNPACED) as bot,
    ):
        let_acknowledge_late(bot.app)
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
    expect(reader.get_by_role("link", name=re.compile("9 replies"))).to_be_visible()


def change(page: Page, title: str, how: str) -> None:
    """Choose something in the menu of the queue's item with that title, and wait for what comes of it."""
    row = page.get_by_role("dialog", name="The next issue").locator(".blk-section", has_text=title)
    block = row.get_attribute("data-key")
    row.get_by_role("combobox").select_option(how)
    expect(page.locator(f'[data-key="{block}"]')).to_have_count(0)


def first_words(page: Page) -> list[str]:
    """How each item of the queue begins, in its order."""
    rows = page.get_by_role("dialog", name="The next issue").locator(".blk-section:has(select) .link")
    return [title.split()[0] for title in rows.all_inner_texts()]


def test_a_curator_reorders_pins_holds_and_drops(open_page: OpenPage) -> None:
    curator, reader = open_page(CURATOR), open_page(READER)
    say(curator, "/ainews queue")
    form = curator.get_by_role("dialog", name="The next issue")
    expect(form.get_by_role("combobox")).to_have_count(9)
    before = first_words(curator)
    assert before[:5] == ["MobileLLM:", "Back", "Beyond", "Synthetic", "AnyGPT:"]
    change(curator, "MobileLLM:", "Move down")
    assert first_words(curator) == ["Back", "MobileLLM:", *before[2:]]
    change(curator, "AnyGPT:", "Move up")
    change(curator, "gemma.cpp:", "Pin to the top")
    expect(form.locator(".blk-section", has_text="gemma.cpp:")).to_contain_text("📌")
    change(curator, "Back to Basics", "Drop")
    change(curator, "Beyond", "Hold for the issue after")
    assert first_words(curator) == ["MobileLLM:", "AnyGPT:", "Synthetic", *before[5:]]
    expect(form.get_by_role("button", name="Take it in")).to_have_count(1)
    form.get_by_role("button", name="Title and introduction").click()
    words = curator.get_by_role("dialog", name="Title, introduction")
    words.get_by_label("Introduction").fill("Small models, all week.")
    words.get_by_role("button", name="Save").click()
    expect(form.get_by_text("Small models, all week.")).to_be_visible()
    form.get_by_role("button", name="Close", exact=True).last.click()
    curator.locator("summary", has_text="Move the clock").click()
    curator.get_by_role("button", name=re.compile("To the next issue")).click()
    issue = reader.locator(".message", has_text="Small models, all week.")
    expect(issue.get_by_role("heading", name="AI News · 4 Mar 2024")).to_be_visible()
    titles = [title.split()[0] for title in issue.locator(".blocks .link").all_inner_texts()]
    assert titles[0] == "gemma.cpp:"
    assert titles.index("AnyGPT:") < titles.index("Synthetic")
    assert not {"Back", "Beyond"} & set(titles)


def test_the_bot_recovers_before_ones_eyes(open_page: OpenPage, server: PlaygroundServer) -> None:
    """Told to wait, then cut off after Slack had accepted: the issue arrives all the same, and once."""
    server.workspace.wait_for(_newest_issue_is_whole)
    page = open_page(CURATOR)
    page.get_by_role("button", name="Faults").click()
    for fault in ("ratelimited", "reset_after"):
        page.get_by_label("Make the app's next calls").select_option(fault)
        page.get_by_role("button", name="Add fault").click()
        expect(page.locator("#faults")).to_contain_text(fault.replace("_", " "))
    page.get_by_role("button", name="Cut the connection").click()
    page.get_by_role("button", name="Close the faults").click()
    page.locator("summary", has_text="Move the clock").click()
    page.get_by_role("button", name=re.compile("To the next issue")).click()
    expect(page.get_by_role("heading", name="AI News · 4 Mar 2024")).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("9 replies"))).to_be_visible()
    expect(page.get_by_role("heading", name="AI News · 4 Mar 2024")).to_have_count(1)
    page.get_by_role("button", name="Calls").click()
    expect(page.locator(".log-failed", has_text="ratelimited")).to_have_count(1)
    expect(page.get_by_text("AI News is connected")).to_be_attached()


def _newest_issue_is_whole(workspace: Workspace) -> bool:
    roots = workspace.messages(AI_NEWS)
    return bool(roots) and len(roots[0].replies) >= ENTRIES


def test_by_keyboard_alone(open_page: OpenPage) -> None:
    page = open_page(READER)
    expect(page.get_by_role("heading", name="AI News · 26 Feb 2024")).to_be_visible()
    press_until(page, "Tab", "Skip to the message field")
    page.keyboard.press("Enter")
    page.keyboard.type("/ainews sea")
    expect(page.get_by_role("option").first).to_contain_text("/ainews search")
    page.keyboard.press("Tab")
    expect(page.get_by_role("textbox", name=re.compile("^Message "))).to_have_value("/ainews search ")
    page.keyboard.type("model kind:paper")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Next")).to_be_visible()
    press_until(page, "Shift+Tab", "Next")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Previous")).to_be_visible()


def test_at_phone_width_nothing_runs_off_the_side(open_page: OpenPage) -> None:
    page = open_page(CURATOR, width=390)
    expect(page.get_by_role("heading", name="AI News · 26 Feb 2024")).to_be_visible()
    for command in ("/ainews search model", "/ainews preview", "/ainews help"):
        before = page.get_by_text("Only visible to you").count()
        say(page, command)
        expect(page.get_by_text("Only visible to you")).not_to_have_count(before)
        assert page.evaluate(RUNS_OFF) == []
    page.get_by_role("link", name=re.compile(r"\d+ repl")).click()
    expect(page.get_by_role("complementary", name="Thread").locator(".message").first).to_be_visible()
    assert page.evaluate(RUNS_OFF) == []
    page.goto(page.url + "&tab=home")
    expect(page.locator(".home-blocks")).to_be_visible()
    assert page.evaluate(RUNS_OFF) == []


RUNS_OFF = """() => [...document.querySelectorAll('#client *')]
  .filter((one) => one.checkVisibility() && one.getBoundingClientRect().right > innerWidth + 1
    && !one.closest('.sidebar, .blk-table, .topbar, pre'))
  .map((one) => one.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_serious(open_page: OpenPage, *, dark: bool) -> None:
    page = open_page(CURATOR, dark=dark)
    expect(page.get_by_role("heading", name="AI News · 26 Feb 2024")).to_be_visible()
    for command in ("/ainews search model", "/ainews preview"):
        before = page.get_by_text("Only visible to you").count()
        say(page, command)
        expect(page.get_by_text("Only visible to you")).not_to_have_count(before)
    assert findings(page) == []
    page.get_by_role("link", name=re.compile(r"\d+ repl")).click()
    expect(page.get_by_role("complementary", name="Thread").locator(".message").first).to_be_visible()
    assert findings(page) == []
    say(page, "/ainews add")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert findings(page) == []
    page.keyboard.press("Escape")
    page.get_by_role("link", name=re.compile("Home$")).first.click()
    expect(page.locator(".home-blocks")).to_be_visible()
    assert findings(page) == []
