"""What names one work by itself: a link, an arXiv number, a DOI. Pasted alone it is an exact look-up."""

import re

from bot.query.tree import Filter

_URL = re.compile(r"https?://\S+", re.IGNORECASE)
# A link as people copy it from a message or read it out. Only with a path, and only under endings that are
# no part of a product's name: "Node.js/Deno" is no link.
_SITES = (
    "com|org|net|edu|gov|int|io|ai|co|dev|app|ac|uk|de|eu|fr|it|nl|se|ch|at|ca|au|jp|cn|kr|be|us|me"
    "|news|blog|science"
)
_NO_SCHEME = re.compile(rf"(?:[a-z0-9-]+\.)+(?:{_SITES})/\S+", re.IGNORECASE)
ARXIV = re.compile(r"\d{4}\.\d{4,5}(?:v\d+)?|[a-z-]+(?:\.[A-Z]{2})?/\d{7}(?:v\d+)?")
"""Numbers since 2007, and before: https://info.arxiv.org/help/arxiv_identifier.html"""
_DOI = re.compile(r"10\.\d{4,9}/\S+")

NAMES = frozenset({"arxiv", "doi", "arxiv:", "doi:"})
"""Words that people write before such a number, and that say nothing beside it."""


def read_identifier(word: str) -> Filter | None:
    """Return the look-up that a word is; None for a word that is none."""
    if _URL.fullmatch(word):
        return Filter("link", word)
    if ARXIV.fullmatch(word):
        return Filter("arxiv", word)
    if _DOI.fullmatch(word):
        return Filter("link", f"https://doi.org/{word}")
    if _NO_SCHEME.fullmatch(word):
        return Filter("link", f"https://{word}")
    return None
