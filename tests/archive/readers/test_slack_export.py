"""A Slack export: links that people posted, from a folder or a zip file."""

import json
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.archive.parsed import ParsedStories
from bot.archive.readers import read_source
from bot.archive.reading.source import Source
from bot.errors import ArchiveFileError
from tests.archive.readers.reading import read_stories

USERS = [
    {
        "id": "U1",
        "team_id": "T1",
        "name": "ana",
        "profile": {"display_name": "Ana", "email": "ana@a.example"},
    },
    {"id": "U2", "team_id": "T1", "name": "bo", "real_name": "Bo B."},
]


def message(text: str, **more: Any) -> dict[str, Any]:
    return {"type": "message", "user": "U1", "text": text, "ts": "1704448800.000100", **more}


DAY = [
    message(
        "Read <https://a.example/1?x=1&amp;y=2|this one>, <@U2>: R&amp;D in <#C1|general>",
        attachments=[
            {"original_url": "https://other.example/", "title": "No"},
            {
                "from_url": "https://a.example/1?x=1&amp;y=2",
                "title": "Shown &lt;title&gt;",
                "text": "Shown text",
            },
        ],
    ),
    message("<@U2> has joined https://a.example/join", subtype="channel_join"),
    message("https://a.example/bot", subtype="bot_message", bot_id="B1"),
    message("https://a.example/app", bot_id="B1"),
    message("no link at all"),
    message("<https://acme.slack.com/archives/C1/p1> <https://files.slack.com/f/1>"),
    message(
        "both <https://a.example/2> <https://a.example/3>",
        user="U2",
        ts="1704448900.0",
        thread_ts="1704448800",
    ),
    "nonsense",
]


@pytest.fixture
def export(tmp_path: Path) -> Path:
    root = tmp_path / "export"
    for channel in ("general", "papers"):
        (root / channel).mkdir(parents=True)
    (root / "users.json").write_text(json.dumps(USERS))
    (root / "channels.json").write_text("[]")
    (root / "papers" / "2024-01-05.json").write_text(json.dumps(DAY))
    (root / "papers" / "canvas_in_the_conversation.json").write_text("[]")
    (root / "general" / "2024-01-04.json").write_text(
        json.dumps([message("<https://a.example/0>", user="U7")])
    )
    return root


def zipped(root: Path, more: dict[str, bytes] | None = None) -> Path:
    path = root.with_suffix(".zip")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(root.rglob("*.json")):
            archive.write(file, file.relative_to(root))
        for name, content in (more or {}).items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize("is_zip", [False, True])
def test_links_come_with_who_posted_them_and_when(export: Path, is_zip: bool) -> None:
    stories, problems = read_stories(zipped(export) if is_zip else export)
    assert problems == []
    assert [story.links[0][0].rsplit("/", 1)[-1] for story in stories] == ["0", "1?x=1&y=2", "2", "3"]
    _, first, second, third = stories
    assert (first.title, first.summary, first.person) == ("Shown <title>", "Shown text", "U1")
    assert first.found_at == datetime(2024, 1, 5, 10, 0, 0, 100, tzinfo=UTC)
    assert first.note == "Posted by Ana in #papers on 2024-01-05: Read , @Bo B.: R&D in #general"
    assert (second.person, second.note) == ("U2", "Posted by Bo B. in #papers on 2024-01-05: both")
    assert third.note == "Posted by Bo B. in #papers on 2024-01-05"
    assert first.place == "papers/2024-01-05.json"


def test_a_channels_folder_finds_the_names_beside_it(export: Path) -> None:
    stories, _ = read_stories(export / "papers")
    assert stories[0].note.startswith("Posted by Ana in #papers")
    assert stories[0].place == "papers/2024-01-05.json"


def test_the_workspace_is_told(export: Path) -> None:
    parsed = read_source(Source.at(export))
    assert isinstance(parsed, ParsedStories)
    assert parsed.slack_team == "T1"


def test_files_that_cannot_be_read_are_named_and_the_others_are(export: Path) -> None:
    (export / "general" / "2024-01-01.json").write_bytes(b"{oops")
    (export / "general" / "2024-01-02.json").write_bytes(b'{"ok": true}')
    stories, problems = read_stories(export)
    assert len(stories) == 4
    assert [(problem.place, problem.unread) for problem in problems] == [
        ("general/2024-01-01.json", True),
        ("general/2024-01-02.json", True),
    ]


def test_names_that_lead_out_of_a_zip_are_not_followed(export: Path) -> None:
    evil = json.dumps([message("<https://evil.example/>")]).encode()
    names = [
        "../2024-01-05.json",
        "/etc/2024-01-05.json",
        "a/../../b/2024-01-06.json",
        "C:\\x\\2024-01-07.json",
    ]
    stories, problems = read_stories(zipped(export, dict.fromkeys(names, evil)))
    assert not [story for story in stories if "evil" in story.links[0][0]]
    assert len([problem for problem in problems if "leads out" in problem.message]) == len(names)


def test_links_to_other_places_in_a_folder_are_not_followed(export: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.json"
    secret.write_text(json.dumps([message("<https://secret.example/>")]))
    (export / "general" / "2024-02-01.json").symlink_to(secret)
    stories, _ = read_stories(export)
    assert len(stories) == 4


def test_a_zip_bomb_does_not_unpack(export: Path) -> None:
    bomb = b"[" + b" " * (40 * 1024 * 1024) + b"]"
    stories, problems = read_stories(zipped(export, {"general/2024-03-01.json": bomb}))
    assert len(stories) == 4
    assert "larger than 32 MB" in problems[0].message


@pytest.mark.parametrize("name", ["notes.txt", "a.json"])
def test_other_folders_and_zip_files_are_refused(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / name).write_text("{}")
    for path in (folder, zipped(folder)):
        with pytest.raises(ArchiveFileError, match="no Slack export") as error:
            read_source(Source.at(path))
        assert "one by one" in str(error.value)


def test_a_zip_file_that_says_nonsense_is_refused(export: Path) -> None:
    path = zipped(export, {"é/2024-01-05.json": b"[]"})
    path.write_bytes(path.read_bytes().replace("é".encode(), b"\xff\xff"))
    with pytest.raises(ArchiveFileError, match="broken zip file"):
        read_source(Source.at(path))


def test_people_may_be_anything(export: Path) -> None:
    (export / "users.json").write_text("5")
    stories, _ = read_stories(export)
    assert stories


def test_published_days_are_not_guessed(export: Path) -> None:
    stories, _ = read_stories(export)
    assert {story.published_on for story in stories} == {None}
    assert {story.found_at.date() for story in stories if story.found_at} == {date(2024, 1, 5)}
