"""A submission's own work, without the network, in a database with 10,000 items on SQLite.

Run: python -m benchmarks.submitting. A bare INSERT into the same table, with its own commit, is what the disk
itself takes; the ratio to it says more than milliseconds on another machine.
"""

import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import text

from bot.links.canonical import canonicalize
from bot.models.values import CanonicalLink, Description, ItemDraft, Kind, Link, Person, Publication, Role
from bot.newsroom.submit import Request, submit_link
from bot.store import Store, TeamStore
from bot.store.items import add_item
from bot.store.publications import ensure_publication
from bot.store.schema import migrate
from bot.store.teams import local_or_only_team

TARGET_MS = 20.0
ITEMS = 10_000
ROUNDS = 200

_NOW = datetime(2024, 2, 26, 8, 0, tzinfo=UTC)
_WORDS = (
    "attention", "sparse", "mixture", "experts", "retrieval", "context", "agents", "tuning", "reasoning",
    "language", "vision", "diffusion", "scaling", "alignment", "memory", "planning", "benchmark", "survey",
)  # fmt: skip


def read_page(link: CanonicalLink) -> Description:
    """What a page would have said; a title that shares its words with many others."""
    number = int(link.key.rpartition("/")[2])
    picked = [_WORDS[(number * step) % len(_WORDS)] for step in (1, 3, 7, 11, 13)]
    return Description(
        title=f"{' '.join(picked).title()}: Study {number}",
        summary="It says what there is to say. " * 8,
        organizations=("Google DeepMind", f"Lab {number % 97}"),
        kind=Kind.PAPER,
        published_on=date(2024, 1, 1) + timedelta(days=number % 50),
    )


def make_draft(number: int) -> ItemDraft:
    """The item that a link becomes."""
    link = canonicalize(f"https://example.com/papers/{number}")
    said = read_page(link)
    return ItemDraft(
        (Link(link.clean, "", link.key, link.key_version, link.original),),
        title=said.title,
        organizations=said.organizations,
        kind=Kind.PAPER,
        published_on=said.published_on,
        summary=said.summary,
        tags=("agents",),
    )


def prepare(folder: Path) -> tuple[Store, TeamStore, Publication]:
    """Make a database with as many items as ten years bring."""
    store = Store(f"sqlite:///{folder}/benchmark.db")
    migrate(store)
    with store.write() as session:
        team = store.team(local_or_only_team(session, now=_NOW))
    with team.write() as tx:
        publication = ensure_publication(tx, timezone="UTC", now=_NOW)
        for number in range(ITEMS):
            add_item(tx, publication.id, make_draft(number), now=_NOW)
    return store, team, publication


def hand_in(team: TeamStore, publication: Publication, number: int) -> None:
    person = Person(f"U{number % 40:08}", Role.CONTRIBUTOR)
    submit_link(
        team,
        publication,
        f"https://example.com/papers/{number}",
        by=person,
        read=read_page,
        now=_NOW + timedelta(minutes=number),
        request=Request((), "Worth an hour.", ("agents",)),
    )


def bare_insert(team: TeamStore, number: int) -> None:
    """One row, one commit: what the database takes for nothing but keeping something."""
    with team.write() as tx:
        tx.session.execute(
            text(
                "INSERT INTO inbox (team_id, request_id, kind, received_at)"
                " VALUES (:team, :id, 'bench', CURRENT_TIMESTAMP)"
            ),
            {"team": tx.team_id, "id": f"bench-{number}"},
        )


def milliseconds(act: Callable[[int], None], numbers: range) -> list[float]:
    """How long each call took, sorted."""
    found = []
    for number in numbers:
        started = time.perf_counter()
        act(number)
        found.append((time.perf_counter() - started) * 1000)
    return sorted(found)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        store, team, publication = prepare(Path(folder))
        bare = milliseconds(lambda number: bare_insert(team, number), range(ROUNDS))
        new = milliseconds(lambda n: hand_in(team, publication, n), range(ITEMS, ITEMS + ROUNDS))
        known = milliseconds(lambda n: hand_in(team, publication, n), range(ROUNDS))
        store.close()
    base = statistics.median(bare)
    print(f"{ITEMS:,} items on SQLite, medians of {ROUNDS} and the slowest in twenty:")
    for name, took in (("bare INSERT", bare), ("new link", new), ("known link", known)):
        median, slow = statistics.median(took), took[int(len(took) * 0.95)]
        print(f"{name:<12} {median:6.2f} ms  {slow:6.2f} ms  {median / base:5.1f} x a bare INSERT")
    print(f"target for a new link: {TARGET_MS:g} ms")


if __name__ == "__main__":
    main()
