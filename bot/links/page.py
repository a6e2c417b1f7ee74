"""A page as it was read."""

from dataclasses import dataclass
from datetime import datetime

from bot.links.body import decode_text

HTML = "text/html"
XHTML = "application/xhtml+xml"
PDF = "application/pdf"
PLAIN = "text/plain"


@dataclass(frozen=True, slots=True)
class Page:
    """What a link led to.

    `final_url` is where the last redirect ended, `content_type` one of the four above, `charset` what the
    header said. `canonical` comes from a `Link: <…>; rel="canonical"` header. `body` is unpacked and may be
    `truncated`; of a PDF it holds the first bytes only.
    """

    url: str
    final_url: str
    status: int
    content_type: str
    body: bytes
    fetched_at: datetime
    charset: str | None = None
    canonical: str | None = None
    etag: str = ""
    last_modified: str = ""
    truncated: bool = False

    @property
    def is_html(self) -> bool:
        return self.content_type in (HTML, XHTML)

    @property
    def text(self) -> str:
        """The page as text; empty for a PDF."""
        return "" if self.content_type == PDF else decode_text(self.body, self.charset)
