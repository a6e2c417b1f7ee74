"""A query as a tree. Its nodes are plain values; what they mean for a database is decided in the store."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Word:
    """A word to look for in any of its forms. It never holds space, brackets or double quotes."""

    text: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand side by side, exactly as typed. Never corrected."""

    text: str


@dataclass(frozen=True, slots=True)
class Filter:
    """A condition such as `org:google`. `name` is one of `FIELDS`; `value` stays as it was typed."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Not:
    """What must not match. Never holds another `Not`."""

    node: "Node"


@dataclass(frozen=True, slots=True)
class And:
    """Two nodes or more that belong together; none of them is an `And`."""

    nodes: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Two nodes or more of which one is enough; none of them is an `Or`."""

    nodes: tuple["Node", ...]


Node = Word | Phrase | Filter | Not | And | Or


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody asked for. `root` is None where nothing can be searched for.

    `sort` is "best" or one of `SORTS`. `notes` says, in sentences, which part of the text was set aside and
    why; `left_out` are those parts; `is_corrected` tells that mistyped filters were read as what they were
    meant to be. Two queries are equal whatever these say.
    """

    root: Node | None = None
    sort: str = "best"
    notes: tuple[str, ...] = field(default=(), compare=False)
    left_out: tuple[str, ...] = field(default=(), compare=False)
    is_corrected: bool = field(default=False, compare=False)

    @property
    def is_empty(self) -> bool:
        return self.root is None and self.sort == "best"


SORTS = ("newest", "oldest", "votes")
"""The orders that can be asked for; without one the best match comes first."""


def leaves(node: Node | None) -> list[Word | Phrase | Filter]:
    """Return the words, phrases and filters that must match, from left to right; none under a `Not`."""
    if node is None or isinstance(node, Not):
        return []
    if isinstance(node, And | Or):
        return [leaf for child in node.nodes for leaf in leaves(child)]
    return [node]


def join_and(nodes: list[Node]) -> Node | None:
    """Return the nodes as one, flat: None for no node, the node itself for a single one."""
    return _join(And, nodes)


def join_or(nodes: list[Node]) -> Node | None:
    """Return the alternatives as one node, flat, each of them once."""
    return _join(Or, nodes)


def either_kind(node: Node | None) -> Node | None:
    """Return what stands side by side with its kinds as alternatives: an item has only one."""
    if not isinstance(node, And):
        return node
    kinds: list[Node] = [child for child in node.nodes if isinstance(child, Filter) and child.name == "kind"]
    if len(kinds) < 2:
        return node
    first = node.nodes.index(kinds[0])
    before, after = node.nodes[:first], [child for child in node.nodes[first:] if child not in kinds]
    return join_and([*before, *([either] if (either := join_or(kinds)) else []), *after])


def _join(kind: type[And] | type[Or], nodes: list[Node]) -> Node | None:
    flat: list[Node] = []
    for node in nodes:
        flat.extend(node.nodes if isinstance(node, kind) else [node])
    if kind is Or:
        flat = list(dict.fromkeys(flat))
    if not flat:
        return None
    return flat[0] if len(flat) == 1 else kind(tuple(flat))
