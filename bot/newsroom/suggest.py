"""Where a search finds nothing: what near it finds something."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from rapidfuzz import fuzz, process, utils

from bot.models.values import Item
from bot.newsroom.people import NamesOf
from bot.newsroom.search import TURN_TO_SEARCH, search_archive
from bot.query import Query, parse, to_text
from bot.query.narrow import looser, with_word, words_of
from bot.store import TeamStore
from bot.store.items import get_items
from bot.store.related import newest_titles
from bot.store.search.nearest import nearest_words

_TRIED = 8
"""Other queries that are tried; each takes as long as a search."""

_MOST = 3
_TITLES = 1000
"""How many of the newest titles are looked through."""

_ALIKE = 70.0
"""Out of 100, by rapidfuzz's WRatio, for a title that is named though no word of it matches."""


@dataclass(frozen=True, slots=True)
class OtherQuery:
    """A query that finds something, and how many items at least."""

    query: str
    total: int


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Queries that find something, nearest first; where there are none, items with titles like the query."""

    queries: tuple[OtherQuery, ...] = ()
    items: tuple[Item, ...] = ()


def suggest(
    team: TeamStore, text: str, *, now: datetime, person: str | None, names_of: NamesOf | None = None
) -> Suggestions:
    """Return what is nearest to a query that found nothing. Takes the arguments of `search_archive`."""
    query = parse(text)
    found: dict[str, int] = {}
    for other in islice(_others(team, query), _TRIED):
        answer = search_archive(team, other, now=now, limit=1, person=person, names_of=names_of)
        if answer.total:
            found.setdefault(answer.did_you_mean or other, answer.total)
        if len(found) == _MOST:
            break
    if found:
        return Suggestions(tuple(OtherQuery(other, total) for other, total in found.items()))
    return Suggestions(items=tuple(_alike(team, query)))


def _others(team: TeamStore, query: Query) -> Iterator[str]:
    if query.root is None:
        return
    yield to_text(query)  # it may have been searched for exactly as typed
    with team.read() as tx:
        words = {word: nearest_words(tx, word, limit=2) for word in words_of(query)}
    for word, near in words.items():
        for other in near:
            yield to_text(with_word(query, word, other))
    yield from (to_text(other) for other in looser(query))


def _alike(team: TeamStore, query: Query) -> list[Item]:
    sought = " ".join(words_of(query))
    if len(sought) < 4:
        return []
    with TURN_TO_SEARCH, team.read() as tx:
        titles = newest_titles(tx, limit=_TITLES)
        best = process.extract(
            sought,
            titles,
            scorer=fuzz.WRatio,
            processor=utils.default_process,
            score_cutoff=_ALIKE,
            limit=_MOST,
        )
        return get_items(tx, [item_id for _, _, item_id in best])
