"""The folder of a site: only what changed is written, and what is not ours is left alone."""

from pathlib import Path

import pytest

from bot.archive.site.folder import MANIFEST, SiteFolder, Written
from bot.errors import InvalidInputError


def build(root: Path, **files: str) -> Written:
    named = {name.replace("__", "/"): text.encode() for name, text in files.items()}
    return SiteFolder(root).update(named.items(), notes={})


def contents(root: Path) -> dict[str, str]:
    return {
        path.relative_to(root).as_posix(): path.read_text()
        for path in root.rglob("*")
        if path.is_file() and path.name != MANIFEST
    }


def test_a_second_build_writes_only_what_changed(tmp_path: Path) -> None:
    assert build(tmp_path, index="one", items__1="two") == Written(2, 0, 0)
    before = (tmp_path / "items" / "1").stat()
    assert build(tmp_path, index="new", items__1="two") == Written(1, 1, 0)
    after = (tmp_path / "items" / "1").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns), "it was not touched"
    assert contents(tmp_path) == {"index": "new", "items/1": "two"}


def test_what_is_gone_is_deleted_with_its_empty_folder(tmp_path: Path) -> None:
    build(tmp_path, index="one", items__1="two", tags__a="three", tags__b="four")
    assert build(tmp_path, index="one", tags__b="four") == Written(0, 2, 2)
    assert contents(tmp_path) == {"index": "one", "tags/b": "four"}
    assert not (tmp_path / "items").exists()


def test_files_of_others_stay_even_beside_ours(tmp_path: Path) -> None:
    (tmp_path / "items").mkdir()
    (tmp_path / "CNAME").write_text("news.example")
    (tmp_path / "items" / "mine.html").write_text("mine")
    build(tmp_path, items__1="two")
    build(tmp_path, index="one")
    assert contents(tmp_path) == {"CNAME": "news.example", "items/mine.html": "mine", "index": "one"}


def test_a_file_of_somebody_else_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "index").write_text("mine")
    with pytest.raises(InvalidInputError, match="is not from us"):
        build(tmp_path, index="one", other="two")
    assert contents(tmp_path) == {"index": "mine"}


def test_a_file_that_somebody_edited_or_deleted_comes_back(tmp_path: Path) -> None:
    build(tmp_path, index="one", other="two")
    (tmp_path / "index").write_text("ona")
    (tmp_path / "other").unlink()
    assert build(tmp_path, index="one", other="two") == Written(2, 0, 0)
    assert contents(tmp_path) == {"index": "one", "other": "two"}


def test_a_build_that_broke_off_is_taken_up(tmp_path: Path) -> None:
    folder = SiteFolder(tmp_path)
    (tmp_path / "b").mkdir()
    with pytest.raises(InvalidInputError):
        folder.update([("a", b"one"), ("b", b"two")], notes={})
    (tmp_path / "b").rmdir()
    assert build(tmp_path, a="one", b="two").deleted == 0
    (tmp_path / "b").unlink()
    (tmp_path / "b").mkdir()  # now the disk refuses one of ours in the middle
    with pytest.raises(InvalidInputError, match="cannot be written"):
        build(tmp_path, a="new", b="new", c="new")
    (tmp_path / "b").rmdir()
    assert build(tmp_path, b="two", c="new") == Written(2, 0, 1)
    assert contents(tmp_path) == {"b": "two", "c": "new"}


def test_links_out_of_the_folder_are_not_followed(tmp_path: Path) -> None:
    root, other = tmp_path / "site", tmp_path / "other"
    root.mkdir()
    other.mkdir()
    (root / "items").symlink_to(other)
    with pytest.raises(InvalidInputError, match="does not stand in"):
        build(root, items__1="two")
    assert list(other.iterdir()) == []


def test_a_link_to_nothing_is_replaced_and_not_written_through(tmp_path: Path) -> None:
    root, other = tmp_path / "site", tmp_path / "other"
    root.mkdir()
    (root / "index").symlink_to(other)
    assert build(root, index="one").written == 1
    assert (root / "index").read_text() == "one"
    assert not other.exists()


def test_a_manifest_cannot_send_us_elsewhere(tmp_path: Path) -> None:
    root, precious = tmp_path / "site", tmp_path / "precious"
    root.mkdir()
    precious.write_text("mine")
    (root / MANIFEST).write_text('{"format": 1, "files": ["../precious"], "notes": {}}')
    with pytest.raises(InvalidInputError, match="does not stand in"):
        build(root, index="one")
    assert precious.read_text() == "mine"


@pytest.mark.parametrize("text", ["", "[]", '{"format": 9}', '{"format": 1, "files": 5}', "\x00"])
def test_a_manifest_that_cannot_be_read_stops_the_build(tmp_path: Path, text: str) -> None:
    (tmp_path / MANIFEST).write_text(text)
    with pytest.raises(InvalidInputError, match="unclear which files"):
        SiteFolder(tmp_path)
