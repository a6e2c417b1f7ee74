"""App Home: the queue, the latest issue, what the person saved and what they follow, at a glance."""

from typing import Any

from slack_bolt import BoltContext
from slack_sdk import WebClient

from bot.blockkit.blocks import actions, button, divider, header, home, section
from bot.blockkit.blocks import context as small_text
from bot.blockkit.limits import VIEW_BLOCKS
from bot.models.values import Item, Person
from bot.newsroom.mark import saved
from bot.slack.desk import Desk
from bot.slack.follow_list import follows_at_home
from bot.slack.people import find_person
from bot.slack.queue import delivery_blocks, queue_blocks
from bot.store.issues import latest_issue
from bot.store.items import queued_items

_HOME = "slack/home.txt"
_SHOWN = 15
_SHAPED = 40
"""Items that a curator shapes here; all of them are in the modal. A view has at most 100 blocks."""


def open_home(event: dict[str, Any], client: WebClient, context: BoltContext) -> None:
    """Draw App Home for the person who opened it."""
    if event.get("tab") != "home":
        return
    desk: Desk = context["desk"]
    draw_home(desk, client, find_person(desk, client, event["user"]))


def draw_home(desk: Desk, client: WebClient, person: Person, *, message: str | None = None) -> None:
    """Draw App Home for a person. Curators shape the next issue there; `message` tells what became of it."""
    publication = desk.publication()
    with desk.team.read() as tx:
        queue = queued_items(tx, publication.id)
        latest = latest_issue(tx)
    mine = saved(desk.team, by=person)
    lead = desk.templates.text(_HOME, "lead", queue=queue, latest=latest, curator=person.is_curator)
    blocks = [header(publication.name), section(lead), _buttons(curator=person.is_curator)]
    if person.is_curator:
        blocks += [*delivery_blocks(desk), divider(), *queue_blocks(desk, message=message, most=_SHAPED)]
    else:
        blocks += _items(desk, "queue", queue)
    blocks += _items(desk, "saved", mine)
    blocks += follows_at_home(desk, person)
    client.views_publish(user_id=person.id, view=home(blocks[:VIEW_BLOCKS]))


def _buttons(*, curator: bool) -> dict[str, Any]:
    buttons = [
        button("Hand in a link", "issue_submit", style="primary"),
        button("Search the archive", "issue_search"),
    ]
    if curator:
        buttons += [
            button("Shape the issue", "queue_open"),
            button("Schedule", "schedule_open"),
            button("Check the archive", "lint_open"),
        ]
    return actions(*buttons)


def _items(desk: Desk, heading: str, items: list[Item]) -> list[dict[str, Any]]:
    title = section(desk.templates.text(_HOME, heading, count=len(items)))
    lines = [section(desk.templates.text("slack/item.txt", "line", item=item)) for item in items[:_SHOWN]]
    more = len(items) - _SHOWN
    rest = [small_text(desk.templates.text(_HOME, "more", count=more))] if more > 0 else []
    return [divider(), title, *lines, *rest]
