"""The sources that have a file of their own: one row each. Every other page is `web`'s."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.links.markup import Document
from bot.links.sources import acl, arxiv, doi, github, hackernews, huggingface, openreview, x, youtube
from bot.models.values import CanonicalLink, Description, Kind


@dataclass(frozen=True, slots=True)
class Source:
    """One source. `name` begins its keys (`bot.links.identifiers`), `hosts` are where its pages lie.

    `page_url` is the page that says most of a link, `from_link` what is known without any page.
    """

    name: str
    hosts: frozenset[str]
    kind: Kind
    site: str
    describe: Callable[[CanonicalLink, Document], Description]
    page_url: Callable[[CanonicalLink], str] | None = None
    from_link: Callable[[CanonicalLink], Description] | None = None


SOURCES: tuple[Source, ...] = (
    Source("arxiv", frozenset({"arxiv.org"}), Kind.PAPER, "arXiv", arxiv.describe, arxiv.page_url),
    Source(
        "openreview",
        frozenset({"openreview.net"}),
        Kind.PAPER,
        "OpenReview",
        openreview.describe,
        openreview.page_url,
    ),
    Source("acl", frozenset({"aclanthology.org"}), Kind.PAPER, "ACL Anthology", acl.describe, acl.page_url),
    Source("doi", frozenset(), Kind.PAPER, "", doi.describe, doi.page_url),
    Source(
        "github",
        frozenset({"github.com"}),
        Kind.CODE,
        github.SITE,
        github.describe,
        github.page_url,
        github.from_link,
    ),
    Source(
        "huggingface",
        frozenset({"huggingface.co"}),
        Kind.RELEASE,
        huggingface.SITE,
        huggingface.describe,
        huggingface.page_url,
        huggingface.from_link,
    ),
    Source("x", frozenset({"x.com", "twitter.com"}), Kind.POST, x.SITE, x.describe, None, x.from_link),
    Source(
        "youtube", frozenset({"youtube.com"}), Kind.VIDEO, youtube.SITE, youtube.describe, youtube.page_url
    ),
    Source(
        "hn",
        frozenset({"news.ycombinator.com"}),
        Kind.OTHER,
        hackernews.SITE,
        hackernews.describe,
        hackernews.page_url,
    ),
)
