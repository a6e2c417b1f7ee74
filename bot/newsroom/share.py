"""Sharing what was found: items of the archive, posted into a channel on somebody's behalf."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.errors import InvalidInputError
from bot.models.text import shorten
from bot.models.values import Item, ItemState, Person
from bot.store import TeamStore, Tx, items, outbox

MOST_SHARED = 5
"""Items of one message: a page of results."""

MAX_COMMENT = 500

SHARED_LATELY = timedelta(days=1)
"""How long the same item is not posted into the same channel again without a question."""


@dataclass(frozen=True, slots=True)
class EarlierShare:
    """That some of the items stand in the channel already, or are on their way there.

    `ts` is the message's, where it is known; `ago` is how long it is since they were shared.
    """

    items: list[Item]
    by: str
    ago: timedelta
    ts: str | None


def share(
    team: TeamStore,
    item_ids: Sequence[int],
    channel_id: str,
    *,
    comment: str,
    by: Person,
    key: str,
    real_now: datetime,
    again: bool = False,
) -> list[Item] | EarlierShare:
    """Have items posted into a channel, once for each `key`, and return them.

    Where one of them was shared there within `SHARED_LATELY`, nothing is posted and that is returned, unless
    they are to be shared `again`.

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
        if not again and (earlier := _earlier(tx, shared, channel_id, key=key, real_now=real_now)):
            return earlier
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


def _earlier(
    tx: Tx, wanted: Collection[Item], channel_id: str, *, key: str, real_now: datetime
) -> EarlierShare | None:
    """Return the latest share of one of the items into the channel, but for this very one, clicked twice."""
    for errand, at, is_done in outbox.recent(tx, "share", since=real_now - SHARED_LATELY):
        ts = errand.get("ts")
        if errand["channel"] != channel_id or errand["key"] == key or (is_done and not ts):
            continue  # done without a message: Slack refused it
        if there := [item for item in wanted if item.id in errand["items"]]:
            return EarlierShare(there, errand["by"], real_now - at, ts)
    return None
