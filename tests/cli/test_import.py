"""`ainews import`: what it says, what it stores, and how it ends."""

import os
from pathlib import Path

import pytest

from tests.cli.archives import FILE
from tests.cli.conftest import Terminal

REAL_FILE = Path(os.environ.get("AINEWS_TEST_ARCHIVES", "/nowhere")) / "weekly-ai-news-2024-01.md"

BAD_FILES: dict[str, tuple[bytes, int, str]] = {
    "empty.md": (b"", 1, "is empty"),
    "binary.md": (b"\x7fELF\x00\x01", 1, "is not a text file"),
    "latin.md": (FILE.encode().replace(b"Beta", b"B\xe9ta"), 10, "is not UTF-8"),
    "prose.md": (b"Dear all,\n\nno news today.\n", 1, "holds no entry"),
}


def test_it_tells_what_was_read_and_what_is_new(terminal: Terminal) -> None:
    outcome = terminal("import", terminal.write("news.md", FILE))
    assert (outcome.status, outcome.out) == (0, "")
    assert outcome.err == (
        "news.md: 2 issues, 3 entries; new: 2 issues, 3 entries, 3 items; changed: 0 issues, 0 entries.\n"
    )
    assert [issue["items"] for issue in terminal("issue", "list", "--json").json] == [2, 1]


def test_a_second_time_nothing_is_new(terminal: Terminal) -> None:
    file = terminal.write("news.md", FILE)
    terminal("import", file)
    before = terminal("issue", "show", "2024-01-28", "--json").json
    outcome = terminal("import", file, file)
    assert (outcome.status, outcome.err) == (0, "news.md: 2 issues, 3 entries, all here already.\n" * 2)
    assert terminal("issue", "show", "2024-01-28", "--json").json == before


def test_a_rehearsal_says_what_would_happen_and_stores_nothing(terminal: Terminal) -> None:
    file = terminal.write("news.md", FILE)
    outcome = terminal("import", "--dry-run", file)
    assert (outcome.status, outcome.out) == (0, "")
    assert "would be new: 2 issues, 3 entries, 3 items" in outcome.err
    assert terminal("issue", "list", "--json").json == []
    assert terminal("export").status == 1
    assert "; new: 2 issues" in terminal("import", file).err


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_file_that_cannot_be_read_is_named_with_its_line(terminal: Terminal, name: str) -> None:
    content, line, words = BAD_FILES[name]
    outcome = terminal("import", terminal.write(name, content))
    assert (outcome.status, outcome.out) == (1, "")
    assert outcome.err.startswith(f"{name}:{line}: not imported: {name} {words}")
    assert terminal("issue", "list", "--json").json == []


def test_the_other_files_of_the_call_are_imported(terminal: Terminal) -> None:
    names = [terminal.write(name, content) for name, (content, _, _) in BAD_FILES.items()]
    good = terminal.write("good.md", FILE)
    later = terminal.write("later.md", FILE.replace("28 Jan", "4 Feb").replace("21 Jan", "11 Feb"))
    outcome = terminal("import", *names[:2], good, "missing.md", ".", *names[2:], later)
    assert outcome.status == 1
    refused = [line.split(":")[0] for line in outcome.err.splitlines() if "not imported" in line]
    assert refused == ["empty.md", "binary.md", "missing.md", ".", "latin.md", "prose.md"]
    assert "missing.md: not imported: missing.md cannot be read: No such file or directory." in outcome.err
    assert [issue["date"] for issue in terminal("issue", "list", "--json").json] == [
        "2024-02-11",
        "2024-02-04",
        "2024-01-28",
        "2024-01-21",
    ]


def test_an_edited_file_is_merged_also_under_a_new_name(terminal: Terminal) -> None:
    terminal("import", terminal.write("news.md", FILE))
    terminal.write("news.md", FILE.replace("It mends.", "It mends quickly."))
    outcome = terminal("import", "news.md")
    assert "new: 0 issues, 0 entries, 0 items; changed: 0 issues, 1 entry." in outcome.err
    terminal.write("other.md", FILE.replace("It mends.", "It breaks."))
    outcome = terminal("import", "other.md")
    assert outcome.status == 0
    assert "new: 0 issues, 0 entries, 0 items; changed: 0 issues, 1 entry." in outcome.err
    items = terminal("issue", "show", "2024-01-28", "--json").json["items"]
    assert items[1]["summary"] == "It breaks."


def test_without_a_file_it_is_used_wrongly(terminal: Terminal) -> None:
    outcome = terminal("import")
    assert (outcome.status, outcome.out) == (2, "")
    assert "Missing argument" in outcome.err


@pytest.mark.skipif(
    not REAL_FILE.is_file(), reason="AINEWS_TEST_ARCHIVES does not name the folder of the archive"
)
def test_the_real_archive(terminal: Terminal) -> None:
    outcome = terminal("import", REAL_FILE)
    assert outcome.status == 0
    assert outcome.err == (
        f"{REAL_FILE}:92: note: the same story as in line 90: one item, printed in two entries\n"
        f"{REAL_FILE}: 4 issues, 50 entries; new: 4 issues, 50 entries, 49 items; "
        "changed: 0 issues, 0 entries.\n"
    )
    listed = terminal("issue", "list", "--json").json
    assert [(issue["date"], issue["items"]) for issue in listed] == [
        ("2024-01-28", 14),
        ("2024-01-21", 10),
        ("2024-01-14", 10),
        ("2024-01-07", 16),
    ]
    assert "all here already" in terminal("import", REAL_FILE).err
    terminal("export", "--month", "2024-01", "--out", "out")
    assert (terminal.folder / "out" / REAL_FILE.name).read_bytes() == REAL_FILE.read_bytes()
