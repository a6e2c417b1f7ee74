"""Which entry of a file is which entry of the database. Pure.

The main link tells, so an entry that was reordered, reworded or retitled is the same one still. What is left
over on both sides is paired by its title or its words: there the link itself was corrected.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.archive.parsed import ParsedEntry
from bot.models.values import Entry

SameItem = Callable[[ParsedEntry], int | None]
"""Returns the id of the item that a file's entry leads to, None where its link is new."""

_TELLING = 60  # characters of a summary that two stories do not share by chance


@dataclass(slots=True)
class Pairs:
    """What was found: pairs of the file's entry and ours, and what stands on one side only."""

    kept: list[tuple[ParsedEntry, Entry]] = field(default_factory=list)
    relinked: list[tuple[ParsedEntry, Entry]] = field(default_factory=list)
    fresh: list[ParsedEntry] = field(default_factory=list)
    missing: list[Entry] = field(default_factory=list)


def pair_entries(
    parsed: Sequence[ParsedEntry],
    known: Iterable[Entry],
    item_of: SameItem,
    earlier: Mapping[int, ParsedEntry],
) -> Pairs:
    """Pair the entries of one issue. `earlier` is what the file once said of ours, by their ids."""
    pairs = Pairs(missing=list(known))
    for entry in parsed:
        ours = _choose(entry, item_of(entry), pairs.missing, earlier) if pairs.missing else None
        if ours is None:
            pairs.fresh.append(entry)
        else:
            pairs.missing.remove(ours)
            pairs.kept.append((entry, ours))
    for entry in list(pairs.fresh) if pairs.missing else ():
        ours = None if item_of(entry) else _alike(entry, pairs.missing, earlier)
        if ours is not None:
            pairs.fresh.remove(entry)
            pairs.missing.remove(ours)
            pairs.relinked.append((entry, ours))
    return pairs


def _choose(
    entry: ParsedEntry, item_id: int | None, left: Sequence[Entry], earlier: Mapping[int, ParsedEntry]
) -> Entry | None:
    """Take the entry of this item; of two printings the one that said the same, else the first."""
    same = [ours for ours in left if ours.item.id == item_id]
    unchanged = (
        ours for ours in same if _said(ours, earlier) and _words(_said(ours, earlier)) == _words(entry)
    )
    return next(unchanged, same[0] if same else None)


def _alike(entry: ParsedEntry, left: Sequence[Entry], earlier: Mapping[int, ParsedEntry]) -> Entry | None:
    """Take the entry of the same title, or of the same words where they are more than a phrase."""
    for ours in left:
        said = _said(ours, earlier)
        same_title = said and entry.title and entry.title == said.title
        same_words = said and len(entry.summary) >= _TELLING and entry.summary == said.summary
        if same_title or same_words:
            return ours
    return None


def _said(ours: Entry, earlier: Mapping[int, ParsedEntry]) -> ParsedEntry | None:
    return earlier.get(ours.id) if ours.id is not None else None


def _words(entry: ParsedEntry | None) -> tuple[object, ...]:
    return (entry.organizations, entry.summary) if entry else ()
