"""How else a word may begin that somebody has only heard: "fotoscout" for PhotoScout."""

from collections.abc import Iterator

_SOUNDS = (
    ("f", "ph"),
    ("v", "ph"),
    ("k", "c"),
    ("k", "ch"),
    ("k", "q"),
    ("kw", "qu"),
    ("s", "c"),
    ("s", "ps"),
    ("s", "z"),
    ("sk", "sch"),
    ("x", "z"),
    ("n", "kn"),
    ("n", "gn"),
    ("r", "wr"),
    ("r", "rh"),
    ("w", "wh"),
    ("j", "g"),
    ("i", "e"),
    ("i", "y"),
    ("o", "au"),
    ("u", "eu"),
    ("t", "th"),
)
"""Beginnings that sound alike, or nearly so."""


def spelled_by_ear(word: str) -> Iterator[str]:
    """Yield the word with its beginning written otherwise. What no item has costs next to nothing."""
    for one, other in _SOUNDS:
        for heard, meant in ((one, other), (other, one)):
            if word.startswith(heard) and not (len(heard) < len(meant) and word.startswith(meant)):
                yield meant + word[len(heard) :]
