"""Words of the archive that look like a word that it does not have."""

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.store.engine import Tx
from bot.store.search.matching import open_index
from bot.store.search.words import split_words

_ALIKE = 0.6
"""The share of letters that stand alike: further off than what a search corrects by itself."""


def nearest_words(tx: Tx, word: str, *, limit: int) -> list[str]:
    """Return words of the team's archive that are spelled most like this one, the likest first."""
    cut = split_words(word)
    if len(cut) != 1 or len(cut[0]) < 3:
        return []
    near = sorted(set(open_index(tx).near(cut[0])) - {cut[0]})
    found = process.extract(cut[0], near, scorer=OSA.normalized_similarity, score_cutoff=_ALIKE, limit=limit)
    return [other for other, _, _ in found]
