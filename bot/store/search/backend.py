"""An index that can be asked: what is common to both databases, and what each writes differently.

`InOrder` and `Gathering` are the two ways of finding the newest of many matches.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.store.search.expressions import (
    All,
    Expression,
    No,
    Some,
    Sql,
    Where,
    Words,
    conjuncts,
    is_indexed,
    map_words,
)
from bot.store.search.roots import beginning_of, same_root

Order = Literal["newest", "oldest", "votes"]

_ORDERS: dict[Order, str] = {
    "newest": "{place} DESC",
    "oldest": "{place}",
    "votes": "(SELECT count(*) FROM vote v WHERE v.item_id = d.item_id) DESC, {place} DESC",
}

_BEGIN_SO = text(
    "SELECT term FROM search_term WHERE team_id = :team AND term >= :first AND term < :last LIMIT :most"
)

_SPELLED_OUT, _LOOKED_THROUGH = 100, 500
"""Words of one root that are asked for, at most, and words that begin alike of which these are."""


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

    `knows_team`: `source` leaves out other teams. `placeholder`: how the driver writes the name of a value.
    """

    placeholder: str
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
        """Return what to sort by, and to compare with the ends of a scope."""

    def near(self, session: Session, team_id: int, deletions: Sequence[str]) -> list[str]:
        """Return the words of a team's archive that have one of these deletions."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Between which places items are looked for, both included. `is_whole`: all places of the team."""

    first: int
    last: int
    is_whole: bool = True

    def until(self, last: int) -> "Scope":
        """Return the part of it that ends there."""
        return self if last >= self.last else Scope(self.first, last, is_whole=False)


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


@dataclass(frozen=True)
class Backend(ABC):
    """An index to ask, within one transaction. What was counted once is remembered."""

    session: Session
    team_id: int
    dialect: Dialect
    _related: dict[str, list[str]] = field(default_factory=dict)
    _counted: dict[tuple[Expression | None, Scope, int], int] = field(default_factory=dict)

    def find(self, wanted: Expression | None, scope: Scope, *, limit: int, cap: int) -> Found:
        """Find the newest `limit` items, and count all of them up to `cap`."""
        known = self._counted.get((wanted, scope, cap))
        if known == 0:
            return Found([], 0)
        if not has_indexed(wanted):
            total = self.counts([wanted], scope, cap=cap)[0]
            return Found(self.listed(wanted, scope, limit=limit), total)
        return self._find(wanted, scope, limit=limit, cap=cap, total=known)

    @abstractmethod
    def _find(
        self, wanted: Expression | None, scope: Scope, *, limit: int, cap: int, total: int | None
    ) -> Found:
        """Find what the index answers, at least in part; its `total` may be known."""

    @abstractmethod
    def newest(
        self, wanted: Expression | None, scope: Scope, *, limit: int, cap: int, head: bool = False
    ) -> list[int]:
        """Find the newest `limit` items without a count. `head` looks at titles, organisations, tags only."""

    @abstractmethod
    def newest_of_each(self, pools: Sequence[Pool], scope: Scope, *, cap: int) -> list[list[int]]:
        """Find the newest items of each of these."""

    @abstractmethod
    def eased(self, wanted: Expression) -> Expression:
        """Return what finds candidates for ranking quickly: ranking looks at where words stand by itself."""

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
        parameters = self._parameters()
        statement, place = self._select(wanted, scope, parameters, head=head)
        ordered = _ORDERS[order].format(place=place)
        sql = f"SELECT d.item_id FROM {statement} ORDER BY {ordered} LIMIT {int(limit)}"  # noqa: S608 - no values
        rows = self._run(sql, parameters)
        return [row[0] for row in rows]

    def counts(self, wanted: Sequence[Expression | None], scope: Scope, *, cap: int) -> list[int]:
        """Count the items that each of these finds, up to `cap` of them."""
        fresh = [one for one in dict.fromkeys(wanted) if (one, scope, cap) not in self._counted]
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

    def near(self, word: str) -> list[str]:
        """Return words of the team's archive that share most of their beginning with this one."""
        start = word[:6]
        deletions = {start, *(start[:at] + start[at + 1 :] for at in range(len(start)))}
        return self.dialect.near(self.session, self.team_id, sorted(deletions))

    def is_beginning(self, word: str) -> bool:
        """Tell whether a word of the team's archive begins with this one."""
        return bool(self._words_with(word, at_most=1))

    def _spelled_out(self, wanted: Expression) -> Expression:
        """Return an expression with the archive's own words of a root instead of one of them.

        For their beginning both databases would first collect all items, of all teams, that have a word with
        it. Of words they skip what other words of the query leave out: 0.3 ms for 15 of a million
        items on SQLite.
        """
        return map_words(wanted, self._with_its_root)

    def _with_its_root(self, given: Words) -> Expression:
        if not given.related or given.where is not Where.ANYWHERE or len(given.words) > 1:
            return given
        word = given.words[0]
        return Some(tuple(Words((one,)) for one in (word, *self._related_to(word))))

    def _related_to(self, word: str) -> list[str]:
        if word not in self._related:
            others = self._words_with(beginning_of(word), at_most=_LOOKED_THROUGH)
            self._related[word] = [other for other in others if same_root(word, other)][:_SPELLED_OUT]
        return self._related[word]

    def _words_with(self, beginning: str, *, at_most: int) -> list[str]:
        values = {"team": self.team_id, "first": beginning, "last": beginning + "\uffff", "most": at_most}
        return list(self.session.scalars(_BEGIN_SO, values))

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
            first, last = parameters.add(scope.first), parameters.add(scope.last)
            conditions.append(f"{place} BETWEEN {first} AND {last}")
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


def has_indexed(wanted: Expression | None) -> bool:
    """Tell whether the index can answer at least a part of this."""
    return any(is_indexed(part) for part in conjuncts(wanted))


def _split(parts: Iterable[Expression]) -> tuple[Expression | None, list[Expression]]:
    """Part what the index answers by itself from the rest."""
    indexed = tuple(part for part in parts if is_indexed(part))
    words = All(indexed) if len(indexed) > 1 else indexed[0] if indexed else None
    return words, [part for part in parts if not is_indexed(part)]
