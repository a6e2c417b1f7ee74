"""How fast a search is: the store's own code on both databases, beside bare FTS5 queries and LIKE.

    python benchmarks/search.py                                   10,000 and 100,000 items
    python benchmarks/search.py --sizes 1000000 --keep FOLDER     a million
    python benchmarks/search.py --databases sqlite --kinds

Items are made up from a seeded vocabulary whose words are as common as Zipf's law has them, with lengths,
organisations and days like the newsletter's. The first team has all but a thousand of them; the second team
has the rest, which shows whether one team's size slows another. Times are milliseconds.

    python benchmarks/search.py --databases postgresql --sizes 1000000 --postgresql URL    a database of yours

Contenders are asked in turns. "On a processor" is this process's own time and that of the PostgreSQL process
that serves it, which a busy machine stretches less than the clock. The ratio is to one prepared FTS5
statement on the same index, in processor time over all queries. From the slash command to the answer, through
Bolt: `python -m benchmarks.commands`. Without `--postgresql` a cluster is started that does not wait for the
disk (fsync=off), with its default settings otherwise: building is faster then, and searching the same.
"""

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import event, text
from sqlalchemy.orm import Session

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bot.models.values import ItemDraft, Kind, Link
from bot.newsroom.search import search_archive
from bot.store import Store, TeamStore
from bot.store.items import add_item
from bot.store.schema import migrate
from bot.store.search.maintain import rebuild
from tests.support.postgres import create_database, find_binaries, running_postgres

NOW = datetime(2025, 6, 30, tzinfo=UTC)
SMALL_TEAM = 1_000
_YARDSTICK = "bare FTS5: the newest with every word"
_SYLLABLES = [consonant + vowel for consonant in "bdfghklmnprstv" for vowel in "aeio"]
_KINDS = [kind.value for kind in Kind]


class Words:
    """Words that are as common as those of a language: the n-th in rank is used 1/n as often as the first."""

    def __init__(self, chance: random.Random, size: int) -> None:
        made: dict[str, None] = {}
        while len(made) < size:
            made["".join(chance.choice(_SYLLABLES) for _ in range(chance.choice((2, 2, 3, 3, 4))))] = None
        self.all = list(made)
        total = 0.0
        self._weights = [total := total + 1 / (rank + 2.7) for rank in range(size)]
        self._chance = chance

    def some(self, count: int) -> list[str]:
        return self._chance.choices(self.all, cum_weights=self._weights, k=count)


@dataclass(frozen=True)
class MadeUp:
    """An item of nonsense words."""

    number: int
    team: int
    title: str
    summary: str
    organizations: list[str]
    tags: list[str]
    kind: str
    day: date

    @property
    def size(self) -> int:
        return len(self.title + self.summary + "".join(self.organizations + self.tags))


def made_up_items(count: int, seed: int = 5) -> Iterator[MadeUp]:
    """Yield items, oldest first; a thousand of them are the second team's."""
    chance = random.Random(seed)  # noqa: S311 - made-up words need no secrecy
    words = Words(chance, 60_000 if count <= 200_000 else 120_000)
    names = [name.title() for name in words.all[500:3_500]]
    for number in range(1, count + 1):
        sentences = (" ".join(words.some(chance.randint(12, 30))) for _ in range(chance.randint(6, 14)))
        named = (names[min(int(chance.paretovariate(0.6)), 2_999)] for _ in range(chance.choice((1, 1, 2))))
        yield MadeUp(
            number,
            2 if number % (count // SMALL_TEAM) == 0 else 1,
            " ".join(words.some(chance.randint(4, 11))).title(),
            ". ".join(sentences),
            list(dict.fromkeys(named)),
            sorted(set(words.some(chance.choice((0, 1, 2, 3))))),
            chance.choice(_KINDS),
            date(2015, 1, 1) + timedelta(days=number * 3_800 // count),
        )


def fill(store: Store, count: int) -> int:
    """Store items without their index, which is built afterwards at once; return the size of their text."""
    size = 0
    with store.write() as session:
        _switch_triggers(store, session, on=False)
        for team in (1, 2):
            _insert(session, "team", [{"id": team, "slack_id": f"T{team}", "name": "", "created_at": NOW}])
            publication: dict[str, object] = {"id": team, "team_id": team, "name": "News", "timezone": "UTC"}
            publication["created_at"] = NOW
            _insert(session, "publication", [publication])
        items = made_up_items(count)
        while batch := list(islice(items, 5_000)):
            size += sum(item.size for item in batch)
            _insert_items(session, batch)
        _switch_triggers(store, session, on=True)
        if not store.is_sqlite:  # the next item's id comes after those that were given here
            session.execute(text("SELECT setval(pg_get_serial_sequence('item', 'id'), max(id)) FROM item"))
    return size


def _insert_items(session: Session, batch: list[MadeUp]) -> None:
    common = [{"team_id": one.team, "item_id": one.number} for one in batch]
    _insert(session, "item", [_item_row(one) for one in batch])
    links = [{**ids, "position": 0, "clean": f"https://arxiv.org/abs/{ids['item_id']}"} for ids in common]
    _insert(session, "item_link", [{**row, "key": f"k{row['item_id']}", "key_version": 1} for row in links])
    pairs = list(zip(batch, common, strict=True))
    named = [
        {**ids, "position": at, "name": name}
        for one, ids in pairs
        for at, name in enumerate(one.organizations)
    ]
    _insert(session, "item_organization", named)
    _insert(session, "item_tag", [{**ids, "tag": tag} for one, ids in pairs for tag in one.tags])


def _item_row(one: MadeUp) -> dict[str, object]:
    own = {"id": one.number, "team_id": one.team, "publication_id": one.team, "key": f"k{one.number}"}
    told = {"title": one.title, "summary": one.summary, "kind": one.kind, "published_on": one.day.isoformat()}
    rest = {"key_version": 1, "state": "active", "version": 1, "submitted_at": NOW, "updated_at": NOW}
    return {**own, **told, **rest}


def _insert(session: Session, table: str, rows: list[dict[str, object]]) -> None:
    columns = list(rows[0])
    values = ", ".join(f":{column}" for column in columns)
    session.execute(text(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({values})"), rows)  # noqa: S608


_TRIGGERS: dict[str, str] = {}


def _switch_triggers(store: Store, session: Session, *, on: bool) -> None:
    """Keep the index out of the way while a million rows are written."""
    if not store.is_sqlite:
        for table in ("item", "item_link", "item_organization", "item_tag"):
            session.execute(text(f"ALTER TABLE {table} {'ENABLE' if on else 'DISABLE'} TRIGGER USER"))
        return
    if on:
        for statement in _TRIGGERS.values():
            session.connection().exec_driver_sql(statement)
        return
    found = session.execute(
        text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'item%'")
    ).all()
    _TRIGGERS.update(found)
    for name in _TRIGGERS:
        session.execute(text(f"DROP TRIGGER {name}"))


def make_queries(count: int = 500, seed: int = 7) -> list[tuple[str, str]]:
    """Return kinds of queries and their texts, mixed as in the study."""
    chance = random.Random(seed)  # noqa: S311 - made-up words need no secrecy
    words = Words(random.Random(5), 60_000)  # noqa: S311
    common, middle, rare = words.all[3:60], words.all[300:3_000], words.all[8_000:40_000]
    names = words.all[500:3_500]
    made: list[Callable[[], tuple[str, str]]] = [
        lambda: ("one common word", chance.choice(common)),
        lambda: ("one rare word", chance.choice(rare)),
        lambda: ("two words", f"{chance.choice(middle)} {chance.choice(common)}"),
        lambda: (
            "three words",
            " ".join((chance.choice(middle), chance.choice(common), chance.choice(middle))),
        ),
        lambda: ("four words", " ".join(chance.choice(words.all[20:5_000]) for _ in range(4))),
        lambda: ("phrase", f'"{chance.choice(common)} {chance.choice(common)}"'),
        lambda: ("prefix", f"{chance.choice(middle)} {chance.choice(middle)[:4]}"),
        lambda: ("organisation", f"{chance.choice(middle)} org:{chance.choice(names[:50])}"),
        lambda: (
            "month",
            f"{chance.choice(common)} during:{chance.randint(2016, 2024)}-0{chance.randint(1, 9)}",
        ),
        lambda: ("misspelt", _misspelt(chance, chance.choice(middle))),
    ]
    return [made[number % len(made)]() for number in range(count)]


def _misspelt(chance: random.Random, word: str) -> str:
    at = chance.randrange(1, len(word) - 1)
    return f"{word[:at]}{word[at + 1]}{word[at]}{word[at + 2 :]}"


Ask = Callable[[str], object]
Spent = Callable[[], float]
"""Seconds on a processor, since whenever."""


@dataclass(frozen=True)
class Taken:
    """What one query took, in milliseconds: by the clock, and of this process's time on a processor."""

    kind: str
    wall: float
    processor: float


def spent_for(store: Store) -> Spent:
    """Return what counts this process's time and, on Linux, that of the PostgreSQL processes that serve it.

    To be called before the store connects.
    """
    serving: list[Path] = []
    if not store.is_sqlite:

        @event.listens_for(store.engine, "connect")
        def _note(connection: Any, _record: Any) -> None:
            serving.append(Path(f"/proc/{connection.info.backend_pid}/schedstat"))

    def spent() -> float:
        theirs = sum(int(path.read_text().split()[0]) for path in serving if path.exists())
        return time.process_time() + theirs / 1e9

    return spent


def measure(
    asked: dict[str, Ask], queries: list[tuple[str, str]], spent: Spent = time.process_time
) -> dict[str, list[Taken]]:
    """Ask each query of each contender in turn, after one round to warm up.

    In turn, so that a machine that is busy for a moment is so for all of them: ratios hold then.
    """
    taken: dict[str, list[Taken]] = {name: [] for name in asked}
    for warm in (True, False):
        for kind, query in queries:
            for name, ask in asked.items():
                wall, processor = time.perf_counter(), spent()
                ask(query)
                one = Taken(kind, _since(wall, time.perf_counter()), _since(processor, spent()))
                if not warm:
                    taken[name].append(one)
    return taken


def _since(before: float, after: float) -> float:
    return (after - before) * 1_000


def show(name: str, taken: list[Taken], *, kinds: bool = False, yardstick: list[Taken] | None = None) -> None:
    """Print a line of percentiles, and how many times as long as the yardstick all of it took."""
    wall, processor = ([getattr(one, what) for one in taken] for what in ("wall", "processor"))
    line = f"  {name:36} {_percentiles(wall)}  |{_percentiles(processor)}"
    if yardstick:
        line += f"  | {sum(processor) / sum(one.processor for one in yardstick):6.1f}"
    print(line)
    for kind in dict.fromkeys(one.kind for one in taken) if kinds else ():
        show(f"  {kind}", [one for one in taken if one.kind == kind])


def _percentiles(values: list[float]) -> str:
    ordered = sorted(values)
    return "".join(
        f"{ordered[min(int(len(ordered) * share), len(ordered) - 1)]:9.2f}" for share in (0.5, 0.95, 0.99)
    )


def _like(store: Store) -> Callable[[str], object]:
    def ask(query: str) -> object:
        words = [word for word in query.replace('"', "").split() if ":" not in word]
        where = " AND ".join(f"(title LIKE :w{n} OR summary LIKE :w{n})" for n in range(len(words)))
        with store.read() as session:
            statement = (
                f"SELECT id FROM item WHERE team_id = 1 AND {where}"  # noqa: S608 - words are parameters
                " ORDER BY published_on DESC LIMIT 10"
            )
            return session.execute(
                text(statement), {f"w{n}": f"%{word}%" for n, word in enumerate(words)}
            ).all()

    return ask


def _bare(store: Store) -> Ask:
    """The yardstick: one prepared statement on the search's own index, the newest items with every word."""
    cursor = store.engine.raw_connection().cursor()
    statement = "SELECT rowid FROM search_text WHERE search_text MATCH ? ORDER BY rowid DESC LIMIT 2001"

    def ask(query: str) -> object:
        words = " ".join(f'"{word}"' for word in query.replace('"', "").split() if ":" not in word)
        return cursor.execute(statement, (words,)).fetchall()

    return ask


def _ranked_fts5(store: Store) -> Ask:
    """A plain FTS5 table over the same items, asked by one statement: every word, best first by bm25."""
    connection = store.engine.raw_connection()
    cursor = connection.cursor()
    cursor.execute(
        "CREATE VIRTUAL TABLE IF NOT EXISTS plain USING fts5("
        "title, summary, content='item', content_rowid='id', tokenize='porter unicode61')"
    )
    cursor.execute("INSERT INTO plain(plain) VALUES ('rebuild')")

    def ask(query: str) -> object:
        words = " ".join(f'"{word}"' for word in query.replace('"', "").split() if ":" not in word)
        cursor.execute("SELECT rowid FROM plain WHERE plain MATCH ? ORDER BY rank LIMIT 5", (words,))
        return cursor.fetchall()

    return ask


def _adding(team: TeamStore, publication_id: int, items: list[MadeUp], spent: Spent) -> list[Taken]:
    """Add items as the bot does: each with its rows, its words, and its new words for corrections."""
    taken = []
    for one in items:
        url = f"https://example.com/new/{one.number}"
        draft = ItemDraft(
            links=(Link(url, "", url, 1, url),),
            title=one.title,
            organizations=tuple(one.organizations),
            kind=Kind(one.kind),
            published_on=one.day,
            summary=one.summary,
            tags=tuple(one.tags),
        )
        wall, processor = time.perf_counter(), spent()
        with team.write() as tx:
            add_item(tx, publication_id, draft, now=NOW)
        taken.append(Taken("adding", _since(wall, time.perf_counter()), _since(processor, spent())))
    return taken


def _index_size(store: Store) -> int:
    with store.read() as session:
        if store.is_sqlite:
            return session.scalar(text("SELECT sum(pgsize) FROM dbstat WHERE name LIKE 'search%'")) or 0
        return (
            session.scalar(
                text(
                    "SELECT sum(pg_total_relation_size(oid)) FROM pg_class"
                    " WHERE relname LIKE 'search%' AND relkind = 'r'"
                )
            )
            or 0
        )


def build(store: Store, count: int) -> None:
    """Fill a database that is empty, index it, and say how long that took and how large it is."""
    migrate(store)
    with store.read() as session:
        if session.scalar(text("SELECT 1 FROM item LIMIT 1")):
            print(f"{store.engine.dialect.name}, {count:,} items, kept from an earlier run")
            return
    size = fill(store, count)
    before = time.perf_counter()
    rebuild(store)
    built = time.perf_counter() - before
    if not store.is_sqlite:
        with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")
    print(
        f"{store.engine.dialect.name}, {count:,} items, {size / 1e6:.0f} MB of text:"
        f" index built in {built:.0f} s,"
        f" {_index_size(store) / size:.2f} times the text"
    )


def run(url: str, count: int, *, kinds: bool, queries: int) -> None:
    store = Store(url)
    spent = spent_for(store)
    build(store, count)
    asked: dict[str, Ask] = {
        "search": lambda query: search_archive(store.team(1), query, now=NOW),
        "search, the team of 1,000 items": lambda query: search_archive(store.team(2), query, now=NOW),
    }
    if store.is_sqlite:
        asked |= {_YARDSTICK: _bare(store), "plain FTS5: every word, by bm25": _ranked_fts5(store)}
    print(f"  {'milliseconds, p50, p95, p99':36} {'by the clock':>27}  |{'on a processor':>27}  |  ratio")
    made = make_queries(queries)
    taken = measure(asked, made, spent)
    for name, found in taken.items():
        show(name, found, kinds=kinds and name == "search", yardstick=taken.get(_YARDSTICK))
    few = made[: max(10, min(60, 6_000_000 // count))]
    show(f"LIKE on every word, {len(few)} queries", measure({"": _like(store)}, few, spent)[""])
    fresh = [replace(one, number=int(time.time()) + one.number) for one in made_up_items(1_000, seed=9)]
    show("adding an item", _adding(store.team(1), 1, fresh[:200], spent))
    store.close()


def _own_database(stack: ExitStack) -> str:
    """Start a cluster and return the URL of a database of it; "" where PostgreSQL is not there."""
    binaries = find_binaries()
    return create_database(stack.enter_context(running_postgres(binaries)).url, "bench") if binaries else ""


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000])
    options.add_argument("--databases", nargs="+", default=["sqlite", "postgresql"])
    options.add_argument("--kinds", action="store_true", help="show each kind of query by itself")
    options.add_argument("--queries", type=int, default=500)
    options.add_argument("--keep", type=Path, help="keep the SQLite file here, and use it again")
    options.add_argument(
        "--postgresql", metavar="URL", help="a database to fill, or filled by an earlier run"
    )
    given = options.parse_args()
    for count in given.sizes:
        with ExitStack() as stack:
            if "sqlite" in given.databases:
                folder = given.keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))
                run(f"sqlite:///{folder}/search-{count}.db", count, kinds=given.kinds, queries=given.queries)
            if "postgresql" in given.databases and (url := given.postgresql or _own_database(stack)):
                run(url, count, kinds=given.kinds, queries=given.queries)


if __name__ == "__main__":
    main()
