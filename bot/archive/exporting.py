"""The archive on its way out: each file as it came in, and what was published since in files by month."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bot.archive.writers.markdown import write_month
from bot.models.values import Issue, IssueStatus
from bot.store import TeamStore, Tx, archive_files
from bot.store.issues import find_issue, list_issues


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """A file to write: its name, its text, and the dates of its issues."""

    name: str
    text: str
    dates: frozenset[date]


def export_files(team: TeamStore, *, month: str | None = None) -> list[ExportedFile]:
    """Return the archive's files; with a `month` (YYYY-MM), those with an issue of that month.

    An imported file is its segments, so one that nobody touched comes out byte for byte. Issues that were
    published here stand in one file a month, in the newsletter's own form. Drafts stay in.
    """
    with team.read() as tx:
        files = [*_imported(tx)]
        covered = {on for file in files for on in file.dates}
        files += _published(tx, covered, taken={file.name for file in files})
    return [file for file in files if month is None or any(f"{on:%Y-%m}" == month for on in file.dates)]


def _imported(tx: Tx) -> Iterator[ExportedFile]:
    for file in archive_files.list_files(tx):
        text = "".join(segment.text for segment in archive_files.file_segments(tx, file.id))
        yield ExportedFile(file.name, text, frozenset(archive_files.issue_dates(tx, file.id)))


def _published(tx: Tx, covered: set[date], *, taken: set[str]) -> Iterator[ExportedFile]:
    months: dict[str, list[Issue]] = {}
    for summary in list_issues(tx):
        if summary.status is not IssueStatus.PUBLISHED or summary.date in covered:
            continue
        issue = find_issue(tx, summary.date)
        assert issue is not None
        months.setdefault(f"{summary.date:%Y-%m}", []).append(issue)
    for month, issues in sorted(months.items()):
        name = f"ainews-{month}.md"
        while name in taken:
            name = f"more-{name}"
        yield ExportedFile(name, write_month(issues), frozenset(issue.date for issue in issues))
