"""OpenReview: papers by their forum page."""

from typing import Any

from bot.links.citations import describe_paper, readable
from bot.links.markup import Document
from bot.links.wording import summarize, title_of
from bot.models.values import CanonicalLink, Description, Kind


def page_url(link: CanonicalLink) -> str:
    """The forum page: the PDF says less."""
    return f"https://openreview.net/forum?id={link.key.partition(':')[2]}"


def describe(link: CanonicalLink, document: Document) -> Description:
    """By the citation tags; older pages leave the paper only in what their script reads."""
    if document.meta("citation_title"):
        return describe_paper(link, document, site="OpenReview")
    content = _note(document.json_by_id("__NEXT_DATA__"))
    return Description(
        title=title_of(readable(_value(content.get("title"))), document.host),
        summary=summarize(readable(_value(content.get("abstract")))),
        kind=Kind.PAPER,
        site="OpenReview",
    )


def _note(data: Any) -> dict[str, Any]:
    for name in ("props", "pageProps", "forumNote", "content"):
        data = data.get(name) if isinstance(data, dict) else None
    return data if isinstance(data, dict) else {}


def _value(field: Any) -> str:
    """API 1 has the text itself, API 2 a `{"value": text}`."""
    text = field.get("value") if isinstance(field, dict) else field
    return text if isinstance(text, str) else ""
