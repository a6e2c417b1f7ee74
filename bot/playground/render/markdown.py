"""Slack's markdown block as HTML, by markdown-it-py with raw HTML and remote pictures switched off.

https://docs.slack.dev/reference/block-kit/blocks/markdown-block
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markupsafe import Markup

from bot.playground.render.html import tag
from bot.playground.render.links import safe_href
from bot.playground.render.mrkdwn import plain_text


def markdown(text: str) -> Markup:
    """Return standard Markdown as HTML. Tags in it are shown as text, unsafe links lose their target."""
    return Markup(_parser().render(text))  # noqa: S704 - html=False: the parser escapes all text itself


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["table", "strikethrough"])
    parser.validateLink = lambda url: safe_href(url) is not None  # type: ignore[method-assign] # documented hook
    parser.add_render_rule("image", _image)
    parser.add_render_rule("link_open", _link_open)
    parser.add_render_rule("text", _text)
    parser.add_render_rule("th_open", _cell_open)
    parser.add_render_rule("td_open", _cell_open)
    return parser


def _image(_: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    return tag("span", tokens[index].content or "image", class_="image-alt", role="img")


def _link_open(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    token = tokens[index]
    for name, value in (("target", "_blank"), ("rel", "noopener noreferrer nofollow"), ("class", "link")):
        token.attrSet(name, value)
    return renderer.renderToken(tokens, index, options, env)


def _cell_open(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    """Align by a class: the page's content policy forbids style attributes."""
    style = str(tokens[index].attrs.pop("style", ""))
    if style:
        tokens[index].attrSet("class", f"align-{style.removeprefix('text-align:')}")
    return renderer.renderToken(tokens, index, options, env)


def _text(_: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    return plain_text(_encode(tokens[index].content))


def _encode(text: str) -> str:
    """Write `& < >` as Slack's entities, so that reading them back gives the same text."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
