"""What a search found."""

from dataclasses import dataclass

from bot.models.values import Item

MATCH_START, MATCH_END = "\x02", "\x03"
"""What stands around each match in a snippet: characters that no text holds, so that any surface can escape
the snippet first and then turn them into its own markup."""


@dataclass(frozen=True, slots=True)
class Hit:
    """An item that was found. A higher `score` is a better match; scores of two searches do not compare."""

    item: Item
    score: float
    snippet: str


@dataclass(frozen=True, slots=True)
class SearchResult:
    """A page of hits, best first. `total` counts all of them; where it is not exact there are more.

    `did_you_mean` is a query that finds more than what was typed; `changed` tells that its hits are already
    the ones shown, so that the reader may want to search for exactly what they typed.
    """

    total: int
    exact_total: bool
    did_you_mean: str | None
    hits: tuple[Hit, ...]
