"""Finding the newest matches where the index hands them out in the order of places, as FTS5 does."""

from collections.abc import Sequence

from bot.store.search.backend import Backend, Found, Pool, Scope
from bot.store.search.expressions import Expression


class InOrder(Backend):
    """Takes matches until there are enough."""

    def _find(
        self, wanted: Expression | None, scope: Scope, *, limit: int, cap: int, total: int | None
    ) -> Found:
        if total is not None:
            return Found(self.listed(wanted, scope, limit=limit), total)
        return self._collect(wanted, scope, limit=limit, cap=cap)

    def newest(
        self, wanted: Expression | None, scope: Scope, *, limit: int, cap: int, head: bool = False
    ) -> list[int]:
        return self.listed(wanted, scope, limit=limit, head=head)

    def newest_of_each(self, pools: Sequence[Pool], scope: Scope, *, cap: int) -> list[list[int]]:
        return [self.listed(one.wanted, scope, limit=one.limit, head=one.head) for one in pools]

    def eased(self, wanted: Expression) -> Expression:
        return self._spelled_out(wanted)

    def _collect(self, wanted: Expression | None, scope: Scope, *, limit: int, cap: int) -> Found:
        parameters = self._parameters()
        statement, place = self._select(wanted, scope, parameters, bare=True)
        sql = (
            f"WITH found AS MATERIALIZED ("  # noqa: S608 - every value is a parameter
            f"SELECT {place} AS place FROM {statement} ORDER BY {place} DESC LIMIT {int(cap)})"
            f" SELECT d.item_id, (SELECT count(*) FROM found) FROM"
            f" (SELECT place FROM found LIMIT {int(limit)}) AS newest"
            f" CROSS JOIN search_document d ON d.place = newest.place ORDER BY newest.place DESC"
        )
        rows = self._run(sql, parameters)
        return Found([row[0] for row in rows], rows[0][1] if rows else 0)
