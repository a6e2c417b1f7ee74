"""Legacy attachments, which many apps still send: a bar at the side, a title, text, fields, or blocks.

https://docs.slack.dev/legacy/legacy-messaging/legacy-secondary-message-attachments
"""

from typing import Any

from markupsafe import Markup

from bot.playground.render.blocks import render_blocks
from bot.playground.render.context import RenderContext
from bot.playground.render.html import colour, join, tag
from bot.playground.render.links import anchor
from bot.playground.render.mrkdwn import mrkdwn
from bot.playground.render.payload import Json, objects, string

_NAMED_COLOURS = frozenset({"good", "warning", "danger"})


def render_attachments(attachments: Any, context: RenderContext) -> Markup:
    """Return a message's attachments as HTML."""
    return join(*(_attachment(one, context) for one in objects(attachments)))


def _attachment(one: Json, context: RenderContext) -> Markup:
    bar = string(one, "color")
    class_ = f"attachment attachment-{bar}" if bar in _NAMED_COLOURS else "attachment"
    if one.get("blocks"):
        return tag("div", render_blocks(one["blocks"], context), class_=class_, data_colour=colour(bar))
    text = string(one, "text") or ("" if one.get("title") else string(one, "fallback"))
    return tag(
        "div",
        _line(string(one, "pretext"), context),
        tag("div", string(one, "author_name"), class_="attachment-author")
        if one.get("author_name")
        else None,
        _title(one),
        _line(text, context),
        _fields(one, context),
        tag("div", string(one, "footer"), class_="attachment-footer") if one.get("footer") else None,
        class_=class_,
        data_colour=colour(bar),
    )


def _title(one: Json) -> Markup | None:
    title, url = string(one, "title"), string(one, "title_link")
    return tag("strong", anchor(url, title) if url else title, dir="auto") if title else None


def _line(text: str, context: RenderContext) -> Markup | None:
    return tag("div", mrkdwn(text, context), class_="text", dir="auto") if text else None


def _fields(one: Json, context: RenderContext) -> Markup | None:
    fields = objects(one.get("fields"))
    drawn = (
        tag(
            "div",
            tag("strong", string(field, "title")),
            _line(string(field, "value"), context),
            class_="text",
        )
        for field in fields
    )
    return tag("div", *drawn, class_="fields") if fields else None
