"""Items for the search's tests, and short ways to ask."""

from datetime import date
from typing import Any

from bot.models.values import Item, ItemDraft, Kind, Link, Publication
from bot.newsroom.search import Answer, search_archive
from bot.store import TeamStore
from bot.store.items import add_item
from tests.conftest import NOW


def draft(title: str, summary: str = "", **changes: Any) -> ItemDraft:
    """An item's draft; its link and key are made of its title."""
    url = changes.pop("url", f"https://example.com/{'-'.join(title.casefold().split())}")
    link = Link(url, "paper", changes.pop("key", url), 1, url)
    given = {"kind": Kind.PAPER, "published_on": date(2024, 1, 15), **changes}
    return ItemDraft(links=(link,), title=title, summary=summary, **given)


def add(team: TeamStore, publication: Publication, title: str, summary: str = "", **changes: Any) -> Item:
    """Store an item."""
    with team.write() as tx:
        return add_item(tx, publication.id, draft(title, summary, **changes), now=NOW)[0]


def ask(team: TeamStore, text: str, **options: Any) -> Answer:
    """Search on the Monday morning on which the tests take place."""
    return search_archive(team, text, **{"now": NOW, "limit": 10, **options})


def titles(team: TeamStore, text: str, **options: Any) -> list[str | None]:
    """The titles that a query finds, best first."""
    return [hit.item.title for hit in ask(team, text, **options).hits]
