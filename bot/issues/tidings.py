"""Telling people of new items that the searches they follow have found."""

from datetime import datetime
from typing import Any

import structlog

from bot.blockkit.blocks import Block, actions, button, context, divider, section
from bot.errors import PostError
from bot.issues.pieces import LINK_IN_LIST, clickable
from bot.issues.poster import Poster
from bot.models.follows import Tiding
from bot.store import TeamStore
from bot.store.follows import put_back, take_tidings
from bot.templating import Templates

TEMPLATE = "slack/follows.txt"
_SHOWN = 10
"""Items of one message; a person who is told of more sees how many there are, and finds them by searching."""

log = structlog.get_logger(__name__)


def tell_follower(
    team: TeamStore, poster: Poster, templates: Templates, person: str, *, now: datetime
) -> None:
    """Tell a person, in one message, of everything found for them that they do not know of yet.

    What is told is marked before Slack is asked. Direct messages cannot be read back, so where it stays
    unclear whether one arrived it is not sent again: nobody hears of an item twice.

    Raises:
        PostError: Slack certainly did not take it, and may do so later.
    """
    with team.write() as tx:
        tidings = take_tidings(tx, person, now=now)
    if not tidings:
        return
    message = tidings_message(templates, tidings)
    try:
        poster.tell(person, message["text"], message["blocks"])
    except PostError as error:
        if error.permanent or error.ambiguous:
            log.warning("a follower may not have been told", error=error.code, items=len(tidings))
            return
        with team.write() as tx:
            put_back(tx, person, [tiding.item.id for tiding in tidings])
        raise


def tidings_message(templates: Templates, tidings: list[Tiding]) -> dict[str, Any]:
    """Return the direct message: each item, and which follow found it where they are several."""
    say = templates.text
    queries = list(dict.fromkeys(tiding.follow.query for tiding in tidings))
    lead = say(TEMPLATE, "lead", count=len(tidings), queries=queries)
    blocks: list[Block] = [section(lead)]
    for tiding in tidings[:_SHOWN]:
        save = button(templates.plain(TEMPLATE, "save_button"), "item_save", value=str(tiding.item.id))
        url = clickable(tiding.item.url, LINK_IN_LIST)
        about = say(TEMPLATE, "about", item=tiding.item, query=tiding.follow.query, several=len(queries) > 1)
        blocks += [
            divider(),
            section(say(TEMPLATE, "item", item=tiding.item, url=url), accessory=save),
            context(about),
        ]
    if len(tidings) > _SHOWN:
        blocks.append(context(say(TEMPLATE, "more", count=len(tidings) - _SHOWN)))
    manage = button(templates.plain(TEMPLATE, "manage_button"), "follow_list")
    headlines = [tiding.item.headline for tiding in tidings[:_SHOWN]]
    text = say(TEMPLATE, "short", count=len(tidings), queries=queries, headlines=headlines)
    return {"text": text, "blocks": [*blocks, actions(manage)]}
