"""An issue as one channel wants it: only the entries that its filter lets through. Pure."""

from dataclasses import replace
from urllib.parse import urlsplit

from bot.errors import InvalidInputError
from bot.models.values import Entry, Issue
from bot.query import And, Filter, Node, Not, Or, Phrase, Word, leaves, parse
from bot.query.fields import read_comparison, read_kind

FILTERS = ("kind", "org", "tag", "domain", "title", "from", "score")
"""What an edition may be filtered by, besides words. Days and states make no sense in an issue."""


def check_filter(text: str) -> None:
    """Check a channel's filter before it is stored.

    Raises:
        InvalidInputError: it cannot be read, or filters by what issues cannot be filtered by.
    """
    query = parse(text)
    if text.strip() and query.root is None:
        raise InvalidInputError(
            "I cannot read that filter.", field="filters", hint="It looks like this: kind:paper org:google"
        )
    for leaf in _all_leaves(query.root):
        if isinstance(leaf, Filter) and leaf.name not in FILTERS:
            raise InvalidInputError(
                f"An edition cannot be filtered by {leaf.name}.",
                field="filters",
                hint=f"Use words, or {', '.join(f'{name}:' for name in FILTERS)}",
            )


def edition_of(issue: Issue, text: str) -> Issue:
    """Return the issue with only the entries that the filter lets through, in its order, numbered anew."""
    root = parse(text).root
    kept = [entry for entry in issue.entries if root is None or matches(root, entry)]
    entries = tuple(replace(entry, position=position) for position, entry in enumerate(kept, start=1))
    return replace(issue, entries=entries)


def matches(node: Node, entry: Entry) -> bool:
    """Tell whether an entry is what a query asks for. Words match as parts of words, in any case."""
    match node:
        case And(nodes):
            return all(matches(child, entry) for child in nodes)
        case Or(nodes):
            return any(matches(child, entry) for child in nodes)
        case Not(child):
            return not matches(child, entry)
        case Word(text) | Phrase(text):
            return text.casefold() in _words(entry)
        case Filter(name, value):
            return _passes(name, value.casefold().strip(), entry)


def _passes(name: str, value: str, entry: Entry) -> bool:
    item = entry.item
    match name:
        case "kind":
            return read_kind(value) is item.kind
        case "org":
            return any(value in organization.casefold() for organization in entry.organizations)
        case "tag":
            return value.lstrip("#") in item.tags
        case "domain":
            hosts = [urlsplit(link.url).hostname or "" for link in item.links]
            return any(host == value or host.endswith(f".{value}") for host in hosts)
        case "title":
            return value in (item.title or "").casefold()
        case "from":
            return (item.submitted_by or "").casefold() == value.strip("<@>")
        case "score":
            return _compares(item.votes, value)
    return True


def _compares(votes: int, value: str) -> bool:
    operator, number = read_comparison(value) or ("=", votes)
    return {
        "=": votes == number,
        "<": votes < number,
        ">": votes > number,
        "<=": votes <= number,
        ">=": votes >= number,
    }[operator]


def _words(entry: Entry) -> str:
    return " ".join(
        (entry.item.title or "", entry.summary, *entry.organizations, *entry.item.tags)
    ).casefold()


def _all_leaves(node: Node | None) -> list[Word | Phrase | Filter]:
    """Return all leaves, those under a `Not` too."""
    match node:
        case And(nodes) | Or(nodes):
            return [leaf for child in nodes for leaf in _all_leaves(child)]
        case Not(child):
            return _all_leaves(child)
    return leaves(node)
