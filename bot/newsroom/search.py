"""Searching the archive, for whoever asks: a command in Slack or in the terminal."""

from dataclasses import dataclass, replace
from datetime import datetime
from threading import BoundedSemaphore
from typing import Any

from bot.errors import LinkError
from bot.links.canonical import canonicalize
from bot.models.search import MATCH_END, MATCH_START, Hit
from bot.newsroom.people import NamesOf, read_people
from bot.operating.metrics import SEARCH_SECONDS
from bot.query import And, Filter, Node, Not, Or, Query, explain, parse
from bot.query.mistakes import is_about_slip
from bot.store import TeamStore
from bot.store.search import search

_ARXIV = "https://arxiv.org/abs/"

NOTHING = "It holds no word, number or filter to search for."

RESULTS = 5
"""Hits on a page, where nobody asks for more."""

TURN_TO_SEARCH = BoundedSemaphore(2)
"""Two at once. A Python process has little more than one processor to search with: more would make none
quicker, and keep those threads waiting that acknowledge to Slack what comes in.
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a search found, and how the query was understood.

    `notes` are sentences on what was set aside. `total` counts all hits; where `exact_total` is False there
    are more than that. A snippet's matches stand between `MATCH_START` and `MATCH_END`.
    """

    query: str
    understood: str
    notes: tuple[str, ...]
    did_you_mean: str | None
    total: int
    exact_total: bool
    hits: tuple[Hit, ...]

    @property
    def is_corrected(self) -> bool:
        """True where the hits are those of `did_you_mean`, not of what was typed."""
        return bool(self.total and self.did_you_mean)

    @property
    def remarks(self) -> tuple[str, ...]:
        """The notes but for those on mistyped filters, where `did_you_mean` is shown and says it all."""
        return tuple(one for one in self.notes if not (self.is_corrected and is_about_slip(one)))

    def as_json(self) -> dict[str, Any]:
        """The contract's search result; snippets are plain text."""
        return {
            "query": self.query,
            "understood": self.understood,
            "did_you_mean": self.did_you_mean,
            "total": self.total,
            "results": [
                {**hit.item.as_json(), "score": hit.score, "snippet": _plain(hit.snippet)}
                for hit in self.hits
            ],
        }


def search_archive(
    team: TeamStore,
    text: str,
    *,
    now: datetime,
    limit: int = RESULTS,
    offset: int = 0,
    person: str | None = None,
    exactly: bool = False,
    names_of: NamesOf | None = None,
) -> Answer:
    """Find published and queued items by a query in the search language; see `bot/query`.

    `now` is an aware datetime, from which `age:` and spoken days count. `person` is the Slack id of who asks,
    for `from:me` and `is:saved`. `exactly` switches corrections off. `names_of` tells what people are called,
    for `from:ada`. Never raises for what somebody typed.
    """
    query = read_people(team, parse(text, exactly=exactly), names_of, exactly=exactly)
    with TURN_TO_SEARCH, SEARCH_SECONDS.time(), team.read() as tx:
        found = search(
            tx, with_keys(query), now=now, limit=limit, offset=offset, person=person, exactly=exactly
        )
    return Answer(
        query=text,
        understood=explain(query, now),
        notes=query.notes or ((NOTHING,) if query.is_empty else ()),
        did_you_mean=found.did_you_mean,
        total=found.total,
        exact_total=found.exact_total,
        hits=found.hits,
    )


def with_keys(query: Query) -> Query:
    """Return the query with each link's key in its place, so that every spelling of a link finds its item."""
    return replace(query, root=_with_keys(query.root)) if query.root else query


def _with_keys(node: Node) -> Node:
    match node:
        case Filter("link" | "arxiv" as name, value):
            try:
                return Filter("link", canonicalize(_ARXIV + value if name == "arxiv" else value).key)
            except LinkError:
                return node
        case Not(inner):
            return Not(_with_keys(inner))
        case And(nodes):
            return And(tuple(_with_keys(child) for child in nodes))
        case Or(nodes):
            return Or(tuple(_with_keys(child) for child in nodes))
    return node


def _plain(snippet: str) -> str:
    return snippet.replace(MATCH_START, "").replace(MATCH_END, "")
