"""Items like an item: those that share its most telling words."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.models.values import Item, ItemState
from bot.store.engine import Tx
from bot.store.items import get_items
from bot.store.related import find_sharing
from bot.store.search.backend import Backend, Scope
from bot.store.search.expressions import Words
from bot.store.search.lexicon import stop_words
from bot.store.search.matching import open_index
from bot.store.search.plan import whole_scope
from bot.store.search.words import STEMS, split_words

_CONSIDERED = 40
"""Words of an item whose rarity is looked up; those of its title and tags come first."""

_TELLING = 12
"""Words that decide: what is rare in the archive, and prominent in the item."""

_EACH = 20
"""Newest items looked at for each of those words."""

_COUNTED = 2_000
_IN_HEAD, _OF_WHOM = 4, 1
"""How many times in the summary a word in the title or a tag is worth, and one of an organisation's name."""

_LEAST = 0.17
"""The share of an item's telling words, by weight, that another one must have to be like it."""

_SHARED_LINK = 1.0


@dataclass(frozen=True, slots=True)
class _Telling:
    """A word with its weight; the stem is what forms of it have in common."""

    word: str
    weight: float

    @property
    def stem(self) -> str:
        return STEMS[self.word]


def more_like(tx: Tx, item: Item, *, limit: int) -> list[Item]:
    """Return the items that are most like one, best first; none where nothing is like it.

    Only items that every reader sees are found, whatever the state of the item itself. An item that shares a
    link with it (a paper and its code) comes before those that only share words.
    """
    index, everything = open_index(tx), whole_scope(tx.team_id)
    telling = _telling_words(index, everything, item)
    sharing = [other.id for other in find_sharing(tx, item)]
    ids = dict.fromkeys(sharing)
    for one in telling:
        ids |= dict.fromkeys(index.listed(Words((one.word,)), everything, limit=_EACH))
    ids.pop(item.id, None)
    others = get_items(tx, list(ids))
    likeness = {
        other.id: _likeness(other, telling) + _SHARED_LINK * (other.id in sharing) for other in others
    }
    best = [other for other in others if likeness[other.id] >= _LEAST]
    return sorted(best, key=lambda other: (-likeness[other.id], -other.id))[:limit]


def count_items_with(tx: Tx, words: Sequence[str]) -> list[int]:
    """Count the items that readers see, then those of them with each word; up to a cap of 2,000 each."""
    wanted = [None, *(Words((word,)) for word in words)]
    return open_index(tx).counts(wanted, whole_scope(tx.team_id), cap=_COUNTED)


def _telling_words(index: Backend, everything: Scope, item: Item) -> list[_Telling]:
    """Return the words that tell the item and some others from the rest, the most telling first."""
    prominence = _prominence(item)
    words = [word for word, _ in prominence.most_common(_CONSIDERED)]
    total, *counts = index.counts([None, *(Words((word,)) for word in words)], everything, cap=_COUNTED)
    own = item.state is ItemState.ACTIVE  # then each of its words is counted once for itself
    weighed = [
        _Telling(word, prominence[word] * _rarity(count, total))
        for word, count in zip(words, counts, strict=True)
        if count > own
    ]
    each_stem_once = {one.stem: one for one in sorted(weighed, key=lambda one: one.weight)}
    return sorted(each_stem_once.values(), key=lambda one: -one.weight)[:_TELLING]


def _prominence(item: Item) -> Counter[str]:
    found = Counter(_content_words(item.summary))
    for word in found:
        found[word] = min(found[word], _IN_HEAD)
    for text, worth in (
        (item.headline, _IN_HEAD),
        (" ".join(item.tags), _IN_HEAD),
        (" ".join(item.organizations), _OF_WHOM),
    ):
        for word in set(_content_words(text)):
            found[word] += worth
    return found


def _content_words(text: str) -> Iterable[str]:
    return (word for word in split_words(text) if len(word) > 1 and word not in stop_words())


def _likeness(other: Item, telling: Sequence[_Telling]) -> float:
    """Return the share of the telling words, by weight, that an item has; less where only in its summary."""
    head = {STEMS[word] for word in split_words(_head(other))}
    anywhere = head | {STEMS[word] for word in split_words(other.summary)}
    had = sum(one.weight * (1.0 if one.stem in head else 2 / 3) for one in telling if one.stem in anywhere)
    return had / (sum(one.weight for one in telling) or 1.0)


def _head(item: Item) -> str:
    return " ".join((item.headline, *item.organizations, *item.tags))


def _rarity(count: int, total: int) -> float:
    return math.log(1 + (total - count + 0.5) / (count + 0.5))
