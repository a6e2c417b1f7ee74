"""The site's pages: which there are, and what each is made of. Pure but for reading templates."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import urlsplit

from bot.archive.published import PublishedArchive
from bot.archive.site.shelves import SHOWN, Shelf, by_kind, by_organization, by_tag
from bot.archive.site.templates import SiteTemplates
from bot.models.pages import issue_page, item_page
from bot.models.values import Entry, Issue, Item

File = tuple[str, bytes]
_PICKS = 3
_EARLIER_ISSUES = 12
_COMMON = 24
"""Organisations and tags that the front page names; the rest stand on pages of their own."""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """An item's place in the newest issue that printed it, with the items before and after it there."""

    issue: Issue
    entry: Entry
    before: Entry | None
    after: Entry | None


@dataclass(frozen=True)
class Site:
    """What the pages show. `has_search`: there is an index for the search page."""

    archive: PublishedArchive
    templates: SiteTemplates
    has_search: bool

    @cached_property
    def kinds(self) -> list[Shelf]:
        return by_kind(self.archive.items)

    @cached_property
    def organizations(self) -> list[Shelf]:
        return by_organization(self.archive.items)

    @cached_property
    def tags(self) -> list[Shelf]:
        return by_tag(self.archive.items)

    def pages(self) -> Iterator[File]:
        """Yield every page with its path."""
        yield from self._fronts()
        for number, issue in enumerate(self.archive.issues):
            newer = self.archive.issues[number - 1] if number else None
            older = next(iter(self.archive.issues[number + 1 : number + 2]), None)
            yield self._page(
                issue_page(issue.date), "issue.html", issue=_with_shown(issue), newer=newer, older=older
            )
        yield from self._items()
        for label, shelves in (
            ("Kind", self.kinds),
            ("Organisation", self.organizations),
            ("Tag", self.tags),
        ):
            for shelf in shelves:
                yield from self._shelf(label, shelf)

    def _fronts(self) -> Iterator[File]:
        issues = self.archive.issues
        yield self._page(
            "index.html",
            "index.html",
            latest=issues[0],
            picks=_picks(issues[0]),
            earlier=issues[1 : 1 + _EARLIER_ISSUES],
            kinds=self.kinds,
            organizations=_commonest(self.organizations),
            tags=_commonest(self.tags),
        )
        yield self._page("issues/index.html", "issues.html", years=_by_year(issues))
        yield self._page(
            "organizations/index.html", "names.html", title="Organisations", shelves=self.organizations
        )
        yield self._page("tags/index.html", "names.html", title="Tags", shelves=self.tags)
        if self.has_search:
            yield self._page("search.html", "search.html", kinds=self.kinds)
        # It is shown in the place of any missing page, so its links begin at the server's root.
        base = urlsplit(self.archive.site).path if self.archive.site else "/"
        yield "404.html", self._render("404.html", "404.html", base)

    def _items(self) -> Iterator[File]:
        places = _places(self.archive)
        known = {item.id: item for item in self.archive.items}
        later = _later(self.archive)
        for item in self.archive.items:
            yield self._page(
                item_page(item.id),
                "item.html",
                item=item,
                place=places[item.id],
                earlier=[one for one in item.earlier if one.id in known],
                later=later[item.id],
            )

    def _shelf(self, label: str, shelf: Shelf) -> Iterator[File]:
        shown = shelf.items[:SHOWN]
        yield self._page(shelf.path, "shelf.html", label=label, shelf=shelf, items=shown, year=None)
        for year, items in shelf.years.items():
            path = shelf.year_path(year)
            yield self._page(path, "shelf.html", label=label, shelf=shelf, items=items, year=year)

    def _page(self, path: str, template: str, **values: object) -> File:
        return path, self._render(path, template, "../" * path.count("/"), **values)

    def _render(self, path: str, template: str, root: str, **values: object) -> bytes:
        made = self.templates.render(
            template,
            archive=self.archive,
            path=path,
            address=self.archive.address("" if path == "index.html" else path),
            root=root,
            has_search=self.has_search,
            has_organizations=bool(self.organizations),
            has_tags=bool(self.tags),
            **values,
        )
        return made.encode()


def _with_shown(issue: Issue) -> Issue:
    """Number the entries anew where one was left out, as readers expect."""
    return replace(
        issue,
        entries=tuple(replace(entry, position=place) for place, entry in enumerate(issue.entries, start=1)),
    )


def _picks(issue: Issue) -> list[Entry]:
    """The top picks that the issue was published with, or its first entries."""
    by_item = {entry.item.id: entry for entry in reversed(issue.entries)}
    chosen = [by_item[item_id] for item_id in issue.picks if item_id in by_item]
    return (chosen or list(issue.entries))[:_PICKS]


def _commonest(shelves: list[Shelf]) -> list[Shelf]:
    most = sorted(shelves, key=lambda shelf: (-len(shelf.items), shelf.name.casefold()))[:_COMMON]
    return sorted(most, key=lambda shelf: (shelf.name.casefold(), shelf.path))


def _by_year(issues: tuple[Issue, ...]) -> dict[int, list[Issue]]:
    years: dict[int, list[Issue]] = defaultdict(list)
    for issue in issues:
        years[issue.date.year].append(issue)
    return years


def _places(archive: PublishedArchive) -> dict[int, Neighbours]:
    places: dict[int, Neighbours] = {}
    for issue in map(_with_shown, archive.issues):
        entries = (None, *issue.entries, None)
        for before, entry, after in zip(entries, entries[1:], entries[2:], strict=False):
            if entry is not None:
                places.setdefault(entry.item.id, Neighbours(issue, entry, before, after))
    return places


def _later(archive: PublishedArchive) -> dict[int, list[Item]]:
    """Return for each item those that follow it, oldest first."""
    later: dict[int, list[Item]] = defaultdict(list)
    for item in reversed(archive.items):
        for earlier in item.earlier:
            later[earlier.id].append(item)
    return later
