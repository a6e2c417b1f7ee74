"""Finding the newest matches where the index knows neither their order nor phrases, as PostgreSQL's GIN does.

Up to a cap matches are collected and sorted. Where there are more, they are so many that looking through the
newest items soon meets enough of them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeGuard

from bot.store.search.backend import Backend, Found, Order, Pool, Scope, has_indexed
from bot.store.search.expressions import Expression, Some, conjuncts, loosen

_LOOKED_AT = (300, 900)
"""Items in whose texts a phrase is looked for, and in how many where it stands in too few of them."""

_SURE = 10
"""Items with a phrase that must have been found before no further ones are counted."""

_COMMON, _REACH = 2_000, 4_000

_FARTHER = 8
"""How many times as many days back to look next for what very many items have."""

_MARGIN = 1.2
"""By how much farther back to look than it should need."""


@dataclass(slots=True)
class _Told:
    """What looking for a phrase found so far, in how many items it looked, where the next one may stand."""

    last: int
    ids: list[int] = field(default_factory=list)
    seen: int = 0


@dataclass(frozen=True)
class Gathering(Backend):
    """Words that `common` items have are first looked for among the newest `reach` items."""

    common: int = _COMMON
    reach: int = _REACH
    _nearer: dict[Scope, list[Scope]] = field(default_factory=dict)

    def _find(
        self, wanted: Expression | None, scope: Scope, *, limit: int, cap: int, total: int | None
    ) -> Found:
        return self._gather(Pool(wanted, limit), scope, cap=cap, total=total)

    def newest(
        self, wanted: Expression | None, scope: Scope, *, limit: int, cap: int, head: bool = False
    ) -> list[int]:
        if not has_indexed(wanted):
            return self.listed(wanted, scope, limit=limit, head=head)
        pool = Pool(wanted, limit, head)
        return self._gather(pool, scope, cap=cap, total=cap if self._is_met_soon(pool) else None).ids

    def newest_of_each(self, pools: Sequence[Pool], scope: Scope, *, cap: int) -> list[list[int]]:
        """Find the newest items of each of these: by one statement, where several would take longer."""
        plain = [one for one in pools if has_indexed(one.wanted) and not _has_phrase(one.wanted)]
        collected = self._collect_each([one for one in plain if not self._is_met_soon(one)], scope, cap=cap)
        newest = []
        for one in pools:
            if one not in plain:
                ids = self.newest(one.wanted, scope, limit=one.limit, cap=cap, head=one.head)
            elif one in collected and collected[one].total < cap:
                ids = collected[one].ids
            else:
                ids = self._meet(one, scope)
            newest.append(ids)
        return newest

    def eased(self, wanted: Expression) -> Expression:
        return self._spelled_out(loosen(wanted))

    def listed(
        self,
        wanted: Expression | None,
        scope: Scope,
        *,
        limit: int,
        order: Order = "newest",
        head: bool = False,
    ) -> list[int]:
        if order == "newest" and _has_phrase(wanted):
            return self._verify(wanted, scope, limit=limit, head=head).ids
        return super().listed(wanted, scope, limit=limit, order=order, head=head)

    def counts(self, wanted: Sequence[Expression | None], scope: Scope, *, cap: int) -> list[int]:
        for phrase in filter(_has_phrase, wanted):
            if (phrase, scope, cap) not in self._counted:
                self._counted[phrase, scope, cap] = self._verify(phrase, scope, limit=_SURE).total
        return super().counts(wanted, scope, cap=cap)

    def _gather(self, pool: Pool, scope: Scope, *, cap: int, total: int | None) -> Found:
        """Find the newest of a pool, whose `total` may be known."""
        if _has_phrase(pool.wanted):
            return self._verify(pool.wanted, scope, limit=pool.limit, head=pool.head)
        if total is None or total < cap:
            collected = self._collect_each([pool], scope, cap=cap)[pool]
            if collected.total < cap:
                return collected
        return Found(self._meet(pool, scope), cap)

    def _meet(self, pool: Pool, scope: Scope) -> list[int]:
        """Find the newest of very many: among the newest items first, then farther and farther back."""
        for among in (*self._nearer_scopes(scope), scope):
            found = self.listed(pool.wanted, among, limit=pool.limit, head=pool.head)
            if len(found) == pool.limit:
                break
        return found

    def _nearer_scopes(self, scope: Scope) -> list[Scope]:
        """Return parts of a scope, the nearest first: its newest items, and several times as many days."""
        if scope not in self._nearer:
            parameters = self._parameters()
            items = (
                f"(SELECT place FROM search_document WHERE place BETWEEN"  # noqa: S608 - no values
                f" {parameters.add(scope.first)} AND {parameters.add(scope.last)} ORDER BY place DESC"
            )
            ends = self._run(f"SELECT {items} LIMIT 1), {items} OFFSET {self.reach} LIMIT 1)", parameters)
            last, first = ends[0]
            self._nearer[scope] = []
            if first is not None:
                farther = max(scope.first, last - _FARTHER * (last - first))
                self._nearer[scope] = [Scope(start, last, is_whole=False) for start in (first, farther)]
        return self._nearer[scope]

    def _is_met_soon(self, pool: Pool) -> bool:
        """Tell whether very many items have this. In heads several words seldom stand together."""
        return self._is_common(pool.wanted) and not (pool.head and len(conjuncts(pool.wanted)) > 1)

    def _is_common(self, wanted: Expression | None) -> bool:
        """Tell whether very many items have this, or each part of it, as far as that was counted."""
        counted = {one: count for (one, scope, _), count in self._counted.items() if scope.is_whole}
        parts = (wanted,) if wanted in counted else conjuncts(wanted)
        return all(_likely(part, counted) >= self.common for part in parts)

    def _collect_each(self, pools: Sequence[Pool], scope: Scope, *, cap: int) -> dict[Pool, Found]:
        """Collect up to `cap` items of each pool, in no order, and return the newest of those."""
        parameters = self._parameters()
        parts = []
        for number, pool in enumerate(pools):
            statement, place = self._select(
                pool.wanted, scope, parameters, head=pool.head, bare=scope.is_whole
            )
            parts.append(
                f"(SELECT {number} AS pool, item_id, place, count(*) OVER () AS total FROM"  # noqa: S608 - parameters
                f" (SELECT d.item_id, {place} AS place FROM {statement} LIMIT {int(cap)}) AS found"
                f" ORDER BY place DESC LIMIT {int(pool.limit)})"
            )
        found: dict[int, Found] = {}
        if parts:
            sql = f"SELECT * FROM ({' UNION ALL '.join(parts)}) AS pools ORDER BY pool, place DESC"  # noqa: S608
            for number, item_id, _, total in self._run(sql, parameters):
                found.setdefault(number, Found([], total)).ids.append(item_id)
        return {pool: found.get(number, Found([], 0)) for number, pool in enumerate(pools)}

    def _verify(self, wanted: Expression, scope: Scope, *, limit: int, head: bool = False) -> Found:
        """Look for phrases among the newest items that have their words, in more of them where few do.

        To see where words stand an item's text must be read, which takes too long for all the items that have
        two common words.
        """
        told = _Told(scope.last)
        for among in self._ever_farther(scope, told) if self._is_common(loosen(wanted)) else [scope]:
            for enough in _LOOKED_AT if among.first <= told.last else ():
                if told.seen < enough:
                    self._look(wanted, among.until(told.last), told, most=enough - told.seen, head=head)
                if told.seen < enough:  # this part has no more of them
                    told.last = among.first - 1
                    break
                if len(told.ids) >= limit or enough == _LOOKED_AT[-1]:
                    return Found(told.ids[:limit], len(told.ids), is_exact=False)
        return Found(told.ids[:limit], len(told.ids))

    def _ever_farther(self, scope: Scope, told: _Told) -> Iterator[Scope]:
        """Yield the newest part of a scope, one that should do after what was seen in that, and all of it."""
        if nearer := self._nearer_scopes(scope)[:1]:
            yield nearer[0]
            days = nearer[0].last - nearer[0].first
            times = _LOOKED_AT[-1] * _MARGIN / max(told.seen, 1)
            if times < _FARTHER:
                yield Scope(max(scope.first, nearer[0].last - int(times * days)), scope.last, is_whole=False)
        yield scope

    def _look(self, wanted: Expression, scope: Scope, told: _Told, *, most: int, head: bool) -> None:
        """Look for phrases in up to `most` items, and add to what was told before."""
        parameters = self._parameters()
        statement, place = self._select(loosen(wanted), scope, parameters, head=head)
        is_there = self.dialect.told(wanted, parameters)
        sql = (
            f"WITH newest AS MATERIALIZED (SELECT d.item_id, d.head, d.revision, {place} AS place"  # noqa: S608
            f" FROM {statement} ORDER BY {place} DESC LIMIT {most})"
            f" SELECT (SELECT count(*) FROM newest), (SELECT min(place) FROM newest), item_id"
            f" FROM (SELECT NULL) AS always"
            f" LEFT JOIN (SELECT * FROM newest d WHERE {is_there}) AS found ON true ORDER BY place DESC"
        )
        rows = self._run(sql, parameters)
        told.ids += [item_id for _, _, item_id in rows if item_id is not None]
        told.seen += rows[0][0]
        told.last = (rows[0][1] or scope.first) - 1


def _has_phrase(wanted: Expression | None) -> TypeGuard[Expression]:
    """Tell whether words must stand side by side, which the index does not know."""
    return wanted is not None and loosen(wanted) != wanted


def _likely(wanted: Expression | None, counted: dict[Expression | None, int]) -> int:
    """Return about how many items have this: of alternatives, half of what was counted of all of them."""
    if isinstance(wanted, Some) and wanted not in counted:
        return sum(counted.get(part, 0) for part in wanted.parts) // 2
    return counted.get(wanted, 0)
