"""Titles that are so alike that they may be one story under two links. A person decides; nothing is merged.

The score is rapidfuzz's token_sort_ratio of the titles in lower case without punctuation. The threshold was
chosen on the titles of real newsletters (`benchmarks/titles.py`; one January of ours, three years of weekly
papers: 859 titles, 368,511 pairs of different stories, 3,646 other spellings of one):

    threshold      80     84     86     88     90     92     95
    wrong pairs    31     15     10      9      9      8      5
    found       99.8%  99.6%  99.4%  99.1%  98.7%  98.1%  96.0%

The nine are sequels and namesakes ("Textbooks Are All You Need" and its second part, "GPT-4 Technical Report"
and "Phi-4 Technical Report"), which a person tells apart at a glance.
"""

from rapidfuzz import fuzz, process, utils

from bot.models.values import Item
from bot.store import Tx
from bot.store.items import get_item
from bot.store.related import newest_titles

SIMILAR = 88.0
"""Out of 100."""

COMPARED = 1000
"""How many of the newest titles are looked through: a year of a busy team, and two milliseconds."""

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
