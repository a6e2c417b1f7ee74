"""`ainews backup` and `ainews restore`, as somebody types them."""

from pathlib import Path

from tests.cli.conftest import Terminal, run_process


def test_a_backup_and_its_way_back(terminal: Terminal) -> None:
    taken = terminal("backup", "monday.db")
    assert taken.status == 0
    assert "Backed up to monday.db: schema" in taken.err
    again = terminal("backup", "monday.db")
    assert (again.status, "exists already; nothing was written" in again.err) == (1, True)
    restored = terminal("restore", "monday.db", "--yes")
    assert restored.status == 0
    assert "What was replaced is kept as ainews.db.replaced-" in restored.err
    assert list(terminal.folder.glob("ainews.db.replaced-*"))


def test_restoring_asks_first(terminal: Terminal) -> None:
    terminal("backup", "monday.db")
    before = (terminal.folder / "ainews.db").read_bytes()
    refused = run_process(terminal.folder, "restore", "monday.db")
    assert (refused.status, "Add --yes if you mean it" in refused.err) == (1, True)
    assert (terminal.folder / "ainews.db").read_bytes() == before
    assert not list(terminal.folder.glob("*.replaced-*"))


def test_what_is_no_backup_is_named(terminal: Terminal) -> None:
    letter = terminal.write("letter.txt", "Dear Sir")
    refused = terminal("restore", letter, "--yes")
    assert (refused.status, "letter.txt is no backup of AI News" in refused.err) == (1, True)


def test_there_must_be_something_to_back_up(tmp_path: Path) -> None:
    nothing = run_process(tmp_path, "backup", "x.db")
    assert (nothing.status, "There is no database at ainews.db" in nothing.err) == (1, True)
    assert not list(tmp_path.iterdir())
