"""Drawing what an app sends as HTML: pure functions from Slack's dicts to safe markup."""

from bot.playground.render.attachments import render_attachments
from bot.playground.render.blocks import render_blocks
from bot.playground.render.context import RenderContext
from bot.playground.render.emoji import PICKER, emoji_tag, find_emoji, glyph
from bot.playground.render.mrkdwn import mrkdwn, plain_text

__all__ = [
    "PICKER",
    "RenderContext",
    "emoji_tag",
    "find_emoji",
    "glyph",
    "mrkdwn",
    "plain_text",
    "render_attachments",
    "render_blocks",
]
