"""Text objects: plain_text and mrkdwn.

https://docs.slack.dev/reference/block-kit/composition-objects/text-object
"""

from markupsafe import Markup

from bot.playground.render.context import RenderContext
from bot.playground.render.html import tag
from bot.playground.render.mrkdwn import mrkdwn, plain_text
from bot.playground.render.payload import Json, mapping, string


def text_html(text: Json, context: RenderContext) -> Markup:
    """Return a text object as HTML."""
    if text.get("type") == "mrkdwn":
        return mrkdwn(string(text, "text"), context, verbatim=text.get("verbatim") is True)
    return plain_text(string(text, "text"), emoji=text.get("emoji") is not False)


def plain_words(holder: Json, key: str) -> str:
    """Return a text object's words for an attribute, where no element can stand."""
    return plain_text(string(mapping(holder, key), "text")).striptags()


def text_div(text: Json, context: RenderContext, class_: str = "text") -> Markup:
    """Return a text object in a block of its own, whose direction follows its first strong letter."""
    return tag("div", text_html(text, context), class_=class_, dir="auto")
