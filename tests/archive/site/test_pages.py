"""The site's pages: what stands on them, that every link leads somewhere, and that nobody can break out."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.archive.site.templates import SiteTemplates
from bot.models.values import Kind
from tests.archive.published import EVIL, MONDAY, SITE, archive, hostile, issue, item, ordinary
from tests.archive.site.reading import links_within, pages_of, parse, text_of, xpath

WRITTEN_BESIDE = {"style.css", "icon.svg", "search.js", "feed.xml", "feed.json", "issues.xml"}


@pytest.fixture(scope="module")
def pages(templates: SiteTemplates) -> dict[str, bytes]:
    return pages_of(ordinary(), templates)


def test_there_is_a_page_for_each_issue_item_organisation_kind_and_tag(pages: dict[str, bytes]) -> None:
    assert sorted(pages) == [
        "404.html",
        "index.html",
        "issues/2024-02-19.html",
        "issues/2024-02-26.html",
        "issues/index.html",
        "items/1.html",
        "items/2.html",
        "items/3.html",
        "items/4.html",
        "kinds/code.html",
        "kinds/paper.html",
        "kinds/post.html",
        "organizations/google-deepmind.html",
        "organizations/index.html",
        "search.html",
        "tags/agents.html",
        "tags/index.html",
    ]


@pytest.mark.parametrize("made", [ordinary, hostile])
@pytest.mark.parametrize("site", ["", SITE])
def test_every_link_within_the_site_leads_to_a_file(
    templates: SiteTemplates, made: object, site: str
) -> None:
    assert callable(made)
    pages = pages_of(made(site), templates)
    files = {*pages, *WRITTEN_BESIDE, *(path.replace(".html", ".xml") for path in pages if "kinds/" in path)}
    base = "/ai/" if site else "/"
    for path, page in pages.items():
        for url, target in links_within(path, page).items():
            at_root = path == "404.html" and not url.startswith("#")
            found = url.partition("?")[0].removeprefix(base) if at_root else target
            assert found in {*files, path}, f"{url} on {path}"


@pytest.mark.parametrize("made", [ordinary, hostile])
def test_no_page_asks_another_host_for_anything(templates: SiteTemplates, made: object) -> None:
    assert callable(made)
    for path, page in pages_of(made(), templates).items():
        asked = xpath(page, "//link[@rel!='canonical']/@href | //@src | //@action | //@srcset")
        assert all("//" not in url for url in asked), path
        assert xpath(page, "//*[@style] | //style | //script[not(@src)]") == []
        assert "default-src 'none'" in xpath(page, "//meta[@http-equiv]/@content")[0]


def test_what_people_wrote_is_text_wherever_it_stands(templates: SiteTemplates) -> None:
    for path, page in pages_of(hostile(), templates).items():
        root = parse(page)
        assert b"<script>alert" not in page, path
        assert b"49" not in page.replace(b"alert", b""), "no template runs inside a value"
        assert root.xpath("//img | //*[@onerror] | //iframe | //object | //svg") == []
        assert len(root.xpath("//title")) == 1
        assert not [url for url in xpath(root, "//@href") if url.lower().startswith("javascript")]
        assert ".." not in path
    assert EVIL in text_of(pages_of(hostile(), templates)["items/1.html"]).replace("  ", " ")


def test_an_item_without_a_title_does_not_say_its_first_sentence_twice(pages: dict[str, bytes]) -> None:
    assert text_of(pages["items/4.html"]).count("It has no title") == 1
    assert xpath(pages["items/4.html"], "//h1/text()") == ["It has no title"]
    assert "It has a summary." in text_of(pages["issues/2024-02-26.html"])


def test_an_item_names_what_it_follows_and_what_followed_it(pages: dict[str, bytes]) -> None:
    assert xpath(pages["items/3.html"], "//section[@aria-labelledby='earlier']//a/@href") == [
        "../items/1.html"
    ]
    assert xpath(pages["items/1.html"], "//section[@aria-labelledby='later']//a/@href") == ["../items/3.html"]


def test_an_item_that_is_gone_is_no_longer_named_as_earlier(templates: SiteTemplates) -> None:
    newest = ordinary().issues[0]
    alone = replace(newest, entries=newest.entries[:2])
    page = pages_of(archive(alone), templates)["items/3.html"]
    assert xpath(page, "//section[@aria-labelledby='earlier']") == []


def test_previews_of_links_have_what_they_need(pages: dict[str, bytes]) -> None:
    page = pages["items/3.html"]
    found = dict(zip(xpath(page, "//meta/@property"), xpath(page, "//meta[@property]/@content"), strict=True))
    assert found == {
        "og:site_name": "AI News",
        "og:title": "Title 3 · AI News",
        "og:description": "It says 3 things. And then it ends.",
        "og:type": "article",
        "og:url": f"{SITE}items/3.html",
    }
    assert xpath(page, "//link[@rel='canonical']/@href") == [f"{SITE}items/3.html"]
    assert xpath(pages["index.html"], "//link[@rel='canonical']/@href") == [SITE]


def test_without_a_site_no_page_says_where_it_is(templates: SiteTemplates) -> None:
    page = pages_of(ordinary(site=""), templates)["items/3.html"]
    assert xpath(page, "//link[@rel='canonical'] | //meta[@property='og:url']") == []


def test_without_search_nothing_leads_there(templates: SiteTemplates) -> None:
    pages = pages_of(ordinary(), templates, has_search=False)
    assert "search.html" not in pages
    assert not any(b"search" in page for page in pages.values())


def test_names_are_there_only_where_they_were_asked_for(templates: SiteTemplates) -> None:
    one = issue(item(1, submitted_by="Ada"))
    assert "from Ada" in text_of(pages_of(archive(one, with_names=True), templates)["items/1.html"])


def test_an_introduction_is_formatted_and_its_links_work(pages: dict[str, bytes]) -> None:
    page = pages["issues/2024-02-26.html"]
    assert xpath(page, "//div[@class='introduction']//strong/text()") == ["play"]
    assert xpath(page, "//div[@class='introduction']//a/@href") == ["https://a.example/x"]


def test_entries_are_numbered_without_gaps_where_one_was_taken_out(templates: SiteTemplates) -> None:
    whole = issue(item(1), item(2), item(3))
    cut = replace(whole, entries=(whole.entries[0], whole.entries[2]))
    page = pages_of(archive(cut), templates)["issues/2024-02-26.html"]
    assert xpath(page, "//ol[@class='entries']/li/@value") == ["1", "2"]


def test_older_finds_stand_under_a_heading_of_their_own(templates: SiteTemplates) -> None:
    whole = issue(item(1), item(2))
    old = replace(whole, entries=(whole.entries[0], replace(whole.entries[1], older=True)))
    page = pages_of(archive(old), templates)["issues/2024-02-26.html"]
    assert xpath(page, "//h2/text()") == ["Older finds"]


def test_a_large_shelf_has_a_page_for_each_year_and_links_to_them(templates: SiteTemplates) -> None:
    weeks = [MONDAY - timedelta(days=7 * week) for week in range(60)]
    issues = [
        issue(item(2 * n + 1, kind=Kind.VIDEO), item(2 * n + 2, kind=Kind.VIDEO), on=on)
        for n, on in enumerate(weeks)
    ]
    pages = pages_of(archive(*issues), templates)
    first = pages["kinds/video.html"]
    assert len(xpath(first, "//ul[@class='lines']/li/a/@href")) == 100
    assert xpath(first, "//p[@class='years']/a/text()") == ["Newest", "2024", "2023"]
    years = [pages[f"kinds/video/{year}.html"] for year in (2024, 2023)]
    listed = [url for page in years for url in xpath(page, "//ul[@class='lines']/li/a/@href")]
    assert len(listed) == len(set(listed)) == 120
    assert "../../items/1.html" in listed


def test_the_same_archive_gives_the_same_bytes(templates: SiteTemplates) -> None:
    assert pages_of(ordinary(), templates) == pages_of(
        ordinary(), SiteTemplates(templates.folders[-1].parent)
    )
