"""Words of one root: "generation" and "generative", but not "content" and "context"."""

import re
from functools import lru_cache

_SHORTEST = 5

_ENDINGS = re.compile(
    r"(?:(?:b|c|d|pt|s|ss|t|v)(?=[eioy]))?"
    r"(?:e?s|e?d|e?r|ers|ors?|ings?|ly|i?al|ical|ics?|it|ity|ities|ives?|i?[st]?ions?|a?tions?|at|ates?|[ai]?ble"
    r"|[ai]?bil|les?|led|ling|isons?|ments?|ness|ful|less|i?[sz]e?|sis|tic|y|ies|ied|ists?|isms?|[ae]n[ct]es?"
    r"|[ae]n[ct]y|[ae]nts?|ary|ory|ous|e|um|ian|en|ship)*"
)
"""What may be left of a word behind its root: several endings in a row, as in "ization" and "ically".

Before them stands at times a letter that changes: "describe" and "description", "private" and "privacy".
"""


def beginning_of(word: str) -> str:
    """Return what other words of this one's root begin with: two thirds of it."""
    return word[: max(_SHORTEST, len(word) * 2 // 3)]


@lru_cache(maxsize=100_000)
def same_root(word: str, other: str) -> bool:
    """Tell whether another word that begins like this one is, but for endings, the same.

    Both are cut at the same place, at most three letters before they first differ: what is left must be
    endings. A letter may be doubled before one ("programming").
    """
    least = len(beginning_of(word))
    common = next((at for at, (a, b) in enumerate(zip(word, other, strict=False)) if a != b), None)
    common = min(len(word), len(other)) if common is None else common
    return any(
        _is_ending(word, at) and _is_ending(other, at) for at in range(common, max(least, common - 3) - 1, -1)
    )


def _is_ending(word: str, at: int) -> bool:
    is_doubled = at < len(word) and word[at] == word[at - 1]
    return bool(_ENDINGS.fullmatch(word, at) or (is_doubled and _ENDINGS.fullmatch(word, at + 1)))
