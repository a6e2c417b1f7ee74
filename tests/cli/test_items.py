"""`ainews add`, `item show` and `link`, for people and as JSON."""

import sqlite3

import pytest

from tests.cli.archives import FILE
from tests.cli.conftest import Terminal

FIRST = {
    "id": 1,
    "title": "Small models, large gains",
    "url": "https://a.example/1",
    "key": "url:a.example/1",
    "links": [{"url": "https://a.example/1", "label": "paper"}],
    "organizations": ["Acme"],
    "kind": "paper",
    "published_on": "2024-01-27",
    "summary": "It is about [sparse] models.",
    "tags": [],
    "submitted_by": None,
    "issue": "2024-01-28",
    "votes": 0,
}
LOOPBACK = "http://127.0.0.1:9/nowhere"
"""A page that is never fetched: the program does not read addresses of its own machine."""


@pytest.fixture
def filled(terminal: Terminal) -> Terminal:
    terminal("import", terminal.write("news.md", FILE))
    return terminal


def test_an_item_as_json_has_the_contracts_shape(filled: Terminal) -> None:
    outcome = filled("item", "show", "1", "--json")
    assert (outcome.status, outcome.err) == (0, "")
    assert outcome.json == FIRST
    assert list(outcome.json) == list(FIRST), "in the contract's order"


def test_an_item_for_people_shows_words_as_they_are(filled: Terminal) -> None:
    first, second = filled("item", "show", "1"), filled("item", "show", "2")
    assert (first.status, first.err) == (0, "")
    assert "It is about [sparse] models." in first.out
    assert "2024-01-28" in first.out
    assert "Fast :bug: fixes" in second.out
    assert "https://a.example/2?q[b]=1" in second.out


@pytest.mark.parametrize(
    ("argument", "status", "words"),
    [("99", 1, "There is no item 99."), ("one", 2, "ID"), ("0", 1, "There is no item 0.")],
)
def test_an_item_that_is_not_there(filled: Terminal, argument: str, status: int, words: str) -> None:
    outcome = filled("item", "show", argument, "--json")
    assert (outcome.status, outcome.out) == (status, "")
    assert words in outcome.err


def test_a_removed_item_says_so(filled: Terminal) -> None:
    with sqlite3.connect(filled.folder / "ainews.db") as database:
        database.execute("UPDATE item SET state = 'removed' WHERE id = 1")
        database.execute("UPDATE item SET state = 'held' WHERE id = 2")
    database.close()
    assert "state:         removed" in filled("item", "show", "1").out
    assert "state:         held" in filled("item", "show", "2").out
    assert "That was handed in before, removed:" in filled("add", "https://a.example/1").err


def test_a_link_is_queued_even_where_its_page_cannot_be_read(terminal: Terminal) -> None:
    outcome = terminal("add", LOOPBACK, "--note", "Read it #Agents #agents", "--json")
    (item,) = outcome.json
    assert outcome.status == 0
    assert item == {
        "id": 1,
        "title": "127.0.0.1",
        "url": LOOPBACK,
        "key": item["key"],
        "links": [{"url": LOOPBACK, "label": ""}],
        "organizations": item["organizations"],
        "kind": "other",
        "published_on": None,
        "summary": "",
        "tags": ["agents"],
        "submitted_by": None,
        "issue": None,
        "votes": 0,
        "new": True,
    }
    shown = terminal("add", LOOPBACK)
    assert shown.status == 0
    assert "That was handed in before, in the queue:" in shown.err
    assert "127.0.0.1" in shown.out


def test_a_link_that_is_here_is_not_read_again(filled: Terminal) -> None:
    outcome = filled("add", "https://www.a.example/1?utm_source=mail#part", "--json")
    assert outcome.json == [FIRST | {"new": False}]
    said = filled("add", "https://a.example/1")
    assert said.status == 0
    assert "That was handed in before, in the issue of 2024-01-28:" in said.err


def test_a_bad_link_among_good_ones_fails_and_the_good_ones_are_taken(filled: Terminal) -> None:
    outcome = filled("add", "not a link", "https://a.example/1", "ftp://a.example/x", "--json")
    assert outcome.status == 1
    bad, good, worse = outcome.json
    assert (bad["original"], worse["original"]) == ("not a link", "ftp://a.example/x")
    assert good["id"] == 1
    assert bad["error"] in outcome.err
    assert worse["error"] in outcome.err


def test_a_link_as_json_says_what_the_program_makes_of_it(terminal: Terminal) -> None:
    outcome = terminal("link", "https://arxiv.org/pdf/2401.00001v2?utm_source=x", "nonsense", "--json")
    assert outcome.status == 1
    good, bad = outcome.json
    assert good == {
        "original": "https://arxiv.org/pdf/2401.00001v2?utm_source=x",
        "clean": good["clean"],
        "key": "arxiv:2401.00001",
        "key_version": good["key_version"],
    }
    assert "utm_source" not in good["clean"]
    assert set(bad) == {"original", "error"}
    assert bad["original"] == "nonsense"


def test_looking_at_a_link_needs_no_database(terminal: Terminal) -> None:
    (terminal.folder / "ainews.db").unlink()
    outcome = terminal("link", "https://a.example/1", DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")
    assert (outcome.status, outcome.err) == (0, "")
    assert "url:a.example/1" in outcome.out
    assert list(terminal.folder.iterdir()) == []


def test_a_page_that_cannot_be_read_is_an_error_of_its_link(terminal: Terminal) -> None:
    outcome = terminal("link", "--fetch", LOOPBACK, "--json")
    (result,) = outcome.json
    assert outcome.status == 1
    assert set(result) == {"original", "error"}


@pytest.mark.parametrize("command", [("add",), ("link",), ("item", "show"), ("search",)])
def test_without_an_argument_it_is_used_wrongly(terminal: Terminal, command: tuple[str, ...]) -> None:
    outcome = terminal(*command, "--json")
    assert (outcome.status, outcome.out) == (2, "")
    assert "Missing argument" in outcome.err


def test_what_a_terminal_would_obey_is_not_printed(filled: Terminal) -> None:
    with sqlite3.connect(filled.folder / "ainews.db") as database:
        database.execute("UPDATE item SET title = 'Red \x1b[31m \x1b]0;pwned\x07 \x9b1m' WHERE id = 1")
    database.close()
    for outcome in (
        filled("item", "show", "1"),
        filled("issue", "show", "2024-01-28"),
        filled("search", "red"),
    ):
        assert "Red [31m ]0;pwned 1m" in outcome.out
        assert not {"\x1b", "\x07", "\x9b"} & set(outcome.out + outcome.err)


def test_an_edit_reaches_the_item_its_file_and_its_history(filled: Terminal) -> None:
    outcome = filled(
        "item", "edit", "1", "--link", "https://b.example/9?utm_source=x", "--title", "Better", "--json"
    )
    assert (outcome.status, outcome.err) == (0, "")
    assert (outcome.json["url"], outcome.json["title"]) == ("https://b.example/9", "Better")
    assert outcome.json["links"] == [{"url": "https://b.example/9", "label": "paper"}]
    assert filled("export").out == FILE.replace("https://a.example/1", "https://b.example/9").replace(
        "Small models, large gains", "Better"
    )
    shown = filled("item", "show", "1").out
    assert "links: https://a.example/1 → https://b.example/9" in shown
    assert "title: Small models, large gains → Better" in shown
    assert "handed in before" in filled("add", "https://a.example/1").err, "the old link leads here still"


def test_what_is_not_named_stays_as_it_is(filled: Terminal) -> None:
    before = filled("item", "show", "1", "--json").json
    changes = [
        "--kind",
        "code",
        "--day",
        "",
        "--organization",
        "Acme",
        "--organization",
        "Bolt",
        "--tags",
        "#a #B",
    ]
    after = filled("item", "edit", "1", *changes, "--json").json
    new = {"kind": "code", "published_on": None, "organizations": ["Acme", "Bolt"], "tags": ["a", "b"]}
    assert after == before | new


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["1"], 2, "Say what to change"),
        (["1", "--link", "https://www.a.example/2/?q[b]=1"], 1, "That link is item 2’s: "),
        (["1", "--link", "not a link"], 1, "has a space"),
        (["1", "--link", "https://me:secret@a.example/"], 1, "password"),
        (["1", "--kind", "song"], 1, "A kind is one of"),
        (["1", "--day", "yesterday"], 1, "A day looks like"),
        (["1", "--title", "x" * 301], 1, "300 characters"),
        (["99", "--title", "x"], 1, "ainews search"),
    ],
)
def test_an_edit_that_cannot_be_made_changes_nothing(
    filled: Terminal, arguments: list[str], status: int, words: str
) -> None:
    before = filled("item", "show", "1").out
    outcome = filled("item", "edit", *arguments)
    assert (outcome.status, outcome.out) == (status, "")
    assert words in outcome.err
    assert "/ainews" not in outcome.err
    assert filled("item", "show", "1").out == before


def test_a_removed_item_is_out_of_its_file(filled: Terminal) -> None:
    outcome = filled("item", "remove", "1", "--reason", "Wrong")
    assert (outcome.status, outcome.out) == (0, "")
    assert outcome.err == "Removed: Small models, large gains\n"
    assert "https://a.example/1" not in filled("export").out
