"""The exported site in a browser: accessible, readable on a phone and without JavaScript, searchable."""

import functools
import re
from collections.abc import Callable, Iterator
from http.server import SimpleHTTPRequestHandler
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect

from bot.archive.published import PublishedArchive
from bot.archive.site.build import build_site
from bot.archive.site.search_index import find_indexer
from bot.archive.site.templates import SiteTemplates
from bot.models.values import Kind
from bot.paths import data_folder
from tests.archive.published import EVIL, archive, issue, item, ordinary
from tests.browser.test_accessibility import findings
from tests.support.serving import serving

pytestmark = pytest.mark.browser

searching = pytest.mark.skipif(find_indexer() is None, reason="Pagefind is not installed")
OpenSite = Callable[..., Page]


class QuietFiles(SimpleHTTPRequestHandler):
    """A folder of files, without a line for each request."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the base class's name)
        pass


def _archive() -> PublishedArchive:
    """The ordinary archive; enough items for two pages of results; and one that would do harm."""
    many = [item(100 + n, title=f"Tokenizer {n}", tags=()) for n in range(12)]
    evil = item(200, title=EVIL, summary=f"Tokenizer {EVIL}", kind=Kind.VIDEO, tags=(EVIL,))
    newest, older = ordinary().issues
    entries = [entry.item for entry in newest.entries]
    return archive(issue(*entries, *many, evil), older, site="")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The site on a web server of its own."""
    folder = tmp_path_factory.mktemp("site")
    build_site(_archive(), folder, SiteTemplates(data_folder("templates")), indexer=find_indexer())
    with serving(functools.partial(QuietFiles, directory=str(folder))) as address:
        yield address


@pytest.fixture
def open_site(browser: Browser, site: str) -> Iterator[OpenSite]:
    """Open a page of the site in a window of its own. None may ask another host, nor log anything."""
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    def request(one: Request) -> None:
        if urlsplit(one.url).hostname != "127.0.0.1":
            problems.append(f"request to {one.url}")

    def open_one(
        path: str = "index.html", *, width: int = 1200, dark: bool = False, scripts: bool = True
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 800},
            color_scheme="dark" if dark else "light",
            java_script_enabled=scripts,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("request", request)
        page.on("console", lambda message: problems.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: problems.append(f"error: {error}"))
        page.on("dialog", lambda dialog: problems.append(f"dialog: {dialog.message}"))
        page.goto(f"{site}/{path}")
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert problems == []


PAGES = [
    "index.html",
    "issues/2024-02-26.html",
    "items/3.html",
    "kinds/paper.html",
    "tags/index.html",
    "404.html",
]


@pytest.mark.parametrize("path", PAGES)
def test_nothing_serious_is_found_by_axe(open_site: OpenSite, path: str) -> None:
    page = open_site(path)
    assert findings(page) == []
    page.emulate_media(color_scheme="dark")
    assert findings(page) == [], "in the dark"


def test_every_page_fits_a_phone(open_site: OpenSite) -> None:
    page = open_site(width=320)
    for path in (*PAGES, "items/200.html", "issues/index.html"):
        page.goto(urljoin(page.url, f"/{path}"))
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path


def test_it_is_read_without_javascript(open_site: OpenSite) -> None:
    page = open_site(scripts=False)
    page.get_by_role("link", name="Read the whole issue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("26 February 2024")
    page.get_by_role("link", name=re.compile("^Permalink of “Title 3")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Title 3")
    page.get_by_role("region", name="Earlier in this story").get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Title 1")


def test_a_print_has_the_words_and_not_the_furniture(open_site: OpenSite) -> None:
    page = open_site("issues/2024-02-26.html", dark=True)
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="Title 3")).to_be_visible()
    expect(page.get_by_role("navigation", name="Site")).to_be_hidden()
    expect(page.get_by_role("navigation", name="Issues")).to_be_hidden()
    assert page.evaluate("getComputedStyle(document.documentElement).color") == "rgb(0, 0, 0)"


def test_it_is_read_from_a_disk(browser: Browser, tmp_path: Path) -> None:
    build_site(ordinary(), tmp_path, SiteTemplates(data_folder("templates")))
    page = browser.new_page()
    page.goto((tmp_path / "index.html").as_uri())
    page.get_by_role("link", name="Read the whole issue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("26 February 2024")
    assert "serif" in page.evaluate("getComputedStyle(document.querySelector('h1')).fontFamily")
    page.close()


@searching
def test_the_index_is_loaded_only_when_the_box_is_used(open_site: OpenSite) -> None:
    page = open_site("search.html")
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url))
    expect(page.get_by_label("Words to look for")).to_be_visible()
    assert not page.evaluate(
        "performance.getEntriesByType('resource').some((one) => one.name.includes('pagefind'))"
    )
    page.get_by_label("Words to look for").fill("tokenizer")
    expect(page.get_by_role("status")).to_have_text("13 items")
    assert any("pagefind.js" in url for url in loaded)


@searching
def test_results_are_marked_filtered_and_led_to(open_site: OpenSite) -> None:
    page = open_site("search.html?q=tokenizer")
    results = page.get_by_role("list", name="Results").get_by_role("listitem")
    expect(results).to_have_count(10)
    page.get_by_role("button", name="Show more").click()
    expect(results).to_have_count(13)
    page.get_by_label("Videos").check()
    expect(page.get_by_role("status")).to_have_text("1 item")
    expect(results.locator("mark")).to_have_text("Tokenizer")
    assert findings(page) == []
    assert "kind=video" in page.url
    results.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("alert(1)")


@searching
def test_what_finds_nothing_is_said_and_a_name_is_found(open_site: OpenSite) -> None:
    page = open_site("search.html")
    box = page.get_by_label("Words to look for")
    box.fill("qqqqzzzz")
    expect(page.get_by_role("status")).to_contain_text("Nothing found for “qqqqzzzz")
    box.fill("DeepMind")
    expect(page.get_by_role("status")).to_have_text("17 items")
    box.fill("")
    expect(page.get_by_role("list", name="Results").get_by_role("listitem")).to_have_count(0)


@searching
def test_without_javascript_the_search_says_what_else_there_is(open_site: OpenSite) -> None:
    page = open_site("search.html", scripts=False)
    expect(page.get_by_text("Searching needs JavaScript.")).to_be_visible()
    expect(page.get_by_label("Words to look for")).to_be_hidden()
