"""Whether composing the next issue takes longer with a large archive: the target is at most 1.5 times.

    python benchmarks/large_archive.py [ITEMS]

A store of 1,000 printed items beside one of a million, each with the same 60 in the queue, on SQLite.
"""

import statistics
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import text

from bot.issues.publish import preview_issue
from bot.models.values import ItemDraft, Kind, Link, Publication
from bot.paths import data_folder
from bot.store import Store, TeamStore
from bot.store.items import add_item
from bot.store.publications import ensure_publication
from bot.store.schema import migrate
from bot.store.teams import local_or_only_team
from bot.templating import Templates

NOW = datetime(2024, 2, 26, 8, tzinfo=UTC)
ROUNDS = 15

_FILL = """
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :count)
INSERT INTO item (team_id, publication_id, key, key_version, title, kind, summary, note, state, submitted_at,
    version, updated_at, removed_reason, unprinted)
SELECT :team, :publication, 'k' || i, 1, 'Title ' || i, 'paper', 'Text.', '', 'active', :now, 1, :now, '', 0
FROM n
"""


def fill(team: TeamStore, publication: Publication, count: int) -> None:
    """Store printed items in one issue, past the search index, and a queue of 60."""
    values = {"count": count, "team": team.team_id, "publication": publication.id}
    with team.write() as tx:
        triggers = tx.session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all()
        for name in triggers:
            tx.session.execute(text(f"DROP TRIGGER {name}"))
        tx.session.execute(text(_FILL), {**values, "now": "2024-01-01 00:00:00"})
        tx.session.execute(
            text(
                "INSERT INTO issue (id, team_id, publication_id, date, title, status)"
                " VALUES (1, :team, :publication, '2024-01-01', '', 'published')"
            ),
            values,
        )
        tx.session.execute(
            text(
                "INSERT INTO entry (team_id, issue_id, item_id, position, section, older, organizations)"
                " SELECT :team, 1, id, id, 'paper', 0, '[]' FROM item"
            ),
            values,
        )
        tx.session.execute(text("UPDATE issue SET date = '2030-01-01'"))  # not "the issue before"
        for number in range(60):
            url = f"https://example.org/{number}"
            link = Link(url, "", f"example.org/{number}", 1, url)
            day = date(2024, 2, 20)
            draft = ItemDraft((link,), f"Title {number}", ("One",), Kind.PAPER, day, "Text. " * 80)
            add_item(tx, publication.id, draft, now=NOW)
        tx.session.execute(text("ANALYZE"))


def measure(folder: Path, count: int, templates: Templates) -> float:
    """Return the median time of a preview, in milliseconds."""
    store = Store(f"sqlite:///{folder / f'{count}.db'}")
    migrate(store)
    with store.write() as session:
        team = store.team(local_or_only_team(session, now=NOW))
    with team.write() as tx:
        publication = ensure_publication(tx, timezone="UTC", now=NOW)
    fill(team, publication, count)
    taken = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        draft = preview_issue(team, publication, templates, now=NOW)
        taken.append(time.perf_counter() - began)
        assert len(draft.issue.entries) == 60
    store.close()
    return statistics.median(taken) * 1000


def main() -> None:
    """Measure and print one line."""
    many = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    templates = Templates(data_folder("templates"))
    with tempfile.TemporaryDirectory() as folder:
        few_ms, many_ms = (measure(Path(folder), count, templates) for count in (1_000, many))
    print(f"1,000 items: {few_ms:.1f} ms; {many:,} items: {many_ms:.1f} ms; ratio {many_ms / few_ms:.2f}")


if __name__ == "__main__":
    main()
