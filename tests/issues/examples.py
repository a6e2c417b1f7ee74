"""Items and issues for the tests of this folder, with keyword overrides."""

from datetime import UTC, date, datetime
from typing import Any

from bot.models.values import Entry, Issue, Item, ItemState, Kind, Link, Publication

ON = date(2024, 1, 28)
PUBLICATION = Publication(id=1, name="Weekly AI News", timezone="Europe/Paris")


def item(number: int = 1, **fields: Any) -> Item:
    """An ordinary paper; `number` is its id and stands in its title and link."""
    values: dict[str, Any] = {
        "id": number,
        "title": f"Title {number}",
        "links": (Link(url=f"https://arxiv.org/abs/2401.{number:05}", label="paper"),),
        "organizations": ("Meta", "NYU"),
        "kind": Kind.PAPER,
        "published_on": date(2024, 1, 25),
        "summary": f"The study {number} looks at something. It finds more than was expected. It ends well.",
        "tags": (),
        "note": "",
        "submitted_by": "U0123456",
        "submitted_at": datetime(2024, 1, 26, 12, tzinfo=UTC),
        "state": ItemState.ACTIVE,
    }
    return Item(**values | fields)


def entry(position: int = 1, *, older: bool = False, section: str | None = None, **fields: Any) -> Entry:
    """An entry for `item(position, **fields)`."""
    what = item(position, **fields)
    return Entry(
        position=position,
        section=what.kind.value if section is None else section,
        item=what,
        organizations=what.organizations,
        summary=what.summary,
        older=older,
    )


def issue(*entries: Entry, **fields: Any) -> Issue:
    """A draft of 28 January 2024 with these entries."""
    values: dict[str, Any] = {
        "publication": PUBLICATION.name,
        "date": ON,
        "title": PUBLICATION.name,
        "introduction": "",
        "entries": entries,
    }
    return Issue(**values | fields)
