"""`ainews doctor` and `ainews reindex` in a terminal: what people read, what monitoring reads."""

import sqlite3

from tests.cli.conftest import Terminal


def test_people_read_what_to_do(terminal: Terminal) -> None:
    outcome = terminal("doctor")
    assert outcome.status == 1
    assert "PROBLEM  SLACK_BOT_TOKEN is not set.\n         → Run `ainews setup`" in outcome.out
    assert "ok       The search index holds all 0 items." in outcome.out
    assert outcome.err.strip().endswith("2 problems, 2 skipped.")


def test_monitoring_reads_one_document(terminal: Terminal) -> None:
    outcome = terminal("doctor", "--json", SLACK_BOT_TOKEN="xoxb-geheim", SLACK_API_URL="http://127.0.0.1:9/")
    assert (outcome.status, outcome.err) == (1, "")
    assert outcome.json["status"] == "problem"
    finding = next(one for one in outcome.json["findings"] if one["check"] == "bot_token")
    assert (finding["verdict"], set(finding)) == ("problem", {"check", "verdict", "message", "advice"})
    assert "geheim" not in outcome.out


def test_the_index_is_built_anew(terminal: Terminal) -> None:
    terminal("add", "http://127.0.0.1:9/nowhere")
    with sqlite3.connect(terminal.folder / "ainews.db") as connection:
        connection.execute("DELETE FROM search_document")
    assert "The search index is not complete: 1 items are missing from it" in terminal("doctor").out
    assert terminal("reindex").err == "The search index holds 1 items.\n"
    assert "The search index holds all 1 items." in terminal("doctor").out


def test_every_word_is_compared_where_that_is_asked_for(terminal: Terminal) -> None:
    terminal("add", "http://127.0.0.1:9/nowhere")
    assert "The words of all of them were compared." in terminal("doctor", "--deep").out
    with sqlite3.connect(terminal.folder / "ainews.db") as connection:
        connection.execute("INSERT INTO search_text(rowid, title) VALUES (4711, 'a word of no item')")
    assert "The search index holds all 1 items." in terminal("doctor").out, "only a sample is compared"
    assert "The search index is damaged." in terminal("doctor", "--deep").out
    terminal("reindex")
    assert "The words of all of them were compared." in terminal("doctor", "--deep").out
    assert list(terminal.folder.glob(".ainews-check-*")) == []
