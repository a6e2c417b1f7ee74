"""Ranking, the same for both databases: the index says which items may match, their texts say how well."""

import math
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from sqlalchemy import bindparam, text
from sqlalchemy.orm import Session

from bot.store.search.groups import Alternative, Group
from bot.store.search.words import split_words, word_stem


@dataclass(frozen=True, slots=True)
class Weights:
    """What the score is made of; `benchmarks/relevance.py` shows what a change does."""

    title: float = 4.0
    organizations: float = 4.0
    tags: float = 2.0
    opening: float = 0.5
    saturation: float = 2.0
    coverage: float = 2.0
    phrase: float = 0.3
    near: float = 0.3
    vote: float = 0.02
    length: float = 0.5


WEIGHTS = Weights()
_MOST_VOTES = 10
_USUAL_LENGTH = 220  # words of a summary
_OPENING = 40  # words in which most summaries say what the thing is


@dataclass(frozen=True, slots=True)
class Document:
    """An item's words, in order."""

    item_id: int
    place: int
    title: list[str]
    organizations: list[str]
    tags: list[str]
    summary: list[str]
    votes: int = 0


_READ = text(
    "SELECT s.item_id, s.place, s.title, s.organizations, s.tags, s.summary,"
    " (SELECT count(*) FROM vote v WHERE v.item_id = s.item_id)"
    " FROM search_source s WHERE s.item_id IN :ids"
).bindparams(bindparam("ids", expanding=True))

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def read_documents(session: Session, ids: Sequence[int]) -> list[Document]:
    """Return the words of items, in no order. A title like "DocLLM" has its parts too, as in the index."""
    if not ids:
        return []
    return [
        Document(
            item_id,
            place,
            _title_words(title),
            split_words(organizations),
            split_words(tags),
            split_words(summary),
            votes,
        )
        for item_id, place, title, organizations, tags, summary, votes in session.execute(
            _READ, {"ids": list(ids)}
        )
    ]


def _title_words(title: str) -> list[str]:
    parts = _CAMEL.sub(" ", title)
    return split_words(f"{title} {parts}" if parts != title else title)


class _Words(dict[str, tuple[int, ...]]):
    """Which words of the query a word of a text is: looked up once for each word, then remembered."""

    def __init__(self, numbers: dict[tuple[str, bool], int]) -> None:
        self._stems: dict[str, int] = {
            stem: number for (stem, prefix), number in numbers.items() if not prefix
        }
        self._starts = [(start, number) for (start, prefix), number in numbers.items() if prefix]
        self._any_start = tuple(start for start, _ in self._starts)

    def __missing__(self, word: str) -> tuple[int, ...]:
        found: tuple[int, ...] = ()
        if (stem := self._stems.get(word_stem(word))) is not None:
            found = (stem,)
        if word.startswith(self._any_start):
            found += tuple(number for start, number in self._starts if word.startswith(start))
        self[word] = found
        return found


@dataclass(frozen=True, slots=True)
class _Sought:
    """A group, ready for counting: its alternatives as numbers of words, and how rare it is."""

    alternatives: tuple[tuple[float, tuple[int, ...]], ...]
    rarity: float


class Ranking:
    """The scores of texts for one query."""

    def __init__(
        self, groups: Sequence[Group], matches: Sequence[int], items: int, w: Weights = WEIGHTS
    ) -> None:
        """Prepare for groups of which each is had by so many of the team's `items`."""
        self._w = w
        self._numbers: dict[tuple[str, bool], int] = {}
        self._sought = [
            _Sought(
                tuple((one.weight, self._number(one)) for one in group.alternatives), _rarity(count, items)
            )
            for group, count in zip(groups, matches, strict=True)
        ]
        self._all = sum(one.rarity for one in self._sought) or 1.0
        self._words = _Words(self._numbers)

    def _number(self, alternative: Alternative) -> tuple[int, ...]:
        last = len(alternative.words) - 1
        keys = [
            (word, True) if alternative.prefix and number == last else (word_stem(word), False)
            for number, word in enumerate(alternative.words)
        ]
        return tuple(self._numbers.setdefault(key, len(self._numbers)) for key in keys)

    def score(self, document: Document) -> float:
        """Return how well an item answers.

        Each group counts by where and how often it stands, saturating as in BM25F; the sum is scaled by the
        share of what was asked for that the item has at all, by the words that stand beside each other as
        they were typed, and mildly by votes.
        """
        w = self._w
        fields = [self._positions(words) for words in (document.title, document.organizations, document.tags)]
        summary = self._positions(document.summary)
        long = 1 - w.length + w.length * len(document.summary) / _USUAL_LENGTH
        total = covered = 0.0
        for one in self._sought:
            strength, weight = _strength(one, fields, summary, long, w)
            total += one.rarity * strength / (strength + w.saturation)
            covered += one.rarity * weight
        if not covered:
            return 0.0
        total *= math.pow(covered / self._all, w.coverage)
        total *= 1 + w.phrase * self._side_by_side(fields[0]) + w.near * self._side_by_side(summary)
        return total * (1 + w.vote * min(document.votes, _MOST_VOTES))

    def _positions(self, words: list[str]) -> dict[int, list[int]]:
        """Return where each word of the query stands."""
        found: dict[int, list[int]] = defaultdict(list)
        hits = [hit for hit in enumerate(map(self._words.__getitem__, words)) if hit[1]]
        for position, numbers in hits:
            for number in numbers:
                found[number].append(position)
        return found

    def _side_by_side(self, positions: dict[int, list[int]]) -> float:
        """Return the share of neighbours in the query that stand beside each other, or one word apart."""
        if len(self._sought) < 2:
            return 0.0
        together = sum(
            _are_near(positions.get(left.alternatives[0][1][-1]), positions.get(right.alternatives[0][1][0]))
            for left, right in pairwise(self._sought)
        )
        return together / (len(self._sought) - 1)


def _strength(
    one: _Sought,
    fields: Sequence[dict[int, list[int]]],
    summary: dict[int, list[int]],
    long: float,
    w: Weights,
) -> tuple[float, float]:
    """Return how strongly an item has a group, and the weight of the best alternative that it has."""
    heads = [0.0, 0.0, 0.0]
    often = opening = best = 0.0
    for weight, numbers in one.alternatives:
        for field, positions in enumerate(fields):
            if positions and weight > heads[field] and _stands(numbers, positions):
                heads[field] = weight
        if summary and (places := _stands(numbers, summary)):
            often += weight * len(places)
            best = max(best, weight)
            if places[0] < _OPENING:
                opening = max(opening, weight)
    title, organizations, tags = heads
    strength = w.title * title + w.organizations * organizations + w.tags * tags + w.opening * opening
    return strength + often / long, max(best, title, organizations, tags)


def _stands(numbers: tuple[int, ...], positions: dict[int, list[int]]) -> list[int]:
    """Return where these words stand side by side."""
    found = positions.get(numbers[0], [])
    for distance, number in enumerate(numbers[1:], start=1):
        if not found:
            return []
        following = set(positions.get(number, ()))
        found = [position for position in found if position + distance in following]
    return found


def _are_near(left: list[int] | None, right: list[int] | None) -> bool:
    if not left or not right:
        return False
    return any(0 < second - first <= 2 for first in left for second in right)


def _rarity(matches: int, items: int) -> float:
    """Return the inverse document frequency, as BM25 has it."""
    return math.log(1 + (max(items, matches) - matches + 0.5) / (matches + 0.5)) + 0.1
