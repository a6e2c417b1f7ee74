"""Short ways to edit what was imported, and to see what went out."""

from bot.archive.exporting import export_files
from bot.archive.importing import ImportReport, import_file
from bot.models.values import Entry, Issue, Person, Publication, Role
from bot.newsroom.edit import edit_item
from bot.store import TeamStore
from bot.store.issues import find_issue, list_issues
from bot.store.items import ItemChanges
from tests.conftest import NOW

CURATOR = Person(id="U1", role=Role.CURATOR)


def bring(team: TeamStore, publication: Publication, text: str, path: str = "news.md") -> ImportReport:
    """Import a file."""
    return import_file(team, publication, text.encode(), path=path, now=NOW)


def issues_of(team: TeamStore) -> list[Issue]:
    """Every issue, in the order of their dates."""
    with team.read() as tx:
        found = [find_issue(tx, summary.date) for summary in list_issues(tx)]
    return sorted((issue for issue in found if issue), key=lambda issue: issue.date)


def entry_of(team: TeamStore, headline: str) -> Entry:
    """The entry that is printed under a headline."""
    return next(entry for issue in issues_of(team) for entry in issue.entries if entry.headline == headline)


def edit(team: TeamStore, entry: Entry, **changes: object) -> None:
    """Edit an entry's item as a curator does."""
    kept = {name: getattr(entry.item, name) for name in ItemChanges.__dataclass_fields__}
    values = ItemChanges(**{**kept, **changes})
    version = entry.item.version
    edit_item(team, entry.item.id, values, version=version, by=CURATOR, now=NOW, real_now=NOW)


def exported(team: TeamStore) -> dict[str, str]:
    """The text of each file that goes out, by its name."""
    return {file.name: file.text for file in export_files(team)}
