"""Ranking, the same for both databases: the index says which items may match, their texts say how well."""

import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from sqlalchemy.orm import Session

from bot.store.search.find import Finder, Span, are_near, side_by_side
from bot.store.search.groups import Alternative, Group, other_names
from bot.store.search.words import BREAK, fold, plain


@dataclass(frozen=True, slots=True)
class Weights:
    """What the score is made of; `benchmarks/relevance.py` shows what a change does.

    Fitted on three sets of queries at a time and judged by the fourth, alone and among other papers. `rarity`
    is the power of a word's rarity: below 1, so that one rare word does not outweigh all the others. At most
    so many `mentions` of an organisation's name in a summary count: what is by Meta comes before what says
    "meta-learning" often.
    """

    title: float = 3.5
    organizations: float = 9.0
    tags: float = 2.5
    saturation: float = 11.0
    coverage: float = 1.5
    near: float = 0.3
    vote: float = 0.02
    rarity: float = 0.8
    mentions: float = 2.0


WEIGHTS = Weights()
OTHER_FORM = 0.8
"""What another form of a word counts against the word itself."""

_MOST_VOTES = 10


@dataclass(frozen=True, slots=True)
class Document:
    """An item's words as plain text, in order: of its title, its organisations, its tags, its summary.

    `BREAK` stands between these parts. `ends` says where each of the first three ends.
    """

    item_id: int
    place: int
    text: str
    ends: tuple[int, int, int]
    votes: int = 0


_READ = (
    "SELECT s.item_id, s.place, s.title, s.organizations, s.tags, s.summary,"
    " (SELECT count(*) FROM vote v WHERE v.item_id = s.item_id)"
    " FROM search_source s WHERE s.item_id {among}"
)
_AMONG = {
    "sqlite": "IN (SELECT value FROM json_each(:ids))",
    "postgresql": "IN (SELECT value::integer FROM json_array_elements_text(%(ids)s::json))",
}
"""One statement whatever the number of items, so that the database need not read it again each time."""

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def read_documents(session: Session, ids: Sequence[int]) -> list[Document]:
    """Return the words of items, in no order."""
    if not ids:
        return []
    connection = session.connection()
    statement = _READ.format(among=_AMONG[connection.dialect.name])
    rows = connection.exec_driver_sql(statement, {"ids": json.dumps(list(ids))})
    return [
        make_document(item_id, place, (title, organizations, tags, summary), votes)
        for item_id, place, title, organizations, tags, summary, votes in rows
    ]


def make_document(item_id: int, place: int, texts: tuple[str, str, str, str], votes: int) -> Document:
    """Make an item's text plain. Names like "DocLLM" have their parts too, as in the index."""
    title, organizations, tags, summary = texts
    if _CAMEL.search(title) or _CAMEL.search(organizations):
        title, organizations = _with_parts(title), _with_parts(organizations)
    names = f"{BREAK} {organizations} {BREAK} {tags} {BREAK}".replace("·", " ")  # no English letter: slower
    text = plain(fold(f"{title} {names} {summary}"))
    first = text.find(BREAK)
    second = text.find(BREAK, first + 1)
    return Document(item_id, place, text, (first, second, text.find(BREAK, second + 1)), votes)


def _with_parts(text: str) -> str:
    parts = _CAMEL.sub(" ", text)
    return f"{text} {parts}" if parts != text else text


@dataclass(frozen=True, slots=True)
class _Sought:
    """A group, ready for counting: its alternatives as numbers of words, how rare it is, and how often it
    counts in a summary at most.
    """

    alternatives: tuple[tuple[float, tuple[int, ...], float], ...]
    typed: tuple[int, ...]
    rarity: float
    most: float = math.inf


class Ranking:
    """The scores of texts for one query, and what matches in them."""

    def __init__(
        self, groups: Sequence[Group], matches: Sequence[int], items: int, w: Weights = WEIGHTS
    ) -> None:
        """Prepare for groups of which each is had by so many of the team's `items`."""
        self._w = w
        self._finder = Finder()
        self._sought = [
            _Sought(
                tuple(tier for one in group.alternatives for tier in self._tiers(one)),
                self._numbers(group.alternatives[0]),
                math.pow(_rarity(count, items), w.rarity),
                w.mentions if other_names(group.words) else math.inf,
            )
            for group, count in zip(groups, matches, strict=True)
        ]
        self._all = sum(one.rarity for one in self._sought) or 1.0

    def _tiers(self, alternative: Alternative) -> list[tuple[float, tuple[int, ...], float]]:
        """A word as it was typed counts more than other forms: stems make one of "nature" and "natural"."""
        if alternative.is_related:
            related = self._finder.related(alternative.words[0])
            return [(alternative.weight, (related,), alternative.weight)]
        if len(alternative.words) > 1 or alternative.prefix:
            return [(alternative.weight, self._numbers(alternative), alternative.weight)]
        exact = self._finder.exact(alternative.words[0])
        return [
            (alternative.weight, (exact,), alternative.weight * (1 - OTHER_FORM)),
            (alternative.weight * OTHER_FORM, self._numbers(alternative), alternative.weight * OTHER_FORM),
        ]

    def _numbers(self, alternative: Alternative) -> tuple[int, ...]:
        *others, last = alternative.words
        forms = [self._finder.form(word) for word in others]
        if alternative.prefix:
            return (*forms, self._finder.beginning(last))
        return (*forms, self._finder.form(last))

    def score(self, document: Document) -> float:
        """Return how well an item answers.

        Each group counts by where and how often it stands, saturating as in BM25F; the sum is scaled by the
        share of what was asked for that the item has at all, by the words that stand beside each other as
        they were typed, and mildly by votes.
        """
        w = self._w
        found = self._finder.find(document.text)
        total = covered = 0.0
        for one in self._sought:
            strength, weight = _strength(one, found, document, w)
            total += one.rarity * strength / (strength + w.saturation)
            covered += one.rarity * weight
        if not covered:
            return 0.0
        total *= math.pow(covered / self._all, w.coverage)
        total *= self._side_by_side(document.text, found)
        return total * (1 + w.vote * min(document.votes, _MOST_VOTES))

    def matches(self, text: str) -> list[tuple[int, int, int]]:
        """Return what matches in a plain text, in order: begin, end, and the number of the group."""
        found = self._finder.find(text)
        return sorted(
            (begin, end, number)
            for number, one in enumerate(self._sought)
            for _, numbers, _ in one.alternatives
            for begin, end in side_by_side(text, numbers, found)
        )

    def _side_by_side(self, text: str, found: dict[int, list[Span]]) -> float:
        """Return a factor for neighbours in the query that stand beside each other, or one word apart."""
        if len(self._sought) < 2:
            return 1.0
        near = sum(
            are_near(text, found.get(left.typed[-1], ()), found.get(right.typed[0], ()))
            for left, right in pairwise(self._sought)
        )
        return 1 + self._w.near * near / (len(self._sought) - 1)


def _strength(
    one: _Sought, found: dict[int, list[Span]], document: Document, w: Weights
) -> tuple[float, float]:
    """Return how strongly an item has a group, and the weight of the best alternative that it has."""
    title_end, organizations_end, tags_end = document.ends
    title = organizations = tags = often = best = 0.0
    for weight, numbers, each in one.alternatives:
        if numbers[0] not in found:
            continue
        for begin, _ in side_by_side(document.text, numbers, found):
            best = max(best, weight)
            if begin > tags_end:
                often += each
            elif begin < title_end:
                title = max(title, weight)
            elif begin < organizations_end:
                organizations = max(organizations, weight)
            else:
                tags = max(tags, weight)
    return w.title * title + w.organizations * organizations + w.tags * tags + min(often, one.most), best


def _rarity(matches: int, items: int) -> float:
    """Return the inverse document frequency, as BM25 has it."""
    return math.log(1 + (max(items, matches) - matches + 0.5) / (matches + 0.5)) + 0.1
