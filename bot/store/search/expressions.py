"""What to look for in the index, apart from how a database writes it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum


class Where(Enum):
    """The part of an item in which words must stand. `PARTS` of names: "Doc" and "LLM" of "DocLLM"."""

    ANYWHERE = "anywhere"
    TITLE = "title"
    ORGANIZATIONS = "organizations"
    TAGS = "tags"
    PARTS = "parts"


@dataclass(frozen=True, slots=True)
class Words:
    """Words side by side, as the index knows them; the last one may be the beginning of a word.

    `related`: any of the archive's own words of the same root (`search_term`, which has no figures).
    """

    words: tuple[str, ...]
    where: Where = Where.ANYWHERE
    prefix: bool = False
    related: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A property that the index holds as a token of its own: k for kind, f for submitter, d for a site."""

    letter: str
    value: str


@dataclass(frozen=True, slots=True)
class All:
    """Everything of this; a `No` takes away from the others."""

    parts: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Some:
    """One of these is enough."""

    parts: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class No:
    """Items without this."""

    part: "Expression"


@dataclass(frozen=True, slots=True)
class Sql:
    """A condition on other tables: SQL about `d`, a row of `search_document`, with {} for each value."""

    text: str
    values: tuple[str | int, ...] = ()


Expression = Words | Mark | All | Some | No | Sql


def all_of(*parts: Expression | None) -> Expression | None:
    """Join what is there, flat: None for nothing."""
    return _join(All, parts)


def some_of(*parts: Expression | None) -> Expression | None:
    """Join alternatives, flat: None for nothing."""
    return _join(Some, parts)


def _join(kind: type[All] | type[Some], parts: tuple[Expression | None, ...]) -> Expression | None:
    flat: list[Expression] = []
    for part in parts:
        if part is not None:
            flat.extend(part.parts if isinstance(part, kind) else [part])
    flat = list(dict.fromkeys(flat))
    if not flat:
        return None
    return flat[0] if len(flat) == 1 else kind(tuple(flat))


def conjuncts(expression: Expression | None) -> tuple[Expression, ...]:
    """Return what must all be true."""
    if expression is None:
        return ()
    return expression.parts if isinstance(expression, All) else (expression,)


def is_indexed(expression: Expression) -> bool:
    """Tell whether the index alone can answer: words and marks, joined, with nothing taken away."""
    match expression:
        case Words() | Mark():
            return True
        case All(parts) | Some(parts):
            return all(is_indexed(part) for part in parts)
        case _:
            return False


def loosen(expression: Expression) -> Expression:
    """Return an expression that finds at least the same, without looking at where words stand."""
    return map_words(expression, _one_by_one)


def _one_by_one(given: Words) -> Expression:
    words, where = given.words, given.where
    if len(words) == 1:
        return given
    last = Words(words[-1:], where, prefix=given.prefix)
    return All((*(Words((word,), where) for word in words[:-1]), last))


def map_words(expression: Expression, read: Callable[[Words], Expression]) -> Expression:
    """Return an expression with what is `read` instead of its words; what is taken away stays as it is."""
    match expression:
        case Words():
            return read(expression)
        case All(parts):
            return All(tuple(map_words(part, read) for part in parts))
        case Some(parts):
            return Some(tuple(map_words(part, read) for part in parts))
    return expression
