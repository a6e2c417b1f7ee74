"""What else there is like an item."""

from bot.models.values import Item, Person
from bot.newsroom.permissions import visible
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
