"""The stretch of a text that shows best why an item was found."""

import re
from collections.abc import Iterable, Sequence

from bot.models.search import MATCH_END, MATCH_START
from bot.store.search.groups import Alternative
from bot.store.search.words import fold, word_stem

WIDTH = 240
"""Characters of a snippet, its marks not counted."""

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f]")


def make_snippet(text: str, patterns: Sequence[re.Pattern[str]]) -> str:
    """Return up to `WIDTH` characters with the most different matches, each between control characters."""
    text = _CONTROL.sub(" ", " ".join(text.split()))
    folded = fold(text)
    if len(folded) != len(text):  # accents or CJK moved the letters: mark what can be found as it stands
        folded = text.lower()
    if len(folded) != len(text):
        return _cut(text, 0)
    spans = sorted(
        (found.start(), found.end(), number)
        for number, pattern in enumerate(patterns)
        for found in pattern.finditer(folded)
    )
    start = _best_start(text, spans)
    piece = _cut(text, start)
    return _mark(piece, text, start, spans)


def _best_start(text: str, spans: list[tuple[int, int, int]]) -> int:
    best, best_start = 0, 0
    for first, _, _ in spans:
        numbers = {number for start, end, number in spans if first <= start and end <= first + WIDTH - 60}
        if len(numbers) > best:
            best, best_start = len(numbers), first
    start = max(0, best_start - 60)
    if start == 0 or len(text) <= WIDTH:
        return 0
    return text.find(" ", start) + 1


def _cut(text: str, start: int) -> str:
    if len(text) - start <= WIDTH:
        return text[start:]
    end = text.rfind(" ", start, start + WIDTH)
    return text[start : end if end > start else start + WIDTH]


def _mark(piece: str, text: str, start: int, spans: list[tuple[int, int, int]]) -> str:
    marked, at = [], start
    end = start + len(piece)
    for first, last, _ in spans:
        if first >= at and last <= end:
            marked += [text[at:first], MATCH_START, text[first:last], MATCH_END]
            at = last
    marked.append(text[at:end])
    return ("… " if start else "") + "".join(marked) + (" …" if end < len(text) else "")


def pattern_of(alternatives: Iterable[Alternative]) -> re.Pattern[str]:
    """Return a pattern for any of these, each word in any of its forms, in folded text."""
    found = dict.fromkeys(_written(one) for one in alternatives)
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(found)})(?![^\W_])")


def _written(alternative: Alternative) -> str:
    forms = [_form(word) for word in alternative.words]
    if alternative.prefix:
        forms[-1] = re.escape(alternative.words[-1]) + r"\w*"
    return r"[\W_]+".join(forms)


def _form(word: str) -> str:
    stem = word_stem(word)
    if stem != word or len(word) > 3:
        return re.escape(stem) + r"\w{0,7}"
    return re.escape(word) + "s?"
