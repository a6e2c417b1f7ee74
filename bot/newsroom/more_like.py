"""What else there is like an item."""

from datetime import datetime

from bot.models.values import Item, Person
from bot.newsroom.permissions import visible
from bot.newsroom.search import search_archive
from bot.query import Filter, Query, to_text
from bot.query.clean import clean
from bot.store import TeamStore
from bot.store.items import get_item
from bot.store.search.more_like import more_like as find_alike

MOST_ALIKE = 5


def more_like(team: TeamStore, item_id: int, *, by: Person) -> tuple[Item, list[Item]]:
    """Return the item, and those that are most like it, best first; only what the person may see.

    Raises:
        NotFoundError: there is no such item for them.
    """
    with team.read() as tx:
        item = visible(get_item(tx, item_id), by)
        return item, find_alike(tx, item, limit=MOST_ALIKE)


def by_title(team: TeamStore, text: str, *, by: Person, now: datetime) -> list[Item]:
    """Return items whose titles have all of these words; else what a search finds first. Five at most."""
    words = " ".join(clean(text).replace('"', " ").split())
    if not words:
        return []
    in_title = to_text(Query(Filter("title", words)))
    for query in (in_title, words):
        if hits := search_archive(team, query, now=now, limit=MOST_ALIKE, person=by.id).hits:
            return [hit.item for hit in hits]
    return []
