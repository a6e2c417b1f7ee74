"""`ainews export`: files as they came, to a folder or to standard output."""

import pytest

from tests.cli.archives import FILE
from tests.cli.conftest import Terminal

FEBRUARY = FILE.replace("28 Jan", "4 Feb").replace("21 Jan", "29 Jan").replace("\n", "\r\n")


@pytest.fixture
def filled(terminal: Terminal) -> Terminal:
    """Two imported files, the second with the line ends of Windows."""
    terminal("import", terminal.write("news.md", FILE), terminal.write("more.md", FEBRUARY))
    return terminal


def test_it_prints_files_byte_for_byte(filled: Terminal) -> None:
    outcome = filled("export", "--month", "2024-02")
    assert (outcome.status, outcome.out, outcome.err) == (0, FEBRUARY, "")


def test_it_writes_a_file_each_into_a_folder_that_it_makes(filled: Terminal) -> None:
    outcome = filled("export", "--out", "deep/archive")
    assert (outcome.status, outcome.out) == (0, "")
    assert outcome.err == "deep/archive/more.md\ndeep/archive/news.md\n"
    folder = filled.folder / "deep" / "archive"
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == {
        "more.md": FEBRUARY.encode(),
        "news.md": FILE.encode(),
    }


@pytest.mark.parametrize(
    ("month", "files"),
    [("2024-01", ["more.md", "news.md"]), ("2024-02", ["more.md"])],
)
def test_a_month_chooses_the_files_with_an_issue_in_it(
    filled: Terminal, month: str, files: list[str]
) -> None:
    assert filled("export", "--month", month, "--out", "out").status == 0
    assert sorted(file.name for file in (filled.folder / "out").iterdir()) == files


def test_a_folder_that_cannot_be_written_is_named(filled: Terminal) -> None:
    filled.write("taken", "a file")
    outcome = filled("export", "--out", "taken")
    assert (outcome.status, outcome.out) == (1, "")
    assert outcome.err.startswith("ainews: taken cannot be written")


def test_where_there_is_nothing_it_fails_with_a_sentence(filled: Terminal) -> None:
    outcome = filled("export", "--month", "2023-12")
    assert (outcome.status, outcome.out) == (1, "")
    assert outcome.err == "ainews: There is nothing to export.\n"


@pytest.mark.parametrize("month", ["2024", "2024-13", "2024-00", "24-01", "2024-1", "january", "2024-01-28"])
def test_a_month_that_is_none_is_wrong_usage(terminal: Terminal, month: str) -> None:
    outcome = terminal("export", "--month", month)
    assert (outcome.status, outcome.out) == (2, "")
    assert "A month looks like 2024-01." in outcome.err
