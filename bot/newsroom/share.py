"""Sharing what was found: items of the archive, posted into a channel on somebody's behalf."""

from collections.abc import Sequence
from datetime import datetime

from bot.errors import InvalidInputError
from bot.models.text import shorten
from bot.models.values import Item, ItemState, Person
from bot.store import TeamStore, items, outbox

MOST_SHARED = 5
"""Items of one message: a page of results."""

MAX_COMMENT = 500


def share(
    team: TeamStore,
    item_ids: Sequence[int],
    channel_id: str,
    *,
    comment: str,
    by: Person,
    key: str,
    real_now: datetime,
) -> list[Item]:
    """Have items posted into a channel, once for each `key`, and return them.

    What goes into a channel is seen by everybody there, so items that only some may see are refused to all.
    The message leaves through the outbox, which keeps real time; whoever shares is told where that fails.

    Raises:
        InvalidInputError: no item was chosen, or too many, or one that was held back or removed.
    """
    wanted = list(dict.fromkeys(item_ids))
    if not 0 < len(wanted) <= MOST_SHARED:
        raise InvalidInputError(f"Choose one to {MOST_SHARED} items.", field="items")
    with team.write() as tx:
        shared = [item for item in items.get_items(tx, wanted) if item.state is ItemState.ACTIVE]
        if len(shared) < len(wanted):
            raise InvalidInputError(
                "One of these was held back or removed in the meantime.",
                field="items",
                hint="Search again, and share what is there.",
            )
        errand = {
            "items": wanted,
            "channel": channel_id,
            "comment": shorten(comment, MAX_COMMENT),
            "by": by.id,
            "key": key,
            "since": real_now.isoformat(),
        }
        outbox.put(tx, "share", errand, now=real_now, once_key=f"share:{key}")
    return shared
