"""Links to messages that were posted."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from threading import Lock

from cachetools import LRUCache
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.models.values import Item
from bot.store import TeamStore
from bot.store.deliveries import posted_entries

_AT_ONCE = 5
_KNOWN: LRUCache[tuple[str, int, str, str], str] = LRUCache(20_000)
"""Permalinks by API, token (a hash: it tells teams apart), channel and `ts`, which never change."""

_lock = Lock()


def permalink(client: WebClient, channel_id: str, ts: str) -> str | None:
    """Return a message's permalink; None where it is gone, or the channel is closed to the bot."""
    if (known := _remembered(client, channel_id, ts)) is not None:
        return known
    try:
        found = str(client.chat_getPermalink(channel=channel_id, message_ts=ts)["permalink"])
    except (SlackApiError, HTTPException, OSError):
        return None
    with _lock:
        _KNOWN[_place(client, channel_id, ts)] = found
    return found


def thread_of(team: TeamStore, client: WebClient, item: Item) -> str | None:
    """Return the permalink of the newest message that shows an item; None where no channel has one."""
    return threads_of(team, client, [item]).get(item.id)


def threads_of(team: TeamStore, client: WebClient, items: Sequence[Item]) -> dict[int, str]:
    """Return the permalinks of the newest messages that show these items, by item id."""
    with team.read() as tx:
        copies = {item.id: posted_entries(tx, item.id) for item in items if item.issue is not None}
    first_pieces = {item_id: [one for one in found if one.piece == 0] for item_id, found in copies.items()}
    newest = {item_id: found[-1] for item_id, found in first_pieces.items() if found}
    links = {item_id: _remembered(client, copy.channel_id, copy.ts) for item_id, copy in newest.items()}
    asked = {item_id: copy for item_id, copy in newest.items() if links[item_id] is None}
    if asked:
        with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="permalink") as pool:
            answers = pool.map(lambda copy: permalink(client, copy.channel_id, copy.ts), asked.values())
            links |= dict(zip(asked, answers, strict=True))
    return {item_id: link for item_id, link in links.items() if link}


def _remembered(client: WebClient, channel_id: str, ts: str) -> str | None:
    with _lock:
        return _KNOWN.get(_place(client, channel_id, ts))


def _place(client: WebClient, channel_id: str, ts: str) -> tuple[str, int, str, str]:
    return client.base_url, hash(client.token), channel_id, ts
