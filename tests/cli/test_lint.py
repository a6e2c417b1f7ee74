"""`ainews lint`: what it says of files and of the archive, what it mends, and how it ends."""

import os
import stat
from pathlib import Path

import pytest

from tests.cli.conftest import Terminal

REAL_FILE = Path(os.environ.get("AINEWS_TEST_ARCHIVES", "/nowhere")) / "weekly-ai-news-2024-01.md"
GOOD = "**28 Jan 2024**\n\n1.\t27 Jan, Acme published a [paper](https://a.example/1) “Small models”. Words.\n"
NUMBERED = GOOD + "\n4.\t26 Jan, Acme published a [paper](https://a.example/2) “Fast chips”. Words.\n"
TWICE = NUMBERED + "\n5.\t25 Jan, Bolt published a [paper](https://a.example/1) “Tiny ones”. Words.\n"


def test_a_clean_file_ends_well(terminal: Terminal) -> None:
    outcome = terminal("lint", terminal.write("news.md", GOOD))
    assert (outcome.status, outcome.out, outcome.err) == (0, "", "Nothing to look at.\n")


def test_each_finding_has_file_line_and_proposal(terminal: Terminal) -> None:
    outcome = terminal("lint", terminal.write("news.md", TWICE))
    assert outcome.status == 1
    assert outcome.out == (
        "news.md:5: numbering: Number 4 stands where 2 is due.\n"
        "    Number the list anew from here on (2 entries).\n"
        "news.md:7: duplicate: The same paper as in line 3 of this issue: “Tiny ones”\n"
        "    Make one entry of the two, or take one out.\n"
    )
    assert outcome.err == (
        "2 findings: 1 numbering, 1 duplicate.\n1 of them can be mended at once: add --fix.\n"
    )
    assert (terminal.folder / "news.md").read_text() == TWICE


def test_it_mends_what_is_safe_and_shows_it(terminal: Terminal) -> None:
    text = "\ufeff" + TWICE.replace("\n", "\r\n")
    file = terminal.write("news.md", text)
    (terminal.folder / file).chmod(0o640)
    outcome = terminal("lint", "--fix", file)
    mended = text.replace("4.\t", "2.\t").replace("5.\t", "3.\t")
    assert (terminal.folder / file).read_bytes() == mended.encode()
    assert stat.S_IMODE((terminal.folder / file).stat().st_mode) == 0o640
    assert [path.name for path in terminal.folder.glob(".*")] == []
    assert "--- news.md\n+++ news.md\n" in outcome.out
    assert "-4.\t26 Jan" in outcome.out
    assert "+2.\t26 Jan" in outcome.out
    assert outcome.err.startswith("Mended: news.md.\n1 finding: 1 duplicate.\n")
    assert outcome.status == 1, "the duplicate is left"
    again = terminal("lint", "--fix", file)
    assert "---" not in again.out
    assert "Mended" not in again.err
    assert (terminal.folder / file).read_bytes() == mended.encode()


def test_mending_all_of_it_ends_well(terminal: Terminal) -> None:
    outcome = terminal("lint", "--fix", terminal.write("news.md", NUMBERED))
    assert (outcome.status, outcome.err) == (0, "Mended: news.md.\nNothing is left to look at.\n")


def test_a_file_that_is_read_only_is_left_as_it_is(terminal: Terminal) -> None:
    good, kept = terminal.write("a.md", NUMBERED), terminal.write("b c.md", NUMBERED)
    (terminal.folder / kept).chmod(0o444)
    outcome = terminal("lint", "--fix", good, kept)
    assert (outcome.status, outcome.out) == (1, "")
    assert "b c.md is read-only, so nothing was mended." in outcome.err
    assert "chmod u+w 'b c.md'" in outcome.err
    assert {(terminal.folder / path).read_text() for path in (good, kept)} == {NUMBERED}
    assert stat.S_IMODE((terminal.folder / kept).stat().st_mode) == 0o444


def test_a_story_that_two_files_have_in_one_issue_is_told_once(terminal: Terminal) -> None:
    other = GOOD + "\n2.\t26 Jan, Acme published a [paper](https://a.example/5) “Other news”. Words.\n"
    files = [terminal.write("a.md", GOOD), terminal.write("b.md", other)]
    assert terminal("import", *files).status == 0
    outcome = terminal("lint")
    assert (outcome.status, outcome.out) == (0, ""), "the archive has it once"
    later = GOOD.replace("**28 Jan", "**4 Feb").replace("Words.", "Again.")
    assert terminal("import", terminal.write("c.md", later)).status == 0
    (line,) = [line for line in terminal("lint").out.splitlines() if "duplicate" in line]
    assert line.startswith("c.md:3: duplicate: The same paper as in a.md:3")


def test_a_link_to_a_file_stays_a_link(terminal: Terminal) -> None:
    terminal.write("real.md", NUMBERED)
    (terminal.folder / "news.md").symlink_to("real.md")
    assert terminal("lint", "--fix", "news.md").status == 0
    assert (terminal.folder / "news.md").is_symlink()
    assert (terminal.folder / "real.md").read_text() == NUMBERED.replace("4.\t", "2.\t")


def test_json_is_one_document(terminal: Terminal) -> None:
    document = terminal("lint", "--json", terminal.write("news.md", TWICE)).json
    assert document["files"] == ["news.md"]
    assert document["diff"] == ""
    assert document["findings"][0] == {
        "check": "numbering",
        "file": "news.md",
        "line": 5,
        "message": "Number 4 stands where 2 is due.",
        "proposal": "Number the list anew from here on (2 entries).",
        "link": "https://a.example/2",
        "fixable": True,
    }
    fixed = terminal("lint", "--fix", "--json", "news.md")
    assert [finding["check"] for finding in fixed.json["findings"]] == ["duplicate"]
    assert fixed.json["diff"].startswith("--- news.md\n")


def test_without_a_file_it_looks_through_the_archive_and_mends_it(terminal: Terminal) -> None:
    terminal("import", terminal.write("news.md", NUMBERED))
    assert "news.md:5: numbering: " in terminal("lint").out
    assert (terminal.folder / "news.md").read_text() == NUMBERED
    outcome = terminal("lint", "--fix")
    assert (outcome.status, outcome.err) == (0, "Mended: news.md.\nNothing is left to look at.\n")
    assert terminal("export").out == NUMBERED.replace("4.\t", "2.\t")
    assert terminal("lint").status == 0


def test_an_empty_archive_is_said_to_be_empty(terminal: Terminal) -> None:
    outcome = terminal("lint")
    assert (outcome.status, outcome.out) == (1, "")
    assert outcome.err == "ainews: The archive is empty. ainews import reads one.\n"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("missing.md", None, "missing.md cannot be read: No such file or directory."),
        ("prose.md", "Dear all,\n", "prose.md holds no entry."),
    ],
)
def test_a_file_that_cannot_be_read_is_named(
    terminal: Terminal, name: str, content: str | None, said: str
) -> None:
    if content is not None:
        terminal.write(name, content)
    outcome = terminal("lint", name)
    assert (outcome.status, outcome.out) == (1, "")
    assert outcome.err.startswith(f"ainews: {said}")


def test_an_unknown_option_is_wrong_usage(terminal: Terminal) -> None:
    assert terminal("lint", "--loud").status == 2


@pytest.mark.skipif(
    not REAL_FILE.is_file(), reason="AINEWS_TEST_ARCHIVES does not name the folder of the archive"
)
def test_the_real_archive_has_a_paper_twice(terminal: Terminal) -> None:
    file = terminal.write("news.md", REAL_FILE.read_bytes())
    outcome = terminal("lint", file)
    assert (
        "news.md:92: duplicate: The same paper as in line 90 of this issue: “LLM Augmented LLMs"
        in outcome.out
    )
    terminal("lint", "--fix", file)
    changed = [
        (before, after)
        for before, after in zip(
            REAL_FILE.read_text().split("\n"), (terminal.folder / file).read_text().split("\n"), strict=True
        )
        if before != after
    ]
    assert [after.replace("Meta", "meta", 1) for _, after in changed] == [before for before, _ in changed]
    assert len(changed) == 1
