"""PDFs that no abstract page stands for: the title in their metadata, where the first bytes have it."""

import re
from html import unescape

from bot.links.page import Page
from bot.links.wording import parse_date, title_of
from bot.models.values import Description, Kind

_XMP_TITLE = re.compile(rb"<dc:title>\s*<rdf:Alt>\s*<rdf:li[^>]{0,100}>([^<]{3,400})</rdf:li>")
_INFO_TITLE = re.compile(rb"/Title\s{0,4}\(((?:[^()\\]|\\[()\\]){3,400})\)")
_INFO_TITLE_UTF16 = re.compile(rb"/Title\s{0,4}<FEFF((?:[0-9A-Fa-f]{4}){3,400})>", re.IGNORECASE)
_CREATED = re.compile(rb"/CreationDate\s{0,4}\(D:(\d{8})")


def describe(page: Page, host: str) -> Description:
    """A paper, most likely. Programs' file names are no titles: the title is then missing."""
    day = _CREATED.search(page.body)
    return Description(
        title=title_of(_title(page.body), host),
        kind=Kind.PAPER,
        published_on=parse_date(day[1].decode()) if day else None,
        site=host,
    )


def _title(body: bytes) -> str:
    if match := _XMP_TITLE.search(body):
        return unescape(match[1].decode("utf-8", "replace"))
    if match := _INFO_TITLE_UTF16.search(body):
        return bytes.fromhex(match[1].decode()).decode("utf-16-be", "replace")
    if (match := _INFO_TITLE.search(body)) and not match[1].startswith(b"\xfe\xff"):
        return re.sub(r"\\([()\\])", r"\1", match[1].decode("latin-1"))
    return ""
