"""What the two databases write differently: how an index is asked. Everything else is common to both."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, TypeGuard

from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.store.search.expressions import All, Expression, No, Some, Sql, conjuncts, is_indexed, loosen

Order = Literal["newest", "oldest", "votes"]

_ORDERS: dict[Order, str] = {
    "newest": "{place} DESC",
    "oldest": "{place}",
    "votes": "(SELECT count(*) FROM vote v WHERE v.item_id = d.item_id) DESC, {place} DESC",
}


_VERIFIED = (300, 1_200)
"""Items in whose texts PostgreSQL looks for a phrase, and in how many where it finds too few."""

_SURE = 10
"""Items with a phrase that PostgreSQL must have found before it counts no further."""

_COMMON, _REACH = 2_000, 4_000

_FARTHER = 8
"""How many times as many days back PostgreSQL looks next for what very many items have."""

_BEGINS = text("SELECT 1 FROM search_term WHERE team_id = :team AND term >= :first AND term < :last LIMIT 1")


@dataclass
class Parameters:
    """The values of a statement, numbered as they come. `placeholder` is how the driver writes one."""

    placeholder: str
    values: dict[str, str | int] = field(default_factory=dict)

    def add(self, value: str | int) -> str:
        name = f"v{len(self.values)}"
        self.values[name] = value
        return self.placeholder.format(name)


class Dialect(Protocol):
    """How one database asks its index.

    `finds_in_order`: matches come in the order of places. `knows_team`: `source` leaves out other teams.
    `placeholder`: how the driver writes the name of a value.
    """

    placeholder: str
    finds_in_order: bool
    knows_team: bool

    def source(
        self, words: Expression | None, scope: "Scope", parameters: Parameters, *, head: bool, bare: bool
    ) -> tuple[str, str]:
        """Return what stands after FROM, and the condition, for items that the index finds.

        The items are called `d`; a `bare` source is only counted, so it need not have them. What lies outside
        the scope may be found or not.
        """

    def member(self, words: Expression, scope: "Scope", parameters: Parameters) -> str:
        """Return a condition on `d` that the index answers: for what cannot stand in `source`."""

    def told(self, words: Expression, parameters: Parameters) -> str:
        """Return a condition on `d`, items that have all the words: that phrases stand there as phrases."""

    def place(self, words: Expression | None) -> str:
        """Return the column to sort by."""

    def near(self, session: Session, team_id: int, deletions: Sequence[str]) -> list[str]:
        """Return the words of a team's archive that have one of these deletions."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Between which places items are looked for, both included. `is_whole`: all places of the team."""

    first: int
    last: int
    is_whole: bool = True


@dataclass(frozen=True, slots=True)
class Found:
    """Ids of items, newest first, and how many there are, up to the cap that was given.

    Where the total is not exact there are at least so many.
    """

    ids: list[int]
    total: int
    is_exact: bool = True


@dataclass(frozen=True, slots=True)
class Pool:
    """Some of the newest items that have this. `head` looks at titles, organisations and tags only."""

    wanted: Expression | None
    limit: int
    head: bool = False


@dataclass(frozen=True, slots=True)
class Backend:
    """An index to ask, within one transaction. What was counted once is remembered.

    On PostgreSQL words that `common` items have are first looked for among the newest `reach` items.
    """

    session: Session
    dialect: Dialect
    common: int = _COMMON
    reach: int = _REACH
    _counted: dict[tuple[Expression | None, Scope, int], int] = field(default_factory=dict)
    _nearer: dict[Scope, list[Scope]] = field(default_factory=dict)

    def find(self, wanted: Expression | None, scope: Scope, *, limit: int, cap: int) -> Found:
        """Find the newest `limit` items, and count all of them up to `cap`.

        FTS5 hands out its matches in the order of places. PostgreSQL's index knows no order: there up to
        `cap` matches are collected and sorted; where there are more, they are so many that walking through
        the newest items soon meets enough of them.
        """
        known = self._counted.get((wanted, scope, cap))
        if known == 0:
            return Found([], 0)
        in_order = self.dialect.finds_in_order
        if (in_order and known is not None) or not any(is_indexed(part) for part in conjuncts(wanted)):
            total = self.counts([wanted], scope, cap=cap)[0]
            return Found(self.listed(wanted, scope, limit=limit), total)
        if in_order:
            return self._collect_in_order(wanted, scope, limit=limit, cap=cap)
        return self._sort_out(wanted, scope, limit=limit, cap=cap, head=False, total=known)

    def newest(
        self, wanted: Expression | None, scope: Scope, *, limit: int, cap: int, head: bool = False
    ) -> list[int]:
        """Find the newest `limit` items without a count. `head` looks at titles, organisations, tags only."""
        if self.dialect.finds_in_order or not any(is_indexed(part) for part in conjuncts(wanted)):
            return self.listed(wanted, scope, limit=limit, head=head)
        quickly = self._is_common(wanted) and not (head and len(conjuncts(wanted)) > 1)
        return self._sort_out(
            wanted, scope, limit=limit, cap=cap, head=head, total=cap if quickly else None
        ).ids

    def newest_of_each(self, pools: Sequence[Pool], scope: Scope, *, cap: int) -> list[list[int]]:
        """Find the newest items of each of these: by one statement, where several would take longer."""
        together = [] if self.dialect.finds_in_order else [one for one in pools if _is_plain(one.wanted)]
        collected = self._collect_each(together, scope, cap=cap)
        return [
            found.ids
            if (found := collected.get(one)) and found.total < cap
            else self.newest(one.wanted, scope, limit=one.limit, cap=cap, head=one.head)
            for one in pools
        ]

    def listed(
        self,
        wanted: Expression | None,
        scope: Scope,
        *,
        limit: int,
        order: Order = "newest",
        head: bool = False,
    ) -> list[int]:
        """Return the ids of the first `limit` items in an order."""
        if order == "newest" and not self.dialect.finds_in_order and _has_phrase(wanted):
            return self._verify(wanted, scope, limit=limit, head=head).ids
        parameters = self._parameters()
        statement, place = self._select(wanted, scope, parameters, head=head)
        if not self.dialect.finds_in_order and any(is_indexed(part) for part in conjuncts(wanted)):
            place += " + 0"  # else PostgreSQL walks from the newest item on and works out the words of each
        ordered = _ORDERS[order].format(place=place)
        sql = f"SELECT d.item_id FROM {statement} ORDER BY {ordered} LIMIT {int(limit)}"  # noqa: S608 - no values
        rows = self._run(sql, parameters)
        return [row[0] for row in rows]

    def counts(self, wanted: Sequence[Expression | None], scope: Scope, *, cap: int) -> list[int]:
        """Count the items that each of these finds, up to `cap` of them."""
        fresh = [one for one in dict.fromkeys(wanted) if (one, scope, cap) not in self._counted]
        if not self.dialect.finds_in_order:
            for phrase in filter(_has_phrase, list(fresh)):
                fresh.remove(phrase)
                self._counted[phrase, scope, cap] = self._verify(phrase, scope, limit=_SURE).total
        if fresh:
            parameters = self._parameters()
            columns = []
            for one in fresh:
                statement, _ = self._select(one, scope, parameters, bare=True)
                columns.append(
                    f"(SELECT count(*) FROM (SELECT 1 FROM {statement} LIMIT {int(cap)}) AS found)"  # noqa: S608
                )
            found = self._run("SELECT " + ", ".join(columns), parameters)[0]
            self._counted.update(((one, scope, cap), count) for one, count in zip(fresh, found, strict=True))
        return [self._counted[one, scope, cap] for one in wanted]

    def _parameters(self) -> Parameters:
        return Parameters(self.dialect.placeholder)

    def _run(self, statement: str, parameters: Parameters) -> Sequence[Sequence[Any]]:
        """Run a statement as it is written: a search asks some ten times, and each reading by SQLAlchemy took
        as long as the asking."""
        return self.session.connection().exec_driver_sql(statement, parameters.values).all()

    def _sort_out(
        self, wanted: Expression | None, scope: Scope, *, limit: int, cap: int, head: bool, total: int | None
    ) -> Found:
        """Find the newest, whose `total` may be known, where the index does not hand them out in order.

        What very many items have is soon met among the newest ones, and takes long to collect.
        """
        if _has_phrase(wanted):
            return self._verify(wanted, scope, limit=limit, head=head)
        if total is None or total < cap:
            collected = self._collect(wanted, scope, limit=limit, cap=cap, head=head)
            if collected.total < cap:
                return collected
        for nearer in self._nearer_scopes(scope):
            found = self.listed(wanted, nearer, limit=limit, head=head)
            if len(found) == limit:
                return Found(found, cap)
        return Found(self.listed(wanted, scope, limit=limit, head=head), cap)

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

    def _is_common(self, wanted: Expression | None) -> bool:
        """Tell whether very many items have this, or each part of it, as far as that was counted."""
        counted = {one: count for (one, scope, _), count in self._counted.items() if scope.is_whole}
        parts = (wanted,) if wanted in counted else conjuncts(wanted)
        return all(counted.get(part, 0) >= self.common for part in parts)

    def _collect_in_order(self, wanted: Expression | None, scope: Scope, *, limit: int, cap: int) -> Found:
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

    def _collect(self, wanted: Expression | None, scope: Scope, *, limit: int, cap: int, head: bool) -> Found:
        pool = Pool(wanted, limit, head)
        return self._collect_each([pool], scope, cap=cap)[pool]

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

        PostgreSQL must read an item's text to see where words stand, which takes too long for all the items
        that have two common words.
        """
        nearer = self._nearer_scopes(scope) if self._is_common(loosen(wanted)) else []
        found = Found([], 0)
        for number, most in enumerate(_VERIFIED):
            for among in (*nearer[number:], scope):
                found, seen = self._look(wanted, among, limit=limit, most=most, head=head)
                if seen == most:
                    break
            if seen < most or found.total >= limit:
                break
        return found

    def _look(
        self, wanted: Expression, scope: Scope, *, limit: int, most: int, head: bool
    ) -> tuple[Found, int]:
        """Look for phrases in up to `most` items, and return in how many."""
        parameters = self._parameters()
        statement, place = self._select(loosen(wanted), scope, parameters, head=head)
        told = self.dialect.told(wanted, parameters)
        sql = (
            f"WITH newest AS MATERIALIZED (SELECT d.item_id, d.head, d.revision, {place} AS place"  # noqa: S608
            f" FROM {statement} ORDER BY {place} + 0 DESC LIMIT {most}),"
            f" found AS MATERIALIZED (SELECT d.item_id, d.place FROM newest d WHERE {told})"
            f" SELECT (SELECT count(*) FROM newest), (SELECT count(*) FROM found), item_id"
            f" FROM (SELECT NULL) AS always LEFT JOIN found ON true"
            f" ORDER BY place DESC LIMIT {int(limit)}"
        )
        rows = self._run(sql, parameters)
        seen, total, _ = rows[0]
        return Found([row[2] for row in rows if row[2] is not None], total, is_exact=seen < most), seen

    def eased(self, wanted: Expression) -> Expression:
        """Return what finds candidates for ranking quickly: ranking looks at where words stand by itself."""
        return wanted if self.dialect.finds_in_order else loosen(wanted)

    def near(self, team_id: int, word: str) -> list[str]:
        """Return words of the team's archive that share most of their beginning with this one."""
        start = word[:6]
        deletions = {start, *(start[:at] + start[at + 1 :] for at in range(len(start)))}
        return self.dialect.near(self.session, team_id, sorted(deletions))

    def is_beginning(self, team_id: int, word: str) -> bool:
        """Tell whether a word of the team's archive begins with this one."""
        values = {"team": team_id, "first": word, "last": word + "\uffff"}
        return self.session.scalar(_BEGINS, values) is not None

    def _select(
        self,
        wanted: Expression | None,
        scope: Scope,
        parameters: Parameters,
        *,
        head: bool = False,
        bare: bool = False,
    ) -> tuple[str, str]:
        words, rest = _split(conjuncts(wanted))
        source, condition = self.dialect.source(words, scope, parameters, head=head, bare=bare and not rest)
        place = self.dialect.place(words)
        conditions = [condition] if condition else []
        if not (bare and condition and scope.is_whole and self.dialect.knows_team):
            # An index that knows no order is to be asked alone: to ask another one besides takes longer.
            apart = " + 0" if condition and not self.dialect.finds_in_order else ""
            first, last = parameters.add(scope.first), parameters.add(scope.last)
            conditions.append(f"{place}{apart} BETWEEN {first} AND {last}")
        conditions += [self._condition(part, scope, parameters) for part in rest]
        return f"{source} WHERE {' AND '.join(conditions)}", place

    def _condition(self, expression: Expression, scope: Scope, parameters: Parameters) -> str:
        """Write as a condition on `d` what the index cannot answer alone."""
        if is_indexed(expression):
            return self.dialect.member(expression, scope, parameters)
        match expression:
            case Sql(template, values):
                return template.format(*(parameters.add(value) for value in values))
            case No(part):
                return f"NOT ({self._condition(part, scope, parameters)})"
            case All(parts):
                return self._joined(" AND ", parts, scope, parameters)
            case Some(parts):
                return self._joined(" OR ", parts, scope, parameters)
        raise AssertionError(expression)

    def _joined(self, word: str, parts: Iterable[Expression], scope: Scope, parameters: Parameters) -> str:
        return "(" + word.join(self._condition(part, scope, parameters) for part in parts) + ")"


def _is_plain(wanted: Expression | None) -> bool:
    """Tell whether an index that knows no order can answer this by itself."""
    return not _has_phrase(wanted) and any(is_indexed(part) for part in conjuncts(wanted))


def _has_phrase(wanted: Expression | None) -> TypeGuard[Expression]:
    """Tell whether words must stand side by side, which PostgreSQL's index does not know."""
    return wanted is not None and loosen(wanted) != wanted


def _split(parts: Iterable[Expression]) -> tuple[Expression | None, list[Expression]]:
    """Part what the index answers by itself from the rest."""
    indexed = tuple(part for part in parts if is_indexed(part))
    words = All(indexed) if len(indexed) > 1 else indexed[0] if indexed else None
    return words, [part for part in parts if not is_indexed(part)]
