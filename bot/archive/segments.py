"""A file as pieces of text that are the file again when they are put together."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.archive.parsed import SegmentKind


@dataclass(frozen=True, slots=True)
class Range:
    """Lines of a file, from `first` to before `last`, counted from 0, and what they are."""

    first: int
    last: int
    kind: SegmentKind


def cover(lines: list[str], marked: Iterable[Range]) -> list[Range]:
    """Return ranges that cover all lines in order: the marked ones without their blank edges, text between.

    The marked ranges may come in any order, and must not overlap.
    """
    covered: list[Range] = []
    at = 0
    for found in sorted(marked, key=lambda r: r.first):
        first, last = max(found.first, at), found.last
        while last > first and not lines[last - 1].strip():
            last -= 1
        if first > at:
            covered.append(Range(at, first, SegmentKind.TEXT))
        if last > first:
            covered.append(Range(first, last, found.kind))
            at = last
    if at < len(lines):
        covered.append(Range(at, len(lines), SegmentKind.TEXT))
    return covered
