"""From text to tree. Any text is a query: what cannot be read as one is searched for as plain words."""

import re

from bot.query.clean import clean
from bot.query.dated import take_days
from bot.query.days import read_period
from bot.query.fields import SORT, Field, read_order
from bot.query.identifiers import NAMES, read_identifier
from bot.query.lexer import Token, tokens
from bot.query.mistakes import (
    about_name,
    about_slip,
    about_value,
    field_of,
    looks_like_a_filter,
    read_name,
    read_value,
    shortened,
)
from bot.query.spoken import DAYS, MOST_WORDS, is_longer_day, with_days
from bot.query.tree import Filter, Node, Not, Phrase, Query, Word, either_kind, join_and, join_or

MAX_LEAVES = 64
"""Words, phrases and filters of one query that are looked at."""

MAX_DEPTH = 16
"""Brackets inside each other that are read as brackets."""

_FIELD = re.compile(r"([A-Za-z]{2,12}):(.*)", re.DOTALL)
_SIDE = r"(?:\d{4}(?:-\d\d?){0,2}|[A-Za-z]{3,9})"
_RANGE = re.compile(rf"{_SIDE}\.\.{_SIDE}?|\.\.{_SIDE}")
_PERSON = re.compile(r"@[UW][A-Z0-9]{6,}")
_SITE = re.compile(r"(?:https?://)?([^/\s]*).*", re.IGNORECASE | re.DOTALL)
_OPERATOR = re.compile(r".*:.*|and|or|not", re.IGNORECASE)
_SPOKEN = DAYS | {"age"}
_LEADING = "-#,;.!?:'*~"
_TRAILING = ",;.!?:'"


def parse(text: str, *, exactly: bool = False) -> Query:
    """Read a query. Never raises; `notes` of the result say what was set aside and why.

    A filter that is a slip away from a right one is read as that one, unless `exactly` is asked for.
    """
    return _Parser(tokens(clean(text)), corrects=not exactly).query()


class _Parser:
    """Recursive descent.

    `or` binds loosest, then words side by side, which belong together; `-` and `not` bind tightest.
    """

    def __init__(self, found: list[Token], *, corrects: bool) -> None:
        self._tokens = found
        self._corrects = corrects
        self._next = 0
        self._depth = 0
        self._leaves = 0
        self._sort = "best"
        self._notes: dict[str, None] = {}
        self._left_out: dict[str, None] = {}
        self._is_corrected = False

    def query(self) -> Query:
        parts = []
        while self._next < len(self._tokens):
            if (node := self._any()) is not None:
                parts.append(node)
            self._next += 1  # whatever stopped it: a closing bracket that nobody opened
        root = either_kind(with_days(join_and(parts)))
        if self._corrects:
            root = take_days(root)
        return Query(root, self._sort, tuple(self._notes), tuple(self._left_out), self._is_corrected)

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
        return either_kind(with_days(join_and(nodes)))

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
        if word.casefold() in NAMES and self._is_before_identifier():
            return None
        if (identifier := read_identifier(word)) is not None:
            return identifier
        if _PERSON.fullmatch(word):
            return Filter("from", word)
        if found := _FIELD.fullmatch(unled):
            return self._filter(found[1].casefold(), found[2], word)
        if _searchable(word):
            return None if word.casefold() in {"and", "or", "not"} else Word(word)
        if text.strip(_LEADING + "+*/|\\=_&"):
            self._note(f"“{text}” cannot be searched for.")
        return None

    def _filter(self, name: str, value: str, whole: str) -> Node | None:
        value = value if _RANGE.fullmatch(value) else value.rstrip(_TRAILING)
        if name == "doi" and (identifier := read_identifier(value)) is not None:
            return identifier
        field = field_of(name)
        if field is None and self._corrects and looks_like_a_filter(name, value):
            field = read_name(name, value)
        if field is None:
            return self._no_filter(name, value, whole)
        if (field.name in _SPOKEN or (not value and field.name != "title")) and not field.accepts(value):
            value = self._with_following(field, value)
        if field.name == "kind" and len(values := re.findall(r"[^,|]+", value)) > 1:
            return join_or([node for one in values if (node := self._filter(name, one, one)) is not None])
        if field.name == "domain":
            value = _SITE.sub(r"\1", value)
        right = read_value(field, value) if self._corrects else value if field.accepts(value) else None
        if right is None:
            self._left_out[f"{field.name}:{shortened(value)}"] = None
            self._note(about_value(field, value))
            return None
        if right != value or field_of(name) is None:
            self._is_corrected = True
            self._note(about_slip(f"{name}:{value}", f"{field.name}:{right}"))
        if field is SORT:
            self._sort = read_order(right) or "best"
            return None
        return Filter(field.name, right)

    def _with_following(self, field: Field, value: str) -> str:
        """Take in the words after a value, if only then it can be read: `on:3 january`, `kind: paper`."""
        read, taken = value, 0
        for count in range(1, MOST_WORDS):
            token = self._tokens[self._next + count - 1 : self._next + count]
            if not token or token[0].kind != "bare" or token[0].negated or _OPERATOR.fullmatch(token[0].text):
                break
            value = f"{value} {token[0].text}".strip(f"{_TRAILING} ")
            if field.accepts(value) and (is_longer_day(value) or not is_longer_day(read)):
                read, taken = value, count
            if field.name not in _SPOKEN:
                break
        self._next += taken
        return read

    def _no_filter(self, name: str, value: str, whole: str) -> Node | None:
        if looks_like_a_filter(name, value):
            self._note(about_name(name, value))
        return Word(whole) if _is_plain(whole) else self._plain(value)

    def _is_before_identifier(self) -> bool:
        token = self._peek()
        return token is not None and token.kind == "bare" and read_identifier(token.text) is not None

    def _plain(self, value: str) -> Node | None:
        return join_and(
            [node for word in value.replace("|", " ").split() if (node := self._bare(word)) is not None]
        )

    def _peek(self) -> Token | None:
        return self._tokens[self._next] if self._next < len(self._tokens) else None

    def _at_operator(self, *names: str) -> bool:
        token = self._peek()
        if token is None or token.kind != "bare" or token.negated:
            return False
        return token.text.rstrip(_TRAILING).casefold() in names

    def _note(self, sentence: str) -> None:
        self._notes[sentence] = None


def _negate(node: Node) -> Node:
    return node.node if isinstance(node, Not) else Not(node)


def _searchable(text: str) -> bool:
    return any(character.isalnum() for character in text)


def _is_plain(word: str) -> bool:
    return _searchable(word) and not any(character.isspace() or character in '()"|' for character in word)
