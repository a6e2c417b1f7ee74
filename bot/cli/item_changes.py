"""Changing an item: `item edit` and `item remove`. The same that its submitter and curators do in Slack."""

from typing import Annotated

import typer

from bot.cli.output import desk, print_json, say, show_item
from bot.cli.terminal import TERMINAL, AsJson
from bot.models.values import Item, system_clock
from bot.newsroom.edit import edit_item, get_changeable_item, parse_day, parse_kind, remove_item
from bot.newsroom.submit import parse_tags
from bot.store.items import ItemChanges

ItemId = Annotated[int, typer.Argument(metavar="ID", help="The item's number.")]


def add_to(item: typer.Typer) -> None:
    """Add the commands to the group `item`."""
    item.command()(edit)
    item.command()(remove)


def edit(
    item_id: ItemId,
    link: Annotated[str | None, typer.Option(help="Its main link; the one before still leads here.")] = None,
    title: Annotated[str | None, typer.Option(help="Its title; '' takes it away.")] = None,
    summary: Annotated[str | None, typer.Option(help="What it says.")] = None,
    kind: Annotated[
        str | None, typer.Option(help="paper, article, post, release, code, video or other.")
    ] = None,
    day: Annotated[str | None, typer.Option(help="When it came out, YYYY-MM-DD; '' takes it away.")] = None,
    organization: Annotated[
        list[str] | None, typer.Option(help="Who published it; once for each, '' for nobody.")
    ] = None,
    tags: Annotated[
        str | None, typer.Option(help="All its tags, as in '#agents #chips'; '' for none.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Change an item. What was posted of it follows, and so does its file with the next export.

    What is not named stays as it is.
    """
    if all(given is None for given in (link, title, summary, kind, day, organization, tags)):
        raise typer.BadParameter("Say what to change, as in --title or --link.", param_hint="ID")
    now = system_clock()
    with desk() as opened:
        item = get_changeable_item(opened.team, item_id, TERMINAL)
        changes = ItemChanges(
            title=item.title if title is None else title.strip() or None,
            organizations=_names(item, organization),
            kind=item.kind if kind is None else parse_kind(kind),
            published_on=item.published_on if day is None else parse_day(day),
            summary=item.summary if summary is None else summary,
            tags=item.tags if tags is None else parse_tags(tags),
        )
        after = edit_item(
            opened.team,
            item_id,
            changes,
            version=item.version,
            by=TERMINAL,
            now=now,
            real_now=now,
            link=link,
        )
    if as_json:
        print_json(after.as_json())
    else:
        show_item(after)


def remove(
    item_id: ItemId,
    reason: Annotated[str, typer.Option(help="Why; whoever hands its link in again reads it.")] = "",
    as_json: AsJson = False,
) -> None:
    """Remove an item for good. Its link stays taken, and what was posted of it is crossed out."""
    now = system_clock()
    with desk() as opened:
        item = remove_item(opened.team, item_id, reason=reason, by=TERMINAL, now=now, real_now=now)
    if as_json:
        print_json(item.as_json())
    else:
        say(f"Removed: {item.headline}")


def _names(item: Item, given: list[str] | None) -> tuple[str, ...]:
    if given is None:
        return item.organizations
    return tuple(dict.fromkeys(name.strip() for name in given if name.strip()))
