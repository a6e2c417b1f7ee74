"""The filters that a query can hold, and which values they take."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.models.values import Kind
from bot.query.days import read_period, read_span


@dataclass(frozen=True, slots=True)
class Field:
    """A filter's name, how it is explained ({} stands for the value), and what it takes."""

    name: str
    explained: str
    takes: str
    accepts: Callable[[str], bool]


HAS = ("code", "link", "summary", "tag")
IS = ("saved", "queued", "published")

_ARXIV = re.compile(r"\d{4}\.\d{4,5}(?:v\d+)?|[a-z-]+(?:\.[A-Z]{2})?/\d{7}")
_COMPARISON = re.compile(r"(<=|>=|<|>|=)?\s*(\d{1,9})")


def _any(value: str) -> bool:
    return any(character.isalnum() for character in value)


def _comparison(value: str) -> bool:
    return read_comparison(value) is not None


def _day(value: str) -> bool:
    return read_period(value) is not None


def _age(value: str) -> bool:
    return read_span(value) is not None


FIELDS: dict[str, Field] = {
    field.name: field
    for field in (
        Field("title", "title has {}", "a word or a phrase", _any),
        Field("org", "by {}", "an organisation", _any),
        Field("kind", "kind {}", ", ".join(Kind), lambda value: read_kind(value) is not None),
        Field("tag", "tagged {}", "a tag", _any),
        Field("domain", "from the site {}", "a site such as nature.com", _any),
        Field("from", "submitted by {}", "a person, or me", _any),
        Field("before", "published before {}", "a day, a month or a year", _day),
        Field("after", "published after {}", "a day, a month or a year", _day),
        Field("on", "published on {}", "a day", _day),
        Field("during", "published during {}", "a month, a year, or two days joined by ..", _day),
        Field("age", "age {}", "a span such as <2w", _age),
        Field("issue", "in the issue of {}", "an issue's day", _day),
        Field("score", "votes {}", "a comparison such as >5", _comparison),
        Field("has", "with {}", "code, link, summary or tag", lambda value: value.casefold() in HAS),
        Field("is", "{}", "saved, queued or published", lambda value: value.casefold() in IS),
        Field("arxiv", "arXiv {}", "an arXiv number", lambda value: bool(_ARXIV.fullmatch(value))),
        Field("link", "the link {}", "a link", _any),
    )
}

ALIASES = {
    "organization": "org",
    "organisation": "org",
    "by": "org",
    "type": "kind",
    "tags": "tag",
    "site": "domain",
    "since": "after",
    "until": "before",
    "in": "during",
    "date": "during",
    "votes": "score",
    "url": "link",
}
"""Other names under which people know these filters."""

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


def read_comparison(value: str) -> tuple[str, int] | None:
    """Return the operator and the number of `>5`, `<=3` or `4` (which means `=4`), None for anything else."""
    found = _COMPARISON.fullmatch(value.strip())
    return (found[1] or "=", int(found[2])) if found and found[2].isascii() else None


def read_kind(value: str) -> Kind | None:
    """Return the kind that a word names, in either number; None for anything else."""
    word = value.casefold()
    if word in _KINDS:
        return _KINDS[word]
    return Kind(word) if word in set(Kind) else None
