"""From text to tree. Any text is a query: what cannot be read as one is searched for as plain words."""

import re

from bot.query.clean import clean
from bot.query.days import read_period
from bot.query.fields import ALIASES, FIELDS
from bot.query.lexer import Token, tokens
from bot.query.tree import SORTS, Filter, Node, Not, Phrase, Query, Word, join_and, join_or

MAX_LEAVES = 64
"""Words, phrases and filters of one query that are looked at."""

MAX_DEPTH = 16
"""Brackets inside each other that are read as brackets."""

_FIELD = re.compile(r"([A-Za-z]{2,12}):(.+)", re.DOTALL)
_SIDE = r"(?:\d{4}(?:-\d\d?){0,2}|[A-Za-z]{3,9})"
_RANGE = re.compile(rf"{_SIDE}\.\.{_SIDE}?|\.\.{_SIDE}")
_URL = re.compile(r"https?://\S+", re.IGNORECASE)
_LEADING = "-#,;.!?:'*~"
_TRAILING = ",;.!?:'"


def parse(text: str) -> Query:
    """Read a query. Never raises; `notes` of the result say what was set aside and why."""
    return _Parser(tokens(clean(text))).query()


class _Parser:
    """Recursive descent.

    `or` binds loosest, then words side by side, which belong together; `-` and `not` bind tightest.
    """

    def __init__(self, found: list[Token]) -> None:
        self._tokens = found
        self._next = 0
        self._depth = 0
        self._leaves = 0
        self._sort = "best"
        self._notes: list[str] = []

    def query(self) -> Query:
        parts = []
        while self._next < len(self._tokens):
            if (node := self._any()) is not None:
                parts.append(node)
            self._next += 1  # whatever stopped it: a closing bracket that nobody opened
        return Query(join_and(parts), self._sort, tuple(dict.fromkeys(self._notes)))

    def _any(self) -> Node | None:
        alternatives = [self._all()]
        while self._at_operator("or"):
            self._next += 1
            alternatives.append(self._all())
        return join_or([node for node in alternatives if node is not None])

    def _all(self) -> Node | None:
        nodes = []
        while (token := self._peek()) is not None and token.kind != "close" and not self._at_operator("or"):
            if self._at_operator("and"):
                self._next += 1
            elif (node := self._one()) is not None:
                nodes.append(node)
        return join_and(nodes)

    def _one(self) -> Node | None:
        negated = False
        while self._at_operator("not"):
            self._next += 1
            negated = not negated
        token = self._peek()
        if token is None or token.kind == "close" or self._at_operator("or", "and"):
            return None
        self._next += 1
        node = self._group() if token.kind == "open" else self._leaf(token)
        return _negate(node) if node is not None and negated != token.negated else node

    def _group(self) -> Node | None:
        if self._depth >= MAX_DEPTH:
            return None  # the bracket is passed over; what it holds follows as if it stood outside
        self._depth += 1
        node = self._any()
        self._depth -= 1
        if (token := self._peek()) is not None and token.kind == "close":
            self._next += 1
        return node

    def _leaf(self, token: Token) -> Node | None:
        self._leaves += 1
        if self._leaves > MAX_LEAVES:
            self._note(f"Only the first {MAX_LEAVES} words were used.")
            return None
        if token.kind == "bare":
            return self._bare(token.text)
        if not token.field:
            return Phrase(token.text) if _searchable(token.text) else None
        return self._filter(token.field, token.text, token.text)

    def _bare(self, text: str) -> Node | None:
        if text.startswith("#") and _searchable(text):
            return Filter("tag", text.strip(_LEADING))
        unled = text.lstrip(_LEADING)
        word = unled.rstrip(_TRAILING)
        for whole in (text, word):
            if _RANGE.fullmatch(whole) and read_period(whole):
                return Filter("during", whole)
        if _URL.fullmatch(word):
            return Filter("link", word)
        if found := _FIELD.fullmatch(unled):
            return self._filter(found[1].casefold(), found[2], word)
        if _searchable(word):
            return None if word.casefold() in {"and", "or", "not"} else Word(word)
        if text.strip(_LEADING + "+*/|\\=_&"):
            self._note(f"“{text}” cannot be searched for.")
        return None

    def _filter(self, name: str, value: str, whole: str) -> Node | None:
        name = ALIASES.get(name, name)
        value = value if _RANGE.fullmatch(value) else value.rstrip(_TRAILING)
        if name == "sort":
            self._sort_by(value)
            return None
        field = FIELDS.get(name)
        if field is None:
            return Word(whole) if _is_plain(whole) else self._plain(value)
        if field.accepts(value):
            return Filter(name, value)
        self._note(f"{name}: takes {field.takes}; “{value}” was searched for as words.")
        return self._plain(value)

    def _sort_by(self, value: str) -> None:
        order = {"new": "newest", "old": "oldest", "date": "newest", "score": "votes"}.get(value, value)
        if order in SORTS:
            self._sort = order
        elif order not in {"best", "relevance"}:
            self._note(f"sort: takes {', '.join(SORTS)}.")

    def _plain(self, value: str) -> Node | None:
        return join_and([node for word in value.split() if (node := self._bare(word)) is not None])

    def _peek(self) -> Token | None:
        return self._tokens[self._next] if self._next < len(self._tokens) else None

    def _at_operator(self, *names: str) -> bool:
        token = self._peek()
        if token is None or token.kind != "bare" or token.negated:
            return False
        return token.text.rstrip(_TRAILING).casefold() in names

    def _note(self, sentence: str) -> None:
        self._notes.append(sentence)


def _negate(node: Node) -> Node:
    return node.node if isinstance(node, Not) else Not(node)


def _searchable(text: str) -> bool:
    return any(character.isalnum() for character in text)


def _is_plain(word: str) -> bool:
    return _searchable(word) and not any(character.isspace() or character in '()"' for character in word)
