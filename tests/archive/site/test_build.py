"""A site in its folder: everything that belongs to it, its search, and what a second build does."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from bot.archive.site.build import build_site
from bot.archive.site.search_index import Pagefind, find_indexer, search_documents
from bot.archive.site.templates import SiteTemplates
from bot.errors import InvalidInputError, TemplateError
from bot.models.values import Kind
from bot.paths import data_folder
from tests.archive.published import EVIL, SITE, archive, hostile, issue, item, ordinary
from tests.archive.site.reading import xpath

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@dataclass
class CountedIndexer:
    """Writes one file that says what it was given, and remembers how often it was asked."""

    version: str = "1"
    asked: list[int] = field(default_factory=list)

    def index(self, pages: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
        known = list(pages)
        self.asked.append(len(known))
        yield "pagefind/pagefind.js", b"".join(path.encode() for path, _ in known)


def test_feeds_and_pages_stand_together(tmp_path: Path, templates: SiteTemplates) -> None:
    built = build_site(ordinary(), tmp_path, templates)
    files = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert files >= {"feed.xml", "feed.json", "issues.xml", "kinds/paper.xml", "feeds.opml", "sitemap.xml"}
    assert built.pages == len([file for file in files if file.endswith(".html")])
    assert "search.js" not in files


def test_the_sitemap_lists_each_page_with_the_day_on_which_it_changed(
    tmp_path: Path, templates: SiteTemplates
) -> None:
    build_site(ordinary(), tmp_path, templates)
    urls = ET.parse(tmp_path / "sitemap.xml").getroot().findall(f"{SITEMAP}url")
    found = {url.findtext(f"{SITEMAP}loc"): url.findtext(f"{SITEMAP}lastmod") for url in urls}
    assert found[f"{SITE}issues/2024-02-19.html"] == "2024-02-19"
    assert found[f"{SITE}items/2.html"] == "2024-02-19"
    assert found[SITE] is None
    assert not [loc for loc in found if loc and loc.endswith(("404.html", "search.html"))]


def test_without_an_address_there_is_no_sitemap(tmp_path: Path, templates: SiteTemplates) -> None:
    build_site(ordinary(site=""), tmp_path, templates)
    assert not (tmp_path / "sitemap.xml").exists()
    assert not (tmp_path / "feeds.opml").exists()


def test_one_more_item_changes_the_pages_that_name_it_and_no_other(
    tmp_path: Path, templates: SiteTemplates
) -> None:
    before = ordinary()
    build_site(before, tmp_path, templates)
    files = {path.relative_to(tmp_path).as_posix(): path for path in tmp_path.rglob("*") if path.is_file()}
    stamps = {name: _stamp(path) for name, path in files.items()}
    newest = before.issues[0]
    longer = issue(*(entry.item for entry in newest.entries), item(9, kind=Kind.VIDEO, tags=("new",)))
    build_site(archive(longer, *before.issues[1:]), tmp_path, templates)
    touched = {name for name, stamp in stamps.items() if _stamp(files[name]) != stamp}
    assert {"index.html", "issues/2024-02-26.html", "items/1.html"} <= touched, "1 has a new neighbour"
    assert not touched & {"items/2.html", "items/3.html", "issues/2024-02-19.html", "kinds/post.html"}


def _stamp(path: Path) -> tuple[int, int]:
    """What tells a file that was written anew: a clock alone may be too coarse."""
    return path.stat().st_ino, path.stat().st_mtime_ns


def test_an_item_that_was_removed_loses_its_page(tmp_path: Path, templates: SiteTemplates) -> None:
    build_site(ordinary(), tmp_path, templates)
    newest, oldest = ordinary().issues
    cut = archive(newest, replace(oldest, entries=oldest.entries[:1]))
    assert build_site(cut, tmp_path, templates).files.deleted == 3, "its page, its kind's, and that feed"
    assert not (tmp_path / "items" / "2.html").exists()


def test_the_index_is_made_again_only_where_items_or_the_indexer_changed(
    tmp_path: Path, templates: SiteTemplates
) -> None:
    indexer = CountedIndexer()
    build_site(ordinary(), tmp_path, templates, indexer=indexer)
    assert build_site(ordinary(), tmp_path, templates, indexer=indexer).files.written == 0
    assert indexer.asked == [4]
    assert (tmp_path / "pagefind" / "pagefind.js").is_file()
    build_site(archive(issue(item(1))), tmp_path, templates, indexer=indexer)
    indexer.version = "2"
    build_site(archive(issue(item(1))), tmp_path, templates, indexer=indexer)
    (tmp_path / "pagefind" / "pagefind.js").unlink()
    build_site(archive(issue(item(1))), tmp_path, templates, indexer=indexer)
    assert indexer.asked == [4, 1, 1, 1]
    build_site(archive(issue(item(1))), tmp_path, templates)
    assert not (tmp_path / "pagefind").exists(), "a site without search has no index"


def test_nothing_published_makes_no_site(tmp_path: Path, templates: SiteTemplates) -> None:
    with pytest.raises(InvalidInputError, match="Nothing was published"):
        build_site(archive(), tmp_path, templates)
    assert list(tmp_path.iterdir()) == []


def test_search_documents_hold_what_people_wrote_as_text() -> None:
    ((path, page),) = search_documents(hostile())
    assert path == "items/1.html"
    assert b"<script" not in page
    assert xpath(page, "//h1/text()") == [" ".join(EVIL.split())]


def test_an_operators_templates_take_the_place_of_ours(tmp_path: Path) -> None:
    own = tmp_path / "own" / "site"
    own.mkdir(parents=True)
    (own / "404.html").write_text("Gone from {{ archive.name }}.")
    (own / "style.css").write_text("body { color: red }")
    templates = SiteTemplates(data_folder("templates"), own.parent)
    build_site(ordinary(), tmp_path / "out", templates)
    assert (tmp_path / "out" / "404.html").read_text() == "Gone from AI News."
    assert (tmp_path / "out" / "style.css").read_text() == "body { color: red }"


@pytest.mark.parametrize(
    ("text", "told"), [("{{ nothing }}", "404.html, line 1"), ("\n{% if %}", "404.html, line 2")]
)
def test_a_broken_template_is_named_with_its_line(tmp_path: Path, text: str, told: str) -> None:
    own = tmp_path / "own" / "site"
    own.mkdir(parents=True)
    (own / "404.html").write_text(text)
    with pytest.raises(TemplateError, match=told):
        build_site(ordinary(), tmp_path / "out", SiteTemplates(data_folder("templates"), own.parent))
    assert not (tmp_path / "out").exists()


@pytest.mark.skipif(find_indexer() is None, reason="Pagefind is not installed")
def test_pagefind_makes_a_piece_for_each_item_and_none_of_its_own_pages() -> None:
    documents = list(search_documents(ordinary()))
    one, other = (dict(Pagefind().index(documents)) for _ in range(2))
    assert {"pagefind/pagefind.js", "pagefind/pagefind-entry.json"} <= set(one)
    assert not [path for path in one if "ui" in path]
    pieces = {path for path in one if path.startswith("pagefind/fragment/")}
    assert len(pieces) == 4
    assert all(one[path] == other[path] for path in pieces), "only the index's head differs now and then"
