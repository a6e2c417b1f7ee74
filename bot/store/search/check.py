"""Comparing the index with the items, for operators."""

import json
import unicodedata
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from bot.store.engine import Store
from bot.store.search.guards import missing_guards

_SAMPLE = 300
"""Items of which the index is asked for every word."""


@dataclass(frozen=True, slots=True)
class IndexCheck:
    """How the index compares with the items: `missing` ones are not found, `stale` ones should not be.

    All `items` were looked for, and of `sampled` ones every word.

    It is `damaged` where it holds other words than the items, and soon will be where triggers are missing,
    whose names are `unguarded`.
    """

    items: int
    missing: int
    stale: int
    damaged: bool
    sampled: int
    unguarded: tuple[str, ...] = ()

    @property
    def is_good(self) -> bool:
        return not (self.missing or self.stale or self.damaged)


def check_index(store: Store) -> IndexCheck:
    """Compare the index with the items, in a transaction that only reads: nobody who writes waits for it.

    All items are looked for, and of a sample every word. `every_word.py` compares all words of all items.
    """
    with store.read() as session:
        unguarded = missing_guards(session)
        return IndexCheck(
            items=(items := _count(session, "item WHERE state = 'active'")),
            missing=_count(
                session,
                "item WHERE state = 'active' AND id NOT IN (SELECT item_id FROM search_document)",
            ),
            stale=_count(
                session,
                "search_document WHERE item_id NOT IN (SELECT id FROM item WHERE state = 'active')",
            ),
            damaged=bool(unguarded)
            or (_lacks_words(session) if store.is_sqlite else _has_other_words(session)),
            sampled=min(items, _SAMPLE),
            unguarded=unguarded,
        )


def _count(session: Session, rest: str) -> int:
    return session.scalar(text(f"SELECT count(*) FROM {rest}")) or 0  # noqa: S608 - only the texts above


def _lacks_words(session: Session) -> bool:
    """Tell whether SQLite's index cannot be read, or an item of the sample is not found by its own words."""
    try:
        rows = session.execute(text(_SAMPLED)).mappings().all()
        return any(
            not _finds(session, table, int(row["place"]), {column: row[column] or "" for column in columns})
            for table, columns in _COLUMNS.items()
            for row in rows
        )
    except DatabaseError:
        return True


def _finds(session: Session, table: str, place: int, said: dict[str, str]) -> bool:
    """Ask for each word by itself: of several, FTS5 would first look for the first item that has them all."""
    asked = {f'{column} : "{word}"' for column, value in said.items() for word in _words(value)}
    statement = (
        "SELECT NOT EXISTS (SELECT 1 FROM json_each(:asked) AS word WHERE NOT EXISTS"  # noqa: S608
        f" (SELECT 1 FROM {table} WHERE {table} MATCH word.value AND rowid = :place))"
    )
    return bool(session.scalar(text(statement), {"asked": json.dumps(sorted(asked)), "place": place}))


def _words(value: str) -> set[str]:
    """Cut a text where `unicode61` does: https://sqlite.org/fts5.html#unicode61_tokenizer.

    Marks stay with their letters; what is still more than one word to FTS5 is a phrase. Words with letters
    younger than Unicode 3.2 are left out: FTS5's own tables may not know them.
    """
    kept = "".join(letter if _is_in_words(letter) else " " for letter in value)
    return {word for word in kept.split() if _is_known(word)}


def _is_known(word: str) -> bool:
    categories = [unicodedata.ucd_3_2_0.category(letter) for letter in word]
    return "Cn" not in categories and any(category[0] != "M" for category in categories)


def _is_in_words(letter: str) -> bool:
    category = unicodedata.category(letter)
    return category[0] in "LNM" or category in {"Co", "Cn"}


def _has_other_words(session: Session) -> bool:
    """Tell whether an index of PostgreSQL's is unusable, or an item is not found by its own words."""
    session.execute(text("SELECT set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true)"))
    if session.scalar(text(_UNUSABLE)) or session.scalar(text(_OTHER_HEAD)):
        return True
    return any(not session.scalar(text(FOUND), {"item": item}) for item in session.scalars(text(_SOME)).all())


_COLUMNS = {
    "search_text": ("title", "organizations", "tags", "summary", "parts", "marks"),
    "search_head": ("title", "organizations", "tags", "parts", "marks"),
}

_SAMPLED = (
    "SELECT * FROM search_source WHERE place IN"  # noqa: S608
    f" (SELECT place FROM (SELECT place FROM search_document ORDER BY place DESC LIMIT {_SAMPLE // 2}))"
    " OR place IN (SELECT place FROM (SELECT place FROM search_document"
    f" ORDER BY item_id * 2654435761 % 4294967296 LIMIT {_SAMPLE // 2}))"
)
"""The newest items, and any others: the same ones each time, so that two checks in a row agree."""

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

FOUND = """
WITH every AS MATERIALIZED (
    SELECT string_agg('''' || replace(word, '''', '''''') || '''', ' & ')::tsquery AS words
    FROM unnest(tsvector_to_array(search_lexemes(:item, 0))) AS word
), found AS MATERIALIZED (
    SELECT d.item_id FROM search_document d
    WHERE search_lexemes(d.item_id, d.revision) @@ (SELECT words FROM every)
)
SELECT EXISTS (SELECT FROM found WHERE item_id = :item) OR (SELECT words IS NULL FROM every)
"""
"""Whether PostgreSQL's index finds an item by all of its words."""
