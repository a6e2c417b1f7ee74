"""Pictures of the exported site for docs/site.md: `python -m tests.browser.site_screenshots`.

The site of the playground's sample archive, in Chromium. No test: what the pictures show is tested elsewhere.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, expect, sync_playwright

from bot.archive.importing import import_file
from bot.archive.published import read_published
from bot.archive.site.build import build_site
from bot.archive.site.search_index import find_indexer
from bot.archive.site.templates import SiteTemplates
from bot.models.values import Person, Role, system_clock
from bot.newsroom.story_so_far import accept_earlier
from bot.paths import data_folder
from bot.store import Store
from bot.store.publications import ensure_publication
from bot.store.schema import migrate
from bot.store.teams import local_or_only_team
from tests.browser.conftest import ARGUMENTS
from tests.browser.screenshots import IMAGES
from tests.browser.test_site import QuietFiles
from tests.support.serving import serving

GEMINI_STOPPED, GEMINI_NEW, GEMINI_FIRST = 2, 14, 21
"""Three items of the sample that tell one story."""


def export_sample(folder: Path) -> None:
    """Import the sample archive, link one story, and write its site."""
    store, now = Store(f"sqlite:///{folder / 'ainews.db'}"), system_clock()
    migrate(store)
    with store.write() as session:
        team = store.team(local_or_only_team(session, now=now))
    with team.write() as tx:
        publication = ensure_publication(tx, timezone="UTC", now=now)
    sample = files("bot.playground") / "sample" / "2024-02.md"
    import_file(team, publication, sample.read_bytes(), path="2024-02.md", now=now)
    curator = Person("", Role.CURATOR)
    for later, earlier in ((GEMINI_STOPPED, GEMINI_NEW), (GEMINI_STOPPED, GEMINI_FIRST)):
        accept_earlier(team, later, earlier, permalink="", by=curator, now=now)
    templates = SiteTemplates(data_folder("templates"))
    build_site(read_published(team, publication), folder / "site", templates, indexer=find_indexer())
    store.close()


@contextmanager
def served(folder: Path) -> Iterator[str]:
    with serving(partial(QuietFiles, directory=str(folder))) as address:
        yield address


def search(page: Page) -> None:
    page.get_by_label("Words to look for").fill("language model")
    expect(page.get_by_role("list", name="Results").get_by_role("listitem").nth(3)).to_be_visible()
    page.evaluate("document.activeElement.blur()")


def picture(
    browser: Browser, base: str, name: str, path: str, *, width: int = 1100, dark: bool = False
) -> None:
    scheme: Literal["dark", "light"] = "dark" if dark else "light"
    page = browser.new_page(viewport={"width": width, "height": 844}, color_scheme=scheme)
    page.goto(f"{base}/{path}")
    if path == "search.html":
        search(page)
    page.screenshot(path=IMAGES / f"site-{name}.png")
    page.close()


def main() -> None:
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    assert chromium is not None, "Chromium is needed for pictures"
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        export_sample(Path(name))
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        with served(Path(name) / "site") as base:
            picture(browser, base, "index", "index.html")
            picture(browser, base, "issue", "issues/2024-02-26.html")
            picture(browser, base, "item", f"items/{GEMINI_STOPPED}.html")
            picture(browser, base, "search", "search.html")
            picture(browser, base, "phone", "issues/2024-02-26.html", width=390)
            picture(browser, base, "dark", "index.html", dark=True)
        browser.close()


if __name__ == "__main__":
    main()
