"""From a query to what is looked for: groups of words that rank, and conditions that must hold."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.query.days import Period, read_period, read_span
from bot.query.fields import is_latest, read_comparison, read_kind
from bot.query.spoken import Named, take_named
from bot.query.tree import And, Filter, Node, Not, Or, Phrase, Query, Word
from bot.store.search.backend import Scope
from bot.store.search.expressions import Expression, Mark, No, Sql, Where, Words, all_of, some_of
from bot.store.search.groups import Group, literal
from bot.store.search.words import split_words

TEAM_SHIFT = 2**40
DAY_SHIFT = 2**14
_YEARS = 30  # whose Januaries a bare "january" looks through
_JULIAN = 1_721_425  # from a Python ordinal to a Julian day number

_POSSESSIVE = re.compile(r"'s\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Plan:
    """Words that rank, a condition that must hold, and the places between which the items stand.

    `favoured` places are those of a day that was named, and of its month, without saying that nothing else
    will do.
    """

    groups: tuple[Group, ...]
    condition: Expression | None
    scope: Scope
    favoured: tuple[Scope, ...] = ()


@dataclass(frozen=True, slots=True)
class Asker:
    """On whose behalf, and when, a query is read: `me`, `age:` and `last week` depend on it."""

    team_id: int
    now: datetime
    person: str | None = None


def make_plan(query: Query, asker: Asker) -> Plan:
    """Read a query for a team at a moment. Its groups stand for what was typed, stop words included."""
    nodes = query.root.nodes if isinstance(query.root, And) else (query.root,) if query.root else ()
    nodes, named = take_named(nodes, asker.now)
    groups: list[Group] = []
    condition: Expression | None = None
    days = Period(date.min, date.max)
    for node in nodes:
        if isinstance(node, Filter) and (period := _period(node, asker)) is not None:
            days = Period(max(days.first, period.first), min(days.last, period.last))
        elif isinstance(node, Word):
            groups.extend(_groups(node))
        else:
            condition = all_of(condition, _expression(node, asker))
            groups.extend(literal(tuple(split_words(text)), required=True) for text in _texts(node))
    if nodes and isinstance(nodes[-1], Word) and groups:
        groups[-1] = replace(groups[-1], is_last=True)
    named_scopes = _named_scopes(asker.team_id, named)
    if named and not groups:
        return Plan((), all_of(condition, _published(named, asker)), _scope(asker.team_id, days))
    return Plan(tuple(groups), condition, _scope(asker.team_id, days), named_scopes)


def _published(named: Named, asker: Asker) -> Expression:
    """Return what items of a day or a month have; those of January where no year is named, of any January."""
    month = named.month.first
    years = [month.year] if named.has_year or named.day else range(month.year - _YEARS + 1, month.year + 1)
    periods = [named.day] if named.day else [read_period(f"{year}-{month.month}") for year in years]
    places = [_scope(asker.team_id, period) for period in periods if period]
    ranges = " OR ".join("d.place BETWEEN {} AND {}" for _ in places)
    return Sql(f"({ranges})", tuple(edge for place in places for edge in (place.first, place.last)))


def _named_scopes(team_id: int, named: Named | None) -> tuple[Scope, ...]:
    if named is None:
        return ()
    days = (named.month,) if named.day is None else (named.day, named.month)
    return tuple(_scope(team_id, period) for period in days)


def _scope(team_id: int, days: Period) -> Scope:
    if days == Period(date.min, date.max):
        return whole_scope(team_id)
    return Scope(_place(team_id, days.first), _place(team_id, days.last) + DAY_SHIFT - 1, is_whole=False)


def whole_scope(team_id: int) -> Scope:
    """Return the places of all items of a team."""
    return Scope(team_id * TEAM_SHIFT, (team_id + 1) * TEAM_SHIFT - 1)


def _place(team_id: int, day: date) -> int:
    return team_id * TEAM_SHIFT + (day.toordinal() + _JULIAN) * DAY_SHIFT


def _groups(word: Word) -> list[Group]:
    words = tuple(split_words(_POSSESSIVE.sub("", word.text)))
    return [literal(words, prefix=word.text.endswith("*"))] if words else []


def _texts(node: Node) -> list[str]:
    """Return the words and phrases that may match: items that have more of them rank higher."""
    if isinstance(node, And | Or):
        return [text for child in node.nodes for text in _texts(child)]
    return [node.text] if isinstance(node, Phrase | Word) and split_words(node.text) else []


def _expression(node: Node, asker: Asker) -> Expression | None:
    match node:
        case Word(text) | Phrase(text):
            words = tuple(split_words(text))
            return Words(words) if words else None
        case Filter():
            return _filter(node, asker)
        case Not(inner):
            found = _expression(inner, asker)
            return No(found) if found is not None else None
        case And(nodes):
            return all_of(*(_expression(child, asker) for child in nodes))
        case Or(nodes):
            return some_of(*(_expression(child, asker) for child in nodes))


def _period(node: Filter, asker: Asker) -> Period | None:
    """Return the published days that a filter leaves; None where it is about something else."""
    if node.name == "age":
        return _aged(node.value, asker.now.date())
    if node.name not in {"on", "during", "before", "after", "since"}:
        return None
    period = read_period(node.value, asker.now)
    if period is None:
        return None
    if node.name == "before":
        return Period(date.min, max(period.first, date(1, 1, 2)) - timedelta(days=1))
    if node.name == "since":
        return Period(period.first, date.max)
    if node.name == "after":
        return Period(min(period.last, date(9999, 12, 30)) + timedelta(days=1), date.max)
    return period


def _aged(value: str, today: date) -> Period | None:
    span = read_span(value)
    if span is None:
        return None
    operator, days = span
    edge = date.fromordinal(max(today.toordinal() - days, 1))
    return Period(edge, date.max) if operator.startswith("<") else Period(date.min, edge)


def _filter(node: Filter, asker: Asker) -> Expression | None:
    if (period := _period(node, asker)) is not None:
        first, last = _place(asker.team_id, period.first), _place(asker.team_id, period.last)
        return Sql("d.place BETWEEN {} AND {}", (first, last + DAY_SHIFT - 1))
    value = node.value
    match node.name:
        case "title":
            return _words(value, Where.TITLE)
        case "org":
            return _words(value, Where.ORGANIZATIONS)
        case "tag":
            return _words(value, Where.TAGS)
        case "kind":
            kind = read_kind(value)
            return Mark("k", kind.value) if kind else None
        case "domain":
            return Mark("d", value.casefold().removeprefix("www."))
        case "from":
            person = asker.person or "" if value.casefold().lstrip("@") == "me" else value.lstrip("@")
            return Mark("f", person.casefold())
        case "has" | "is":
            return _has_or_is(value.casefold(), asker)
        case _:
            return _sql(node, asker)


def _words(value: str, where: Where) -> Expression | None:
    words = tuple(split_words(value))
    return Words(words, where) if words else None


def _has_or_is(value: str, asker: Asker) -> Expression | None:
    match value:
        case "code":
            return some_of(Mark("k", "code"), *(Mark("d", site) for site in _CODE_SITES))
        case "link":
            return Sql("d.item_id IN (SELECT item_id FROM item_link WHERE position > 0)")
        case "summary":
            return Sql(
                "d.item_id IN (SELECT id FROM item WHERE team_id = {} AND summary <> '')", (asker.team_id,)
            )
        case "tag":
            return Sql("d.item_id IN (SELECT item_id FROM item_tag WHERE team_id = {})", (asker.team_id,))
        case "saved":
            person = asker.person or ""
            return Sql(
                "d.item_id IN (SELECT item_id FROM save WHERE team_id = {} AND person = {})",
                (asker.team_id, person),
            )
        case "queued":
            return Sql(
                "d.item_id IN (SELECT id FROM item WHERE team_id = {} AND unprinted)", (asker.team_id,)
            )
        case _:
            return Sql(
                "d.item_id IN (SELECT e.item_id FROM entry e JOIN issue s ON s.id = e.issue_id"
                " WHERE s.team_id = {} AND s.status = 'published')",
                (asker.team_id,),
            )


_CODE_SITES = ("github.com", "gitlab.com", "huggingface.co", "codeberg.org")


_BY_KEY = (
    "d.item_id IN (SELECT item_id FROM item_link WHERE team_id = {} AND key = {}"
    " UNION ALL SELECT item_id FROM item_alias WHERE team_id = {} AND key = {})"
)


_IN_LATEST = (
    "d.item_id IN (SELECT e.item_id FROM entry e JOIN issue s ON s.id = e.issue_id"
    " WHERE s.team_id = {} AND s.status = 'published'"
    " AND s.date = (SELECT max(date) FROM issue WHERE team_id = {} AND status = 'published'))"
)


def _sql(node: Filter, asker: Asker) -> Expression | None:
    if node.name == "score" and (comparison := read_comparison(node.value)):
        operator, count = comparison
        return Sql(f"(SELECT count(*) FROM vote v WHERE v.item_id = d.item_id) {operator} {{}}", (count,))  # noqa: S608
    if node.name == "issue" and is_latest(node.value):
        return Sql(_IN_LATEST, (asker.team_id, asker.team_id))
    if node.name == "issue" and (period := read_period(node.value, asker.now)):
        return Sql(
            "d.item_id IN (SELECT e.item_id FROM entry e JOIN issue s ON s.id = e.issue_id"
            " WHERE s.team_id = {} AND s.status = 'published' AND s.date BETWEEN {} AND {})",
            (asker.team_id, period.first.isoformat(), period.last.isoformat()),
        )
    if node.name == "arxiv":
        number = node.value.casefold().partition("v")[0] if node.value[0].isdigit() else node.value
        return Sql(_BY_KEY, (asker.team_id, f"arxiv:{number}", asker.team_id, f"arxiv:{number}"))
    if node.name == "link":
        return Sql(_BY_KEY, (asker.team_id, node.value, asker.team_id, node.value))
    return None
