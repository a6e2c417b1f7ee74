"""What people call things: short forms, families of words, other names of organisations, spellings."""

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import TypeVar

_K = TypeVar("_K")
_V = TypeVar("_V")
Phrase = tuple[str, ...]
_FOLDER = Path(__file__).parent

_ENDINGS = (
    ("isation", "ization"),
    ("isations", "izations"),
    ("ising", "izing"),
    ("ised", "ized"),
    ("ises", "izes"),
    ("ise", "ize"),
    ("yse", "yze"),
    ("ysing", "yzing"),
    ("ysed", "yzed"),
    ("our", "or"),
    ("ours", "ors"),
    ("oured", "ored"),
    ("ouring", "oring"),
    ("oural", "oral"),
    ("ourite", "orite"),
    ("tre", "ter"),
    ("tres", "ters"),
    ("ogue", "og"),
    ("ence", "ense"),
    ("ences", "enses"),
    ("lling", "ling"),
    ("lled", "led"),
    ("ller", "ler"),
    ("llers", "lers"),
    ("gement", "gment"),
    ("gements", "gments"),
    ("ramme", "ram"),
    ("rammes", "rams"),
    ("aeology", "eology"),
)
"""British and American endings. A spelling that no item has costs nothing, so they need not be exact."""

_PAIRS = {
    "grey": "gray",
    "artefact": "artifact",
    "artefacts": "artifacts",
    "aluminium": "aluminum",
    "maths": "math",
    "uni": "university",
}


def spellings(word: str) -> list[str]:
    """Return how else a word may be spelled on the other side of the Atlantic."""
    if word in _PAIRS:
        return [_PAIRS[word]]
    found = [british for british, american in _PAIRS.items() if american == word]
    if len(word) > 4:
        for british, american in _ENDINGS:
            if word.endswith(british):
                found.append(word[: -len(british)] + american)
            elif word.endswith(american):
                found.append(word[: -len(american)] + british)
    return found


@cache
def stop_words() -> frozenset[str]:
    """Return the words that a query can lose without losing its meaning."""
    return frozenset(word for line in _lines("stopwords.txt") for word in line.split())


@cache
def acronyms() -> dict[str, tuple[Phrase, ...]]:
    """Return each short form with its long forms."""
    return _grouped((short, (tuple(long.split()),)) for short, long in _pairs("acronyms.txt"))


@cache
def long_forms() -> dict[Phrase, tuple[str, ...]]:
    """Return each long form with its short forms."""
    return _grouped((tuple(long.split()), (short,)) for short, long in _pairs("acronyms.txt"))


@cache
def organizations() -> dict[Phrase, tuple[Phrase, ...]]:
    """Return each name of an organisation with its other names."""
    pairs: list[tuple[Phrase, tuple[Phrase, ...]]] = []
    for name, others in _pairs("organizations.txt"):
        names = [tuple(one.strip(" +").split()) for one in (name, *others.split(","))]
        pairs += [(one, tuple(other for other in names if other != one)) for one in names]
    return _grouped(pairs)


@cache
def divisions() -> frozenset[Phrase]:
    """Return the names of parts of organisations, which say less than the name of the whole."""
    names = (name.strip() for _, others in _pairs("organizations.txt") for name in others.split(","))
    return frozenset(tuple(name[1:].split()) for name in names if name.startswith("+"))


@cache
def families() -> dict[Phrase, tuple[Phrase, ...]]:
    """Return each word, or each phrase, with the other members of its families."""
    pairs: list[tuple[Phrase, tuple[Phrase, ...]]] = []
    for line in _lines("synonyms.txt"):
        members = [tuple(member.split()) for member in line.split(",")]
        pairs += [(member, tuple(other for other in members if other != member)) for member in members]
    return _grouped(pairs)


def _grouped(pairs: Iterable[tuple[_K, tuple[_V, ...]]]) -> dict[_K, tuple[_V, ...]]:
    found: dict[_K, tuple[_V, ...]] = {}
    for key, values in pairs:
        found[key] = tuple(dict.fromkeys(found.get(key, ()) + values))
    return found


def _pairs(name: str) -> Iterator[tuple[str, str]]:
    for line in _lines(name):
        key, _, value = line.partition(":")
        yield key.strip(), value.strip()


def _lines(name: str) -> Iterator[str]:
    for line in (_FOLDER / name).read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield line
