"""What each word of a query stands for: itself, and what else may have been written instead of it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from typing import TypeVar

from bot.store.search.expressions import Expression, Some, Words
from bot.store.search.lexicon import (
    Phrase,
    acronyms,
    families,
    long_forms,
    organizations,
    spellings,
    stop_words,
)
from bot.store.search.words import word_stem

_T = TypeVar("_T")

SAME, CORRECTED, SHORT, ALIAS = 1.0, 0.95, 0.9, 0.7
"""How much a match of an alternative is worth: another spelling, a correction, a short form, another name."""

BEGINNING, RELATED, KIN = 0.5, 0.4, 0.42
"""Weaker ones: a word that begins so, one of the same root, one of the same family of words."""

_STRONG = 0.6
_CONTRACTED = frozenset({"t", "s", "re", "ve", "ll", "d", "m"})
_NEGATED = frozenset({"won", "ain", "let", "shan"})
_ARTICLES = frozenset({"a", "an", "the"})
_VERSION = re.compile(r"([a-z]{2,})(\d[a-z0-9]*)")
_FIGURE = re.compile(r"([a-z]{2,})([24])([a-z]{2,})")
_FIGURES = {"2": "to", "4": "for"}
"""Figures that stand for a word: "text2image", "audio4all"."""

_PREFIXED = re.compile(
    r"(anti|auto|bi|bio|cross|deep|down|few|fine|high|hyper|inter|intra|large|long|low|meta|micro|mini|multi"
    r"|nano|neuro|non|off|open|over|photo|post|pre|real|self|semi|single|small|spatio|sub|super|text|ultra|under|up"
    r"|video|zero)([a-z]{4,})"
)
"""Words that are written as one, with a hyphen, or as two: "upscaling", "up-scaling"."""

_ROOT = 7  # letters from which on a word's root is looked for
_LONGEST_NAME = 6  # words of the longest name or long form


@dataclass(frozen=True, slots=True)
class Alternative:
    """Words that may stand for a group, and how much finding them is worth.

    `is_related`: any word of the same root. `is_parted`: they are one word that was taken apart, and mean it
    only where they stand side by side.
    """

    words: Phrase
    weight: float = SAME
    prefix: bool = False
    is_related: bool = False
    is_parted: bool = False

    @property
    def expression(self) -> Words:
        return Words(self.words, prefix=self.prefix, related=self.is_related)


@dataclass(frozen=True, slots=True)
class Group:
    """One thing that was asked for; the first alternative is what was typed.

    `required` groups are conditions too. `is_last` marks the word that may still be being typed.
    """

    alternatives: tuple[Alternative, ...]
    required: bool = False
    is_last: bool = False

    @property
    def words(self) -> Phrase:
        return self.alternatives[0].words

    @property
    def is_stop(self) -> bool:
        return not self.required and (stop_words().issuperset(self.words) or _is_contraction(self.words))

    @property
    def strong(self) -> Expression:
        """What means the same."""
        return _some(one for one in self.alternatives if one.weight >= _STRONG)

    @property
    def telling(self) -> Expression:
        """What means the same, and is rare if the group is: to be counted word by word."""
        return _some(one for one in self.alternatives if one.weight >= _STRONG and not one.is_parted)

    def wide(self, *, unfinished: bool = True) -> Expression:
        """What means the same, or nearly; where it may be `unfinished` also what begins so."""
        return _some(one for one in self.alternatives if unfinished or one.weight != BEGINNING)

    def or_else(self, *others: Alternative) -> "Group":
        """Return the group with further alternatives."""
        known = {one.expression for one in self.alternatives}
        fresh = dict.fromkeys(one for one in others if one.expression not in known)
        return replace(self, alternatives=(*self.alternatives, *fresh))


def _is_contraction(words: Phrase) -> bool:
    """Tell whether these are "can't", "what's" and the like, which say as little as what they contract."""
    if len(words) != 2 or words[1] not in _CONTRACTED:
        return False
    return words[0] in _NEGATED or not stop_words().isdisjoint({words[0], words[0].removesuffix("n")})


def _some(alternatives: Iterable[Alternative]) -> Expression:
    parts = tuple(dict.fromkeys(one.expression for one in alternatives))
    return parts[0] if len(parts) == 1 else Some(parts)


def literal(words: Phrase, *, prefix: bool = False, required: bool = False) -> Group:
    """Return a group that stands for exactly these words."""
    return Group((Alternative(words, prefix=prefix),), required=required)


def widen(groups: Sequence[Group]) -> list[Group]:
    """Add to each word what else people write for it. Needs no database: what no item has costs nothing."""
    widened = [group if group.required else _alone(group) for group in groups]
    _join_neighbours(groups, widened)
    for first, last, others in _named_spans(groups):
        for number in range(first, last + 1):
            if not groups[number].is_stop:
                widened[number] = widened[number].or_else(*others)
    return widened


def _alone(group: Group) -> Group:
    words = group.words
    if len(words) > 1:
        parted = _letters_and_digits(words)
        return group.or_else(Alternative(("".join(words),)), *([Alternative(parted)] if parted else ()))
    word = words[0]
    others = [Alternative((other,)) for other in spellings(word)]
    others += [Alternative(long, SHORT) for long in _long_forms_of(word)]
    if len(word) >= _ROOT and word.isalpha():
        others.append(Alternative(words, RELATED, is_related=True))
    if group.is_last and len(word) >= 3:
        others.append(Alternative(words, BEGINNING, prefix=True))
    if (prefixed := _PREFIXED.fullmatch(word)) is not None:
        others.append(Alternative((prefixed[1], prefixed[2]), is_parted=True))
    if (parts := _letters_and_digits(words)) is not None:
        others.append(Alternative(parts))
    if (figure := _FIGURE.fullmatch(word)) is not None:
        others.append(Alternative((figure[1], _FIGURES[figure[2]], figure[3])))
    return group.or_else(*others)


def _long_forms_of(word: str) -> tuple[Phrase, ...]:
    """Return what a short form stands for, also where there are several of it: "SLMs"."""
    return acronyms().get(word) or acronyms().get(word.removesuffix("s"), ())


def _letters_and_digits(words: Phrase) -> Phrase | None:
    """Part "llama2" into "llama 2", "gpt4o" into "gpt 4o"; None for words of one kind, and for "8x7b"."""
    found = _VERSION.fullmatch(words[0])
    return (found[1], found[2], *words[1:]) if found else None


def _join_neighbours(groups: Sequence[Group], widened: list[Group]) -> None:
    """Let "photo scout" find "PhotoScout" too, and "text to image" find "text2image"."""
    spoken = {word: figure for figure, word in _FIGURES.items()}
    for number, (left, right) in enumerate(pairwise(groups)):
        if not (left.required or right.required or left.is_stop or right.is_stop):
            _let_both(widened, number, number + 1, left.words + right.words)
    for number, (left, middle, right) in enumerate(zip(groups, groups[1:], groups[2:], strict=False)):
        figure = spoken.get("".join(middle.words))
        if figure is not None and not (left.required or right.required or left.is_stop or right.is_stop):
            _let_both(widened, number, number + 2, (*left.words, figure, *right.words))


def _let_both(widened: list[Group], left: int, right: int, words: Phrase) -> None:
    joined = Alternative(("".join(words),))
    widened[left] = widened[left].or_else(joined)
    widened[right] = widened[right].or_else(joined)


def _named_spans(groups: Sequence[Group]) -> Iterator[tuple[int, int, list[Alternative]]]:
    """Find names, long forms and families among the words; yield where each stands and what else it is."""
    words = [
        (number, word) for number, group in enumerate(groups) if not group.required for word in group.words
    ]
    telling = [(number, word) for number, word in words if not groups[number].is_stop]
    for start, end in _spans(telling):
        if others := _others(_key(word for _, word in telling[start:end])):
            yield telling[start][0], telling[end - 1][0], others
    for start, end in _spans(words) if len(telling) < len(words) else ():
        span = [word for _, word in words[start:end]]
        if len(_key(span)) == 1 < end - start and (others := _others(_whole_key(span))):
            yield words[start][0], words[end - 1][0], others


def _spans(words: Sequence[object]) -> Iterator[tuple[int, int]]:
    for start in range(len(words)):
        for end in range(start + 1, min(start + _LONGEST_NAME, len(words)) + 1):
            yield start, end


def _others(key: Phrase) -> list[Alternative]:
    others = [Alternative((short,), SHORT) for short in _long_form_keys().get(key, ())]
    others += [Alternative(name, ALIAS) for name in _organization_keys().get(key, ())]
    return others + [Alternative(kin, KIN) for kin in _family_keys().get(key, ())]


def other_names(words: Phrase) -> tuple[Phrase, ...]:
    """Return what else an organisation is called, its parts included."""
    return _organization_keys().get(_key(words), ())


def is_known(word: str) -> bool:
    """Tell whether a word means something by itself, whether or not an item has it: it is no slip then."""
    key = _key([word])
    return bool(_long_forms_of(word)) or key in _organization_keys() or key in _family_keys()


def _key(words: Iterable[str]) -> Phrase:
    return tuple(word_stem(word) for word in words if word not in stop_words())


def _whole_key(words: Iterable[str]) -> Phrase:
    """Return the key of what its small words tell too: "make up" is not "make"."""
    return tuple(word_stem(word) for word in words if word not in _ARTICLES)


@cache
def _long_form_keys() -> dict[Phrase, tuple[str, ...]]:
    return _by_key(long_forms())


@cache
def _organization_keys() -> dict[Phrase, tuple[Phrase, ...]]:
    return _by_key(organizations())


@cache
def _family_keys() -> dict[Phrase, tuple[Phrase, ...]]:
    return _by_key(families())


def _by_key(given: dict[Phrase, tuple[_T, ...]]) -> dict[Phrase, tuple[_T, ...]]:
    """File under the stems, so that any form of a word finds its entry."""
    found: dict[Phrase, tuple[_T, ...]] = {}
    for phrase, others in given.items():
        key, whole = _key(phrase), _whole_key(phrase)
        if len(key) == 1 < len(whole):
            key = whole
        found[key] = tuple(dict.fromkeys(found.get(key, ()) + others))
    return found
