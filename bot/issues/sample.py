"""An invented issue that uses every block of `templates/issue/`: to check templates, not to be posted."""

from datetime import UTC, date, datetime

from bot.models.stories import EarlierItem
from bot.models.values import Entry, Favourite, Issue, Item, ItemState, Kind, Link

_ON = date(2024, 1, 28)


def sample_issue() -> Issue:
    """Return an issue with each kind, an older find, a missing title, and more text than a message holds."""
    entries = [_entry(number, kind) for number, kind in enumerate(Kind, start=1)]
    older = _entry(len(entries) + 1, Kind.PAPER, older=True)
    return Issue(
        publication="AI News",
        date=_ON,
        title="A title",
        introduction="Words of welcome. " * 600,
        entries=(*entries, older),
        opening=(
            Favourite("A title", "https://example.org/", "upvoted", 3),
            Favourite("Another title", "https://example.org/", "saved", 2),
        ),
    )


def _entry(number: int, kind: Kind, *, older: bool = False) -> Entry:
    item = Item(
        id=number,
        title=None if kind is Kind.POST else f"Title {number}",
        links=(Link(url="https://example.org/", label="paper"),),
        organizations=("One", "Two"),
        kind=kind,
        published_on=date(2017, 6, 12) if older else _ON,
        summary="A sentence of the summary. " * (400 if number == 1 else 2),
        tags=("tag",),
        note="",
        submitted_by="U0123456",
        submitted_at=datetime(2024, 1, 26, tzinfo=UTC),
        state=ItemState.ACTIVE,
        votes=number - 1,
        earlier=(EarlierItem(1, "An earlier title", "https://example.org/", _ON),) if number == 1 else (),
    )
    return Entry(
        position=number,
        section=kind.value,
        item=item,
        organizations=item.organizations,
        summary=item.summary,
        older=older,
        corrected="title,summary" if number == 1 else "",
        corrected_on=_ON if number == 1 else None,
    )
