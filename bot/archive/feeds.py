"""What people subscribe to: the newest items, those of each kind, and the issues, whatever the format."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from markupsafe import Markup

from bot.archive.headlines import headline
from bot.archive.prose import formatted, is_web_address, paragraphs
from bot.archive.published import PublishedArchive
from bot.models.values import KIND_NAMES, Entry, Issue, Kind

NEWEST = 30
"""Issues that feeds reach back to: half a year of a weekly newsletter, and more than readers keep."""

_NOTHING_YET = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One thing to read. `id` never changes, wherever the site moves. Times are in UTC.

    `address` is its page, or the story's own address; empty for an issue without a site. `story` is what an
    item is about.
    """

    id: str
    title: str
    address: str
    published: datetime
    updated: datetime
    text: str
    html: str
    story: str = ""
    tags: tuple[str, ...] = ()
    author: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed, newest entry first. `path` and `home` are relative to the site; `home` is its page there."""

    id: str
    title: str
    path: str
    home: str
    entries: tuple[FeedEntry, ...]

    @property
    def updated(self) -> datetime:
        """When anything in it changed last; the beginning of 1970 while nothing is in it."""
        return max((entry.updated for entry in self.entries), default=_NOTHING_YET)


def items_feed(archive: PublishedArchive) -> Feed:
    """The items of the newest issues, in the order in which they were printed."""
    return _feed(archive.name, "feed.xml", "", _items(archive))


def issues_feed(archive: PublishedArchive) -> Feed:
    """The newest issues, each whole."""
    entries = (_issue_entry(archive, issue) for issue in archive.issues[:NEWEST])
    return _feed(f"{archive.name}: issues", "issues.xml", "issues/index.html", entries)


def kind_feeds(archive: PublishedArchive) -> list[Feed]:
    """The items of each kind that there is."""
    kinds = {item.kind for item in archive.items}
    return [kind_feed(archive, kind) for kind in KIND_NAMES if kind in kinds]


def kind_feed(archive: PublishedArchive, kind: Kind) -> Feed:
    """The items of one kind; empty where the newest issues have none."""
    title = f"{archive.name}: {KIND_NAMES[kind].lower()}"
    return _feed(title, f"kinds/{kind.value}.xml", f"kinds/{kind.value}.html", _items(archive, kind))


def all_feeds(archive: PublishedArchive) -> list[Feed]:
    """Every feed, the one that most people want first."""
    return [items_feed(archive), issues_feed(archive), *kind_feeds(archive)]


def _feed(title: str, path: str, home: str, entries: Iterator[FeedEntry]) -> Feed:
    return Feed(_urn("feed", path), title, path, home, tuple(entries))


def _items(archive: PublishedArchive, kind: Kind | None = None) -> Iterator[FeedEntry]:
    seen: set[int] = set()
    for issue in archive.issues[:NEWEST]:
        for entry in issue.entries:
            if entry.item.id not in seen and kind in {None, entry.item.kind}:
                seen.add(entry.item.id)
                yield _item_entry(archive, issue, entry)


def _item_entry(archive: PublishedArchive, issue: Issue, entry: Entry) -> FeedEntry:
    item = entry.item
    published = _moment(archive, issue)
    return FeedEntry(
        id=_urn("item", str(item.id), item.submitted_at.isoformat()),
        title=headline(entry),
        address=archive.item_address(item) if archive.site or is_web_address(item.url) else "",
        published=published,
        updated=max(published, _corrected(archive, entry)),
        text=entry.summary,
        html=paragraphs(entry.summary) + _source(entry),
        story=item.url if is_web_address(item.url) else "",
        tags=(item.kind.value, *item.tags),
        author=item.submitted_by or "",
    )


def _issue_entry(archive: PublishedArchive, issue: Issue) -> FeedEntry:
    published = _moment(archive, issue)
    return FeedEntry(
        id=_urn("issue", issue.date.isoformat()),
        title=f"{issue.title or archive.name}, {issue.date.day} {issue.date:%B %Y}",
        address=archive.issue_address(issue),
        published=published,
        updated=max([published, *(_corrected(archive, entry) for entry in issue.entries)]),
        text="\n".join(headline(entry) for entry in issue.entries),
        html=formatted(issue.introduction) + _contents(issue),
    )


def _contents(issue: Issue) -> Markup:
    line = Markup("<li>{}\n{}</li>")
    lines = [line.format(_linked_headline(entry), paragraphs(entry.summary)) for entry in issue.entries]
    return Markup("<ol>{}</ol>").format(Markup("\n").join(lines)) if lines else Markup()


def _linked_headline(entry: Entry) -> Markup:
    words = headline(entry)
    if not is_web_address(entry.item.url):
        return Markup("<strong>{}</strong>").format(words)
    return Markup('<strong><a href="{}">{}</a></strong>').format(entry.item.url, words)


def _source(entry: Entry) -> Markup:
    links = [link for link in entry.item.links if is_web_address(link.url)]
    shown = [Markup('<a href="{}">{}</a>').format(link.url, link.label or link.url) for link in links]
    return Markup("<p>{}</p>").format(Markup(" · ").join(shown)) if shown else Markup()


def _moment(archive: PublishedArchive, issue: Issue) -> datetime:
    """The beginning of the issue's day: an imported issue has no other time, and this one never changes."""
    return datetime.combine(issue.date, time(), ZoneInfo(archive.timezone)).astimezone(UTC)


def _corrected(archive: PublishedArchive, entry: Entry) -> datetime:
    if entry.corrected_on is None:
        return _NOTHING_YET
    return datetime.combine(entry.corrected_on, time(), ZoneInfo(archive.timezone)).astimezone(UTC)


def _urn(*parts: str) -> str:
    """A name that depends on nothing that may change: neither the title nor where the site stands."""
    return uuid5(NAMESPACE_URL, "ainews:" + ":".join(parts)).urn
