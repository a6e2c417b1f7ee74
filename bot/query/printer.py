"""From tree to text that parses to the same tree, and to a sentence for people."""

import re
from datetime import datetime

from bot.query.fields import FIELDS, is_latest
from bot.query.spoken import lone_month
from bot.query.told import tell_value
from bot.query.tree import And, Filter, Node, Not, Or, Phrase, Query, Word

_PLAIN_VALUE = re.compile(r"[\w@<>=](?:[\w.@<>=+/#&%~-]*[\w+#])?", re.ASCII)
_NAMED = ("yesterday", "today", "last ", "past ", "this ")  # days that need no preposition
_SORTED = {"newest": "newest first", "oldest": "oldest first", "votes": "most votes first"}


def to_text(query: Query) -> str:
    """Write a query so that parsing the text gives the same query again."""
    parts = [_write(query.root)] if query.root is not None else []
    if query.sort != "best":
        parts = [f"({parts[0]})" if isinstance(query.root, Or) else parts[0]] if parts else []
        parts.append(f"sort:{query.sort}")
    return " ".join(parts)


def _write(node: Node) -> str:
    match node:
        case Word(text):
            return text
        case Phrase(text):
            return f'"{text}"'
        case Filter(name, value):
            return f"{name}:{value}" if _PLAIN_VALUE.fullmatch(value) else f'{name}:"{value}"'
        case Not(inner):
            return f"-({_write(inner)})" if isinstance(inner, And | Or) else f"-{_write(inner)}"
        case And(nodes):
            return " ".join(
                f"({_write(child)})" if isinstance(child, Or) else _write(child) for child in nodes
            )
        case Or(nodes):
            return " or ".join(_write(child) for child in nodes)


def explain(query: Query, now: datetime | None = None) -> str:
    """Say in words how a query was understood, and what was left out; empty for an empty query.

    `now` tells which days are meant by "last week" and by January; without it none are named, for queries
    that go on being asked.
    """
    parts = [_explain_root(query.root, now)] if query.root is not None else []
    if query.sort != "best":
        parts.append(_SORTED[query.sort])
    understood = ", ".join(parts)
    if not query.left_out:
        return understood
    left_out = f"left out: {', '.join(query.left_out)}"
    return f"{understood}; {left_out}" if understood else left_out


def _explain_root(root: Node, now: datetime | None) -> str:
    nodes = root.nodes if isinstance(root, And) else (root,)
    if (month := lone_month(nodes)) is None:
        return _explain(root, now)
    others = _explain_all(tuple(node for node in nodes if node != month), now)
    return f"published in {month.text} of any year{f', {others}' if others else ''}"


def _explain(node: Node, now: datetime | None) -> str:
    match node:
        case Word(text):
            return text
        case Phrase(text):
            return f"“{text}”"
        case Filter("on" | "during" as name, value) if value.casefold().startswith(_NAMED):
            return f"published {tell_value(name, value, now)}"
        case Filter("issue", value) if is_latest(value):
            return "in the latest issue"
        case Filter(name, value):
            return FIELDS[name].explained.format(tell_value(name, value, now))
        case Not(inner):
            told = _explain(inner, now)
            return f"not ({told})" if isinstance(inner, And | Or) else f"not {told}"
        case And(nodes):
            return _explain_all(nodes, now)
        case Or(nodes):
            return " or ".join(_explain(child, now) for child in nodes)


def _explain_all(nodes: tuple[Node, ...], now: datetime | None) -> str:
    """Words first, as they were typed, then each condition after a comma."""
    words = [_explain(node, now) for node in nodes if isinstance(node, Word | Phrase)]
    others = [
        f"({_explain(node, now)})" if isinstance(node, Or) else _explain(node, now)
        for node in nodes
        if not isinstance(node, Word | Phrase)
    ]
    return ", ".join(([" ".join(words)] if words else []) + others)
