"""The stretch of a text that shows best why an item was found."""

import re

from bot.models.search import MATCH_END, MATCH_START
from bot.store.search.rank import Ranking
from bot.store.search.words import fold, plain

WIDTH = 240
"""Characters of a snippet, its marks not counted."""

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f]")


def make_snippet(text: str, ranking: Ranking) -> str:
    """Return up to `WIDTH` characters with the most different matches, each between control characters."""
    text = _CONTROL.sub(" ", " ".join(text.split()))
    folded = fold(text)
    if len(folded) != len(text):  # accents or CJK moved the letters: mark what can be found as it stands
        folded = text.lower()
    if len(folded) != len(text):
        return _cut(text, 0)
    # Plain text begins with a space of its own.
    spans = [(begin - 1, end - 1, number) for begin, end, number in ranking.matches(plain(folded))]
    start = _best_start(text, spans)
    piece = _cut(text, start)
    return _mark(piece, text, start, spans)


def _best_start(text: str, spans: list[tuple[int, int, int]]) -> int:
    if len(text) <= WIDTH:
        return 0
    best, best_start = 0, 0
    for at, (first, _, _) in enumerate(spans):
        numbers = set()
        for _, end, number in spans[at:]:
            if end > first + WIDTH - 60:
                break
            numbers.add(number)
        if len(numbers) > best:
            best, best_start = len(numbers), first
    start = max(0, best_start - 60)
    return text.find(" ", start) + 1 if start else 0


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
