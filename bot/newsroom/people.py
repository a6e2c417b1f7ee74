"""Who is meant by `from:ada`: people type names, and the database knows nobody but by Slack's id.

What people are called is asked while a query is read, and only of those who handed something in.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.query import And, Filter, Node, Not, Or, Query, Word
from bot.query.mistakes import about_slip, nearest, shortened
from bot.query.tree import join_and, join_or
from bot.store import TeamStore
from bot.store.contributors import contributors

Names = tuple[str, ...]
"""What one person goes by: the display name first, then the real name and the handle."""

NamesOf = Callable[[Sequence[str]], Mapping[str, Names]]
"""Returns what Slack calls people, by their ids. Whom it does not tell of in time is missing."""

MOST_MEANT = 20
"""People whom one name may stand for; who comes after them is left out, and that is said."""

_LISTED = 5
_ID = re.compile(r"[UW][A-Z0-9]{5,}")
_BETWEEN = re.compile(r"[\W_]+")


def read_people(team: TeamStore, query: Query, names_of: NamesOf | None, *, exactly: bool = False) -> Query:
    """Replace the names in `from:` by ids. Whom that means, or that it means nobody, joins the query's notes.

    Several people of one name are all meant. A name that nobody has stays as it was typed, and finds nothing.
    `exactly` takes no slips for names. Names are asked only where a `from:` holds one.
    """
    typed = {_bare(one.value) for one in from_filters(query.root)} - {"me"}
    if query.root is None or not typed:
        return query
    with team.read() as tx:
        ids = contributors(tx)
    is_named = bool(ids) and not typed <= {one.casefold() for one in ids}
    names = names_of(ids) if names_of and is_named else {}
    reader = _Reader(ids, names, can_ask=names_of is not None, corrects=not exactly)
    root = reader.read(query.root)
    notes = tuple(dict.fromkeys((*query.notes, *reader.notes)))
    return replace(query, root=root, notes=notes, is_corrected=query.is_corrected or reader.is_corrected)


def from_filters(node: Node | None) -> Iterable[Filter]:
    """Yield every `from:` of a query, those under a `not` too."""
    match node:
        case Filter("from", _):
            yield node
        case Not(inner):
            yield from from_filters(inner)
        case And(nodes) | Or(nodes):
            for child in nodes:
                yield from from_filters(child)


@dataclass(slots=True)
class _Reader:
    """Goes through a query with the names of those who handed something in, as far as Slack tells them."""

    ids: Sequence[str]
    names: Mapping[str, Names]
    can_ask: bool
    corrects: bool
    notes: list[str] = field(default_factory=list)
    is_corrected: bool = False

    def read(self, node: Node) -> Node:
        match node:
            case Filter("from", value) if _bare(value) != "me":
                return self._people(value) or node
            case Not(inner):
                return Not(self.read(inner))
            case And(nodes):
                return join_and([self.read(child) for child in self._with_surnames(nodes)]) or node
            case Or(nodes):
                return join_or([self.read(child) for child in nodes]) or node
        return node

    def _with_surnames(self, nodes: tuple[Node, ...]) -> list[Node]:
        """Read `from:ada lovelace` as people mean it, where somebody is called just that."""
        read: list[Node] = []
        for node in nodes:
            before = read[-1] if read else None
            if isinstance(before, Filter) and isinstance(node, Word) and before.name == "from":
                whole = f"{before.value} {node.text}"
                if _called(self.names, _is, whole):
                    read[-1] = Filter("from", whole)
                    continue
            read.append(node)
        return read

    def _people(self, typed: str) -> Node | None:
        meant = [one for one in self.ids if one.casefold() == _bare(typed)]
        for fits in (_is, _has_words, _begins):
            meant = meant or _called(self.names, fits, typed)
        if not meant and self.corrects:
            meant = self._slip(typed)
        if not meant and not _ID.fullmatch(typed.lstrip("@")):
            self.notes.append(self._nobody(typed))
        if len(meant) > 1:
            self.notes.append(_several(typed, meant))
        return join_or([Filter("from", f"@{one}") for one in meant[:MOST_MEANT]])

    def _slip(self, typed: str) -> list[str]:
        known = {word for called in self.names.values() for name in called for word in _choices(name)}
        right = nearest(_plain(typed), sorted(known))
        if right is None:
            return []
        self.is_corrected = True
        self.notes.append(about_slip(f"from:{typed}", f"from:{right}"))
        return _called(self.names, _is, right) or _called(self.names, _has_words, right)

    def _nobody(self, typed: str) -> str:
        name = f"“{shortened(typed)}”"
        if not self.can_ask:
            return f"Names are not known here, so from: takes the id that Slack has for {name}, or me."
        if len(self.names) < len(self.ids):
            return (
                f"Slack does not tell everybody's name just now, and nobody known is called {name}."
                " Search again in a minute, or mention the person."
            )
        return f"Nobody who handed something in is called {name}."


def _several(typed: str, meant: Sequence[str]) -> str:
    more = f" and {len(meant) - _LISTED} more" if len(meant) > _LISTED else ""
    people = ", ".join(f"@{one}" for one in meant[:_LISTED])
    left_out = f" The first {MOST_MEANT} were taken." if len(meant) > MOST_MEANT else ""
    return f"“{shortened(typed)}” may be {people}{more}.{left_out}"


def _bare(value: str) -> str:
    return value.casefold().lstrip("@")


def _called(names: Mapping[str, Names], fits: Callable[[str, str], bool], typed: str) -> list[str]:
    wanted = _plain(typed)
    if not wanted:
        return []
    return [one for one, called in names.items() if any(fits(wanted, _plain(name)) for name in called)]


def _plain(name: str) -> str:
    """Write a name as names are compared: "Ada.Lovelace" is "ada lovelace", and "René" is "rene"."""
    unmarked = "".join(
        letter for letter in unicodedata.normalize("NFKD", name) if not unicodedata.combining(letter)
    )
    return " ".join(_BETWEEN.sub(" ", unmarked.casefold()).split())


def _choices(name: str) -> set[str]:
    plain = _plain(name)
    return {plain, *(word for word in plain.split() if len(word) > 2)} - {""}


def _is(wanted: str, name: str) -> bool:
    return wanted == name


def _has_words(wanted: str, name: str) -> bool:
    return set(wanted.split()) <= set(name.split())


def _begins(wanted: str, name: str) -> bool:
    return all(any(word.startswith(start) for word in name.split()) for start in wanted.split())
