"""Comparing the index with the items, for operators."""

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from bot.store.engine import Store
from bot.store.search.guards import missing_guards

_SAMPLE = 300
"""Items of which PostgreSQL's index is asked for every word. SQLite looks at all of them."""


@dataclass(frozen=True, slots=True)
class IndexCheck:
    """How the index compares with the items: `missing` ones are not found, `stale` ones should not be.

    It is `damaged` where it holds other words than the items, and soon will be where triggers are missing,
    whose names are `unguarded`.
    """

    items: int
    missing: int
    stale: int
    damaged: bool
    unguarded: tuple[str, ...] = ()

    @property
    def is_good(self) -> bool:
        return not (self.missing or self.stale or self.damaged)


def check_index(store: Store) -> IndexCheck:
    """Compare the index with the items.

    SQLite compares every word, which takes a minute for some 300,000 items and holds up writers; PostgreSQL
    compares all titles and days, and every word of a sample.
    """
    with store.write() as session:
        unguarded = missing_guards(session)
        return IndexCheck(
            items=_count(session, "item WHERE state = 'active'"),
            missing=_count(
                session,
                "item WHERE state = 'active' AND id NOT IN (SELECT item_id FROM search_document)",
            ),
            stale=_count(
                session,
                "search_document WHERE item_id NOT IN (SELECT id FROM item WHERE state = 'active')",
            ),
            damaged=bool(unguarded)
            or (not _is_sound(session) if store.is_sqlite else _has_other_words(session)),
            unguarded=unguarded,
        )


def _count(session: Session, rest: str) -> int:
    return session.scalar(text(f"SELECT count(*) FROM {rest}")) or 0  # noqa: S608 - only the texts above


def _is_sound(session: Session) -> bool:
    try:
        for table in ("search_text", "search_head"):
            # The second value makes FTS5 compare with the items too: https://sqlite.org/fts5.html#the_integrity_check_command
            session.execute(text(f"INSERT INTO {table}({table}, rank) VALUES ('integrity-check', 1)"))  # noqa: S608
    except DatabaseError:
        return False
    return True


def _has_other_words(session: Session) -> bool:
    """Tell whether an index of PostgreSQL's is unusable, or an item is not found by its own words."""
    session.execute(text("SELECT set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true)"))
    if session.scalar(text(_UNUSABLE)) or session.scalar(text(_OTHER_HEAD)):
        return True
    return any(
        not session.scalar(text(_FOUND), {"item": item}) for item in session.scalars(text(_SOME)).all()
    )


_UNUSABLE = (
    "SELECT count(*) FROM pg_index WHERE NOT (indisvalid AND indisready)"
    " AND indrelid IN ('search_document'::regclass, 'search_term'::regclass)"
)

_OTHER_HEAD = (
    "SELECT EXISTS (SELECT FROM search_document d JOIN search_source s USING (item_id)"
    " WHERE d.place <> s.place OR d.head <>"
    " search_head(s.title, s.organizations, s.tags, s.parts, search_marks(s.marks, s.place)))"
)

_SOME = (
    f"(SELECT item_id FROM search_document ORDER BY place DESC LIMIT {_SAMPLE // 2})"  # noqa: S608
    f" UNION (SELECT item_id FROM search_document ORDER BY hashint4(item_id) LIMIT {_SAMPLE // 2})"
)
"""The newest items, and any others: the same ones each time, so that two checks in a row agree."""

_FOUND = """
WITH every AS MATERIALIZED (
    SELECT string_agg('''' || replace(word, '''', '''''') || '''', ' & ')::tsquery AS words
    FROM unnest(tsvector_to_array(search_lexemes(:item, 0))) AS word
), found AS MATERIALIZED (
    SELECT d.item_id FROM search_document d
    WHERE search_lexemes(d.item_id, d.revision) @@ (SELECT words FROM every)
)
SELECT EXISTS (SELECT FROM found WHERE item_id = :item) OR (SELECT words IS NULL FROM every)
"""
