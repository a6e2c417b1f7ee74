"""`ainews import` of what is no newsletter: what it says, and that a killed one goes on."""

import csv
import io
import json
import os
import signal
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from tests.cli.conftest import AINEWS, Terminal
from tests.support.waiting import eventually

CSV = "title,url,Mood\nA Title,https://a.example/1,good\nNo link,,\nAgain,https://a.example/1?utm_source=x,\n"
LIST = (
    "# Weekly\n\n## January 1 - January 7, 2024\n\n- [One](https://a.example/1) - about it\n"
    "- [Bad](javascript:alert(1))\n\n## January 8 - January 14, 2024\n\n- [Two](https://a.example/2)\n"
)


def test_a_table_is_told_line_by_line(terminal: Terminal) -> None:
    outcome = terminal("import", terminal.write("links.csv", CSV))
    assert (outcome.status, outcome.out) == (0, "")
    assert outcome.err == (
        "links.csv:1: note: these columns are not known and were left out: “Mood”\n"
        "links.csv:3: not read: this row has no link\n"
        "links.csv:4: note: the same story as in line 2\n"
        "links.csv: CSV, 2 links; new: 1 item; here already: 0; repeated: 1; not read: 1.\n"
        "1 new item is in the archive, and in no queue (--queue changes that).\n"
    )
    found = terminal("search", "title", "--json").json
    assert [(item["url"], item["issue"]) for item in found["results"]] == [("https://a.example/1", None)]
    assert "in the archive, in no issue" in terminal("item", "show", "1").out


def test_a_rehearsal_of_a_table_stores_nothing(terminal: Terminal) -> None:
    outcome = terminal("import", "--dry-run", terminal.write("links.csv", CSV))
    assert "would be new: 1 item;" in outcome.err
    assert "1 new item would be in the archive" in outcome.err
    assert terminal("search", "title", "--json").json["total"] == 0


def test_a_list_with_dates_becomes_issues_and_comes_out_as_it_was(terminal: Terminal) -> None:
    outcome = terminal("import", terminal.write("weeks.md", LIST))
    assert outcome.err == (
        "weeks.md:6: not read: a link was left out: it leads to no web page (javascript:)\n"
        "weeks.md: 2 issues, 2 entries; new: 2 issues, 2 entries, 2 items; "
        "changed: 0 issues, 0 entries.\n"
    )
    assert [issue["date"] for issue in terminal("issue", "list", "--json").json] == [
        "2024-01-14",
        "2024-01-07",
    ]
    terminal("export", "--out", "out")
    assert (terminal.folder / "out" / "weeks.md").read_text() == LIST
    assert "2 issues, 2 entries, all here already." in terminal("import", "weeks.md").err


def test_a_list_that_was_changed_is_brought_up_to_date(terminal: Terminal) -> None:
    terminal("import", terminal.write("weeks.md", LIST))
    terminal.write("weeks.md", LIST.replace("about it", "about all") + "- [Three](https://a.example/3)\n")
    outcome = terminal("import", "weeks.md")
    assert "new: 0 issues, 1 entry, 1 item; changed: 0 issues, 1 entry." in outcome.err
    shown = terminal("issue", "show", "2024-01-07", "--json").json
    assert shown["items"][0]["summary"] == "about all"


def test_a_second_time_all_is_here(terminal: Terminal) -> None:
    file = terminal.write("links.csv", "url\nhttps://a.example/1\nhttps://a.example/2\n")
    terminal("import", file)
    assert terminal("import", file).err == "links.csv: CSV, 2 links, all here already.\n"
    more = terminal.write("more.csv", "url\nhttps://a.example/1\nhttps://a.example/3\n")
    assert "more.csv:2: note: here already as item 1\n" in terminal("import", more).err


def test_new_links_are_queued_where_that_is_asked_for(terminal: Terminal) -> None:
    outcome = terminal("import", "--queue", terminal.write("links.csv", CSV))
    assert "in no queue" not in outcome.err
    assert "in the queue" in terminal("item", "show", "1").out
    preview = json.dumps(terminal("issue", "preview", "--json").json)
    assert "A Title" in preview


def test_links_without_the_option_are_in_no_draft(terminal: Terminal) -> None:
    terminal("import", terminal.write("links.csv", CSV))
    outcome = terminal("issue", "preview", "--json")
    assert "A Title" not in outcome.out


def test_a_format_is_taken_at_its_word(terminal: Terminal) -> None:
    file = terminal.write("odd.md", CSV)
    assert "odd.md: CSV, 2 links;" in terminal("import", "--format", "csv", file).err
    outcome = terminal("import", "--format", "xls", file)
    assert outcome.status == 2
    assert "'xls' is not one of 'slack'" in outcome.err


def test_feeds_in_opml_are_answered_with_what_to_do(terminal: Terminal) -> None:
    file = terminal.write("f.opml", '<opml version="2.0"><outline xmlUrl="https://a.example/feed"/></opml>')
    outcome = terminal("import", file)
    assert (outcome.status, outcome.out) == (1, "")
    assert outcome.err.startswith("f.opml:1: not imported: f.opml is a list of one feed (OPML)")
    assert "ainews import feed.xml" in outcome.err


def test_a_slack_channels_folder(terminal: Terminal) -> None:
    folder = terminal.folder / "papers"
    folder.mkdir()
    message = {"type": "message", "user": "U1", "text": "look <https://a.example/1>", "ts": "1704448800.0"}
    (folder / "2024-01-05.json").write_text(json.dumps([message]))
    outcome = terminal("import", Path("papers"))
    assert "papers: Slack export, 1 link; new: 1 item;" in outcome.err
    shown = terminal("item", "show", "1").out
    assert "handed in by:  U1" in shown
    assert "Posted in #papers on 2024-01-05: look" in shown


def test_many_remarks_are_cut_unless_all_are_asked_for(terminal: Terminal) -> None:
    text = "url\n" + "https://a.example/1\n" * 31
    short = terminal("import", "--dry-run", terminal.write("links.csv", text)).err
    assert short.count("the same story") == 20
    assert "links.csv: and 10 notes more, which --verbose prints.\n" in short
    assert terminal("import", "--verbose", "links.csv").err.count("the same story") == 30


def test_a_terminal_is_not_obeyed(terminal: Terminal) -> None:
    outcome = terminal("import", terminal.write("x.csv", "url,title\n\x1b[31mred,[bold]no\n"))
    assert "\x1b" not in outcome.err


def test_after_a_kill_it_goes_on(terminal: Terminal) -> None:
    """It hangs in the fourth batch, and is killed there: three batches are here, of the fourth none."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(["url", "title"])
    rows.writerows((f"https://a.example/{n}", f"Title {n}") for n in range(2200))
    file = terminal.write("many.csv", out.getvalue())
    with closing(sqlite3.connect("ainews.db")) as database:
        database.execute(
            "CREATE TRIGGER hang AFTER INSERT ON item WHEN new.title = 'Title 1700' BEGIN"
            " SELECT count(*) FROM (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i FROM n)"
            " SELECT i FROM n); END"
        )
        database.commit()
    process = subprocess.Popen(
        [AINEWS, "import", file],
        env={"PATH": os.defpath, "HOME": str(terminal.folder)},
        stderr=subprocess.PIPE,
    )
    try:
        _wait_for_items(1500, process)
    finally:
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
    with closing(sqlite3.connect("ainews.db")) as database:
        assert _counts(database) == (1500, 1500, 1500)
        database.execute("DROP TRIGGER hang")
        database.commit()
    outcome = terminal("import", file)
    assert "2200 links; new: 700 items; here already: 1500; repeated: 0; not read: 0." in outcome.err
    with closing(sqlite3.connect("ainews.db")) as database:
        assert _counts(database) == (2200, 2200, 2200)
    assert terminal("search", "title:1234", "--json").json["total"] == 1


def _wait_for_items(count: int, process: "subprocess.Popen[bytes]") -> None:
    with closing(sqlite3.connect("ainews.db")) as database:
        eventually(lambda: _counts(database)[0] >= count or process.poll() is not None)
    assert process.poll() is None, "it ended before it could be killed"


def _counts(database: sqlite3.Connection) -> tuple[int, ...]:
    tables = ("item", "item_link", "search_document")
    return tuple(database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables)
