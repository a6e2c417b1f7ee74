"""Searching a team's archive."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import combinations, zip_longest

from bot.models.search import Hit, SearchResult
from bot.query.tree import Query
from bot.store.engine import Tx
from bot.store.items import get_items
from bot.store.search.backend import Backend, Found, Order, Pool, Scope
from bot.store.search.did_you_mean import corrected
from bot.store.search.expressions import Expression, Some, all_of, loosen
from bot.store.search.filters import FilterCorrections, understand_filters
from bot.store.search.matching import open_index
from bot.store.search.plan import Asker, Plan, make_plan, whole_scope
from bot.store.search.rank import Ranking, read_documents
from bot.store.search.snippet import make_snippet
from bot.store.search.understand import Understanding, understand

CAP = 2_000
"""Matches that are counted exactly."""

_MORE = CAP + 1

POOL = 50
"""Items of each kind (all words in the head, all words, all but one) whose texts are read and ranked."""

RAREST = 4
"""Words of which every two are looked for together where no item has all words."""

LOOSE = 80
"""Items that lack a word and are ranked all the same, at most."""

FEW = 30
"""Items with every word below which it is worth looking for items that have something like them; and with one
word, below which it may be unfinished.
"""

TEXTS = 5
"""Items in which a short form's meaning is looked for."""

FAVOURED = 2.0
"""By how much an item of the month that was named counts more, and by how much more one of the day."""

ENOUGH = 10
"""Hits with every word; where there are fewer, items that lack a word follow them."""


@dataclass(frozen=True, slots=True)
class _TeamArchive:
    """The index as `understand` asks it."""

    tx: Tx
    backend: Backend
    scope: Scope

    def counts(self, wanted: Sequence[Expression], *, loosely: bool = False) -> list[int]:
        asked = [None, *(loosen(one) if loosely else one for one in wanted)]  # all items: asked for later on
        return self.backend.counts(asked, self.scope, cap=_MORE)[1:]

    def near(self, word: str) -> list[str]:
        return self.backend.near(word)

    def texts(self, wanted: Expression) -> list[str]:
        found = self.backend.newest(wanted, self.scope, limit=TEXTS, cap=_MORE)
        return [item.summary for item in get_items(self.tx, found)]

    def is_beginning(self, word: str) -> bool:
        return self.backend.is_beginning(word)


def search(
    tx: Tx,
    query: Query,
    *,
    now: datetime,
    limit: int,
    offset: int = 0,
    person: str | None = None,
    exactly: bool = False,
) -> SearchResult:
    """Find active items of the team, best first, or in the order that the query asks for.

    `now` is an aware datetime: `age:` and spoken days count from it. `person` is who asks, for `from:me` and
    `is:saved`. `exactly` searches for what was typed, without corrections. Never raises for a query.
    """
    if query.is_empty:
        return SearchResult(0, exact_total=True, did_you_mean=None, hits=())
    plan = make_plan(query, Asker(tx.team_id, now, person))
    backend, everything = open_index(tx), whole_scope(tx.team_id)
    archive = _TeamArchive(tx, backend, everything)
    read = understand(plan.groups, archive, exactly=exactly)
    slips: FilterCorrections = {}
    if not exactly:
        condition, slips = understand_filters(plan.condition, archive)
        plan = replace(plan, condition=condition)
    items = backend.counts([None], everything, cap=_MORE)[0]
    asked = _Asked(tx, backend, plan, read, Ranking(read.groups, read.matches, items))
    if not read.groups or query.sort != "best":
        ranked, found = _listed(asked, query.sort, offset + limit)
    else:
        ranked, found = _ranked(asked, offset + limit)
    return SearchResult(
        total=min(found.total, CAP),
        exact_total=found.total <= CAP and found.is_exact,
        did_you_mean=corrected(query, read.corrections, slips),
        hits=_hits(asked, ranked[offset : offset + limit]),
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """A query, with all that answers it."""

    tx: Tx
    backend: Backend
    plan: Plan
    read: Understanding
    ranking: Ranking

    @property
    def strict(self) -> Expression | None:
        """What has every word."""
        soft = (group.strong for group in self.read.groups if not group.required)
        return all_of(self.plan.condition, *soft)

    def eased(self, parts: Iterable[Expression]) -> Expression | None:
        """What has all of these, roughly: candidates for ranking."""
        return all_of(self.plan.condition, *map(self.backend.eased, parts))

    def newest(self, pool: Pool, scope: Scope | None = None) -> list[int]:
        """Find the newest of a pool, between the places that were asked for or others."""
        return self.backend.newest(
            pool.wanted, scope or self.plan.scope, limit=pool.limit, cap=_MORE, head=pool.head
        )


def _listed(asked: _Asked, sort: str, upto: int) -> tuple[list[tuple[int, float]], Found]:
    order: Order = "oldest" if sort == "oldest" else "votes" if sort == "votes" else "newest"
    ids = asked.backend.listed(asked.strict, asked.plan.scope, limit=upto, order=order)
    total = asked.backend.counts([asked.strict], asked.plan.scope, cap=_MORE)[0]
    return [(item_id, 0.0) for item_id in ids], Found(ids, total)


def _ranked(asked: _Asked, upto: int) -> tuple[list[tuple[int, float]], Found]:
    pool, strict = _pool(asked)
    ranked = _rank(asked, pool)
    if strict.total < ENOUGH:
        return ranked, Found(pool, len(ranked))
    if upto > len(ranked):
        known = {item_id for item_id, _ in ranked}
        more = asked.backend.find(asked.strict, asked.plan.scope, limit=upto, cap=_MORE).ids
        ranked += [(item_id, 0.0) for item_id in more if item_id not in known]
    return ranked, strict


def _pool(asked: _Asked) -> tuple[list[int], Found]:
    """Return the items worth ranking, and the newest that have every word.

    Where all words are common, those that have them in their heads, and the newest others. Where few items
    have all words, also those that have something like them, and those that lack one. Nothing like a word is
    looked for where very many items have the word itself.
    """
    read, plan = asked.read, asked.plan
    counted = zip(read.groups, read.matches, strict=True)
    soft = [(group, count) for group, count in counted if not group.required]
    strong = [group.strong for group, _ in soft]
    wide = [group.strong if count > CAP else group.wide(unfinished=count < FEW) for group, count in soft]

    nothing = any(count == 0 for _, count in soft)
    strict = Found([], 0) if nothing else asked.backend.find(asked.strict, plan.scope, limit=POOL, cap=_MORE)
    pools = [strict.ids]
    if strict.total > POOL:
        heads = asked.newest(Pool(asked.eased(strong), POOL, head=True))
        pools = [heads, strict.ids if len(heads) < POOL // 2 else strict.ids[: POOL // 2]]
    pools += [asked.newest(Pool(asked.eased(wide), POOL // 2), favoured) for favoured in plan.favoured]
    if read.is_exact:
        return _merged(pools), strict
    similar = asked.newest(Pool(asked.eased(wide), POOL)) if strict.total < FEW and wide != strong else []
    pools.append(similar)
    if len(similar) < POOL and strict.total < ENOUGH:
        lacking = _lacking(strong, wide, [count for _, count in soft], strict.total)
        pools.append(_loose(asked, strong, [Pool(asked.eased(some), limit) for some, limit in lacking]))
    return _merged(pools), strict


def _loose(asked: _Asked, strong: Sequence[Expression], lacking: Sequence[Pool]) -> list[int]:
    """Return items that lack a word, and where those are few such as have any."""
    found = _in_turns(asked.backend.newest_of_each(lacking, asked.plan.scope, cap=_MORE))
    if len(found) < LOOSE and len(strong) > 2:
        any_word = asked.eased([Some(tuple(strong))])
        more = [Pool(any_word, POOL // 2, head=True), Pool(any_word, POOL // 2)]
        found = _merged([found, *asked.backend.newest_of_each(more, asked.plan.scope, cap=_MORE)])
    return found[:LOOSE]


def _lacking(
    strong: Sequence[Expression], wide: Sequence[Expression], counts: Sequence[int], complete: int
) -> Iterator[tuple[Sequence[Expression], int]]:
    """Yield what items have that lack a word, and how many of them are looked at.

    Where no item is `complete`, those that have two of the rarest words are worth a look as well.
    """
    if len(wide) > 1:
        for dropped in range(len(wide)):
            yield [*wide[:dropped], *wide[dropped + 1 :]], POOL // len(wide) if complete else POOL
    if len(wide) > 3 and not complete:
        rarest = sorted(range(len(wide)), key=counts.__getitem__)[:RAREST]
        yield from (([strong[one], strong[other]], POOL // 2) for one, other in combinations(rarest, 2))


def _in_turns(pools: Sequence[Sequence[int]]) -> list[int]:
    """Return the first of each, then the second of each, and so on."""
    return _merged(list(zip_longest(*pools)))


def _merged(pools: Sequence[Sequence[int | None]]) -> list[int]:
    return list(dict.fromkeys(item_id for pool in pools for item_id in pool if item_id is not None))


def _rank(asked: _Asked, pool: Sequence[int]) -> list[tuple[int, float]]:
    scored = [
        (
            asked.ranking.score(document) * _favour(asked.plan, document.place),
            document.place,
            document.item_id,
        )
        for document in read_documents(asked.tx.session, pool)
    ]
    return [(item_id, points) for points, _, item_id in sorted(scored, reverse=True)]


def _favour(plan: Plan, place: int) -> float:
    return math.prod(FAVOURED for favoured in plan.favoured if favoured.first <= place <= favoured.last)


def _hits(asked: _Asked, ranked: Sequence[tuple[int, float]]) -> tuple[Hit, ...]:
    points = dict(ranked)
    return tuple(
        Hit(item, round(points[item.id], 4), make_snippet(item.summary, asked.ranking))
        for item in get_items(asked.tx, list(points))
    )
