"""Titles that are so alike that they may be one story under two links. A person decides; nothing is merged.

The score is rapidfuzz's token_sort_ratio of the titles in lower case without punctuation. The threshold was
chosen on the 745 titles of two archives (January 2024, and three years of weekly papers): of their 277,000
pairs it lets 6 through that are two stories ("Textbooks Are All You Need" and its sequel, "GPT-4 Technical
Report" and "Phi-4 Technical Report", and the like), and every spelling of one title that differs in case,
punctuation, the order of its words, or one word in eight. Lower ones bring in all that ends with "…: A
Survey"; higher ones lose "LLM" against "LLMs". `benchmarks/titles.py` prints the table.
"""

from rapidfuzz import fuzz, process, utils

from bot.models.values import Item
from bot.store import Tx
from bot.store.items import get_item
from bot.store.related import newest_titles

SIMILAR = 88.0
"""Out of 100."""

COMPARED = 2000
"""How many of the newest titles are looked through: two years of a busy team, a few milliseconds."""

_SHORT = 15
"""Titles of fewer letters are too easily alike."""


def find_similar(tx: Tx, item: Item) -> Item | None:
    """Return the item whose title is most like this one's, where it is alike enough."""
    if not item.title or len(item.title) < _SHORT:
        return None
    titles = newest_titles(tx, limit=COMPARED)
    for near in (item.id, item.follows_id):
        titles.pop(near or 0, None)
    best = process.extractOne(
        item.title,
        titles,
        scorer=fuzz.token_sort_ratio,
        processor=utils.default_process,
        score_cutoff=SIMILAR,
    )
    return get_item(tx, best[2]) if best else None
