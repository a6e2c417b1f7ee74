"""Asking PostgreSQL's text search."""

from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.store.search.backend import Parameters, Scope
from bot.store.search.expressions import All, Expression, Mark, Some, Where, Words, loosen, map_words

_WEIGHTS = {Where.TITLE: "A", Where.ORGANIZATIONS: "B", Where.TAGS: "C", Where.PARTS: "D"}

_WORDS = "search_lexemes({row}.item_id, {row}.revision)"
"""All words of an item: what its index is made of. The planner finds that index by these very letters."""

# The sum keeps a planner that knows nothing of a young table from working out the deletions of all words.
_NEAR = text(
    "SELECT DISTINCT term FROM search_term WHERE team_id + 0 = :team"
    " AND search_deletions(term) && CAST(:deletions AS text[]) LIMIT 1000"
)

_SPANS = (("m", 18, 4), ("n", 21, 12))
"""Marks for stretches of places, of 16 and of 128 days: the bits of a place that they leave out, and how many
of them a statement has at most, since GIN looks at each for every item."""

_PREPARE = text(
    "SELECT set_config('jit', 'off', true), set_config('enable_seqscan', 'off', true),"
    " set_config('work_mem', '64MB', true), set_config('max_parallel_workers_per_gather', '0', true),"
    " NOT EXISTS (SELECT FROM team WHERE id <> :team),"
    " (SELECT most_common_freqs[array_position(CAST(CAST(most_common_vals AS text) AS integer[]), :team)]"
    " FROM pg_stats WHERE schemaname = current_schema() AND tablename = 'search_document'"
    " AND attname = 'team_id')"
)
"""Compiling, and starting parallel workers, cost more than these queries take; reading rows in turn works out
the words of each, and so does a set of matches that does not fit in memory. The settings hold for this
transaction. Then whether the team is alone in the database, and which share of the items it had when
PostgreSQL last looked.
"""

_MOST = 0.3
"""A team's share of the items from which on its mark costs more than it spares."""


class PostgresDialect:
    """GIN indexes over all words of an item, and over its title, organisations and tags: `head`."""

    placeholder = "%({})s"

    def __init__(self, session: Session, team_id: int) -> None:
        *_, is_alone, share = session.execute(_PREPARE, {"team": team_id}).one()
        self._team = "" if is_alone or (share or 0) >= _MOST else f"'t:{team_id}'"
        self.knows_team = is_alone or self._team != ""

    def source(
        self, words: Expression | None, scope: Scope, parameters: Parameters, *, head: bool, bare: bool
    ) -> tuple[str, str]:
        if words is None:
            return "search_document d", ""
        condition = self._indexed(loosen(words), "d", parameters, head=head, among=self._marks(scope))
        if loosen(words) != words:
            condition += f" AND {self.told(words, parameters)}"
        return "search_document d", condition

    def member(self, words: Expression, scope: Scope, parameters: Parameters) -> str:
        condition = self._indexed(loosen(words), "m", parameters, head=False, among=self._marks(scope))
        if loosen(words) != words:
            condition += f" AND {self._told(words, 'm', parameters)}"
        return f"d.item_id IN (SELECT m.item_id FROM search_document m WHERE {condition})"  # noqa: S608 - parameters

    def _marks(self, scope: Scope) -> str:
        """Return marks of which each item in this scope has one, as a `tsquery`; "" for all items there are.

        They let GIN skip what lies elsewhere. They say less than the places, which are compared as well.
        """
        if scope.is_whole:
            return self._team
        for letter, shift, most in _SPANS:
            first, last = scope.first >> shift, scope.last >> shift
            if last - first < most:
                return " | ".join(f"'{letter}:{number}'" for number in range(first, last + 1))
        return self._team

    def told(self, words: Expression, parameters: Parameters) -> str:
        """Return a condition on `d`, items that have all the words: that phrases stand there as phrases.

        The index knows no places, so their texts are looked at.
        """
        return self._told(words, "d", parameters)

    def place(self, words: Expression | None) -> str:
        """Return the place, beside words so that no index answers it: to ask two indexes, or to walk from the
        newest item on, would work out the words of each item.
        """
        return "d.place" if words is None else "d.place + 0"

    def near(self, session: Session, team_id: int, deletions: Sequence[str]) -> list[str]:
        return list(session.scalars(_NEAR, {"team": team_id, "deletions": list(deletions)}))

    def _indexed(
        self, expression: Expression, row: str, parameters: Parameters, *, head: bool, among: str
    ) -> str:
        """Write a loose expression as a condition that an index answers, for items with one of the marks.

        Where in an item a word stands only the small index knows. It is not asked beside the large one: what
        two indexes answer PostgreSQL looks through again, and all words of an item take half a millisecond.
        """
        if head or _asks_head(expression, everywhere=True):
            return f"{row}.head @@ ({self._among(expression, among, parameters)})"
        if not _asks_head(expression):
            return f"{_WORDS.format(row=row)} @@ ({self._among(expression, among, parameters)})"
        if isinstance(expression, All):
            exact = All(tuple(part for part in expression.parts if _asks_head(part)))
            if _asks_head(exact, everywhere=True):
                found = self._indexed(_anywhere(expression), row, parameters, head=False, among=among)
                return f"({found} AND ({row}.head @@ ({self._query(exact, parameters)})) IS TRUE)"
        assert isinstance(expression, All | Some)
        joining = " AND " if isinstance(expression, All) else " OR "
        members = (
            f"{row}.item_id IN (SELECT o.item_id FROM search_document o WHERE {condition})"  # noqa: S608 - parameters
            for part in expression.parts
            for condition in [self._indexed(part, "o", parameters, head=False, among=among)]
        )
        return f"({joining.join(members)})"

    def _among(self, expression: Expression, marks: str, parameters: Parameters) -> str:
        query = self._query(expression, parameters)
        return f"CAST({parameters.add(marks)} AS tsquery) && {query}" if marks else query

    def _told(self, expression: Expression, row: str, parameters: Parameters) -> str:
        match expression:
            case Words(words, Where.ANYWHERE, prefix):
                given = parameters.add(" ".join(words))
                made = f"search_pattern({given})" if not prefix else f"rtrim(search_pattern({given}), '\\W+')"
                return (
                    f"({row}.head @@ ({self._query(expression, parameters)}) OR EXISTS (SELECT FROM item"
                    f" WHERE id = {row}.item_id AND search_readable(summary) ~* (SELECT {made})))"
                )
            case Words():
                return f"{row}.head @@ ({self._query(expression, parameters)})"
            case All(parts):
                phrases = [part for part in parts if loosen(part) != part]
                return "(" + " AND ".join(self._told(part, row, parameters) for part in phrases) + ")"
            case Some(parts):
                return "(" + " OR ".join(self._told(part, row, parameters) for part in parts) + ")"
        return f"{_WORDS.format(row=row)} @@ ({self._query(expression, parameters)})"

    def _query(self, expression: Expression, parameters: Parameters) -> str:
        """Write an expression as SQL that makes a `tsquery`; what people typed is only ever a parameter."""
        if (written := _write_query(expression)) is not None:
            return f"to_tsquery('search_words', {parameters.add(written)})"
        match expression:
            case Mark(letter, value):
                quoted = value.replace("\\", "\\\\").replace("'", "''")
                return f"CAST({parameters.add(f'{chr(39)}{letter}:{quoted}{chr(39)}')} AS tsquery)"
            case All(parts):
                return "(" + " && ".join(self._query(part, parameters) for part in parts) + ")"
            case Some(parts):
                return "(" + " || ".join(self._query(part, parameters) for part in parts) + ")"
        raise AssertionError(expression)


def _write_query(expression: Expression) -> str | None:
    """Write words, however they are joined, for `to_tsquery`; None where marks are among them."""
    match expression:
        case Words(words, where, prefix):
            weight = _WEIGHTS.get(where, "")
            phrase = " <-> ".join(f"'{word}':{weight}" if weight else f"'{word}'" for word in words)
            return phrase + ("*" if weight else ":*") if prefix else phrase
        case All(parts) | Some(parts):
            written = [_write_query(part) for part in parts]
            joining = " & " if isinstance(expression, All) else " | "
            return None if None in written else f"({joining.join(filter(None, written))})"
    return None


def _anywhere(expression: Expression) -> Expression:
    """Return an expression that finds at least the same, without looking in which part words stand."""
    return map_words(expression, lambda given: Words(given.words, prefix=given.prefix))


def _asks_head(expression: Expression, *, everywhere: bool = False) -> bool:
    """Tell whether something in an expression, or all of it, is about titles, organisations or tags."""
    match expression:
        case Words(where=where):
            return where is not Where.ANYWHERE
        case All(parts) | Some(parts):
            asked = (_asks_head(part, everywhere=everywhere) for part in parts)
            return all(asked) if everywhere else any(asked)
    return everywhere and isinstance(expression, Mark)
