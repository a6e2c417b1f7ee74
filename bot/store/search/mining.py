"""Reading in the archive's own texts what a short form stands for: "Low-Rank Adaptation (LoRA)"."""

import re
from collections.abc import Iterable

from bot.store.search.lexicon import Phrase, stop_words
from bot.store.search.words import fold, split_words

SHORTEST, LONGEST = 3, 6
"""Letters of a short form that is looked up: two-letter ones stand for too many things."""


def mined_long_form(short: str, texts: Iterable[str]) -> Phrase | None:
    """Return the long form that one of these texts gives, before or inside brackets; None where none does."""
    texts = [folded for folded in map(fold, texts) if _is_explained(short, folded)]
    if not texts:
        return None
    before = re.compile(rf"((?:[\w'-]+[\s-]+){{2,10}})\(\s?{re.escape(short)}s?\s*\)")
    inside = re.compile(rf"\b{re.escape(short)}s?\s?\(([^()]{{8,100}})\)")
    for folded in texts:
        for found in before.finditer(folded):
            if (long := _last_words_with_initials(short, split_words(found[1]))) is not None:
                return long
        for found in inside.finditer(folded):
            words = split_words(found[1])
            if _initials_match(short, words):
                return tuple(words)
    return None


def _is_explained(short: str, folded: str) -> bool:
    """Tell, far quicker than a pattern, whether a short form may stand next to a bracket."""
    return any(
        part in folded for part in (f"({short}", f"( {short}", f"{short} (", f"{short}s (", f"{short}(")
    )


def _last_words_with_initials(short: str, words: list[str]) -> Phrase | None:
    for count in range(2, len(words) + 1):
        if _initials_match(short, words[-count:]):
            return tuple(words[-count:])
    return None


def _initials_match(short: str, words: list[str]) -> bool:
    telling = [word for word in words if word not in stop_words()]
    return short in {"".join(word[0] for word in some) for some in (words, telling)}
