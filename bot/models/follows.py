"""Searches that people follow."""

from dataclasses import dataclass
from datetime import datetime

from bot.models.values import Item


@dataclass(frozen=True, slots=True)
class Follow:
    """A query in the search language whose new items a person is told of. `person` is their Slack id."""

    id: int
    person: str
    query: str
    followed_at: datetime


@dataclass(frozen=True, slots=True)
class Tiding:
    """A new item that a person is to be told of, and the follow that found it."""

    item: Item
    follow: Follow
