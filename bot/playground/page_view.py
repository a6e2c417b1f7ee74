"""From a person's snapshot of the workspace to what the page's templates show. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, tzinfo
from typing import Any
from urllib.parse import urlencode
from zlib import crc32
from zoneinfo import ZoneInfo

from markupsafe import Markup

from bot.playground.render import RenderContext, glyph, mrkdwn, render_attachments, render_blocks
from bot.playground.render.dates import ordinal
from bot.playground.render.html import join, tag
from bot.playground.render.payload import as_json

Json = dict[str, Any]

PAGE = 60  # messages shown at first; each "Show earlier" adds as many
MOST = 600  # messages shown at once
_TOGETHER = 300  # seconds within which one person's messages stand under one name
_COLOURS = 8  # of the avatars, in page.css


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for. `person` is who looks; `tab` is `home` or `messages`.

    `before` is a ts: the messages before it are shown instead of the newest ones.
    """

    person: str
    channel: str | None = None
    thread: str | None = None
    tab: str = "messages"
    limit: int = PAGE
    before: str | None = None

    def link(self, **changes: Any) -> str:
        """Return the page's address with something changed; None takes it out."""
        query = {"as": self.person, "channel": self.channel, "thread": self.thread}
        query |= {"tab": "home" if self.tab == "home" else None}
        if not changes.keys() & {"as", "channel"}:
            query |= {"before": self.before}
        query |= {"limit": str(self.limit) if self.limit != PAGE else None}
        wanted = {key: value for key, value in (query | changes).items() if value}
        return f"/?{urlencode(wanted)}"


def page_variables(snapshot: Json, asked: Asked) -> Json:
    """Return the variables of `page.html`. `snapshot` is described in `bot/playground/web.py`."""
    drawing = _drawing(snapshot, asked)
    channel = snapshot["channel"] or {}
    asked = replace(asked, channel=channel.get("id"))
    messages = _messages(channel.get("messages", []), drawing, pane="m")
    thread = snapshot["thread"]
    return {
        "asked": asked,
        "revision": snapshot["revision"],
        "team": snapshot["team"],
        "app": snapshot["app"],
        "bot": _person(snapshot["people"], snapshot["app"]["user_id"]),
        "me": _avatar(snapshot["me"]),
        "people": [_avatar(one) for one in snapshot["people"] if not one["is_bot"]],
        "channels": [one for one in snapshot["channels"] if not one["is_im"]],
        "directs": [one for one in snapshot["channels"] if one["is_im"]],
        "channel": {**channel, "topic_html": _topic(channel, drawing)},
        "messages": messages,
        "thread": _thread(thread, drawing) if thread else None,
        "modal": _view(snapshot["modals"][-1], drawing) if snapshot["modals"] else None,
        "modal_depth": len(snapshot["modals"]),
        "home": _view(snapshot["home"], drawing) if snapshot["home"] else None,
        "toasts": snapshot["toasts"],
        "now": drawing.now.astimezone(drawing.zone),
        "zone": str(drawing.zone),
        "earlier": _earlier(channel, asked),
    }


def _drawing(snapshot: Json, asked: Asked) -> RenderContext:
    return RenderContext(
        viewer=asked.person,
        users={one["id"]: one["real_name"] for one in snapshot["people"]},
        channels={one["id"]: one["label"] for one in snapshot["channels"] if not one["is_im"]},
        directs={one["id"]: one["label"] for one in snapshot["channels"] if one["is_im"]},
        private=frozenset(one["id"] for one in snapshot["channels"] if one.get("is_private")),
        zone=ZoneInfo(snapshot["me"].get("tz") or "UTC"),
        now=datetime.fromisoformat(snapshot["now"]),
    )


def _person(people: list[Json], user_id: str) -> Json:
    return _avatar(next(one for one in people if one["id"] == user_id))


def _avatar(user: Json) -> Json:
    """Return a person with initials and one of the avatar colours, instead of a picture."""
    return {**user, **_face(user["id"], user["real_name"], is_app=user["is_bot"])}


def _face(user_id: str, name: str, *, is_app: bool = False) -> Json:
    """Return an avatar: initials and a colour that stays the same for a person."""
    initials = "".join(word[0] for word in re.findall(r"\w+", name)[:2]).upper()
    return {
        "initials": initials or "?",
        "colour": "app" if is_app else (crc32(user_id.encode()) >> 4) % _COLOURS,
    }


def _earlier(channel: Mapping[str, Any], asked: Asked) -> str | None:
    """Return where earlier messages are: on this page while it is not too long, else on one of their own."""
    if not channel.get("has_more"):
        return None
    if asked.limit < MOST:
        return asked.link(limit=str(asked.limit + PAGE))
    return asked.link(limit=None, before=channel["messages"][0]["ts"])


def _topic(channel: Mapping[str, Any], drawing: RenderContext) -> Markup:
    return mrkdwn(str(channel.get("topic", {}).get("value", "")), drawing)


def _messages(messages: list[Json], drawing: RenderContext, *, pane: str) -> list[Json]:
    """Return messages as drawn. Each knows whether a new day begins with it and whether it needs a name."""
    shown: list[Json] = []
    for message in messages:
        one = _message(message, drawing, pane)
        previous = shown[-1] if shown else None
        one["day"] = (
            _day(one["at"].date(), drawing)
            if not previous or previous["at"].date() != one["at"].date()
            else None
        )
        one["continues"] = bool(previous) and one["day"] is None and _belongs(previous, one)
        shown.append(one)
    return shown


def _thread(thread: Json, drawing: RenderContext) -> Json:
    """Return a thread as drawn. What only the reader sees in it is no reply."""
    replies = sum(not one["is_ephemeral"] for one in thread["messages"]) - 1
    return {**thread, "replies": replies, "messages": _messages(thread["messages"], drawing, pane="t")}


def _belongs(previous: Json | None, one: Json) -> bool:
    """Whether a message stands under the name of the one before it."""
    return (
        previous is not None
        and (previous["user"], previous["author"]) == (one["user"], one["author"])
        and (one["at"] - previous["at"]).total_seconds() < _TOGETHER
        and not (one["is_ephemeral"] or previous["is_ephemeral"])
        and not previous["replies"]
    )


def _message(message: Json, drawing: RenderContext, pane: str) -> Json:
    ts = message["ts"]
    scope = f"{pane}{ts.replace('.', '-')}"
    trouble = message.get("trouble") or {}
    own = replace(drawing, scope=scope, state=message.get("state", {}), trouble=trouble, clips=True)
    at = moment_of(ts, drawing.zone)
    author = "Slackbot" if message["user"] == "USLACKBOT" else message["author"]
    return {
        **{
            key: message.get(key)
            for key in ("ts", "user", "channel", "is_bot", "is_ephemeral", "subtype", "edited")
        },
        **_face(message["user"], author, is_app=message["is_bot"]),
        "author": author,
        "at": at,
        "time": _clock_time(at),
        "when": f"{at:%A}, {ordinal(at.day)} {at:%B %Y}, {_clock_time(at)}",
        "html": _content(message, own),
        "place": as_json({"channel": message["channel"], "ts": ts}),
        "reactions": [_reaction(one, drawing) for one in message.get("reactions", [])],
        "replies": message.get("reply_count", 0) if message.get("thread_ts") in {None, ts} else 0,
        "faces": _faces(message, drawing),
        "last_reply": _last_reply(message, drawing),
        "root": message.get("thread_ts") or ts,
        "mine": message["user"] == drawing.viewer,
        "typed": message["typed"],
        "trouble": trouble.get("text"),
    }


def _faces(message: Json, drawing: RenderContext) -> list[Json]:
    """Return the avatars of those who replied. An app that replies to itself is the message's own author."""
    users = message.get("reply_users", [])[:3]
    app = message["user"] if message["is_bot"] else None
    return [_face(one, drawing.users.get(one, one), is_app=one == app) for one in users]


def _content(message: Json, drawing: RenderContext) -> Markup:
    # What people typed is drawn from its text, so that their *stars* work: there are no formatting buttons.
    blocks = message.get("blocks") if message["is_bot"] or not message.get("text") else None
    if blocks:
        body = render_blocks(blocks, drawing)
    else:
        class_ = "text me" if message.get("subtype") == "me_message" else "text"
        body = tag("div", mrkdwn(message.get("text", ""), drawing), class_=class_, dir="auto")
    return body + render_attachments(message.get("attachments"), drawing) + _files(message)


def _files(message: Json) -> Markup:
    """Return a box for each file. There is nothing behind it: contents are not kept."""
    drawn = (
        tag("div", f"{file['title']} · {_size(file['size'])}", class_="file", title=file["name"], dir="auto")
        for file in message.get("files", [])
    )
    return join(*drawn)


def _size(count: int) -> str:
    return f"{count} bytes" if count < 1000 else f"{count / 1000:,.0f} KB"


def _reaction(reaction: Json, drawing: RenderContext) -> Json:
    names = [drawing.users.get(user, user) for user in reaction["users"]]
    return {
        "name": reaction["name"],
        "glyph": glyph(reaction["name"]) or f":{reaction['name']}:",
        "count": reaction["count"],
        "mine": drawing.viewer in reaction["users"],
        "who": f"{', '.join(names)} reacted with :{reaction['name']}:",
    }


def _last_reply(message: Json, drawing: RenderContext) -> str:
    latest = message.get("latest_reply")
    if not latest:
        return ""
    at = moment_of(latest, drawing.zone)
    today = drawing.now.astimezone(drawing.zone).date()
    return f"today at {_clock_time(at)}" if at.date() == today else f"{at:%b} {at.day} at {_clock_time(at)}"


def moment_of(ts: str, zone: tzinfo) -> datetime:
    """Return the moment of a message's ts, in the reader's zone. A strange one reads as 1970."""
    seconds = float(ts) if re.fullmatch(r"\d{1,11}(\.\d{1,6})?", ts) else 0.0
    return datetime.fromtimestamp(seconds, UTC).astimezone(zone)


def _clock_time(at: datetime) -> str:
    return f"{at.hour % 12 or 12}:{at:%M %p}"


def _day(day: date, drawing: RenderContext) -> str:
    distance = (drawing.now.astimezone(drawing.zone).date() - day).days
    if distance in (0, 1):
        return ("Today", "Yesterday")[distance]
    return f"{day:%A}, {day:%B} {ordinal(day.day)}" + ("" if abs(distance) < 300 else f", {day.year}")


def _view(view: Json, drawing: RenderContext) -> Json:
    """Return a modal or a Home tab with its blocks drawn."""
    trouble = view["trouble"] or {}
    own = replace(
        drawing, scope=f"v{view['id']}", state=view["state"], errors=view["errors"], trouble=trouble
    )
    return {
        **{key: view[key] for key in ("id", "title", "submit", "close", "failure", "errors")},
        "trouble": trouble.get("text"),
        "html": render_blocks(view["blocks"], own),
        "place": as_json({"view_id": view["id"]}),
    }
