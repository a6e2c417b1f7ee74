"""The story so far, under an item of the queue: what it seems to follow, and what it follows."""

from collections.abc import Iterable, Iterator
from typing import Any

from bot.blockkit.blocks import actions, button, section
from bot.models.stories import EarlierItem
from bot.models.text import shorten_words
from bot.models.values import Entry, Item
from bot.newsroom.story_so_far import Suggestion, suggest_earlier
from bot.slack.desk import Desk

STORIES = "slack/stories.txt"
_LOOKED_AT = 20
"""Items of the queue that suggestions are looked for: each takes a moment, and Slack waits three seconds."""

Blocks = list[dict[str, Any]]


def story_blocks(desk: Desk, entries: Iterable[Entry], *, room: int) -> dict[int, Blocks]:
    """Return what stands under each item of the queue, `room` blocks together at most."""
    shown: dict[int, Blocks] = {}
    with desk.team.read() as tx:
        for number, entry in enumerate(entries):
            item = entry.item
            suggestions = suggest_earlier(tx, item) if number < _LOOKED_AT else []
            for blocks in (*_following(desk, item), *_suggested(desk, item, suggestions)):
                if room < len(blocks):
                    return shown
                room -= len(blocks)
                shown.setdefault(item.id, []).extend(blocks)
    return shown


def _following(desk: Desk, item: Item) -> Iterator[Blocks]:
    for earlier in item.earlier:
        text = desk.templates.text(STORIES, "follows", earlier=earlier)
        back = button(_say(desk, "take_back_button"), "story_take_back", value=_value(item, earlier))
        yield [section(text, accessory=back, block_id=f"story-{item.id}-{earlier.id}")]


def _suggested(desk: Desk, item: Item, suggestions: Iterable[Suggestion]) -> Iterator[Blocks]:
    accept, dismiss = _say(desk, "accept_button"), _say(desk, "dismiss_button")
    for one in suggestions:
        text = desk.templates.text(STORIES, "suggested", earlier=one.item, reason=one.reason.value)
        value = _value(item, one.item)
        yield [
            section(text, block_id=f"story-{item.id}-{one.item.id}"),
            actions(
                button(accept, "story_accept", value=value, accessibility_label=_spoken(accept, one)),
                button(dismiss, "story_dismiss", value=value, accessibility_label=_spoken(dismiss, one)),
                block_id=f"story-choice-{item.id}-{one.item.id}",
            ),
        ]


def _say(desk: Desk, block: str) -> str:
    return desk.templates.plain(STORIES, block)


def _spoken(label: str, suggestion: Suggestion) -> str:
    """What a screen reader says of a button that stands there several times."""
    return shorten_words(f"{label}: {suggestion.item.headline}", 75)


def _value(item: Item, earlier: Item | EarlierItem) -> str:
    return f"{item.id}:{earlier.id}"
