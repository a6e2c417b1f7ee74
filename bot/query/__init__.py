"""The search language: text to tree and back. Pure: no database, no clock."""

from bot.query.parser import parse
from bot.query.printer import explain, to_text
from bot.query.tree import And, Filter, Node, Not, Or, Phrase, Query, Word, leaves

__all__ = [
    "And",
    "Filter",
    "Node",
    "Not",
    "Or",
    "Phrase",
    "Query",
    "Word",
    "explain",
    "leaves",
    "parse",
    "to_text",
]
