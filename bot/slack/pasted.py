"""Messages that people wrote, as something to hand in: their links, the words around them, their author."""

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from bot.blockkit.escape import unescape
from bot.links.find import find_links, without_links
from bot.newsroom.submit import Request, parse_tags, without_tags

_CHANNEL = re.compile(r"<#\w+(?:\|([^<>]*))?>")
"""A channel's mention, which must not be read as a tag: its name stays."""


def request_from(message: dict[str, Any], *, by: str) -> Request:
    """Return what a message of Slack's hands in: every link in its text and its blocks, and the rest as note.

    The credit goes to the author, unless that is a bot or the person who hands it in (`by`).
    """
    text = str(message.get("text") or "")
    links = dict.fromkeys([found.url for found in find_links(text)] + list(_block_links(message)))
    words = without_links(unescape(_CHANNEL.sub(r"\1", text)))
    author = None if message.get("bot_id") else message.get("user")
    credit = str(author) if author and author != by else None
    return Request(tuple(links), without_tags(words), parse_tags(words), credit)


def links_in(message: dict[str, Any]) -> tuple[str, ...]:
    """Return every link in a message's text and blocks."""
    return request_from(message, by="").links


def read_message(client: WebClient, channel_id: str, ts: str) -> dict[str, Any] | None:
    """Return one message of a channel, or of a thread in it; None where the bot may not read it.

    A thread's replies are not in the channel's history: https://docs.slack.dev/messaging/retrieving-messages
    """
    reads: tuple[Callable[..., SlackResponse], ...] = (
        client.conversations_history,
        partial(client.conversations_replies, ts=ts),
    )
    for read in reads:
        try:
            found = read(channel=channel_id, oldest=ts, latest=ts, inclusive=True, limit=2)
        except SlackApiError:
            continue
        for message in found.get("messages") or []:
            if message.get("ts") == ts:
                return dict(message)
    return None


def _block_links(message: dict[str, Any]) -> Iterator[str]:
    yield from _links_of(message.get("blocks") or [])
    for attachment in message.get("attachments") or []:
        for name in ("original_url", "from_url", "title_link"):
            if link := attachment.get(name):
                yield str(link)
                break


def _links_of(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for part in node:
            yield from _links_of(part)
    elif isinstance(node, dict):
        if node.get("type") == "link" and isinstance(node.get("url"), str):
            yield node["url"]
        elif node.get("type") == "mrkdwn" and isinstance(node.get("text"), str):
            yield from (found.url for found in find_links(node["text"]))
        else:
            for part in node.values():
                yield from _links_of(part)
