"""Posting what somebody shares from the archive into a channel: once, and as everybody there may see it."""

from datetime import datetime, timedelta
from typing import Any

from bot.blockkit.blocks import Block, button, context, divider, section
from bot.errors import PostError
from bot.issues.notify import tell
from bot.issues.pieces import LINK_IN_LIST, clickable
from bot.issues.poster import Poster
from bot.models.values import Item, ItemState
from bot.store import TeamStore
from bot.store.items import get_items
from bot.store.outbox import OutboxEntry, remember
from bot.templating import Templates

TEMPLATE = "slack/share.txt"
_CLOCKS_DIFFER = timedelta(minutes=10)


def post_share(
    team: TeamStore, poster: Poster, templates: Templates, entry: OutboxEntry, *, now: datetime
) -> None:
    """Post the items that somebody shares; what was held back or removed since stays out.

    Where that cannot be done, whoever shares is told why. `now` is real time.

    Raises:
        PostError: Slack did not take it just now.
    """
    channel, person = entry.payload["channel"], entry.payload["by"]
    problem, code = _try_to_post(team, poster, templates, entry)
    if problem:
        text = templates.text(TEMPLATE, problem, channel=channel, code=code)
        with team.write() as tx:
            tell(tx, person, text, now=now, once_key=f"not_shared:{entry.payload['key']}")


def _try_to_post(
    team: TeamStore, poster: Poster, templates: Templates, entry: OutboxEntry
) -> tuple[str, str]:
    """Return what is wrong for good, and Slack's code for it; nothing where the message is there.

    After a try whose end is unclear the channel is read before another one, so that nothing is posted twice.
    """
    errand = entry.payload
    metadata = {"event_type": "ainews_share", "event_payload": {"share": errand["key"]}}
    with team.read() as tx:
        shared = [item for item in get_items(tx, errand["items"]) if item.state is ItemState.ACTIVE]
    try:
        if entry.attempts > 1 and (there := _find(poster, errand, metadata)):
            _note_posted(team, entry, there[0])
            return "", ""
    except PostError as error:
        return "doubtful", _final(error)
    if not shared:
        return "gone", ""
    message = share_message(templates, shared, comment=errand["comment"], by=errand["by"])
    try:
        ts = poster.post(errand["channel"], {**message, "metadata": metadata}, thread_ts=None)
    except PostError as error:
        return "refused", _final(error)
    _note_posted(team, entry, ts)
    return "", ""


def share_message(templates: Templates, shared: list[Item], *, comment: str, by: str) -> dict[str, Any]:
    """Return the message: who shares, their words, and each item with what it says."""
    say = templates.text
    blocks: list[Block] = [section(say(TEMPLATE, "lead", count=len(shared), by=by, comment=comment))]
    for item in shared:
        url = clickable(item.url, LINK_IN_LIST)
        save = button(templates.plain(TEMPLATE, "save_button"), "item_save", value=str(item.id))
        blocks += [
            divider(),
            section(say(TEMPLATE, "item", item=item, url=url), accessory=save),
            context(say(TEMPLATE, "about", item=item)),
        ]
    return {"text": say(TEMPLATE, "short", items=shared, by=by), "blocks": blocks}


def _find(poster: Poster, errand: dict[str, Any], metadata: dict[str, Any]) -> list[str]:
    since = datetime.fromisoformat(errand["since"]) - _CLOCKS_DIFFER
    return poster.find(errand["channel"], metadata, thread_ts=None, since=since)


def _note_posted(team: TeamStore, entry: OutboxEntry, ts: str) -> None:
    """Keep where the message stands: whoever shares the same there again is shown it first."""
    with team.write() as tx:
        remember(tx, entry.id, ts=ts)


def _final(error: PostError) -> str:
    """Return the code of a refusal that stays one; any other is raised, to be tried again."""
    if not error.permanent:
        raise error
    return error.code
