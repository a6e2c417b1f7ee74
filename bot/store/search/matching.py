"""Whether a query finds one item: for searches that people follow.

A follow is stricter than a search. Every word counts, in any of its forms and spellings, but nothing is
corrected: a name that the archive does not have yet is what people wait for, and no slip.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from sqlalchemy import text

from bot.models.follows import Follow
from bot.query.tree import Query
from bot.store.engine import Tx
from bot.store.search.backend import Backend, Scope
from bot.store.search.expressions import Expression, all_of
from bot.store.search.filters import widen_filters
from bot.store.search.gathering import Gathering
from bot.store.search.groups import widen
from bot.store.search.in_order import InOrder
from bot.store.search.plan import Asker, Plan, make_plan
from bot.store.search.postgresql import PostgresDialect
from bot.store.search.sqlite import SqliteDialect

_PLACE = text("SELECT place FROM search_document WHERE item_id = :item")


def open_index(tx: Tx) -> Backend:
    """Return the team's index, to be asked within this transaction."""
    if tx.session.get_bind().dialect.name == "sqlite":
        return InOrder(tx.session, tx.team_id, SqliteDialect())
    return Gathering(tx.session, tx.team_id, PostgresDialect(tx.session, tx.team_id))


def matching(
    tx: Tx, item_id: int, follows: Iterable[tuple[Follow, Query]], *, now: datetime
) -> Iterator[Follow]:
    """Yield the follows whose query, read already, finds the item. Held and removed items are found by none.

    `now` is when the item was accepted, from which `age:` and spoken days count. The index is asked about
    this one item only, so that each query takes the same short time however large the archive is.
    """
    place = tx.session.scalar(_PLACE, {"item": item_id})
    if place is None:
        return
    index, only_this = open_index(tx), Scope(place, place, is_whole=False)
    for follow, query in follows:
        plan = make_plan(query, Asker(tx.team_id, now, follow.person))
        wanted = _every_word(plan)
        is_about_something = wanted is not None or not plan.scope.is_whole
        is_in_time = plan.scope.first <= place <= plan.scope.last
        if is_about_something and is_in_time and index.listed(wanted, only_this, limit=1):
            yield follow


def _every_word(plan: Plan) -> Expression | None:
    groups = [group for group in widen(plan.groups) if not group.required]
    telling = [group for group in groups if not group.is_stop] or groups
    return all_of(widen_filters(plan.condition), *(group.strong for group in telling))
