"""Slack's rich_text block as HTML. Its text is literal: no mrkdwn, no entities.

https://docs.slack.dev/reference/block-kit/blocks/rich-text-block
"""

from collections.abc import Callable

from markupsafe import Markup, escape

from bot.playground.render.context import RenderContext
from bot.playground.render.dates import date_tag
from bot.playground.render.emoji import emoji_tag
from bot.playground.render.html import colour, join, tag
from bot.playground.render.links import anchor, broadcast_mention, channel_mention, user_mention
from bot.playground.render.payload import Json, mapping, number, objects, string

_STYLE_TAGS = {
    "bold": "strong",
    "italic": "em",
    "strike": "s",
    "underline": "u",
    "highlight": "mark",
    "client_highlight": "mark",
    "code": "code",
}
_MAX_INDENT = 8


def rich_text(block: Json, context: RenderContext) -> Markup:
    """Return a rich_text block: sections, lists, quotes and preformatted text, one after the other."""
    return join(*(_part(part, context) for part in objects(block.get("elements"))))


def rich_inline(elements: object, context: RenderContext) -> Markup:
    """Return the elements of one section: text, links, mentions, emoji, dates."""
    return join(*(_element(element, context) for element in objects(elements)))


def _part(part: Json, context: RenderContext) -> Markup:
    content = part.get("elements")
    match part.get("type"):
        case "rich_text_list":
            return _list(part, context)
        case "rich_text_quote":
            return tag("blockquote", rich_inline(content, context), dir="auto")
        case "rich_text_preformatted":
            return tag(
                "pre",
                rich_inline(content, context),
                dir="auto",
                data_language=string(part, "language") or None,
            )
        case _:
            return tag("div", rich_inline(content, context), class_="run", dir="auto")


def _list(part: Json, context: RenderContext) -> Markup:
    """Return one list. Slack writes a nested list as a further list with a greater indent."""
    ordered = part.get("style") == "ordered"
    indent = min(number(part, "indent") or 0, _MAX_INDENT)
    offset = number(part, "offset") or 0
    items = (tag("li", _list_item(item, context), dir="auto") for item in objects(part.get("elements")))
    return tag(
        "ol" if ordered else "ul",
        *items,
        class_=f"list indent-{indent} level-{indent % 3}",
        start=offset + 1 if ordered and offset else None,
    )


def _list_item(item: Json, context: RenderContext) -> Markup:
    return rich_inline(item.get("elements"), context)


def _element(element: Json, context: RenderContext) -> Markup:
    kind = string(element, "type")
    draw = _ELEMENTS.get(kind)
    shown = draw(element, context) if draw else tag("span", f"[{kind or 'unknown'}]", class_="unknown-inline")
    return _styled(shown, element)


def _styled(shown: Markup, element: Json) -> Markup:
    style = mapping(element, "style")
    for name, html_tag in reversed(_STYLE_TAGS.items()):
        if style.get(name) is True:
            shown = tag(html_tag, shown)
    return shown


def _link(element: Json, context: RenderContext) -> Markup:
    return anchor(string(element, "url"), string(element, "text") or string(element, "url"))


def _date(element: Json, context: RenderContext) -> Markup:
    form = string(element, "format") or "{date_short} at {time}"
    fallback = string(element, "fallback")
    return date_tag(
        number(element, "timestamp") or 0, form, context, fallback=fallback, url=string(element, "url")
    )


def _colour(value: str) -> Markup:
    """Return a colour's code with a patch of it."""
    return join(tag("span", class_="swatch", data_colour=colour(value)), value)


_ELEMENTS: dict[str, Callable[[Json, RenderContext], Markup]] = {
    "text": lambda element, _: escape(string(element, "text")),
    "link": _link,
    "emoji": lambda element, _: emoji_tag(string(element, "name")),
    "user": lambda element, context: user_mention(string(element, "user_id"), context),
    "channel": lambda element, context: channel_mention(string(element, "channel_id"), context),
    "usergroup": lambda element, _: broadcast_mention(string(element, "usergroup_id")),
    "broadcast": lambda element, _: broadcast_mention(string(element, "range")),
    "date": _date,
    "color": lambda element, _: _colour(string(element, "value")),
    "team": lambda element, _: tag("span", string(element, "team_id"), class_="mention"),
}
