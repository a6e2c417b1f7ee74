"""CSV as RFC 4180 has it, for spreadsheets: one item a row, with a header.

A spreadsheet takes a cell that begins with `=`, `+`, `-` or `@` for a formula, and what strangers wrote into
a title would run on the reader's machine. Such a cell gets an apostrophe in front, which spreadsheets take
for "this is text": https://owasp.org/www-community/attacks/CSV_Injection.
"""

import csv
import io
import re

from bot.archive.published import PublishedArchive
from bot.models.values import Item

COLUMNS = (
    "id",
    "title",
    "url",
    "kind",
    "published_on",
    "organizations",
    "tags",
    "summary",
    "links",
    "issue",
    "votes",
)
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠|%]|[\t\r\n]")


def write_csv(archive: PublishedArchive) -> str:
    """Write each item once. Lists stand in one cell: organisations with "; ", tags and links with spaces."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)  # its defaults are RFC 4180's: commas, doubled quotes, CR LF
    columns = [*COLUMNS, *(["submitted_by"] if archive.with_names else [])]
    writer.writerow(columns)
    for item in archive.items:
        cells = _cells(item)
        writer.writerow([neutralize(cells[name]) for name in columns])
    return out.getvalue()


def neutralize(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _cells(item: Item) -> dict[str, str]:
    return {
        "id": str(item.id),
        "title": item.title or "",
        "url": item.url,
        "kind": item.kind.value,
        "published_on": item.published_on.isoformat() if item.published_on else "",
        "organizations": "; ".join(item.organizations),
        "tags": " ".join(item.tags),
        "summary": item.summary,
        "links": " ".join(link.url for link in item.links),
        "issue": item.issue.isoformat() if item.issue else "",
        "votes": str(item.votes),
        "submitted_by": item.submitted_by or "",
    }
