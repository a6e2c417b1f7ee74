"""Ranking, the same for both databases: the index says which items may match, their texts say how well."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, text
from sqlalchemy.orm import Session

from bot.store.search.words import fold, word_stem

TITLE, ORGANIZATIONS, TAGS = 10.0, 6.0, 4.0
"""How much a match there weighs against one in the summary, which weighs up to 2."""

_SATURATION = 1.2
_PHRASE = 1.3
_VOTE, _MOST_VOTES = 0.02, 10


@dataclass(frozen=True, slots=True)
class Document:
    """An item's words."""

    item_id: int
    title: str
    organizations: str
    tags: str
    summary: str


@dataclass(frozen=True, slots=True)
class Sought:
    """A group, ready for counting: a pattern of its forms, and how rare it is."""

    pattern: re.Pattern[str]
    rarity: float


_READ = text(
    "SELECT s.item_id, s.title || ' ' || s.parts, s.organizations, s.tags, s.summary"
    " FROM search_source s WHERE s.item_id IN :ids"
).bindparams(bindparam("ids", expanding=True))

_VOTES = text("SELECT item_id, count(*) FROM vote WHERE item_id IN :ids GROUP BY item_id").bindparams(
    bindparam("ids", expanding=True)
)


def read_documents(session: Session, ids: Sequence[int]) -> list[Document]:
    """Return the words of items, in no order."""
    return [Document(*row) for row in session.execute(_READ, {"ids": list(ids)})] if ids else []


def read_votes(session: Session, ids: Sequence[int]) -> dict[int, int]:
    """Return how many voted for each of these items; those without a vote are left out."""
    if not ids:
        return {}
    return dict(session.execute(_VOTES, {"ids": list(ids)}).all())


def pattern_of(words: Sequence[str]) -> re.Pattern[str]:
    """Return a pattern for these words side by side, each in any of its forms, in folded text."""
    forms = [
        re.escape(word_stem(word)) + (r"\w{0,7}" if word_stem(word) != word or len(word) > 3 else "s?")
        for word in words
    ]
    return re.compile(r"(?<![^\W_])" + r"[\W_]+".join(forms) + r"(?![^\W_])")


def rarity(matches: int, items: int) -> float:
    """Return the inverse document frequency, as BM25 has it."""
    return math.log(1 + (items - matches + 0.5) / (matches + 0.5)) if items >= matches else 0.1


def score(document: Document, sought: Sequence[Sought], whole: re.Pattern[str] | None, votes: int) -> float:
    """Return how well an item answers: each group by where and how often it stands, times the coverage."""
    title, organizations = fold(document.title), fold(document.organizations)
    tags, summary = fold(document.tags), fold(document.summary)
    total = covered = 0.0
    for one in sought:
        found = one.pattern.search
        often = len(one.pattern.findall(summary))
        weight = (
            TITLE * bool(found(title)) + ORGANIZATIONS * bool(found(organizations)) + TAGS * bool(found(tags))
        )
        weight += 2 * often / (often + _SATURATION)
        total += one.rarity * weight
        covered += one.rarity if weight else 0
    if covered == 0:
        return 0.0
    total *= covered / sum(one.rarity for one in sought)
    if whole is not None and (whole.search(title) or whole.search(summary)):
        total *= _PHRASE
    return total * (1 + _VOTE * min(votes, _MOST_VOTES))
