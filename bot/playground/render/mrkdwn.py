"""Slack's mrkdwn as HTML.

https://docs.slack.dev/messaging/formatting-message-text

Work is linear in the text's length: a delimiter that finds no partner makes the rest of its line give up
looking for one, and styles nest at most three deep because none contains itself.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import groupby

from markupsafe import Markup, escape

from bot.playground.render.context import RenderContext
from bot.playground.render.dates import date_tag
from bot.playground.render.emoji import emoji_tag
from bot.playground.render.html import join, tag
from bot.playground.render.links import anchor, broadcast_mention, channel_mention, user_mention

_ENTITY = re.compile(r"&(amp|lt|gt);")
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">"}
_FENCE = re.compile(r"\n?```\n?(.+?)```\n?", re.DOTALL)
_QUOTE = re.compile(r"^(?:>|&gt;) ?")
_REST_QUOTE = re.compile(r"^(?:>|&gt;){3} ?", re.MULTILINE)
_TOKEN = re.compile(
    r"<(?P<angle>[^<>\n]+)>"
    r"|`(?P<code>[^`\n]+)`"
    r"|:(?P<emoji>[a-z0-9_+'-]+(?:::skin-tone-[2-6])?):"
    r"|(?P<url>\bhttps?://[^\s<>|`]*[^\s<>|`.,;:!?)\]\"'*_~])"
    r"|(?P<style>[*_~])"
    r"|(?P<text>&(?:amp|lt|gt);|[^\W_]+|[^\w&<`:*~]+|.)",
    re.DOTALL,
)
_ANGLE = re.compile(r"<([^<>\n]+)>")
_TAGS = {"*": "strong", "_": "em", "~": "s"}


@dataclass(frozen=True, slots=True)
class _Style:
    """How a run of text is read: which styles surround it, whether bare links become links."""

    context: RenderContext
    autolink: bool
    inside: frozenset[str] = frozenset()


def decode(text: str) -> str:
    """Undo Slack's three entities, each once: `&amp;lt;` becomes `&lt;`."""
    return _ENTITY.sub(lambda found: _ENTITIES[found[1]], text)


def plain_text(text: str, *, emoji: bool = True) -> Markup:
    """Return a plain_text object's text: entities decoded, `:tada:` drawn, nothing else means anything."""
    if not emoji:
        return escape(decode(text))
    pieces = re.split(r":([a-z0-9_+'-]+(?:::skin-tone-[2-6])?):", text)
    return join(*(emoji_tag(piece) if index % 2 else decode(piece) for index, piece in enumerate(pieces)))


def mrkdwn(text: str, context: RenderContext, *, verbatim: bool = False) -> Markup:
    """Return mrkdwn as HTML. With `verbatim`, bare links stay text; links in angle brackets never do."""
    style = _Style(context, autolink=not verbatim)
    pieces = _FENCE.split(text)
    return join(
        *(
            _preformatted(piece, style) if index % 2 else _lines(piece, style)
            for index, piece in enumerate(pieces)
        )
    )


def _preformatted(text: str, style: _Style) -> Markup:
    return tag("pre", _code(text.removesuffix("\n"), style))


def _lines(text: str, style: _Style) -> Markup:
    """Return running text, with lines that begin with `>` gathered into quotes, after `>>>` all of them."""
    before, rest = _split_rest_quote(text)
    groups = groupby(before.split("\n"), key=lambda line: bool(_QUOTE.match(line)))
    pieces: list[Markup] = []
    for quoted, lines in groups:
        content = "\n".join(_QUOTE.sub("", line) for line in lines) if quoted else "\n".join(lines)
        pieces.append(tag("blockquote", _inline(content, style)) if quoted else _paragraph(content, style))
    if rest is not None:
        pieces.append(tag("blockquote", _inline(rest, style)))
    return join(*pieces)


def _split_rest_quote(text: str) -> tuple[str, str | None]:
    found = _REST_QUOTE.search(text)
    return (text[: found.start()].removesuffix("\n"), text[found.end() :]) if found else (text, None)


def _paragraph(content: str, style: _Style) -> Markup:
    return tag("span", _inline(content, style), class_="run") if content else Markup("")


def _inline(text: str, style: _Style) -> Markup:
    """Return one stretch of text with its styles, links, mentions and emoji."""
    tokens = list(_TOKEN.finditer(text))
    hopeless: dict[str, int] = {}
    pieces: list[Markup] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        closing = _closing(tokens, at, text, style, hopeless) if token["style"] else None
        if closing is None:
            pieces.append(_atom(token, style))
            at += 1
            continue
        mark = token["style"]
        inner = text[token.end() : tokens[closing].start()]
        pieces.append(tag(_TAGS[mark], _inline(inner, replace(style, inside=style.inside | {mark}))))
        at = closing + 1
    return join(*pieces)


def _closing(
    tokens: list["re.Match[str]"], at: int, text: str, style: _Style, hopeless: dict[str, int]
) -> int | None:
    """Return which token closes the style that token `at` opens, or None where it opens none."""
    mark = tokens[at]["style"]
    if mark in style.inside or at < hopeless.get(mark, 0) or not _can_open(tokens[at], text):
        return None
    for index in range(at + 1, len(tokens)):
        token = tokens[index]
        if token["text"] and "\n" in token["text"]:
            hopeless[mark] = index
            return None
        if token["style"] == mark and index > at + 1 and _can_close(token, text):
            return index
    hopeless[mark] = len(tokens)
    return None


def _can_open(token: "re.Match[str]", text: str) -> bool:
    before, after = (
        text[token.start() - 1 : token.start()] if token.start() else "",
        text[token.end() : token.end() + 1],
    )
    return not before.isalnum() and bool(after) and not after.isspace()


def _can_close(token: "re.Match[str]", text: str) -> bool:
    return not text[token.start() - 1].isspace() and not text[token.end() : token.end() + 1].isalnum()


def _atom(token: "re.Match[str]", style: _Style) -> Markup:
    draw: dict[str, Callable[[str], Markup]] = {
        "angle": lambda body: _angle(body, style, label_style=replace(style, autolink=False)),
        "code": lambda body: tag("code", _code(body, style)),
        "emoji": emoji_tag,
        "url": lambda body: anchor(decode(body), decode(body)) if style.autolink else escape(decode(body)),
    }
    kind = token.lastgroup or "text"
    return draw[kind](token[kind]) if kind in draw else escape(decode(token[0]))


def _code(text: str, style: _Style) -> Markup:
    """Return code: no styles and no emoji, but links and mentions are read even here, as Slack does."""
    pieces = _ANGLE.split(text)
    return join(*(_angle(piece, style) if index % 2 else decode(piece) for index, piece in enumerate(pieces)))


def _angle(body: str, style: _Style, *, label_style: _Style | None = None) -> Markup:
    """Return what `<…>` stands for: a mention, a date, or a link with or without a label.

    With `label_style` a link's label can be bold and so on; within code it cannot.
    """
    target, _, written = body.partition("|")
    label = decode(written)
    if target.startswith("@"):
        return user_mention(target[1:], style.context, label)
    if target.startswith("#"):
        return channel_mention(target[1:], style.context, label)
    if target.startswith("!"):
        return _special(target[1:], label, style.context)
    url = decode(target)
    if written and label_style:
        return anchor(url, _inline(written, label_style))
    return anchor(url, label or url.removeprefix("mailto:"))


def _special(body: str, label: str, context: RenderContext) -> Markup:
    name, *arguments = body.split("^")
    if name == "date" and len(arguments) >= 2 and arguments[0].removeprefix("-").isdecimal():
        url = decode(arguments[2]) if len(arguments) > 2 else ""
        return date_tag(int(arguments[0][:15]), decode(arguments[1]), context, fallback=label, url=url)
    if name == "subteam":
        return broadcast_mention(label or (arguments[0] if arguments else "group"))
    return (
        broadcast_mention(name) if name in {"here", "channel", "everyone"} else escape(label or f"<!{body}>")
    )
