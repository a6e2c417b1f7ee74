"""How fast ten thousand links come in, and how that compares with bare inserts of the same rows.

    python -m benchmarks.importing [ITEMS] [DATABASE_URL]

A CSV file is written, imported (read, keyed, stored, indexed, in batches that are committed each), and
imported again, which changes nothing. Then the same rows of the same tables are inserted by `sqlite3` alone,
in one transaction, into a database of the same schema: with the triggers that keep the search index,
and without them, which leaves nothing to be searched. The target is 2,000 items a second on SQLite.

Times are by the clock; the processor's own stand beside them, for machines that have other work to do.
"""

import csv
import random
import sqlite3
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from bot.archive.parsed import ParsedStories
from bot.archive.readers import read_source
from bot.archive.reading.source import Source
from bot.archive.stories import StoriesReport, import_stories
from bot.models.values import Publication, system_clock
from bot.store import Store, TeamStore
from bot.store.publications import ensure_publication
from bot.store.schema import migrate
from bot.store.search import check_index
from bot.store.teams import local_or_only_team

ITEMS = 10_000
TABLES = ("item", "item_link", "item_organization", "item_tag")
_WORDS = (
    *("attention", "sparse", "model", "language", "training", "data", "vision", "agents", "reasoning"),
    *("benchmark", "retrieval", "tokens", "scaling", "alignment", "diffusion", "graph", "memory", "planning"),
    *("robust", "efficient", "open", "weights", "inference", "safety", "multimodal", "policy", "OpenAI"),
)


@dataclass(frozen=True, slots=True)
class Taken:
    """Seconds by the clock, and of the processor."""

    clock: float
    processor: float

    def rate(self, count: int) -> str:
        return f"{count / self.clock:8,.0f} items/s ({count / self.processor:,.0f} a second of the processor)"


@contextmanager
def timed(taken: list[Taken]) -> Iterator[None]:
    clock, processor = time.perf_counter(), time.process_time()
    yield
    taken.append(Taken(time.perf_counter() - clock, time.process_time() - processor))


def write_table(path: Path, count: int) -> None:
    """Write a table with titles of 8 words and summaries of 40, from ten years."""
    chosen = random.Random(7)  # noqa: S311  the same words on every run
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["title", "url", "published", "organization", "tags", "summary"])
        for number in range(count):
            day = date(2014, 1, 1) + timedelta(number % 3650)
            title = " ".join(chosen.choices(_WORDS, k=8)).capitalize()
            summary = " ".join(chosen.choices(_WORDS, k=40))
            tags = "; ".join(chosen.choices(_WORDS, k=2))
            rows.writerow([title, f"https://example.org/{number}", day, "Example Labs", tags, summary])


def open_team(store: Store, now: datetime) -> tuple[TeamStore, Publication]:
    migrate(store)
    with store.write() as session:
        team = store.team(local_or_only_team(session, now=now))
    with team.write() as tx:
        return team, ensure_publication(tx, timezone="UTC", now=now)


def bring(
    team: TeamStore, publication: Publication, path: Path, now: datetime
) -> tuple[StoriesReport, Taken]:
    """Import a file; return what was reported, and the time that it took from opening the file on."""
    taken: list[Taken] = []
    with timed(taken):
        parsed = read_source(Source.at(path))
        assert isinstance(parsed, ParsedStories)
        report = import_stories(team, publication, parsed, now=now)
    return report, taken[0]


def insert_bare(source: Path, folder: Path, *, triggers: bool) -> Taken:
    """Insert the rows of a database into an empty one of the same schema, and return the time."""
    target = folder / f"bare-{triggers}.db"
    store = Store(f"sqlite:///{target}")
    open_team(store, system_clock())
    store.close()
    with closing(sqlite3.connect(source)) as given:
        rows = {table: given.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES}  # noqa: S608
    taken: list[Taken] = []
    with closing(sqlite3.connect(target, isolation_level=None)) as database:
        if not triggers:
            for (name,) in database.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            ).fetchall():
                database.execute(f"DROP TRIGGER {name}")
        with timed(taken):
            database.execute("BEGIN")
            for table in TABLES:
                places = ", ".join("?" * len(rows[table][0]))
                database.executemany(f"INSERT INTO {table} VALUES ({places})", rows[table])  # noqa: S608
            database.execute("COMMIT")
    return taken[0]


def peak_memory(path: Path, now: datetime) -> int:
    """Return the bytes that Python's objects have at most during an import. Tracing slows it a lot."""
    store = Store(f"sqlite:///{path.with_suffix('.db')}")
    team, publication = open_team(store, now)
    tracemalloc.start()
    bring(team, publication, path, now)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    store.close()
    return peak


def main() -> None:
    """Measure and print a few lines."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else ITEMS
    now = system_clock()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        table = folder / "links.csv"
        write_table(table, count)
        store = Store(sys.argv[2] if len(sys.argv) > 2 else f"sqlite:///{folder / 'archive.db'}")
        team, publication = open_team(store, now)
        report, taken = bring(team, publication, table, now)
        assert report.new_items == count
        assert check_index(store).is_good
        print(f"import:              {taken.rate(count)}")
        again, taken_again = bring(team, publication, table, now)
        assert (again.new_items, again.known) == (0, count)
        print(f"the same once more:  {taken_again.rate(count)}")
        store.close()
        for triggers, what in ((True, "bare, searched:    "), (False, "bare, not searched:")):
            if store.is_sqlite:
                bare = insert_bare(folder / "archive.db", folder, triggers=triggers)
                share = taken.processor / bare.processor
                print(f"{what}  {bare.rate(count)}; the import takes {share:.2f} times that")
        print(f"memory of Python's objects, at most: {peak_memory(table, now) / 1024**2:.0f} MB")


if __name__ == "__main__":
    main()
