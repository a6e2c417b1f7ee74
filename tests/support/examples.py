"""Invented items, issues and messages, and many people who act at the same moment."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from typing import Any, TypeVar

from bot.links.canonical import canonicalize
from bot.models.values import (
    Entry,
    Issue,
    IssueStatus,
    Item,
    ItemDraft,
    Kind,
    Link,
    Part,
    Publication,
)
from bot.store import TeamStore
from bot.store.issues import add_issue, freeze_parts
from bot.store.items import add_item
from tests.conftest import NOW
from tests.support.waiting import PATIENCE

Argument = TypeVar("Argument")
Result = TypeVar("Result")

ISSUE_DAY = date(2024, 2, 26)


def draft(name: str = "one", **changes: Any) -> ItemDraft:
    """An item that nobody stored yet; its link, key and title are made of its name."""
    found = canonicalize(f"https://a.example/{name}?utm_source=x")
    link = Link(found.clean, "paper", found.key, found.key_version, found.original)
    given = {"links": (link,), "title": f"Title {name}", "kind": Kind.PAPER, "summary": f"About {name}."}
    return ItemDraft(**{**given, **changes})


def add(team: TeamStore, publication: Publication, name: str = "one", **changes: Any) -> Item:
    """Store an item."""
    with team.write() as tx:
        return add_item(tx, publication.id, draft(name, **changes), now=NOW)[0]


def publish(
    team: TeamStore, publication: Publication, *items: Item, on: date = ISSUE_DAY, by: str | None = None
) -> Issue:
    """Store a published issue with a root and a part for each item, as publishing would."""
    entries = tuple(
        Entry(position, item.kind.value, item, item.organizations, item.summary)
        for position, item in enumerate(items, start=1)
    )
    issue = Issue(publication.name, on, f"Issue of {on}", "Welcome.", entries, IssueStatus.PUBLISHED)
    with team.write() as tx:
        stored = add_issue(tx, publication.id, issue, by=by, now=NOW)
        assert stored.id is not None
        freeze_parts(tx, stored.id, [part(0), *(part(e.position, entry_id=e.id) for e in stored.entries)])
    return stored


def part(position: int, piece: int = 0, *, entry_id: int | None = None) -> Part:
    """One Slack message of an issue."""
    payload = {"issue": ISSUE_DAY.isoformat(), "position": position, "piece": piece}
    metadata = {"event_type": "ainews_part", "event_payload": payload}
    return Part(position, piece, f"Part {position}.{piece}", [], metadata, entry_id)


def at_once(act: Callable[[Argument], Result], arguments: Iterable[Argument]) -> list[Result]:
    """Call `act` once for each argument, each in a thread of its own, all let go at the same moment."""
    given = list(arguments)
    gate = Barrier(len(given))

    def run(argument: Argument) -> Result:
        gate.wait(PATIENCE)
        return act(argument)

    with ThreadPoolExecutor(len(given)) as pool:
        return list(pool.map(run, given))
