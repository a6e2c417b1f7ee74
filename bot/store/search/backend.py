"""What the two databases write differently: how an index is asked. Everything else is common to both."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, Protocol

from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.store.search.expressions import All, Expression, No, Some, Sql, conjuncts, is_indexed

Order = Literal["newest", "oldest", "votes"]

_ORDERS: dict[Order, str] = {
    "newest": "{place} DESC",
    "oldest": "{place}",
    "votes": "(SELECT count(*) FROM vote v WHERE v.item_id = d.item_id) DESC, {place} DESC",
}


@dataclass
class Parameters:
    """The values of a statement, numbered as they come."""

    values: dict[str, str | int] = field(default_factory=dict)

    def add(self, value: str | int) -> str:
        name = f"v{len(self.values)}"
        self.values[name] = value
        return f":{name}"


class Dialect(Protocol):
    """How one database asks its index."""

    def source(self, words: Expression | None, parameters: Parameters, *, head: bool) -> tuple[str, str]:
        """Return what stands after FROM, and the condition, for items (`d`) that the index finds."""

    def member(self, words: Expression, parameters: Parameters) -> str:
        """Return a condition on `d` that the index answers: for what cannot stand in `source`."""

    def place(self, words: Expression | None) -> str:
        """Return the column to sort by."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Between which places items are looked for, both included."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Backend:
    """An index to ask, within one transaction."""

    session: Session
    dialect: Dialect

    def find(
        self,
        wanted: Expression | None,
        scope: Scope,
        *,
        limit: int,
        order: Order = "newest",
        head: bool = False,
    ) -> list[int]:
        """Return the ids of up to `limit` items. `head` looks at titles, organisations and tags only."""
        statement, parameters, place = self._select(wanted, scope, head=head)
        ordered = _ORDERS[order].format(place=place)
        sql = f"SELECT d.item_id FROM {statement} ORDER BY {ordered} LIMIT {int(limit)}"  # noqa: S608 - values are parameters
        return list(self.session.scalars(text(sql), parameters.values))

    def count(self, wanted: Expression | None, scope: Scope, *, cap: int) -> int:
        """Count items, up to `cap` of them."""
        statement, parameters, _ = self._select(wanted, scope, head=False)
        sql = f"SELECT count(*) FROM (SELECT 1 FROM {statement} LIMIT {int(cap)}) AS found"  # noqa: S608
        return self.session.scalar(text(sql), parameters.values) or 0

    def _select(self, wanted: Expression | None, scope: Scope, *, head: bool) -> tuple[str, Parameters, str]:
        parameters = Parameters()
        words, rest = _split(conjuncts(wanted))
        source, condition = self.dialect.source(words, parameters, head=head)
        place = self.dialect.place(words)
        conditions = [
            *([condition] if condition else []),
            f"{place} BETWEEN {parameters.add(scope.first)} AND {parameters.add(scope.last)}",
            *(self._condition(part, parameters) for part in rest),
        ]
        return f"{source} WHERE {' AND '.join(conditions)}", parameters, place

    def _condition(self, expression: Expression, parameters: Parameters) -> str:
        """Write as a condition on `d` what the index cannot answer alone."""
        if is_indexed(expression):
            return self.dialect.member(expression, parameters)
        match expression:
            case Sql(template, values):
                return template.format(*(parameters.add(value) for value in values))
            case No(part):
                return f"NOT ({self._condition(part, parameters)})"
            case All(parts):
                return self._joined(" AND ", parts, parameters)
            case Some(parts):
                return self._joined(" OR ", parts, parameters)
        raise AssertionError(expression)

    def _joined(self, word: str, parts: Iterable[Expression], parameters: Parameters) -> str:
        return "(" + word.join(self._condition(part, parameters) for part in parts) + ")"


def _split(parts: Iterable[Expression]) -> tuple[Expression | None, list[Expression]]:
    """Part what the index answers by itself from the rest."""
    indexed = tuple(part for part in parts if is_indexed(part))
    words = All(indexed) if len(indexed) > 1 else indexed[0] if indexed else None
    return words, [part for part in parts if not is_indexed(part)]
