"""How good a search is: does what should be found come first?

    python benchmarks/relevance.py ARCHIVE.md QUERIES.json [MORE.json …] [--mix OTHER.md]

A query file is a list of {"query": …, "relevant": ["part of a headline", …]}. An item is relevant where its
headline, or the beginning of its summary, holds one of these parts. `--mix` adds other papers that are never
relevant: a Markdown table of weekly papers, one paper a row. Prints success@1, success@3, MRR@10 and nDCG@10
on SQLite and PostgreSQL, and with `--misses` the queries whose first hit is a wrong one.
"""

import argparse
import calendar
import json
import math
import re
import sys
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bot.archive.importing import import_file
from bot.links.canonical import canonicalize
from bot.models.values import Item, ItemDraft, Kind, Link, Publication
from bot.newsroom.search import search_archive
from bot.store import Store, TeamStore
from bot.store.items import add_item
from bot.store.publications import ensure_publication
from bot.store.schema import migrate
from bot.store.teams import local_or_only_team
from tests.support.postgres import create_database, find_binaries, running_postgres

NOW = datetime(2024, 2, 26, 8, 0, tzinfo=UTC)
_WEEK = re.compile(r"## Top .*?\((\w{3})\w* (\d+).*?(\d{4})")
_ROW = re.compile(r"\|\s*\d+\)\s*(.*?)\|(.*)\|")
_TITLE = re.compile(r"\*\*(.*?)\*\*[ \-–:]*(.*)|(.*?)(?:  | [-–] )(.*)")
_MONTHS = tuple(calendar.month_abbr)[1:]


@dataclass
class Figures:
    """Sums over the queries."""

    queries: int = 0
    first: float = 0
    third: float = 0
    reciprocal: float = 0
    gain: float = 0

    def add(self, relevant: list[bool], expected: int) -> None:
        place = relevant.index(True) + 1 if True in relevant else 0
        self.queries += 1
        self.first += place == 1
        self.third += 0 < place <= 3
        self.reciprocal += 1 / place if place else 0
        best = sum(1 / math.log2(at + 2) for at in range(min(10, expected)))
        self.gain += sum(1 / math.log2(at + 2) for at, one in enumerate(relevant) if one) / best

    def __str__(self) -> str:
        figures = (self.first, self.third, self.reciprocal, self.gain)
        first, third, reciprocal, gain = (figure / self.queries for figure in figures)
        return f"success@1 {first:.3f}   success@3 {third:.3f}   MRR@10 {reciprocal:.3f}   nDCG@10 {gain:.3f}"


def other_papers(path: Path) -> Iterator[ItemDraft]:
    """Read a table of weekly papers, for company."""
    day = date(2024, 1, 1)
    for line in path.read_text(encoding="utf-8").splitlines():
        if (week := _WEEK.match(line)) and week[1] in _MONTHS:
            day = date(int(week[3]), _MONTHS.index(week[1]) + 1, int(week[2]))
        row = _ROW.match(line)
        if row is None:
            continue
        found = _TITLE.match(row[1])
        parts = [part for part in found.groups() if part is not None] if found else [row[1][:80], row[1]]
        title, summary = parts
        link = re.search(r"\]\((\S+?)\)", row[2])
        url = canonicalize(link[1] if link else f"https://example.com/{zlib.crc32(row[1].encode())}")
        main = Link(url.clean, "paper", url.key, url.key_version, url.original)
        told = summary.replace("<br>", " ")
        yield ItemDraft((main,), title[:300], kind=Kind.PAPER, published_on=day, summary=told)


def set_up(store: Store, archive: Path) -> tuple[TeamStore, Publication]:
    """Import the archive into an empty database."""
    migrate(store)
    with store.write() as session:
        team = store.team(local_or_only_team(session, now=NOW))
    with team.write() as tx:
        publication = ensure_publication(tx, timezone="UTC", now=NOW)
    import_file(team, publication, archive.read_bytes(), path=archive.name, now=NOW)
    return team, publication


def judge(team: TeamStore, queries: list[dict[str, Any]], mixed: set[int]) -> tuple[Figures, list[str]]:
    """Ask every query; `mixed` items are never relevant."""
    figures, misses = Figures(), []
    for query in queries:
        hits = search_archive(team, query["query"], now=NOW, limit=10).hits
        relevant = [hit.item.id not in mixed and _is_one_of(hit.item, query["relevant"]) for hit in hits]
        figures.add(relevant, max(len(query["relevant"]), sum(relevant)))
        if relevant[:1] != [True]:
            firsts = " | ".join(hit.item.headline[:40] for hit in hits[:3])
            misses.append(f"{query['query']}: {firsts}")
    return figures, misses


def _is_one_of(item: Item, parts: list[str]) -> bool:
    told = f"{item.headline} {item.summary[:300]}".casefold()
    return any(part.casefold() in told for part in parts)


def run(store: Store, given: argparse.Namespace) -> None:
    team, publication = set_up(store, given.archive)
    queries = {path: json.loads(path.read_text(encoding="utf-8")) for path in given.queries}
    _show(store, team, queries, "alone", set(), misses=given.misses)
    if given.mix:
        with team.write() as tx:
            added = [add_item(tx, publication.id, draft, now=NOW) for draft in other_papers(given.mix)]
        mixed = {item.id for item, is_new in added if is_new}
        _show(store, team, queries, f"with {len(mixed):,} other papers", mixed, misses=given.misses)
    store.close()


def _show(
    store: Store, team: TeamStore, queries: dict[Path, Any], name: str, mixed: set[int], *, misses: bool
) -> None:
    for path, given in queries.items():
        figures, wrong = judge(team, given, mixed)
        print(f"{store.engine.dialect.name:10}  {name:24} {path.name:16} {figures}")
        for line in wrong if misses else ():
            print(f"    {line}")


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("archive", type=Path)
    options.add_argument("queries", type=Path, nargs="+")
    options.add_argument("--mix", type=Path, help="a Markdown table of other papers")
    options.add_argument("--misses", action="store_true", help="show what went wrong")
    options.add_argument("--sqlite-only", action="store_true")
    given = options.parse_args()
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        run(Store(f"sqlite:///{folder}/relevance.db"), given)
        binaries = find_binaries()
        if binaries is not None and not given.sqlite_only:
            run(
                Store(create_database(stack.enter_context(running_postgres(binaries)).url, "relevance")),
                given,
            )


if __name__ == "__main__":
    main()
