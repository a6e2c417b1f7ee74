"""Links beside the main one: the code of a paper, the project's page, the story behind a discussion."""

from collections.abc import Iterable

from bot.errors import LinkError
from bot.links.canonical import canonicalize
from bot.links.find import find_links
from bot.models.values import CanonicalLink

MAX_RELATED = 5


def related(main: CanonicalLink, links: Iterable[str]) -> tuple[CanonicalLink, ...]:
    """Return further links in their form for an item: each story once, never the main one again."""
    found: dict[str, CanonicalLink] = {}
    for link in links:
        try:
            canonical = canonicalize(link)
        except LinkError:
            continue
        if canonical.key != main.key:
            found.setdefault(canonical.key, canonical)
    return tuple(found.values())[:MAX_RELATED]


def links_in(*texts: str) -> list[str]:
    """Return the links that an abstract or a comment names: "Code is available at https://…"."""
    return [found.url for text in texts for found in find_links(text)]
