"""Searching a team's archive."""

import re
from collections.abc import Sequence
from datetime import datetime

from bot.models.search import Hit, SearchResult
from bot.query.tree import Query
from bot.store.engine import Tx
from bot.store.items import get_items
from bot.store.search.backend import Backend, Order, Scope
from bot.store.search.expressions import Some, all_of
from bot.store.search.plan import Asker, Group, Plan, make_plan
from bot.store.search.postgresql import PostgresDialect
from bot.store.search.rank import Sought, pattern_of, rarity, read_documents, read_votes, score
from bot.store.search.snippet import make_snippet
from bot.store.search.sqlite import SqliteDialect

CAP = 2_000
"""Matches that are counted exactly."""

POOL = 100
"""Items whose texts are read and ranked."""

ENOUGH = 10
"""Hits with every word; where there are fewer, items that lack a word follow them."""


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
    plan = make_plan(query, Asker(tx.team_id, now, person))
    if plan.is_empty and query.is_empty:
        return SearchResult(0, exact_total=True, did_you_mean=None, hits=())
    backend = _backend(tx)
    if not plan.groups or query.sort != "best":
        return _listed(tx, backend, plan, query.sort, limit=limit, offset=offset)
    return _ranked(tx, backend, plan, limit=limit, offset=offset)


def _backend(tx: Tx) -> Backend:
    on_sqlite = tx.session.get_bind().dialect.name == "sqlite"
    return Backend(tx.session, SqliteDialect() if on_sqlite else PostgresDialect(tx.team_id))


def _listed(tx: Tx, backend: Backend, plan: Plan, sort: str, *, limit: int, offset: int) -> SearchResult:
    scope = Scope(plan.first, plan.last)
    wanted = all_of(plan.condition, *(group.expression for group in plan.groups if not group.required))
    order: Order = "oldest" if sort == "oldest" else "votes" if sort == "votes" else "newest"
    ids = backend.find(wanted, scope, limit=offset + limit, order=order)[offset:]
    total = backend.count(wanted, scope, cap=CAP + 1)
    return _result(tx, [(item_id, 0.0) for item_id in ids], plan, total)


def _ranked(tx: Tx, backend: Backend, plan: Plan, *, limit: int, offset: int) -> SearchResult:
    scope = Scope(plan.first, plan.last)
    strict = all_of(plan.condition, *(group.expression for group in plan.groups if not group.required))
    total = backend.count(strict, scope, cap=CAP + 1)
    pool = _pool(backend, plan, scope, total)
    ranked = _rank(tx, backend, plan, scope, pool)
    if total < ENOUGH:
        total = len(ranked)
    elif offset + limit > len(ranked):
        known = {item_id for item_id, _ in ranked}
        more = backend.find(strict, scope, limit=offset + limit)
        ranked += [(item_id, 0.0) for item_id in more if item_id not in known]
    return _result(tx, ranked[offset : offset + limit], plan, total)


def _pool(backend: Backend, plan: Plan, scope: Scope, total: int) -> list[int]:
    """Return the items worth ranking: those with all words, most of all in their heads, then with fewer."""
    words = [group.expression for group in plan.groups]
    soft = [group.expression for group in plan.groups if not group.required]
    strict = all_of(plan.condition, *soft)
    found: dict[int, None] = {}

    def take(wanted: object, limit: int, *, head: bool = False) -> None:
        found.update(dict.fromkeys(backend.find(wanted, scope, limit=limit, head=head)))  # type: ignore[arg-type]

    if total > POOL:
        take(all_of(plan.condition, *words), POOL // 2, head=True)
    take(strict, POOL)
    if total < ENOUGH and len(soft) > 1:
        for dropped in soft:
            take(all_of(plan.condition, *(one for one in soft if one is not dropped)), POOL // 2)
        if len(found) < ENOUGH and len(soft) > 2:
            take(all_of(plan.condition, Some(tuple(soft))), POOL)
    return list(found)


def _rank(tx: Tx, backend: Backend, plan: Plan, scope: Scope, pool: Sequence[int]) -> list[tuple[int, float]]:
    items = backend.count(None, scope, cap=10_000)
    sought = [
        Sought(pattern_of(group.words), rarity(backend.count(group.expression, scope, cap=CAP), items))
        for group in plan.groups
    ]
    whole = _whole(plan.groups)
    votes = read_votes(tx.session, pool)
    scores = [
        (document.item_id, score(document, sought, whole, votes.get(document.item_id, 0)))
        for document in read_documents(tx.session, pool)
    ]
    newest = {item_id: place for place, item_id in enumerate(pool)}
    return sorted(scores, key=lambda pair: (-pair[1], newest[pair[0]]))


def _whole(groups: Sequence[Group]) -> re.Pattern[str] | None:
    words = [word for group in groups for word in group.words]
    return pattern_of(words) if len(words) > 1 else None


def _result(tx: Tx, ranked: Sequence[tuple[int, float]], plan: Plan, total: int) -> SearchResult:
    scores = dict(ranked)
    patterns = [pattern_of(group.words) for group in plan.groups]
    hits = tuple(
        Hit(item, round(scores[item.id], 4), make_snippet(item.summary or item.note, patterns))
        for item in get_items(tx, list(scores))
    )
    return SearchResult(min(total, CAP), exact_total=total <= CAP, did_you_mean=None, hits=hits)
