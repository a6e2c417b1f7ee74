"""Quotation marks, as people and their word processors set them."""

import re
from functools import cache

# What can close a quotation that a mark opens. Germans close with the mark that opens English ones.
_CLOSERS = {
    "“": "”",
    "”": "”",
    "„": "“”",
    "«": "»",
    "»": "«",
    "‹": "›",
    "‘": "’",
    "「": "」",
    "『": "』",
    "《": "》",
    '"': '"',
    "'": "'",
}
_APOSTROPHES = "'’"
_STRAIGHT = "\"'"
_LONGEST = 400  # characters; beyond that a mark has lost its partner
_DOUBLED = ("''", "``", "‘‘")


def is_opening(text: str, at: int) -> bool:
    """Say whether a quotation can begin at this place."""
    return text[at : at + 1] in _CLOSERS or text[at : at + 2] in _DOUBLED


def quotation(text: str, at: int) -> tuple[str, int] | None:
    """Return what stands in the quotation that opens at `at`, and the place after its closing mark.

    None where no mark opens there, nothing stands in it, or it is never closed.
    """
    if text[at : at + 2] in _DOUBLED:
        end = next((e for mark in ("''", "’’") if (e := text.find(mark, at + 2, at + _LONGEST)) > 0), -1)
        return _inside(text, at + 2, end, 2)
    if text[at : at + 1] not in _CLOSERS:
        return None
    opener = text[at]
    end = _closing(text, at, _CLOSERS[opener])
    if end < 0 and opener in "“”„":  # “one of each"
        end = text.find('"', at + 1, at + _LONGEST)
    if end < 0 and opener == '"':
        end = text.find("”", at + 1, at + _LONGEST)
    return _inside(text, at + 1, end, 1)


def opening_of(text: str, end: int) -> int | None:
    """Return where the quotation begins whose closing mark is the last character before `end`."""
    for at in range(max(0, end - _LONGEST), end - 1):
        if is_opening(text, at) and (at == 0 or not text[at - 1].isalnum()):
            found = quotation(text, at)
            if found and found[1] == end:
                return at
    return None


def _closing(text: str, at: int, closers: str) -> int:
    """Find the mark that closes a quotation, past those that open and close inside it."""
    opener, depth = text[at], 0
    for found in _marks(opener, closers).finditer(text, at + 1, at + _LONGEST):
        place, mark = found.start(), found[0]
        if mark == opener and opener in _STRAIGHT and _opens(text, place):
            depth += 1
        elif mark in closers:
            if mark in _APOSTROPHES and text[place + 1 : place + 2].isalnum():
                continue
            if depth == 0:
                return place
            depth -= 1
        elif mark == opener:
            depth += 1
    return -1


@cache
def _marks(opener: str, closers: str) -> re.Pattern[str]:
    return re.compile(f"[{re.escape(opener + closers)}]")


def _opens(text: str, place: int) -> bool:
    """Say whether a straight mark inside a quotation opens another one: after a space, before a word."""
    return text[place - 1].isspace() and text[place + 1 : place + 2].isalnum()


def _inside(text: str, start: int, end: int, width: int) -> tuple[str, int] | None:
    inner = text[start:end].strip() if end > start else ""
    return (inner, end + width) if inner else None
