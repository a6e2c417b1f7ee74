"""How long the site of a large archive takes: built first, built again, and beside bare file writing.

    python benchmarks/site.py [ITEMS]

The targets for 10,000 items: under 30 seconds the first time, and far less the second time, when nothing
changed; one more issue writes only the pages that name it. "Bare" writes the same bytes into another folder,
with nothing rendered or compared. The last line is without the search index. Each line has the time on the
clock and that of the processors, which a busy machine does not change.
"""

import os
import random
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from bot.archive.published import PublishedArchive, read_published
from bot.archive.site.build import Built, build_site
from bot.archive.site.search_index import find_indexer
from bot.archive.site.templates import SiteTemplates
from bot.models.values import Entry, Issue, IssueStatus, ItemDraft, Kind, Link, Publication
from bot.paths import data_folder
from bot.store import Store, TeamStore
from bot.store.backfill import Backfill, add_items
from bot.store.issues import add_issue
from bot.store.items import get_items
from bot.store.publications import ensure_publication
from bot.store.schema import migrate
from bot.store.teams import local_or_only_team

NOW = datetime(2024, 2, 26, 8, tzinfo=UTC)
AN_ISSUE = 20
_WORDS = [f"{first}{last}" for first in ("ba", "ko", "mi", "tu", "re") for last in ("lan", "dor", "sik")]
_ORGANIZATIONS = [f"Lab {number}" for number in range(400)]


def fill(team: TeamStore, publication: Publication, count: int) -> None:
    """Publish weekly issues of 20 items each, with summaries of about 100 words."""
    chance = random.Random(1)  # noqa: S311  the same archive each time
    newest = date(2024, 2, 26)
    weeks = [newest - timedelta(days=7 * (number // AN_ISSUE)) for number in range(count)]
    drafts = [Backfill(_draft(number, on, chance), NOW) for number, on in enumerate(weeks)]
    with team.write() as tx:
        ids = [item_id for item_id, _ in add_items(tx, publication.id, drafts, now=NOW)]
        for first in range(0, count, AN_ISSUE):
            items = get_items(tx, ids[first : first + AN_ISSUE])
            entries = tuple(
                Entry(position, item.kind.value, item, item.organizations, item.summary)
                for position, item in enumerate(items, start=1)
            )
            issue = Issue("AI News", weeks[first], "AI News", "Welcome.", entries, IssueStatus.PUBLISHED)
            add_issue(tx, publication.id, issue, by=None, now=NOW)


def _draft(number: int, on: date, chance: random.Random) -> ItemDraft:
    url = f"https://example.org/{number}"
    words = chance.choices(_WORDS, k=100)
    return ItemDraft(
        (Link(url, "", f"example.org/{number}", 1, url),),
        " ".join(words[:8]).capitalize(),
        tuple(chance.sample(_ORGANIZATIONS, 2)),
        chance.choice([Kind.PAPER, Kind.PAPER, Kind.ARTICLE, Kind.POST, Kind.CODE]),
        on,
        " ".join(words).capitalize() + ".",
        (chance.choice(_WORDS),),
    )


def timed(label: str, act: Callable[[], object]) -> float:
    """Do something, print how long it took, and return the processors' time for it, in seconds."""
    before = os.times()
    built = act()
    after = os.times()
    processors = sum(after[:4]) - sum(before[:4])
    files = f"  {built.files}" if isinstance(built, Built) else ""
    print(f"{label:<32} {after.elapsed - before.elapsed:6.1f} s  processors {processors:6.1f} s{files}")
    return processors


def write_bare(source: Path, target: Path) -> None:
    """Write the files of a site once more, and nothing else."""
    contents = {path.relative_to(source): path.read_bytes() for path in source.rglob("*") if path.is_file()}

    def write() -> None:
        for path, data in contents.items():
            file = target / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)

    timed(f"bare writing of {len(contents):,} files", write)


def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = Store(f"sqlite:///{folder / 'ainews.db'}")
        migrate(store)
        with store.write() as session:
            team = store.team(local_or_only_team(session, now=NOW))
        with team.write() as tx:
            publication = ensure_publication(tx, timezone="UTC", now=NOW)
        fill(team, publication, count)
        templates = SiteTemplates(data_folder("templates"))
        indexer = find_indexer()

        def read() -> PublishedArchive:
            return read_published(team, publication, site="https://news.example/")

        def build(into: str) -> Built:
            return build_site(read(), folder / into, templates, indexer=indexer)

        print(f"{count:,} items, {'with' if indexer else 'without'} search")
        timed("reading alone", read)
        first = timed("first build", lambda: build("site"))
        second = timed("second build, nothing changed", lambda: build("site"))
        print(f"{'second to first, processors':<32} {second / first:6.2f}")
        write_bare(folder / "site", folder / "bare")
        timed("first build without search", lambda: build_site(read(), folder / "plain", templates))
        store.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
