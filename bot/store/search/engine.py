"""Searching a team's archive."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.models.search import Hit, SearchResult
from bot.query.printer import to_text
from bot.query.tree import And, Node, Query, Word
from bot.store.engine import Tx
from bot.store.items import get_items
from bot.store.search.backend import Backend, Found, Order, Scope
from bot.store.search.expressions import Expression, Some, all_of, loosen
from bot.store.search.groups import Group
from bot.store.search.plan import Asker, Plan, make_plan, whole_scope
from bot.store.search.postgresql import PostgresDialect
from bot.store.search.rank import Ranking, read_documents
from bot.store.search.snippet import make_snippet, pattern_of
from bot.store.search.sqlite import SqliteDialect
from bot.store.search.understand import Understanding, understand

CAP = 2_000
"""Matches that are counted exactly."""

POOL = 50
"""Items of each kind (all words in the head, all words, all but one) whose texts are read and ranked."""

FEW = 30
"""Items with every word below which it is worth looking for items that have something like them."""

TEXTS = 5
"""Items in which a short form's meaning is looked for."""

FAVOURED = 2.0
"""By how much an item of the month that was named counts more."""

ENOUGH = 10
"""Hits with every word; where there are fewer, items that lack a word follow them."""


@dataclass(frozen=True, slots=True)
class _TeamArchive:
    """The index as `understand` asks it."""

    tx: Tx
    backend: Backend
    scope: Scope

    def counts(self, wanted: Sequence[Expression], *, loosely: bool = False) -> list[int]:
        return self.backend.counts(
            [loosen(one) for one in wanted] if loosely else wanted, self.scope, cap=CAP
        )

    def near(self, word: str) -> list[str]:
        return self.backend.near(self.tx.team_id, word)

    def texts(self, wanted: Expression) -> list[str]:
        found = self.backend.find(wanted, self.scope, limit=TEXTS, cap=CAP)
        return [item.summary for item in get_items(self.tx, found.ids)]

    def is_beginning(self, word: str) -> bool:
        return self.backend.is_beginning(self.tx.team_id, word)


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
    on_sqlite = tx.session.get_bind().dialect.name == "sqlite"
    backend = Backend(tx.session, SqliteDialect() if on_sqlite else PostgresDialect(tx.session, tx.team_id))
    everything = whole_scope(tx.team_id)
    read = understand(plan.groups, _TeamArchive(tx, backend, everything), exactly=exactly)
    if not read.groups or query.sort != "best":
        ranked, found = _listed(backend, plan, read, query.sort, offset + limit)
    else:
        ranked, found = _ranked(tx, backend, plan, read, everything, offset + limit)
    return SearchResult(
        total=min(found.total, CAP),
        exact_total=found.total <= CAP and found.is_exact,
        did_you_mean=_corrected(query, read.corrections),
        hits=_hits(tx, ranked[offset : offset + limit], read.groups),
    )


def _strict(plan: Plan, read: Understanding) -> Expression | None:
    return all_of(plan.condition, *(group.strong for group in read.groups if not group.required))


def _listed(
    backend: Backend, plan: Plan, read: Understanding, sort: str, upto: int
) -> tuple[list[tuple[int, float]], Found]:
    order: Order = "oldest" if sort == "oldest" else "votes" if sort == "votes" else "newest"
    ids = backend.listed(_strict(plan, read), plan.scope, limit=upto, order=order)
    total = backend.counts([_strict(plan, read)], plan.scope, cap=CAP + 1)[0]
    return [(item_id, 0.0) for item_id in ids], Found(ids, total)


def _ranked(
    tx: Tx, backend: Backend, plan: Plan, read: Understanding, everything: Scope, upto: int
) -> tuple[list[tuple[int, float]], Found]:
    pool, strict = _pool(backend, plan, read)
    ranked = _rank(tx, plan, read, pool, backend.counts([None], everything, cap=CAP + 1)[0])
    if strict.total < ENOUGH:
        return ranked, Found(pool, len(ranked))
    if upto > len(ranked):
        known = {item_id for item_id, _ in ranked}
        more = backend.find(_strict(plan, read), plan.scope, limit=upto, cap=CAP + 1).ids
        ranked += [(item_id, 0.0) for item_id in more if item_id not in known]
    return ranked, strict


def _pool(backend: Backend, plan: Plan, read: Understanding) -> tuple[list[int], Found]:
    """Return the items worth ranking, and the newest that have every word.

    Where all words are common, those that have them in their heads, and the newest others. Where few items
    have all words, also those that have something like them, and those that lack one.
    """
    soft = [group for group in read.groups if not group.required]
    strong, wide = [group.strong for group in soft], [group.wide for group in soft]

    def find(
        parts: Iterable[Expression], limit: int, *, head: bool = False, scope: Scope = plan.scope
    ) -> Found:
        wanted = all_of(plan.condition, *parts)
        return backend.find(wanted, scope, limit=limit, cap=CAP + 1, head=head)

    strict = find(strong, POOL)
    pools = [strict.ids]
    if strict.total > POOL:
        heads = find(strong, POOL, head=True).ids
        pools = [heads, strict.ids if len(heads) < POOL // 2 else strict.ids[: POOL // 2]]
    if plan.favoured is not None:
        pools.append(find(wide, POOL // 2, scope=plan.favoured).ids)
    if read.is_exact:
        return _merged(pools), strict
    if strict.total < FEW and soft:
        pools.append(find(wide, POOL).ids)
    if strict.total < ENOUGH and len(soft) > 1:
        for dropped in range(len(soft)):
            pools.append(find(wide[:dropped] + wide[dropped + 1 :], POOL // len(soft)).ids)
    if strict.total < ENOUGH and len(soft) > 2:
        either = [Some(tuple(strong))]
        pools += [find(either, POOL // 2, head=True).ids, find(either, POOL // 2).ids]
    return _merged(pools), strict


def _merged(pools: Sequence[Sequence[int]]) -> list[int]:
    return list(dict.fromkeys(item_id for pool in pools for item_id in pool))


def _rank(
    tx: Tx, plan: Plan, read: Understanding, pool: Sequence[int], items: int
) -> list[tuple[int, float]]:
    ranking = Ranking(read.groups, read.matches, items)
    scored = [
        (ranking.score(document) * _favour(plan, document.place), document.place, document.item_id)
        for document in read_documents(tx.session, pool)
    ]
    return [(item_id, points) for points, _, item_id in sorted(scored, reverse=True)]


def _favour(plan: Plan, place: int) -> float:
    favoured = plan.favoured
    return FAVOURED if favoured is not None and favoured.first <= place <= favoured.last else 1.0


def _hits(tx: Tx, ranked: Sequence[tuple[int, float]], groups: Sequence[Group]) -> tuple[Hit, ...]:
    points = dict(ranked)
    patterns: list[re.Pattern[str]] = [pattern_of(group.alternatives) for group in groups]
    return tuple(
        Hit(item, round(points[item.id], 4), make_snippet(item.summary, patterns))
        for item in get_items(tx, list(points))
    )


def _corrected(query: Query, corrections: dict[str, str]) -> str | None:
    if not corrections or query.root is None:
        return None
    return to_text(Query(_correct(query.root, corrections), query.sort))


def _correct(node: Node, corrections: dict[str, str]) -> Node:
    match node:
        case Word(text):
            return Word(corrections.get(text.casefold(), text))
        case And(nodes):
            return And(tuple(_correct(child, corrections) for child in nodes))
    return node
