"""The filters that a query can hold, and which values they take."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bot.models.values import Kind
from bot.query.days import month_names, read_period, read_span
from bot.query.identifiers import ARXIV
from bot.query.tree import SORTS


@dataclass(frozen=True, slots=True)
class Field:
    """A filter's name, how it is explained ({} stands for the value), and what it takes.

    `choices` are values among which a mistyped one is looked for.
    """

    name: str
    explained: str
    takes: str
    accepts: Callable[[str], bool]
    choices: tuple[str, ...] = ()


HAS = ("code", "link", "summary", "tag")
IS = ("saved", "queued", "published")

_COMPARISON = re.compile(r"(<=|>=|<|>|=)?\s*(\d{1,9})")


_A_DAY = "a day, a month or a year such as 2024-01-28, january or 2024"


def _listed(values: Iterable[str]) -> str:
    *others, last = values
    return f"{', '.join(others)} or {last}"


def _any(value: str) -> bool:
    return any(character.isalnum() for character in value)


def _comparison(value: str) -> bool:
    return read_comparison(value) is not None


def _day(value: str) -> bool:
    return read_period(value) is not None


def _age(value: str) -> bool:
    return read_span(value) is not None


_DAYS = (
    *month_names(),
    "today",
    "yesterday",
    "last week",
    "this week",
    "last month",
    "this month",
    "last year",
)
_KINDS = {
    "papers": Kind.PAPER,
    "articles": Kind.ARTICLE,
    "news": Kind.ARTICLE,
    "posts": Kind.POST,
    "blog": Kind.POST,
    "releases": Kind.RELEASE,
    "repo": Kind.CODE,
    "videos": Kind.VIDEO,
}

FIELDS: dict[str, Field] = {
    field.name: field
    for field in (
        Field("title", "title has {}", "a word or a phrase", _any),
        Field("org", "by {}", "an organisation such as google", _any),
        Field(
            "kind",
            "kind {}",
            _listed(Kind),
            lambda value: read_kind(value) is not None,
            (*Kind, *_KINDS),
        ),
        Field("tag", "tagged {}", "a tag such as rag", _any),
        Field("domain", "from the site {}", "a site such as nature.com", _any),
        Field("from", "submitted by {}", "a person, or me", _any),
        Field("before", "published before {}", _A_DAY, _day, _DAYS),
        Field("after", "published after {}", _A_DAY, _day, _DAYS),
        Field("since", "published since {}", f"{_A_DAY}, or a span such as 2w", _day, _DAYS),
        Field("on", "published on {}", "a day such as 2024-01-28", _day, _DAYS),
        Field("during", "published during {}", "a month, a year, or two days joined by ..", _day, _DAYS),
        Field("age", "age {}", "a span such as <2w", _age),
        Field(
            "issue",
            "in the issue of {}",
            "an issue's day such as 2024-01-28, or latest",
            lambda value: is_latest(value) or _day(value),
            ("latest", *_DAYS),
        ),
        Field("score", "votes {}", "a comparison such as >5", _comparison),
        Field("has", "with {}", _listed(HAS), lambda value: value.casefold() in HAS, HAS),
        Field("is", "{}", _listed(IS), lambda value: value.casefold() in IS, IS),
        Field(
            "arxiv",
            "arXiv {}",
            "an arXiv number such as 2401.14404",
            lambda value: bool(ARXIV.fullmatch(value)),
        ),
        Field("link", "the link {}", "a link", _any),
    )
}

_ORDERS = {"new": "newest", "old": "oldest", "date": "newest", "relevance": "best"}
_ORDERS |= dict.fromkeys(("score", "popular", "top", "upvotes"), "votes")


def read_order(value: str) -> str | None:
    """Return the order that a word names, `best` among them; None for anything else."""
    order = _ORDERS.get(value.casefold(), value.casefold())
    return order if order in {*SORTS, "best"} else None


SORT = Field(
    "sort",
    "",
    _listed((*SORTS, "best")),
    lambda value: read_order(value) is not None,
    (*SORTS, "best", *_ORDERS),
)
"""The order of the hits: written like a filter, but no part of the tree."""

ALIASES = {
    "organization": "org",
    "organisation": "org",
    "by": "org",
    "type": "kind",
    "tags": "tag",
    "site": "domain",
    "until": "before",
    "in": "during",
    "date": "during",
    "votes": "score",
    "url": "link",
}
"""Other names under which people know these filters."""


def read_comparison(value: str) -> tuple[str, int] | None:
    """Return the operator and the number of `>5`, `<=3` or `4` (which means `=4`), None for anything else."""
    found = _COMPARISON.fullmatch(value.strip())
    return (found[1] or "=", int(found[2])) if found and found[2].isascii() else None


def is_latest(value: str) -> bool:
    """Tell whether `issue:` asks for the latest one."""
    return value.casefold() in {"latest", "newest"}


def read_kind(value: str) -> Kind | None:
    """Return the kind that a word names, in either number; None for anything else."""
    word = value.casefold()
    if word in _KINDS:
        return _KINDS[word]
    return Kind(word) if word in set(Kind) else None
