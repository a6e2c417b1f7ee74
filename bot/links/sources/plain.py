"""Plain text: a first line that stands alone is the title, the next paragraph says what it is about."""

import re

from bot.links.page import Page
from bot.links.wording import summarize, title_of
from bot.models.values import Description

_MAX_TITLE_LINE = 120
_PARAGRAPHS = re.compile(r"\n\s*\n")
_RULE = re.compile(r"^[=\-~#*_\s]+$", re.MULTILINE)


def describe(page: Page, host: str) -> Description:
    """A Markdown file is plain text too: its marks are not part of the title."""
    text = page.text[:20_000].replace("\r\n", "\n")
    paragraphs = [part.strip() for part in _PARAGRAPHS.split(_RULE.sub("", text)) if part.strip()]
    if not paragraphs:
        return Description(site=host)
    first, _, rest = paragraphs[0].partition("\n")
    if (rest.strip() and not first.startswith("#")) or len(first) > _MAX_TITLE_LINE:
        return Description(summary=summarize(paragraphs[0]), site=host)
    following = rest or (paragraphs[1] if len(paragraphs) > 1 else "")
    return Description(title=title_of(first.lstrip("# "), host), summary=summarize(following), site=host)
