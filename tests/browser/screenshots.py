"""Pictures of the playground for README.md: `make screenshots` writes them to docs/images/.

The real bot with the sample archive, in Chromium. No test: what the pictures show is tested elsewhere.
"""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from bot.cli.playground import running_playground
from bot.playground.seed import AI_NEWS, CONTRIBUTOR, CURATOR, READER
from bot.playground.server import PlaygroundServer
from bot.playground.workspace import Workspace

IMAGES = Path(__file__).parents[2] / "docs" / "images"
MOST_BYTES = 200_000
ENTRIES = 11  # of the sample archive's newest issue
LOADED = re.compile(r"AI News · \d")


def say(page: Page, text: str) -> None:
    field = page.get_by_role("textbox", name=re.compile("^Message "))
    field.fill(text)
    field.press("Enter")


def issue_with_thread(page: Page) -> None:
    page.get_by_role("link", name=re.compile(r"\d+ replies")).click()
    expect(page.get_by_role("complementary", name="Thread").locator(".message").nth(3)).to_be_visible()
    page.evaluate("document.activeElement.blur()")
    page.locator("[data-scroll=channel]").evaluate("(one) => one.scrollTo(0, one.scrollHeight)")


def search(page: Page) -> None:
    say(page, "/ainews search model kind:paper")
    expect(page.get_by_text("Only visible to you").last).to_be_visible()


def completion(page: Page) -> None:
    page.get_by_role("textbox", name=re.compile("^Message ")).press_sequentially("/ainews ")
    expect(page.get_by_role("option").nth(3)).to_be_visible()


def form(page: Page) -> None:
    say(page, "/ainews add")
    expect(page.get_by_role("dialog")).to_be_visible()


def home(page: Page) -> None:
    page.get_by_role("link", name=re.compile("Home$")).first.click()
    expect(page.locator(".home-blocks")).to_be_visible()


def calls(page: Page) -> None:
    say(page, "/ainews latest")
    page.get_by_role("button", name="Calls").click()
    rows = page.get_by_role("list", name="Calls, newest last").locator("li")
    expect(rows.first).to_be_visible()


def clock(page: Page) -> None:
    page.locator(".clock-popup > summary").click()
    expect(page.get_by_role("button", name=re.compile("To the next issue"))).to_be_visible()


PICTURES: list[tuple[str, Callable[[Page], None], str, int, bool]] = [
    ("issue", issue_with_thread, READER, 1300, False),
    ("search", search, READER, 1000, False),
    ("commands", completion, CONTRIBUTOR, 1000, False),
    ("form", form, CONTRIBUTOR, 1000, False),
    ("home", home, CURATOR, 1000, False),
    ("calls", calls, CURATOR, 1300, False),
    ("clock", clock, CURATOR, 1000, True),
    ("phone", issue_with_thread, READER, 390, False),
]


def take(
    browser: Browser,
    server: PlaygroundServer,
    name: str,
    show: Callable[[Page], None],
    who: str,
    width: int,
    *,
    dark: bool,
) -> None:
    """Take one picture and say how large it is."""
    context = browser.new_context(
        viewport={"width": width, "height": 760}, color_scheme="dark" if dark else "light", locale="en-GB"
    )
    page = context.new_page()
    page.goto(f"{server.url}/?as={who}")
    expect(page.get_by_role("heading", name=LOADED).first).to_be_attached()
    show(page)
    page.mouse.move(0, 0)
    path = IMAGES / f"playground-{name}.png"
    page.screenshot(path=path, animations="disabled", caret="hide")
    context.close()
    size = path.stat().st_size
    print(f"{path.name}  {size // 1000} KB{'  TOO LARGE' if size > MOST_BYTES else ''}")


def _whole_issue_is_posted(workspace: Workspace) -> bool:
    roots = workspace.messages(AI_NEWS)
    return bool(roots) and len(roots[0].replies) == ENTRIES


def main() -> None:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert chromium is not None, "The screenshots need Chromium"
    expect.set_options(timeout=30_000)
    IMAGES.mkdir(parents=True, exist_ok=True)
    with running_playground() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        server.workspace.wait_for(_whole_issue_is_posted, timeout=60)
        for name, show, who, width, dark in PICTURES:
            take(browser, server, name, show, who, width, dark=dark)
        browser.close()


if __name__ == "__main__":
    main()
