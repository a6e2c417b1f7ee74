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
from bot.store.search.words import STEMS, split_words, word_stem


@dataclass(frozen=True, slots=True)
class Weights:
    """What the score is made of; `benchmarks/relevance.py` shows what a change does."""

    title: float = 2.5
    organizations: float = 6.0
    tags: float = 2.5
    saturation: float = 8.0
    coverage: float = 1.5
    near: float = 0.3
    vote: float = 0.02


WEIGHTS = Weights()
OTHER_FORM = 0.8
"""What another form of a word counts against the word itself."""

_MOST_VOTES = 10


@dataclass(frozen=True, slots=True)
class Document:
    """An item's words, in order: of its title, its organisations, its tags, its summary.

    A nameless word stands between these parts, so that nothing stands beside each other across them. `ends`
    says where each of the first three ends.
    """

    item_id: int
    place: int
    words: list[str]
    ends: tuple[int, int, int]
    votes: int = 0


_READ = text(
    "SELECT s.item_id, s.place, s.title, s.organizations, s.tags, s.summary,"
    " (SELECT count(*) FROM vote v WHERE v.item_id = s.item_id)"
    " FROM search_source s WHERE s.item_id IN :ids"
).bindparams(bindparam("ids", expanding=True))

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def read_documents(session: Session, ids: Sequence[int]) -> list[Document]:
    """Return the words of items, in no order."""
    if not ids:
        return []
    rows = session.execute(_READ, {"ids": list(ids)})
    return [
        make_document(item_id, place, (title, organizations, tags, summary), votes)
        for item_id, place, title, organizations, tags, summary, votes in rows
    ]


def make_document(item_id: int, place: int, texts: tuple[str, str, str, str], votes: int) -> Document:
    """Cut an item into words. Names like "DocLLM" have their parts too, as in the index."""
    title, organizations, tags, summary = texts
    words = _with_parts(title)
    ends = [len(words)]
    for part in (_with_parts(organizations), split_words(tags)):
        words.append("")
        words += part
        ends.append(len(words))
    words.append("")
    words += split_words(summary)
    return Document(item_id, place, words, (ends[0], ends[1], ends[2]), votes)


def _with_parts(text: str) -> list[str]:
    parts = _CAMEL.sub(" ", text)
    return split_words(f"{text} {parts}" if parts != text else text)


@dataclass(frozen=True, slots=True)
class _Sought:
    """A group, ready for counting: its alternatives as numbers of words, and how rare it is."""

    alternatives: tuple[tuple[float, tuple[int, ...], float], ...]
    typed: tuple[int, ...]
    rarity: float


class Ranking:
    """The scores of texts for one query."""

    def __init__(
        self, groups: Sequence[Group], matches: Sequence[int], items: int, w: Weights = WEIGHTS
    ) -> None:
        """Prepare for groups of which each is had by so many of the team's `items`."""
        self._w = w
        self._stems: dict[str, int] = {}
        self._starts: dict[str, int] = {}
        self._exact: dict[str, int] = {}
        self._sought = [
            _Sought(
                tuple(tier for one in group.alternatives for tier in self._tiers(one)),
                self._numbers(group.alternatives[0]),
                _rarity(count, items),
            )
            for group, count in zip(groups, matches, strict=True)
        ]
        self._all = sum(one.rarity for one in self._sought) or 1.0

    def _tiers(self, alternative: Alternative) -> list[tuple[float, tuple[int, ...], float]]:
        """A word as it was typed counts more than other forms: stems make one of "nature" and "natural"."""
        if len(alternative.words) > 1 or alternative.prefix:
            return [(alternative.weight, self._numbers(alternative), alternative.weight)]
        exact = self._number(self._exact, alternative.words[0])
        return [
            (alternative.weight, (exact,), alternative.weight * (1 - OTHER_FORM)),
            (alternative.weight * OTHER_FORM, self._numbers(alternative), alternative.weight * OTHER_FORM),
        ]

    def _numbers(self, alternative: Alternative) -> tuple[int, ...]:
        *others, last = alternative.words
        stems = [self._number(self._stems, word_stem(word)) for word in others]
        if alternative.prefix:
            return (*stems, self._number(self._starts, last))
        return (*stems, self._number(self._stems, word_stem(last)))

    def _number(self, known: dict[str, int], word: str) -> int:
        return known.setdefault(word, len(self._stems) + len(self._starts) + len(self._exact))

    def score(self, document: Document) -> float:
        """Return how well an item answers.

        Each group counts by where and how often it stands, saturating as in BM25F; the sum is scaled by the
        share of what was asked for that the item has at all, by the words that stand beside each other as
        they were typed, and mildly by votes.
        """
        w = self._w
        places = self._places(document.words)
        total = covered = 0.0
        for one in self._sought:
            strength, weight = _strength(one, places, document, w)
            total += one.rarity * strength / (strength + w.saturation)
            covered += one.rarity * weight
        if not covered:
            return 0.0
        total *= math.pow(covered / self._all, w.coverage)
        total *= self._side_by_side(places)
        return total * (1 + w.vote * min(document.votes, _MOST_VOTES))

    def _places(self, words: list[str]) -> dict[int, list[int]]:
        """Return where each word of the query stands, under its number."""
        found: dict[int, list[int]] = defaultdict(list)
        numbers = self._stems
        for place, stem in enumerate(map(STEMS.__getitem__, words)):
            if stem in numbers:
                found[numbers[stem]].append(place)
        for word, number in self._exact.items():
            near = found.get(self._stems[STEMS[word]], ())
            if same := [place for place in near if words[place] == word]:
                found[number] = same
        if self._starts:
            joined = f" {' '.join(words)}"
            for start, number in self._starts.items():
                if places := _starting(f" {start}", joined):
                    found[number] = places
        return found

    def _side_by_side(self, places: dict[int, list[int]]) -> float:
        """Return a factor for neighbours in the query that stand beside each other, or one word apart."""
        if len(self._sought) < 2:
            return 1.0
        near = sum(
            _are_near(places.get(left.typed[-1]), places.get(right.typed[0]))
            for left, right in pairwise(self._sought)
        )
        return 1 + self._w.near * near / (len(self._sought) - 1)


def _strength(
    one: _Sought, places: dict[int, list[int]], document: Document, w: Weights
) -> tuple[float, float]:
    """Return how strongly an item has a group, and the weight of the best alternative that it has."""
    title_end, organizations_end, tags_end = document.ends
    title = organizations = tags = often = best = 0.0
    for weight, numbers, each in one.alternatives:
        found = _stands(numbers, places)
        if not found:
            continue
        best = max(best, weight)
        for place in found:
            if place > tags_end:
                often += each
            elif place < title_end:
                title = max(title, weight)
            elif place < organizations_end:
                organizations = max(organizations, weight)
            else:
                tags = max(tags, weight)
    return w.title * title + w.organizations * organizations + w.tags * tags + often, best


def _stands(numbers: tuple[int, ...], places: dict[int, list[int]]) -> list[int]:
    """Return where these words stand side by side."""
    found = places.get(numbers[0], [])
    for distance, number in enumerate(numbers[1:], start=1):
        if not found:
            return []
        following = set(places.get(number, ()))
        found = [place for place in found if place + distance in following]
    return found


def _starting(start: str, joined: str) -> list[int]:
    """Return the numbers of the words that begin so; every word has a space before it."""
    found, at = [], joined.find(start)
    while at >= 0:
        found.append(joined.count(" ", 0, at))
        at = joined.find(start, at + 1)
    return found


def _are_near(left: list[int] | None, right: list[int] | None) -> bool:
    if not left or not right:
        return False
    return any(second - 1 in left or second - 2 in left for second in right)


def _rarity(matches: int, items: int) -> float:
    """Return the inverse document frequency, as BM25 has it."""
    return math.log(1 + (max(items, matches) - matches + 0.5) / (matches + 0.5)) + 0.1
