"""Published issues as values: an ordinary archive, and one that people wrote to do harm."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.archive.published import PublishedArchive
from bot.models.stories import EarlierItem
from bot.models.values import Entry, Issue, IssueStatus, Item, ItemState, Kind, Link

SITE = "https://news.example/ai/"
MONDAY = date(2024, 2, 26)
SUBMITTED = datetime(2024, 2, 20, 12, tzinfo=UTC)

EVIL = "</title><script>alert(1)</script>\"'><img src=x onerror=alert(1)>&{{ 7*7 }}"
"""What ends an attribute, an element, a title, and a template's text."""


def item(number: int, **changes: Any) -> Item:
    """A paper that anybody might have handed in."""
    url = f"https://arxiv.org/abs/2402.{number:05}"
    given: dict[str, Any] = {
        "id": number,
        "title": f"Title {number}",
        "links": (Link(url, "paper", f"arxiv:2402.{number:05}", 1, url),),
        "organizations": ("Google DeepMind",),
        "kind": Kind.PAPER,
        "published_on": date(2024, 2, 23),
        "summary": f"It says {number} things. And then it ends.",
        "tags": ("agents",),
        "note": "",
        "submitted_by": None,
        "submitted_at": SUBMITTED,
        "state": ItemState.ACTIVE,
        "issue": MONDAY,
    }
    return Item(**{**given, **changes})


def issue(*items: Item, on: date = MONDAY, **changes: Any) -> Issue:
    """A published issue with these items."""
    entries = tuple(
        Entry(position, one.kind.value, replace(one, issue=on), one.organizations, one.summary, id=position)
        for position, one in enumerate(items, start=1)
    )
    given: dict[str, Any] = {
        "publication": "AI News",
        "date": on,
        "title": "AI News",
        "introduction": "Worlds you can *play* in, see https://a.example/x.",
        "entries": entries,
        "status": IssueStatus.PUBLISHED,
    }
    return Issue(**{**given, **changes})


def archive(*issues: Issue, site: str = SITE, **changes: Any) -> PublishedArchive:
    return PublishedArchive("AI News", "Europe/Vienna", issues, site, **changes)


def ordinary(site: str = SITE) -> PublishedArchive:
    """Two issues; one item has no title, one follows another, one was printed in both."""
    older = issue(item(1), item(2, kind=Kind.CODE, tags=()), on=MONDAY - timedelta(days=7))
    earlier = EarlierItem(1, "Title 1", "https://arxiv.org/abs/2402.00001", older.date)
    newer = issue(
        item(3, earlier=(earlier,)),
        item(4, title=None, kind=Kind.POST, summary="It has no title. It has a summary."),
        item(1),
    )
    return archive(newer, older, site=site)


def hostile(site: str = SITE) -> PublishedArchive:
    """Everything that people write holds markup, and a link is none."""
    script = Link("javascript:alert(1)", EVIL, "javascript:alert(1)", 1)
    names = ("../../etc/passwd", "..", "C", "C++", "c#", "index", EVIL, "مرحبا", "北京")
    bad = item(1, title=EVIL, summary=EVIL, organizations=names, tags=(EVIL, "../x"), links=(script, script))
    return PublishedArchive(EVIL, "UTC", (issue(bad, title=EVIL, introduction=EVIL, publication=EVIL),), site)
