"""Which of a file's links can be used: the others are told to the person who imports."""

from collections.abc import Iterable

from bot.errors import LinkError
from bot.links.canonical import canonicalize
from bot.models.values import Link


def usable_links(given: Iterable[tuple[str, str]]) -> tuple[tuple[Link, ...], list[tuple[str, str]]]:
    """Return the links of (address, words on it) that can be used, each story once, in their order.

    Beside them stand the addresses of those that cannot, each with the reason as a sentence.
    """
    links: dict[str, Link] = {}
    refused: list[tuple[str, str]] = []
    for address, label in given:
        try:
            found = canonicalize(address)
        except LinkError as error:
            refused.append((address, error.message))
        else:
            link = Link(found.clean, label, found.key, found.key_version, found.original)
            links.setdefault(found.key, link)
    return tuple(links.values()), refused
