"""JSON Lines (https://jsonlines.org): one item a line, in the shape that `--json` prints."""

import json

from bot.archive.published import PublishedArchive


def write_json_lines(archive: PublishedArchive) -> str:
    """Write each item once, on a line of its own, in UTF-8; `submitted_by` is null without names."""
    return "".join(f"{json.dumps(item.as_json(), ensure_ascii=False)}\n" for item in archive.items)
