"""Plain values that layers hand to each other. They know nothing of SQL, Slack or files."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from bot.models.stories import EarlierItem
from bot.models.text import first_sentence

Clock = Callable[[], datetime]
"""Returns the present as an aware datetime in UTC."""


def system_clock() -> datetime:
    """The machine's own clock, in UTC."""
    return datetime.now(UTC)


MAX_TITLE = 300
MAX_SUMMARY = 3000  # what a modal's text input can carry: https://docs.slack.dev/reference/block-kit/blocks
MAX_TAGS = 10


class Kind(StrEnum):
    """What kind of thing an item's main link is."""

    PAPER = "paper"
    ARTICLE = "article"
    POST = "post"
    RELEASE = "release"
    CODE = "code"
    VIDEO = "video"
    OTHER = "other"


KIND_NAMES = {
    Kind.PAPER: "Papers",
    Kind.ARTICLE: "Articles",
    Kind.POST: "Posts",
    Kind.RELEASE: "Releases",
    Kind.CODE: "Code",
    Kind.VIDEO: "Videos",
    Kind.OTHER: "Other",
}
"""What readers see of each kind, where several items are meant; in the order in which kinds are offered."""


class ItemState(StrEnum):
    """`active` items are queued or published; `removed` ones are tombstones that still block their link."""

    ACTIVE = "active"
    HELD = "held"
    REMOVED = "removed"


class IssueStatus(StrEnum):
    """An issue's life. Parts are frozen when it is published."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Role(StrEnum):
    """What a person may do; guests and people from other workspaces are readers."""

    READER = "reader"
    CONTRIBUTOR = "contributor"
    CURATOR = "curator"


@dataclass(frozen=True, slots=True)
class Person:
    """Who is acting. `id` is Slack's user id; `timezone` an IANA name where Slack told it."""

    id: str
    role: Role
    name: str = ""
    timezone: str | None = None

    @property
    def is_curator(self) -> bool:
        return self.role is Role.CURATOR


@dataclass(frozen=True, slots=True)
class CanonicalLink:
    """A link three times: as given, as people click it, and as the key that tells whether it is known."""

    original: str
    clean: str
    key: str
    key_version: int


@dataclass(frozen=True, slots=True)
class Link:
    """One of an item's links, with the words that stood on it."""

    url: str
    label: str = ""
    key: str = ""
    key_version: int = 0
    original: str = ""


@dataclass(frozen=True, slots=True)
class Description:
    """What a page says of itself. Empty where it says nothing.

    `links` are further ones, such as a paper's code; `same` are other links of this very page.
    """

    title: str | None = None
    summary: str = ""
    organizations: tuple[str, ...] = ()
    kind: Kind | None = None
    published_on: date | None = None
    links: tuple[CanonicalLink, ...] = ()
    site: str | None = None
    same: tuple[CanonicalLink, ...] = ()


@dataclass(frozen=True, slots=True)
class ItemDraft:
    """An item that is not stored yet. The first link is the main one; `same` are further links of the story.

    `submitted_by` has the credit; `added_by` is who handed it in, where that was somebody else.
    """

    links: tuple[Link, ...]
    title: str | None = None
    organizations: tuple[str, ...] = ()
    kind: Kind = Kind.OTHER
    published_on: date | None = None
    summary: str = ""
    tags: tuple[str, ...] = ()
    note: str = ""
    submitted_by: str | None = None
    follows_id: int | None = None
    added_by: str | None = None
    same: tuple[CanonicalLink, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """One story as readers see it. `issue` is the date of the newest issue that printed it.

    `earlier` are the items that it follows, as curators decided: read with issues and with the queue.
    `waits`: no issue holds it and the next one may. What was imported without an issue does not wait.
    """

    id: int
    title: str | None
    links: tuple[Link, ...]
    organizations: tuple[str, ...]
    kind: Kind
    published_on: date | None
    summary: str
    tags: tuple[str, ...]
    note: str
    submitted_by: str | None
    submitted_at: datetime
    state: ItemState
    issue: date | None = None
    votes: int = 0
    version: int = 1
    added_by: str | None = None
    follows_id: int | None = None
    removed_by: str | None = None
    removed_reason: str = ""
    earlier: tuple[EarlierItem, ...] = ()
    waits: bool = field(default=True, compare=False)

    @property
    def url(self) -> str:
        return self.links[0].url

    @property
    def key(self) -> str:
        return self.links[0].key

    @property
    def headline(self) -> str:
        """The title, or the summary's first sentence, or the link: never empty."""
        return self.title or first_sentence(self.summary) or self.url

    def as_json(self) -> dict[str, Any]:
        """The contract's ITEM."""
        return {
            "id": self.id,
            "title": self.title,
            "url": self.url,
            "key": self.key,
            "links": [{"url": link.url, "label": link.label} for link in self.links],
            "organizations": list(self.organizations),
            "kind": self.kind.value,
            "published_on": self.published_on.isoformat() if self.published_on else None,
            "summary": self.summary,
            "tags": list(self.tags),
            "submitted_by": self.submitted_by,
            "issue": self.issue.isoformat() if self.issue else None,
            "votes": self.votes,
        }


@dataclass(frozen=True, slots=True)
class Entry:
    """An item's place in an issue, with the words that the issue printed.

    `position` counts from 1. `older` marks finds under the ruled line. The organisations and the summary are
    the issue's own: an item that was printed twice can have two of each. `corrected` says what was changed
    after publication ("title and summary"), `corrected_on` when.
    """

    position: int
    section: str
    item: Item
    organizations: tuple[str, ...]
    summary: str
    older: bool = False
    id: int | None = None
    corrected: str = ""
    corrected_on: date | None = None

    @property
    def is_removed(self) -> bool:
        """Whether the item was removed after it was printed."""
        return self.item.state is ItemState.REMOVED

    @property
    def headline(self) -> str:
        return self.item.title or first_sentence(self.summary) or self.item.url

    def as_json(self) -> dict[str, Any]:
        """The contract's ITEM, with the words as printed."""
        printed = {"organizations": list(self.organizations), "summary": self.summary}
        return {**self.item.as_json(), **printed, "position": self.position, "older": self.older}


@dataclass(frozen=True, slots=True)
class Publication:
    """A team's newsletter. `timezone` is an IANA name."""

    id: int
    name: str
    timezone: str
    created_by: str | None = None


@dataclass(frozen=True, slots=True)
class Favourite:
    """What readers of the last issue liked most. `reason` is "upvoted" or "saved", `count` by how many."""

    headline: str
    url: str
    reason: str
    count: int

    def as_json(self) -> dict[str, Any]:
        return {"headline": self.headline, "url": self.url, "reason": self.reason, "count": self.count}


@dataclass(frozen=True, slots=True)
class Issue:
    """One number of the newsletter. `date` is the day on its head, in the publication's time zone.

    `pinned` and `picks` hold item ids: what a curator wants on top, and what publishing fixed as top picks.
    `opening` is what readers of the issue before liked.
    """

    publication: str
    date: date
    title: str
    introduction: str
    entries: tuple[Entry, ...]
    status: IssueStatus = IssueStatus.DRAFT
    id: int | None = None
    pinned: tuple[int, ...] = ()
    picks: tuple[int, ...] = ()
    opening: tuple[Favourite, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The contract's issue, with its items in printed order."""
        return {
            "date": self.date.isoformat(),
            "title": self.title,
            "introduction": self.introduction,
            "status": self.status.value,
            "items": [entry.as_json() for entry in self.entries],
        }


@dataclass(frozen=True, slots=True)
class IssueSummary:
    """A line of the list of issues. `items` counts entries."""

    date: date
    title: str
    items: int
    status: IssueStatus

    def as_json(self) -> dict[str, Any]:
        return {
            "date": self.date.isoformat(),
            "title": self.title,
            "items": self.items,
            "status": self.status.value,
        }


@dataclass(frozen=True, slots=True)
class Part:
    """One Slack message of an issue, frozen as it is posted.

    Position 0 is the root; position n is the n-th entry in its thread; `piece` counts from 0 where one
    entry needs several messages. `metadata` is Slack's {event_type, event_payload}.
    """

    position: int
    piece: int
    text: str
    blocks: list[dict[str, Any]]
    metadata: dict[str, Any]
    entry_id: int | None = field(default=None, compare=False)

    def as_json(self) -> dict[str, Any]:
        return {
            "position": self.position,
            "piece": self.piece,
            "text": self.text,
            "blocks": self.blocks,
            "metadata": self.metadata,
        }
