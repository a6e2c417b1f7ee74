"""How a file writes what it says: our own way, or the way of a file that people wrote by hand."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from bot.archive.writers.days import write_like
from bot.models.values import Kind

QUOTES = ("“”", '""', "«»", "‹›", "「」")
"""Quotation marks that the archive's reader knows, the house's own first."""

WORDS: Mapping[Kind, str] = {
    Kind.PAPER: "paper",
    Kind.ARTICLE: "article",
    Kind.POST: "post",
    Kind.RELEASE: "release",
    Kind.CODE: "code",
    Kind.VIDEO: "video",
    Kind.OTHER: "page",
}
_WITHOUT_ARTICLE = frozenset({"code"})


@dataclass(frozen=True, slots=True)
class Style:
    """The habits of a file; without values, those of the house.

    `quotes` is the pair around titles, `gap` stands between a number and its entry, `day` is a day as the
    file writes one and `ordinals` which endings it puts after numbers ("st": True), `words` its nouns for
    kinds, `numbers` what follows the numbers of entries and of older finds. `between` are the blank lines
    between two entries, `below` those between a heading and its first one, `apart` those between two issues;
    `rule` is what stands above older finds, where the file has a line of its own for that.
    """

    quotes: str = QUOTES[0]
    gap: str = "\t"
    eol: str = "\n"
    day: str = "28 Jan"
    ordinals: Mapping[str, bool] = field(default_factory=dict)
    words: Mapping[Kind, str] = field(default_factory=lambda: WORDS)
    numbers: tuple[str, str] = (".", ")")
    between: str = "\n"
    below: str = "\n"
    apart: str = "\n\n"
    rule: str = ""

    def write_day(self, day: date, issue_date: date) -> str:
        """Write a day, with its year unless it lies shortly before the issue."""
        return write_like(self.day, day, issue_date=issue_date, ordinals=dict(self.ordinals))

    def word(self, kind: Kind) -> str:
        return self.words.get(kind, WORDS[kind])

    def article(self, kind: Kind) -> str:
        """Return what stands before the noun for a kind: "a ", "an " or nothing."""
        word = self.word(kind)
        if word in _WITHOUT_ARTICLE:
            return ""
        return "an " if word[0].lower() in "aeiou" else "a "


HOUSE = Style()
