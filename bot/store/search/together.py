"""Indexing many new items at once: what the triggers do for each row, done once for all of them.

For every row around an item the triggers write the item's part of the index anew. That is right for an edit,
and three quarters of the time that ten thousand new items take.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby

from sqlalchemy import bindparam, text
from sqlalchemy.orm import Session

from bot.store.engine import Tx


@contextmanager
def indexed_together(tx: Tx) -> Iterator[list[int]]:
    """Within the block items are written and not indexed; at its end all those are whose ids were noted.

    Only new items and their rows may be written in the block. All of it is one transaction: should the
    process end inside of it, neither the items nor the missing triggers ever were.
    """
    added: list[int] = []
    together = _on_sqlite if tx.session.get_bind().dialect.name == "sqlite" else _on_postgresql
    with together(tx, added):
        yield added


@contextmanager
def _on_sqlite(tx: Tx, _added: list[int]) -> Iterator[None]:
    session = tx.session
    last: int = session.scalar(text("SELECT coalesce(max(id), 0) FROM item")) or 0
    triggers = session.execute(text(_TRIGGERS)).all()
    for name, _ in triggers:
        session.execute(text(f'DROP TRIGGER "{name}"'))
    yield
    session.flush()
    _index_after(session, last)
    for _, statement in triggers:
        session.connection().exec_driver_sql(statement)


@contextmanager
def _on_postgresql(tx: Tx, added: list[int]) -> Iterator[None]:
    """Have the triggers pass over this transaction's rows: to drop them would keep all others waiting."""
    tx.session.execute(text(_TOGETHER), {"what": "on"})
    yield
    tx.session.flush()
    tx.session.execute(text(_TOGETHER), {"what": "off"})
    if added:
        tx.session.execute(text(_WRITE_POSTGRESQL), {"ids": added})
        tx.session.execute(text(_LEARN_POSTGRESQL), {"ids": added, "team": tx.team_id})


def _index_after(session: Session, last: int) -> None:
    """Put all items after the one numbered `last` into the index: SQLite numbers upwards."""
    rows = session.execute(text(_DAYS), {"last": last}).all()
    places: list[dict[str, int]] = []
    for (day, latest), group in groupby(rows, key=lambda row: (row.day, row.latest)):
        item_ids = [row.id for row in group]
        first = day if latest is None else latest + 1
        if first + len(item_ids) > day + _PLACES_A_DAY:
            _place(session, places)
            places = []
            _place(session, _free_places(session, first, item_ids))
        else:
            places += ({"place": first + at, "item": item_id} for at, item_id in enumerate(item_ids))
    _place(session, places)
    session.execute(text(_FRESH).bindparams(bindparam("last", last, literal_execute=True)))
    for statement in (_INDEX_TEXT, _INDEX_HEAD, "DROP TABLE search_fresh"):
        session.execute(text(statement))
    for team_id in session.scalars(text(_TEAMS), {"last": last}).all():
        session.execute(text(_TEXTS), {"team": team_id, "last": last})
        session.execute(text(_LEARN), {"team": team_id})
        session.execute(text(_FORGET))


def _place(session: Session, places: list[dict[str, int]]) -> None:
    if places:
        session.execute(text(_PLACE), places)


def _free_places(session: Session, at: int, item_ids: list[int]) -> list[dict[str, int]]:
    """Give each item of a day that is full the next free place, as the triggers do."""
    places: list[dict[str, int]] = []
    while len(places) < len(item_ids):
        taken = session.scalar(text(_NEXT_TAKEN), {"at": at})
        room = len(item_ids) - len(places) if taken is None else taken - at
        for item_id in item_ids[len(places) : len(places) + room]:
            places.append({"place": at, "item": item_id})
            at += 1
        if taken is not None and at == taken:
            at = session.scalars(text(_NEXT_FREE), {"at": at}).one()
    return places


_PLACES_A_DAY = 16384

_TOGETHER = "SELECT set_config('ainews.together', :what, true)"
_WRITE_POSTGRESQL = "SELECT search_index(CAST(:ids AS integer[]))"
_LEARN_POSTGRESQL = (
    "SELECT search_learn(:team, string_agg(words, ' ')) FROM ("
    " SELECT coalesce(title, '') || ' ' || summary AS words FROM item WHERE id = ANY(:ids)"
    " UNION ALL SELECT name FROM item_organization WHERE item_id = ANY(:ids)"
    " UNION ALL SELECT tag FROM item_tag WHERE item_id = ANY(:ids)) AS texts"
)
_TRIGGERS = (
    "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name GLOB 'search_*'"
    " AND tbl_name IN ('item', 'item_link', 'item_organization', 'item_tag')"
)
_DAYS = (
    "SELECT day, id, (SELECT max(place) FROM search_document"
    " WHERE place >= day AND place < day + 16384) AS latest"
    " FROM (SELECT id, team_id * 1099511627776 + 16384 * CAST(0.5 + coalesce(julianday("
    "coalesce(published_on, date(submitted_at))), 0) AS INTEGER) AS day"
    " FROM item WHERE id > :last AND state = 'active') ORDER BY day, id"
)
_PLACE = "INSERT INTO search_document(place, item_id) VALUES (:place, :item)"
_NEXT_TAKEN = "SELECT min(place) FROM search_document WHERE place >= :at"
_NEXT_FREE = (
    "SELECT min(place) + 1 FROM search_document taken WHERE place >= :at"
    " AND NOT EXISTS (SELECT 1 FROM search_document WHERE place = taken.place + 1)"
)
_FRESH = "CREATE TEMP TABLE search_fresh AS SELECT * FROM search_source WHERE item_id > :last"
_INDEX_TEXT = (
    "INSERT INTO search_text(rowid, title, organizations, tags, summary, parts, marks)"
    " SELECT place, title, organizations, tags, summary, parts, marks FROM search_fresh"
)
_INDEX_HEAD = (
    "INSERT INTO search_head(rowid, title, organizations, tags, parts, marks)"
    " SELECT place, title, organizations, tags, parts, marks FROM search_fresh"
)
_TEAMS = "SELECT DISTINCT team_id FROM item WHERE id > :last"
_TEXTS = (
    "INSERT INTO search_scratch(text)"
    " SELECT coalesce(title, '') || ' ' || summary FROM item WHERE id > :last AND team_id = :team"
    " UNION ALL SELECT name FROM item_organization WHERE item_id > :last AND team_id = :team"
    " UNION ALL SELECT tag FROM item_tag WHERE item_id > :last AND team_id = :team"
)
_LEARN = (
    "INSERT OR IGNORE INTO search_term(team_id, term) SELECT :team, term FROM search_scratch_words"
    " WHERE length(term) BETWEEN 4 AND 24 AND term NOT GLOB '*[0-9]*'"
)
_FORGET = "INSERT INTO search_scratch(search_scratch) VALUES ('delete-all')"
