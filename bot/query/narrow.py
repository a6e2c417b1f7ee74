"""Changing a query a little: narrowing it to a kind, and loosening it where it finds nothing."""

from collections.abc import Iterator
from dataclasses import replace

from bot.query.fields import read_kind
from bot.query.tree import And, Filter, Node, Or, Phrase, Query, Word, join_and, leaves

_FIELD = "kind"


def kind_of(query: Query) -> str | None:
    """Return the one kind that a query is narrowed to as a whole; None for none or several."""
    kinds = [read_kind(node.value) for node in _parts(query) if isinstance(node, Filter) and _is_kind(node)]
    return kinds[0].value if len(kinds) == 1 and kinds[0] else None


def with_kind(query: Query, kind: str | None) -> Query:
    """Return the query narrowed to a kind instead of the one that it is narrowed to, or to none."""
    others: list[Node] = [node for node in _parts(query) if not _is_kind(node)]
    return replace(query, root=join_and([*others, Filter(_FIELD, kind)] if kind else others))


def looser(query: Query) -> Iterator[Query]:
    """Yield queries that ask for less than this one, those that keep most of it first.

    A phrase becomes its words, a filter's value a word; then each part is left out in turn, filters first;
    then all that are not words. What asks for nothing but the absence of something is not among them.
    """
    parts = list(_parts(query))
    tried: list[list[Node]] = []
    for number, node in enumerate(parts):
        if words := _as_words(node):
            tried.append([*parts[:number], *words, *parts[number + 1 :]])
    filters_first = sorted(range(len(parts)), key=lambda at: isinstance(parts[at], Word))
    tried += [parts[:number] + parts[number + 1 :] for number in filters_first]
    tried.append([node for node in parts if isinstance(node, Word)])
    for root in dict.fromkeys(join_and(nodes) for nodes in tried):
        if leaves(root) and root != query.root:
            yield replace(query, root=root)


def with_word(query: Query, word: str, other: str) -> Query:
    """Return the query with another word in the place of one of its own."""
    parts: list[Node] = [Word(other) if node == Word(word) else node for node in _parts(query)]
    return replace(query, root=join_and(parts))


def words_of(query: Query) -> list[str]:
    """Return the words that a query asks for as a whole, in order."""
    return [node.text for node in _parts(query) if isinstance(node, Word)]


def _parts(query: Query) -> tuple[Node, ...]:
    if query.root is None:
        return ()
    return query.root.nodes if isinstance(query.root, And) else (query.root,)


def _is_kind(node: Node) -> bool:
    if isinstance(node, Or):
        return all(_is_kind(child) for child in node.nodes)
    return isinstance(node, Filter) and node.name == _FIELD


def _as_words(node: Node) -> list[Node]:
    if isinstance(node, Phrase) and " " in node.text:
        return [Word(word) for word in node.text.split()]
    if isinstance(node, Filter) and node.name in {"org", "title", "tag"}:
        return [Word(word) for word in node.value.split()]
    return []
