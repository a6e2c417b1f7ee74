"""Reads a Slack export: the links that people posted, each with who posted it and when.

The form of the files: https://slack.com/help/articles/220556107-How-to-read-Slack-data-exports
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import Any

from bot.archive.parsed import ParsedStories, ParsedStory, Problem
from bot.archive.reading.html_text import read_html
from bot.archive.reading.slack_files import SlackFiles, is_day, leads_out, open_files
from bot.archive.reading.source import Source
from bot.archive.reading.words import one_line, passage, title_of
from bot.errors import ArchiveFileError
from bot.links.find import find_links, without_links

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")  # with files, and without
_SAID_BY_PEOPLE = frozenset({"", "thread_broadcast", "me_message", "file_share"})
_SLACKS_OWN = re.compile(r"https?://(?:[\w-]+\.)*slack(?:-edge|-files)?\.com(?:[/?#]|$)", re.IGNORECASE)
_MENTION = re.compile(r"<@(?P<id>\w+)(?:\|(?P<name>[^>]*))?>")
_CHANNEL = re.compile(r"<#\w+(?:\|(?P<name>[^>]*))?>")
_CALL = re.compile(r"<!(?:subteam\^\w+\|@?)?(?P<name>[\w@-]+)[^>]*>")


@dataclass(frozen=True, slots=True)
class _People:
    """Names by Slack ids, and the workspace that they belong to, where the export tells."""

    names: Mapping[str, str]
    team: str | None = None


def looks_like_slack_export(source: Source) -> bool:
    """Say whether this is a folder or a zip file: there is no other archive that is either."""
    return source.is_folder or source.head.startswith(_ZIP)


def read_slack_export(source: Source) -> ParsedStories:
    """Read an export, or one channel's folder of it.

    Raises:
        ArchiveFileError: it is no Slack export, or cannot be opened.
    """
    with open_files(source) as files:
        if not any(is_day(name) for name in files.names):
            what = "folder" if source.is_folder else "zip file"
            raise ArchiveFileError(
                f"{source.name} is a {what}, and no Slack export: it has no file such as 2024-01-05.json.",
                path=source.name,
                hint="Name the files to import one by one, as in `ainews import archive/*.md`.",
            )
        people = _read_people(source, files)
    return ParsedStories(source.name, "Slack export", _stories(source, people), slack_team=people.team)


def _read_people(source: Source, files: SlackFiles) -> _People:
    """Read users.json of the export; next to a channel's folder it lies one folder up."""
    found = next((name for name in files.names if name.rsplit("/", 1)[-1] == "users.json"), None)
    beside = source.path.resolve().parent / "users.json" if source.path and source.is_folder else None
    try:
        if found is not None:
            users = json.loads(files.read(found))
        elif beside is not None and beside.is_file():
            users = json.loads(Source(str(beside), beside).data)
        else:
            return _People({})
    except (ValueError, RecursionError, ArchiveFileError):
        return _People({})
    known = [
        user
        for user in (users if isinstance(users, list) else [])
        if isinstance(user, dict) and isinstance(user.get("id"), str)
    ]
    teams = {str(user["team_id"]) for user in known if user.get("team_id")}
    return _People({user["id"]: _name(user) for user in known}, teams.pop() if len(teams) == 1 else None)


def _name(user: dict[str, Any]) -> str:
    profile = user.get("profile") if isinstance(user.get("profile"), dict) else {}
    names = ((profile or {}).get("display_name"), (profile or {}).get("real_name"), user.get("real_name"))
    return one_line(next((str(name) for name in (*names, user.get("name")) if name), ""))[:80]


def _stories(source: Source, people: _People) -> Iterator[ParsedStory | Problem]:
    with open_files(source) as files:
        for name in filter(leads_out, files.names):
            yield Problem(0, "this file's name leads out of the export", unread=True, place=name[:200])
        for channel, name in files.days():
            place = name if channel else f"{_channel_of(source)}/{name}".lstrip("/")
            try:
                messages = json.loads(files.read(name))
            except (ValueError, RecursionError):
                yield Problem(0, "this file is no JSON", unread=True, place=place)
                continue
            except ArchiveFileError as error:
                yield Problem(0, error.message, unread=True, place=place)
                continue
            if not isinstance(messages, list):
                yield Problem(0, "this file holds no list of messages", unread=True, place=place)
                continue
            for message in messages:
                if isinstance(message, dict) and _is_by_a_person(message):
                    yield from _posted(message, channel or _channel_of(source), people, place)


def _channel_of(source: Source) -> str:
    return Path(source.name).resolve().name if source.is_folder else ""


def _is_by_a_person(message: dict[str, Any]) -> bool:
    """Joins, topics and the like have subtypes; what apps post has a `bot_id`."""
    return (
        message.get("type") == "message"
        and str(message.get("subtype") or "") in _SAID_BY_PEOPLE
        and not message.get("bot_id")
        and message.get("user") != "USLACKBOT"
    )


def _posted(message: dict[str, Any], channel: str, people: _People, place: str) -> Iterator[ParsedStory]:
    text = str(message.get("text") or "")
    links = [link for link in find_links(text) if not _SLACKS_OWN.match(link.url)]
    if not links:
        return
    person = message.get("user") if isinstance(message.get("user"), str) else None
    at = _moment(message.get("ts"))
    name = people.names.get(person or "") or _profile_name(message)
    note = _note(_plain(text, people), channel, name, at)
    for link in links:
        unfurled = _unfurled(message, link.url)
        label = link.label if link.label and not link.label.startswith(("http://", "https://")) else ""
        yield ParsedStory(
            0,
            ((link.url, ""),),
            title=title_of(unescape(str(unfurled.get("title") or "")) or label),
            summary=passage(read_html(_plain(str(unfurled.get("text") or ""), people)).text),
            note=note if len(links) == 1 or link is links[0] else note.partition(":")[0],
            person=person,
            found_at=at,
            place=place,
        )


def _note(text: str, channel: str, name: str, at: datetime | None) -> str:
    """Say who posted it where and when, and what they said: curators see it."""
    words = passage(unescape(without_links(text)))
    who = f"Posted by {name}" if name else "Posted"
    where = f" in #{channel}" if channel else ""
    when = f" on {at.date().isoformat()}" if at else ""
    return f"{who}{where}{when}: {words}" if words else f"{who}{where}{when}"


def _plain(text: str, people: _People) -> str:
    """Turn mentions into names, as people see them."""
    text = _MENTION.sub(lambda m: f"@{m['name'] or people.names.get(m['id']) or 'somebody'}", text)
    text = _CHANNEL.sub(lambda m: f"#{m['name'] or 'channel'}", text)
    return _CALL.sub(lambda m: f"@{m['name'].lstrip('@')}", text)


def _profile_name(message: dict[str, Any]) -> str:
    profile = message.get("user_profile")
    if not isinstance(profile, dict):
        return ""
    return one_line(str(profile.get("display_name") or profile.get("real_name") or ""))[:80]


def _unfurled(message: dict[str, Any], url: str) -> dict[str, Any]:
    """Return what Slack showed of a link below the message."""
    attachments = message.get("attachments")
    for attachment in attachments if isinstance(attachments, list) else []:
        if isinstance(attachment, dict) and url in {
            unescape(str(attachment.get(name) or "")) for name in ("original_url", "from_url", "title_link")
        }:
            return attachment
    return {}


def _moment(ts: object) -> datetime | None:
    try:
        return datetime.fromtimestamp(float(str(ts)), tz=UTC)
    except (ValueError, OverflowError, OSError):
        return None
