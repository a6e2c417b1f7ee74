"""What leaves the archive for readers: published issues, without what is nobody's business."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from bot.models.pages import issue_page, item_page
from bot.models.values import Entry, Issue, Item, Publication
from bot.store import TeamStore
from bot.store.published import published_issues


@dataclass(frozen=True)
class PublishedArchive:
    """Published issues, the newest first. Drafts, queued, held and removed items are not in it.

    `site` is the address of the archive's site with a slash at its end, or nothing where there is none. Who
    handed an item in is there only where names were asked for; notes to curators never are.
    """

    name: str
    timezone: str
    issues: tuple[Issue, ...]
    site: str = ""
    with_names: bool = False

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """Each item once, in the order in which the newest issue that has it printed it."""
        found: dict[int, Item] = {}
        for issue in self.issues:
            for entry in issue.entries:
                found.setdefault(entry.item.id, entry.item)
        return tuple(found.values())

    def address(self, path: str) -> str:
        """Return a page's full address, or nothing without a site."""
        return f"{self.site}{path}" if self.site else ""

    def item_address(self, item: Item) -> str:
        """Return the address of an item's page, or the story's own where there is no site."""
        return self.address(item_page(item.id)) or item.url

    def issue_address(self, issue: Issue) -> str:
        """Return the address of an issue's page, or nothing."""
        return self.address(issue_page(issue.date))


def read_published(
    team: TeamStore,
    publication: Publication,
    *,
    site: str = "",
    with_names: bool = False,
    newest: int | None = None,
    month: str | None = None,
) -> PublishedArchive:
    """Read what was published: all of it, the `newest` issues, or those of a `month` (YYYY-MM)."""
    with team.read() as tx:
        issues = published_issues(tx, publication, newest=newest, month=month)
    shown = tuple(replace(issue, entries=_shown(issue.entries, with_names=with_names)) for issue in issues)
    return PublishedArchive(publication.name, publication.timezone, shown, site, with_names)


def _shown(entries: Iterable[Entry], *, with_names: bool) -> tuple[Entry, ...]:
    return tuple(
        replace(entry, item=_without_secrets(entry.item, with_names=with_names)) for entry in entries
    )


def _without_secrets(item: Item, *, with_names: bool) -> Item:
    """Take out what people wrote to the curators, and who they are unless that is wanted.

    It is done here, once, so that no format can forget it.
    """
    credit = item.submitted_by if with_names else None
    return replace(item, note="", submitted_by=credit, added_by=None, removed_by=None, removed_reason="")
