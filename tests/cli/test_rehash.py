"""`ainews rehash`: stored keys made anew, and what a person has to settle."""

import sqlite3

from tests.cli.conftest import Terminal


def _hand_in(terminal: Terminal, *links: str) -> list[int]:
    added = terminal("add", *links, "--json").json
    return [int(item["id"]) for item in added]


def _age(terminal: Terminal, item_id: int, original: str) -> None:
    """Make an item's key one of older rules, for this link."""
    with sqlite3.connect(terminal.folder / "ainews.db") as database:
        key = f"old:{item_id}"
        database.execute("UPDATE item SET key = ?, key_version = 0 WHERE id = ?", (key, item_id))
        database.execute(
            "UPDATE item_link SET key = ?, key_version = 0, original = ? WHERE item_id = ?",
            (key, original, item_id),
        )


def test_old_keys_are_made_anew_once(terminal: Terminal) -> None:
    (item_id,) = _hand_in(terminal, "http://127.0.0.1:9/a")
    _age(terminal, item_id, "http://127.0.0.1:9/a")
    assert terminal("rehash", "--dry-run").out == "1 key would be made anew.\n"
    assert terminal("rehash", "--json").json == {"renewed": 1, "conflicts": [], "unreadable": []}
    assert terminal("rehash", "--json").json["renewed"] == 0
    assert _hand_in(terminal, "http://127.0.0.1:9/a/") == [item_id]


def test_what_became_one_story_is_listed_and_kept(terminal: Terminal) -> None:
    first, second = _hand_in(terminal, "http://127.0.0.1:9/a", "http://127.0.0.1:9/b")
    _age(terminal, second, "http://127.0.0.1:9/a?utm_source=x")
    outcome = terminal("rehash")
    assert outcome.status == 0
    assert f"items {second} and {first} are one story now" in outcome.out
    assert terminal("item", "show", str(second), "--json").json["key"] == f"old:{second}"


def test_a_link_that_is_none_any_more_keeps_its_key(terminal: Terminal) -> None:
    (item_id,) = _hand_in(terminal, "http://127.0.0.1:9/a")
    _age(terminal, item_id, "ftp://gone")
    assert terminal("rehash", "--json").json == {"renewed": 0, "conflicts": [], "unreadable": ["ftp://gone"]}
