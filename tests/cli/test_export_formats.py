"""`ainews export` in the formats that others read, as a site; `ainews feeds`."""

import csv
import json
from pathlib import Path

import pytest

from bot.archive.site.search_index import find_indexer
from bot.archive.writers import WRITERS
from tests.cli.archives import FILE
from tests.cli.conftest import Terminal

SITE = "https://news.example/ai"
SECRET = "nobody can guess this"


@pytest.fixture
def filled(terminal: Terminal) -> Terminal:
    """Two published issues, and an item in the queue."""
    terminal("import", terminal.write("news.md", FILE))
    return terminal


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("name", sorted(WRITERS))
def test_each_format_goes_to_standard_output_and_nothing_else_does(filled: Terminal, name: str) -> None:
    outcome = filled("export", "--format", name, AINEWS_SITE_URL=SITE)
    assert (outcome.status, outcome.err) == (0, "")
    assert outcome.out.endswith("\n")


def test_json_lines_are_one_item_a_line(filled: Terminal) -> None:
    found = [json.loads(line) for line in filled("export", "--format", "jsonl").out.splitlines()]
    assert [item["issue"] for item in found] == ["2024-01-28", "2024-01-28", "2024-01-21"]
    shown = filled("item", "show", str(found[0]["id"]), "--json").json
    assert found[0] == shown


def test_a_folder_gets_a_file_and_a_file_is_one(filled: Terminal) -> None:
    assert filled("export", "--format", "csv", "--out", "deep/here").err == "deep/here/ainews.csv\n"
    assert filled("export", "--format", "csv", "--out", "deep/mine.csv").err == "deep/mine.csv\n"
    assert files(filled.folder / "deep") == {"here/ainews.csv", "mine.csv"}
    with (filled.folder / "deep" / "mine.csv").open(newline="", encoding="utf-8") as file:
        assert len(list(csv.DictReader(file))) == 3


def test_a_month_alone_can_be_asked_for(filled: Terminal) -> None:
    assert (
        filled("export", "--format", "jsonl", "--month", "2024-01", "--out", "x").err
        == "x/ainews-2024-01.jsonl\n"
    )
    outcome = filled("export", "--format", "jsonl", "--month", "2023-01")
    assert (outcome.status, outcome.out) == (1, "")
    assert "nothing to export" in outcome.err


def test_a_list_of_feeds_needs_to_know_where_they_are(filled: Terminal) -> None:
    outcome = filled("export", "--format", "opml")
    assert (outcome.status, outcome.out) == (2, "")
    assert "AINEWS_SITE_URL" in outcome.err


def test_names_are_said_only_where_they_are_asked_for(filled: Terminal) -> None:
    assert "submitted_by" not in filled("export", "--format", "csv").out
    assert "submitted_by" in filled("export", "--format", "csv", "--with-names").out


@pytest.mark.parametrize(
    "arguments",
    [
        ("--format", "pdf"),
        ("--site", "out", "--format", "csv"),
        ("--site", "out", "--out", "x"),
        ("--site", "out", "--month", "2024-01"),
        ("--format", "csv", "--month", "January"),
    ],
)
def test_what_does_not_go_together_is_wrong_usage(filled: Terminal, arguments: tuple[str, ...]) -> None:
    assert filled("export", *arguments).status == 2
    assert not (filled.folder / "out").exists()


def test_a_site_is_written_and_a_second_time_only_what_changed(filled: Terminal) -> None:
    outcome = filled("export", "--site", "out", AINEWS_SITE_URL=SITE)
    assert (outcome.status, outcome.out) == (0, "")
    assert outcome.err.startswith("out: ")
    assert {"index.html", "items/1.html", "issues/2024-01-28.html", "sitemap.xml"} <= files(
        filled.folder / "out"
    )
    again = filled("export", "--site", "out", AINEWS_SITE_URL=SITE)
    assert "files: 0 written" in again.err
    assert ("Pagefind is not installed" in again.err) is (find_indexer() is None)
    assert f'<link rel="canonical" href="{SITE}/">' in (filled.folder / "out" / "index.html").read_text()


def test_without_an_address_a_site_is_written_and_the_setting_named(filled: Terminal) -> None:
    assert "Set AINEWS_SITE_URL" in filled("export", "--site", "out").err


def test_an_archive_with_nothing_in_it_makes_no_site(terminal: Terminal) -> None:
    outcome = terminal("export", "--site", "out")
    assert (outcome.status, outcome.out) == (1, "")
    assert "Nothing was published yet" in outcome.err


def test_a_folder_of_somebody_else_is_left_alone(filled: Terminal) -> None:
    (filled.folder / "out").mkdir()
    filled.write("out/index.html", "mine")
    outcome = filled("export", "--site", "out")
    assert outcome.status == 1
    assert "is not from us" in outcome.err
    assert files(filled.folder / "out") == {"index.html"}


def test_the_addresses_of_the_feeds_are_printed(filled: Terminal) -> None:
    public = {"AINEWS_FEED_SECRET": SECRET, "AINEWS_PUBLIC_URL": "https://bot.example"}
    outcome = filled("feeds", "--json", **public)
    assert outcome.json[0].startswith("https://bot.example/feeds/")
    assert outcome.err == ""
    assert filled("feeds", **public).out.splitlines() == outcome.json
    assert SECRET not in outcome.out


def test_without_a_secret_there_are_no_feeds(filled: Terminal) -> None:
    outcome = filled("feeds")
    assert (outcome.status, outcome.out) == (2, "")
    assert "AINEWS_FEED_SECRET is not set" in outcome.err
    assert "without Slack" not in outcome.err, "it has nothing to do with Slack"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("AINEWS_SITE_URL", "news.example"),
        ("AINEWS_SITE_URL", "ftp://news.example/"),
        ("AINEWS_SITE_URL", "https://news.example/?a=1"),
        ("AINEWS_FEED_SECRET", "short"),
    ],
)
def test_a_bad_setting_is_named(filled: Terminal, name: str, value: str) -> None:
    outcome = filled("feeds", **{"AINEWS_FEED_SECRET": SECRET, name: value})
    assert outcome.status == 2
    assert name in outcome.err
