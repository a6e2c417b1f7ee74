"""Reading a query's words against the archive: which it knows, and what the others were meant to be."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from rapidfuzz.distance import OSA

from bot.store.search.asking import without_asking
from bot.store.search.by_ear import spelled_by_ear
from bot.store.search.expressions import All, Expression, Some, Words
from bot.store.search.groups import (
    CORRECTED,
    SHORT,
    Alternative,
    Group,
    is_known,
    literal,
    other_names,
    widen,
)
from bot.store.search.lexicon import stop_words
from bot.store.search.mining import LONGEST, SHORTEST, mined_long_form
from bot.store.search.words import word_stem

MAX_GROUPS = 12
"""Words that rank. Longer queries are pasted texts, of which the first words are enough."""

SHORTEST_CORRECTED = 4
"""Letters of a word that is corrected: shorter ones are names and numbers."""

_SHORTEST_PART = 3
_LONGEST = 24  # longer ones are no words, and the archive's own are kept up to this length
_CANDIDATES = 8
_LIKE_OTHERS = 7  # letters up to which another letter often makes another word
_RARE = 200  # items up to which a word may be a short form that somebody made up


class Archive(Protocol):
    """What understanding asks of the index."""

    def counts(self, wanted: Sequence[Expression], *, loosely: bool = False) -> list[int]:
        """How many of the team's items each of these finds, up to a cap.

        `loosely` takes the words of a phrase one by one: quicker, and good enough to say how rare it is.
        """

    def near(self, word: str) -> list[str]:
        """Words of the archive that share most of their beginning with this one."""

    def texts(self, wanted: Expression) -> list[str]:
        """The summaries of a few items that this finds."""

    def is_beginning(self, word: str) -> bool:
        """Whether a word of the archive begins with this one."""


@dataclass(frozen=True, slots=True)
class Understanding:
    """`matches` counts the items of each group; `corrections` say what was made of words that were typed."""

    groups: tuple[Group, ...]
    matches: tuple[int, ...]
    corrections: dict[str, str]
    is_exact: bool = False


def understand(groups: Sequence[Group], archive: Archive, *, exactly: bool = False) -> Understanding:
    """Widen what was typed, and correct the words that the archive does not have. `exactly` does neither."""
    if exactly:
        kept = _without_stop_words(groups)
        matches = archive.counts([group.strong for group in kept], loosely=True)
        return Understanding(tuple(kept), tuple(matches), {}, is_exact=True)
    groups = _part_unknown_compounds(without_asking(groups), archive)
    kept = _without_stop_words(widen(groups))
    matches = _counted(kept, archive)
    corrections: dict[str, str] = {}
    typed = {group.words: group for group in kept}
    for number in reversed(range(len(kept))):
        if matches[number] == 0 and not kept[number].required and len(kept[number].words) == 1:
            kept[number : number + 1] = _meant(kept[number], archive, corrections)
    for word in _other_words(kept, corrections, archive):
        kept = [typed[group.words] if group.words == (word,) else group for group in kept]
        del corrections[word]
    if corrections:
        kept = _widened_again(kept, corrections)
    if corrections or 0 in matches:
        matches = _counted(kept, archive)
    kept = [_with_long_form(group, count, archive) for group, count in zip(kept, matches, strict=True)]
    return Understanding(tuple(kept), tuple(matches), corrections)


def _other_words(groups: Sequence[Group], corrections: dict[str, str], archive: Archive) -> list[str]:
    """Return the words that are no slips, but only like a word of the archive: "nobel prize".

    Where another letter makes a short word another one, some item must have that ("novel") beside another
    word of the query. Who mistypes mostly leaves out, doubles or swaps letters.
    """
    doubtful = {word: right for word, right in corrections.items() if _has_other_letters(word, right)}
    if not doubtful or len(groups) < 2:
        return []
    beside = [
        All((Words((right,)), Some(tuple(one.strong for one in groups if one.words != (word,)))))
        for word, right in doubtful.items()
    ]
    counts = archive.counts(beside, loosely=True)
    return [word for word, count in zip(doubtful, counts, strict=True) if not count]


def _has_other_letters(word: str, other: str) -> bool:
    """Tell whether a short word is another one by its letters, not by their order, and no name."""
    alike = len(word) == len(other) <= _LIKE_OTHERS and sorted(word) != sorted(other)
    return alike and not other_names((other,))


def _widened_again(groups: Sequence[Group], corrections: dict[str, str]) -> list[Group]:
    """Let what was corrected be part of a name or a long form: "retreival augmented generation" is RAG."""
    right = [tuple(corrections.get(word, word) for word in group.words) for group in groups]
    again = widen(
        [
            replace(group, alternatives=(Alternative(words),))
            for group, words in zip(groups, right, strict=True)
        ]
    )
    return [
        group.or_else(*(replace(one, weight=min(one.weight, CORRECTED)) for one in others.alternatives))
        for group, others in zip(groups, again, strict=True)
    ]


def _counted(groups: Sequence[Group], archive: Archive) -> list[int]:
    """Return how many items have each group. A word that was taken apart counts only where no item has it."""
    matches = archive.counts([group.telling for group in groups], loosely=True)
    parted = [
        number
        for number, group in enumerate(groups)
        if not matches[number] and any(one.is_parted for one in group.alternatives)
    ]
    if parted:
        counts = archive.counts([groups[number].strong for number in parted])
        for number, count in zip(parted, counts, strict=True):
            matches[number] = count
    return matches


def _with_long_form(group: Group, matches: int, archive: Archive) -> Group:
    """Let a short form of the archive's own find items that only have the long one."""
    word = group.words[0]
    if group.required or len(group.words) > 1 or not 0 < matches <= _RARE:
        return group
    if not SHORTEST <= len(word) <= LONGEST or not word.isalpha() or is_known(word):
        return group
    long = mined_long_form(word, archive.texts(literal((word,)).strong))
    return group.or_else(Alternative(long, SHORT)) if long is not None else group


def _without_stop_words(groups: Sequence[Group]) -> list[Group]:
    kept = [group for group in groups if not group.is_stop]
    return (kept or list(groups))[:MAX_GROUPS]


def _part_unknown_compounds(groups: Sequence[Group], archive: Archive) -> list[Group]:
    """Take "speech-chatbot" apart where no item has the two words side by side, nor as one."""
    compounds = [group for group in groups if len(group.words) > 1 and not (group.required or group.is_stop)]
    found = (
        dict(zip(compounds, archive.counts([one.strong for one in widen(compounds)]), strict=True))
        if compounds
        else {}
    )
    parted: list[Group] = []
    for group in groups:
        if found.get(group) == 0:
            parted += [literal((word,)) for word in group.words]
            parted[-1] = replace(parted[-1], is_last=group.is_last)
        else:
            parted.append(group)
    return parted


def _meant(group: Group, archive: Archive, corrections: dict[str, str]) -> list[Group]:
    """Return what an unknown word may have been meant to be: its beginning, two words in one, or a slip."""
    word = group.words[0]
    if not SHORTEST_CORRECTED <= len(word) <= _LONGEST or not word.isalpha() or is_known(word):
        return [group]
    if group.is_last and archive.is_beginning(word):
        others = (one for one in group.alternatives if not (one.prefix or one.is_related))
        return [replace(group, alternatives=(*others, Alternative((word,), SHORT, prefix=True)))]
    parts = [Alternative((word[:at], word[at:])) for at in range(3, len(word) - 2)]
    near = [Alternative((other,), CORRECTED) for other in _near(word, archive)]
    options = [*parts, *near]
    likely = archive.counts([one.expression for one in options], loosely=True)
    options = [one for one, count in zip(options, likely, strict=True) if count]
    counts = archive.counts([one.expression for one in options])
    known = [one for one, count in zip(options, counts, strict=True) if count]
    if not known:
        return _apart(group, archive, corrections)
    best = min(known, key=lambda one: (*_farness(word, "".join(one.words)), -counts[options.index(one)]))
    if len(best.words) == 1:
        corrections[word] = best.words[0]
    meant = widen([replace(literal(best.words), is_last=False)])[0]
    return [group.or_else(*(replace(one, weight=min(one.weight, best.weight)) for one in meant.alternatives))]


def _farness(word: str, other: str) -> tuple[int, bool]:
    """Return how many slips there are between two words, and whether another letter is the likelier cause."""
    return OSA.distance(word, other), _has_other_letters(word, other)


def _apart(group: Group, archive: Archive, corrections: dict[str, str]) -> list[Group]:
    """Part two words that were typed as one and stand nowhere together: "robotfleet"."""
    word = group.words[0]
    places = range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1)
    for at in sorted(places, key=lambda at: abs(len(word) - 2 * at)):
        parts = word[:at], word[at:]
        if all(_is_word(part, archive) for part in sorted(parts, key=len, reverse=True)):
            corrections[word] = " ".join(parts)
            return _without_stop_words(
                [literal((parts[0],)), replace(group, alternatives=(Alternative((parts[1],)),))]
            )
    return [group]


def _is_word(word: str, archive: Archive) -> bool:
    return is_known(word) or word in stop_words() or (len(word) >= SHORTEST_CORRECTED and _has(archive, word))


def _has(archive: Archive, word: str) -> bool:
    """Tell whether the archive has a word in any form; whether one begins so is the quicker question."""
    stem = word_stem(word)
    return archive.is_beginning(stem) and any(word_stem(other) == stem for other in archive.near(word))


def _near(word: str, archive: Archive) -> list[str]:
    """Return words of the archive for which this one is a slip; only if there are none, one heard wrongly."""
    if found := nearest(word, archive.near(word)):
        return found
    return [other for other in spelled_by_ear(word) if _has(archive, other)]


def nearest(word: str, others: Sequence[str]) -> list[str]:
    """Return the words that a slip or two could have made into this one, nearest first."""
    most = 1 if len(word) < 6 else 2
    near = [(OSA.distance(word, other, score_cutoff=3), other) for other in set(others)]
    likely = [(slips, other) for slips, other in sorted(near) if slips <= most and _begins_like(word, other)]
    return [other for slips, other in likely if len(word) > SHORTEST_CORRECTED or len(other) != len(word)][
        :_CANDIDATES
    ]


def _begins_like(word: str, other: str) -> bool:
    """Hardly anybody mistypes the first letter, unless for the second."""
    return word[0] == other[0] or word[:2] == other[1::-1]
