"""The query that was searched for instead of the one that was typed, where words were corrected."""

from bot.query.printer import to_text
from bot.query.tree import And, Filter, Node, Not, Or, Query, Word
from bot.store.search.filters import PLACES, FilterCorrections
from bot.store.search.words import fold, split_words


def corrected(query: Query, words: dict[str, str], filters: FilterCorrections) -> str | None:
    """Write the query with words and filters as they were read; None where they were typed so."""
    root = _correct(query.root, words, filters) if query.root else None
    if root == query.root and not query.is_corrected:
        return None
    return to_text(Query(root, query.sort))


def _correct(node: Node, words: dict[str, str], filters: FilterCorrections) -> Node:
    match node:
        case Word(text):
            return Word(_correct_word(text, words))
        case Filter(name, value) if name in PLACES:
            right = filters.get((PLACES[name], tuple(split_words(value))))
            return Filter(name, " ".join(right)) if right else node
        case And(nodes):
            return And(tuple(_correct(child, words, filters) for child in nodes))
        case Not(inner):
            return Not(_correct(inner, {}, filters))
        case Or(nodes):
            return Or(tuple(_correct(child, words, filters) for child in nodes))
    return node


def _correct_word(text: str, words: dict[str, str]) -> str:
    """Correct the parts of a word where they stand: "fine-tunning", "naïve"."""
    parts = [part for part in split_words(text) if part in words]
    if parts and len(fold(text)) != len(text):
        text = fold(text)
    for part in parts:
        begin = fold(text).find(part)
        text = text[:begin] + words[part] + text[begin + len(part) :]
    return text
