"""Stories without sections on their way into the store: in batches, each of which lands whole or not at all.

A story is known by its links' keys, so an import that was cut off goes on where it stopped when it is run
again, and one that came to its end changes nothing. What comes in is in the archive, where it is searched,
and in no queue: nobody's next issue fills with old bookmarks.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from itertools import islice

from bot.archive.importing import Progress
from bot.archive.parsed import ParsedStories, ParsedStory, Problem
from bot.archive.usable import usable_links
from bot.links.organizations import normalize_organizations
from bot.models.values import Entry, Issue, IssueStatus, ItemDraft, Kind, Link, Publication
from bot.store import TeamStore, Tx
from bot.store.backfill import Backfill, add_items
from bot.store.issues import add_entries, add_issue, find_issue, frozen_parts
from bot.store.items import get_items
from bot.store.organizations import learned_names
from bot.store.teams import slack_id_of

BATCH = 500
"""Stories that land together. More are hardly quicker, and keep other writers waiting."""

_MOST_LINKS = 20  # of one story
_SHOWN = 80  # characters of a link that is named
_SLACK_ID = re.compile(r"[UW][A-Z0-9]{1,30}")
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)


@dataclass
class StoriesReport:
    """What an import did, or would do. Of `links`, `new_items` were added and `known` were here already.

    `new_entries` stand in issues now, and `new_printed` of the new items with them.
    `problems` name what could not be read and what came twice, `known_items` the items that are here already.
    """

    path: str
    format: str
    links: int = 0
    new_items: int = 0
    known: int = 0
    repeated: int = 0
    new_issues: int = 0
    new_entries: int = 0
    new_printed: int = 0
    problems: list[Problem] = field(default_factory=list)
    known_items: list[tuple[ParsedStory, int]] = field(default_factory=list)


def import_stories(
    team: TeamStore,
    publication: Publication,
    parsed: ParsedStories,
    *,
    now: datetime,
    queue: bool = False,
    dry_run: bool = False,
    progress: Progress = lambda _done, _all: None,
) -> StoriesReport:
    """Bring stories into the archive; with `queue`, the new ones wait for the next issue.

    An item that is here already stays as it is. With `dry_run` everything happens but for the commits.
    """
    report = StoriesReport(parsed.name, parsed.format)
    with team.read() as tx:
        team_slack_id = slack_id_of(tx)
    keeps_people = parsed.slack_team is None or team_slack_id in (None, parsed.slack_team)
    bringer = _Bringer(publication, report, now, queue=queue, keeps_people=keeps_people)
    done = 0
    for batch in _batches(parsed.stories):
        found = bringer.read(batch)
        with team.rehearse() if dry_run else team.write() as tx:
            bringer.store(tx, found)
        done += sum(isinstance(one, ParsedStory) for one in batch)
        progress(done, max(parsed.count or 0, done))
    return report


def _batches(stories: Iterator[ParsedStory | Problem]) -> Iterator[list[ParsedStory | Problem]]:
    while batch := list(islice(stories, BATCH)):
        yield batch


@dataclass(frozen=True, slots=True)
class _Found:
    """A story and the item to add. `is_repeated`: the file had it before."""

    story: ParsedStory
    item: Backfill
    is_repeated: bool


@dataclass
class _Bringer:
    """Reads and stores one batch after the other.

    `_places` has where each story was met, by its key; `_issues` the dates of the issues that are new.
    """

    publication: Publication
    report: StoriesReport
    now: datetime
    queue: bool
    keeps_people: bool
    _places: dict[str, str] = field(default_factory=dict)
    _issues: set[date] = field(default_factory=set)

    def read(self, batch: Sequence[ParsedStory | Problem]) -> list[_Found]:
        """Turn what was read into items to add; what cannot be one is told."""
        found: list[_Found] = []
        for one in batch:
            if isinstance(one, Problem):
                self.report.problems.append(one)
                continue
            self.report.links += 1
            links = self._links(one)
            if not links:
                continue
            first = self._places.get(links[0].key)
            if first is None:
                self._places[links[0].key] = _place_of(one)
            else:
                self.report.repeated += 1
                self._note(one, f"the same story as {first}")
            if first is None or one.issue is not None:  # an issue may print again what another one had
                found.append(_Found(one, self._item(one, links), is_repeated=first is not None))
        return found

    def store(self, tx: Tx, found: Sequence[_Found]) -> None:
        """Add a batch inside of its transaction."""
        learned = learned_names(tx)
        items = [_spelled(one.item, learned) for one in found]
        stored = add_items(tx, self.publication.id, items, now=self.now)
        printed: dict[date, list[tuple[ParsedStory, int]]] = {}
        for one, (item_id, is_new) in zip(found, stored, strict=True):
            is_first = is_new and not one.is_repeated
            self.report.new_items += is_first
            if not is_new and not one.is_repeated:
                self.report.known += 1
                self.report.known_items.append((one.story, item_id))
            if one.story.issue is not None and one.story.issue <= self.now.date():
                self.report.new_printed += is_first
                printed.setdefault(one.story.issue, []).append((one.story, item_id))
        for on, stories in sorted(printed.items()):
            self._print(tx, on, stories)

    def _links(self, story: ParsedStory) -> tuple[Link, ...]:
        """Return the links that can be used, and tell of the others."""
        links, refused = usable_links(story.links[:_MOST_LINKS])
        for address, reason in refused:
            shown = address if len(address) <= _SHOWN else f"{address[: _SHOWN - 1]}…"
            self._note(story, f"“{shown}” was left out: {reason}", unread=not links)
        return links

    def _item(self, story: ParsedStory, links: tuple[Link, ...]) -> Backfill:
        person = story.person if self.keeps_people and _SLACK_ID.fullmatch(story.person or "") else None
        draft = ItemDraft(
            links=links,
            title=story.title,
            organizations=story.organizations,
            kind=story.kind or Kind.OTHER,
            published_on=story.published_on,
            summary=story.summary,
            tags=story.tags,
            note=story.note,
            submitted_by=person,
        )
        found_at = min(max(story.found_at or self.now, _EARLIEST), self.now)
        return Backfill(draft, found_at, waits=self.queue)

    def _print(self, tx: Tx, on: date, stories: Sequence[tuple[ParsedStory, int]]) -> None:
        """Put items into the published issue of a date, behind what it holds. What Slack has stays so."""
        issue = find_issue(tx, on)
        if issue is None:
            draft = Issue(self.publication.name, on, self.publication.name, "", (), IssueStatus.PUBLISHED)
            issue = add_issue(tx, self.publication.id, draft, by=None, now=self.now)
            self._issues.add(on)
        assert issue.id is not None
        held = {entry.item.id for entry in issue.entries}
        fresh = list(dict.fromkeys(item_id for _, item_id in stories if item_id not in held))
        if fresh and (issue.status is not IssueStatus.PUBLISHED or frozen_parts(tx, issue.id)):
            message = f"the issue of {on.isoformat()} was made here: it takes no more items from a file"
            self._note(stories[0][0], message)
            return
        entries = [
            Entry(len(issue.entries) + at, item.kind.value, item, item.organizations, item.summary)
            for at, item in enumerate(get_items(tx, fresh), start=1)
        ]
        if entries:
            add_entries(tx, issue.id, entries)
        self.report.new_entries += len(entries)
        self.report.new_issues = len(self._issues)

    def _note(self, story: ParsedStory, message: str, *, unread: bool = False) -> None:
        self.report.problems.append(Problem(story.line, message, unread, story.place))


def _spelled(item: Backfill, learned: dict[str, str]) -> Backfill:
    if not item.draft.organizations:
        return item
    names = normalize_organizations(item.draft.organizations, learned)
    return replace(item, draft=replace(item.draft, organizations=names))


def _place_of(story: ParsedStory) -> str:
    return f"in line {story.line}" if story.line else f"in {story.place}"
