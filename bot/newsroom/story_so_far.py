"""The story so far: which earlier items a new one seems to follow. Curators decide; nothing is linked alone.

What shares a link with the item comes first: a paper and its code, a second look at the same page. Then come
items that tell of it in the same telling words, where a rare name stands in both headlines.
Without that, two papers on one topic would each "follow" the other.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.errors import NotFoundError
from bot.models.values import Item, ItemState, Person
from bot.newsroom.permissions import require_curator
from bot.store import TeamStore, Tx
from bot.store.earlier import decide, decided, forget_decision
from bot.store.items import get_item
from bot.store.related import find_sharing
from bot.store.search.lexicon import stop_words
from bot.store.search.more_like import count_items_with, more_like
from bot.store.search.words import split_words

MOST = 3
"""Earlier items that are suggested for one item, and that it follows."""

_LOOKED_AT = 8
_WORD = re.compile(r"[^\W_]{3,}")
_OWN_FORM = re.compile(r".[A-Z]*[a-z]+[A-Z]|.*\d")
"""A capital or a digit inside a word: LongRoPE, 70B."""

_RARE = 0.04
"""The share of the archive's items that a rare word stands in at most."""

_FEW = 8
"""Items that a rare word may stand in however small the archive is."""


class Reason(StrEnum):
    """Why an earlier item is suggested."""

    FOLLOW_UP = "follow-up"
    LINK = "link"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A published item that another one seems to follow."""

    item: Item
    reason: Reason


def suggest_earlier(tx: Tx, item: Item) -> list[Suggestion]:
    """Return up to three published items that this one seems to follow, the surest first.

    What somebody decided on already, either way, is left out, and nothing is suggested once it follows three.
    """
    settled = decided(tx, [item.id])[item.id]
    room = MOST - len(item.earlier)
    found: dict[int, Suggestion] = {}
    for suggestion in _candidates(tx, item):
        if len(found) >= room:
            break
        other = suggestion.item
        if _is_readable(other) and other.id not in settled and other.id != item.id:
            found.setdefault(other.id, suggestion)
    return list(found.values())


def accept_earlier(
    team: TeamStore, item_id: int, earlier_id: int, *, permalink: str, by: Person, now: datetime
) -> None:
    """Let an item follow an earlier one. `permalink` leads to the earlier item's message, where there is one.

    Raises:
        NotAllowedError: the person is no curator.
        NotFoundError: one of the two is gone, or the earlier one is not published.
    """
    _decide(team, item_id, earlier_id, accepted=True, permalink=permalink, by=by, now=now)


def dismiss_earlier(team: TeamStore, item_id: int, earlier_id: int, *, by: Person, now: datetime) -> None:
    """Let an item not follow an earlier one; it is not suggested again. Raises: as `accept_earlier`."""
    _decide(team, item_id, earlier_id, accepted=False, permalink="", by=by, now=now)


def reconsider_earlier(team: TeamStore, item_id: int, earlier_id: int, *, by: Person) -> None:
    """Take a decision back: the earlier item is suggested again.

    Raises:
        NotAllowedError: the person is no curator.
    """
    require_curator(by)
    with team.write() as tx:
        forget_decision(tx, item_id, earlier_id)


def get_earlier(team: TeamStore, earlier_id: int) -> Item:
    """Return a published item that others may follow.

    Raises:
        NotFoundError: there is none, or readers do not see it.
    """
    with team.read() as tx:
        return _must_be_readable(get_item(tx, earlier_id))


def _decide(
    team: TeamStore,
    item_id: int,
    earlier_id: int,
    *,
    accepted: bool,
    permalink: str,
    by: Person,
    now: datetime,
) -> None:
    require_curator(by)
    with team.write() as tx:
        item, earlier = get_item(tx, item_id), get_item(tx, earlier_id)
        if item is None or item.state is ItemState.REMOVED or item_id == earlier_id:
            raise NotFoundError("That item is not in the queue any more.")
        _must_be_readable(earlier)
        decide(tx, item_id, earlier_id, accepted=accepted, permalink=permalink, by=by.id, now=now)


def _candidates(tx: Tx, item: Item) -> Iterator[Suggestion]:
    followed = get_item(tx, item.follows_id) if item.follows_id is not None else None
    if followed is not None:
        yield Suggestion(followed, Reason.FOLLOW_UP)
    for other in find_sharing(tx, item):
        yield Suggestion(other, Reason.LINK)
    alike = more_like(tx, item, limit=_LOOKED_AT)
    rare = _rare_words(tx, {name for other in alike for name in _shared_names(item, other)})
    for other in alike:
        if rare & _shared_names(item, other):
            yield Suggestion(other, Reason.WORDS)


def _rare_words(tx: Tx, words: set[str]) -> set[str]:
    """Return the words that few items of the archive have."""
    if not words:
        return set()
    known = sorted(words)
    total, *counts = count_items_with(tx, known)
    most = max(_FEW, total * _RARE)
    return {word for word, count in zip(known, counts, strict=True) if count <= most}


def _shared_names(item: Item, other: Item) -> set[str]:
    """Return what stands in both headlines and is a name by what either item says of it."""
    both = set(split_words(item.headline)) & set(split_words(other.headline)) - stop_words()
    return both & (_names(item) | _names(other))


def _names(item: Item) -> set[str]:
    """Return the words of a headline that are names. The summary tells: headlines begin many words large."""
    found = (word for word in _WORD.findall(item.headline) if not (word[0].islower() or word.isdigit()))
    return {part for word in found if _is_name(word, item.summary) for part in split_words(word)}


def _is_name(word: str, summary: str) -> bool:
    inside_a_sentence = re.compile(rf"(?<=[\w,;’'\"“(-] ){re.escape(word)}\b|\b{re.escape(word)}(?=['’]s\b)")
    return _OWN_FORM.match(word) is not None or inside_a_sentence.search(summary) is not None


def _is_readable(item: Item) -> bool:
    return item.state is ItemState.ACTIVE and item.issue is not None


def _must_be_readable(item: Item | None) -> Item:
    if item is None or not _is_readable(item):
        raise NotFoundError("That earlier item is not published any more.")
    return item
