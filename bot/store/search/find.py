"""Where the words of a query stand in a text. Quick: a search looks through some hundred texts."""

from collections.abc import Sequence

from bot.store.search.roots import beginning_of, same_root
from bot.store.search.words import STEMS, word_stem

Span = tuple[int, int]
"""Where a word begins in a text, and where it ends."""


class Finder:
    """The words that are looked for, each under a number.

    Texts are plain (`words.plain`): words in lower case with space before and after each. A stem is always
    the beginning of its word, so looking for it by `str.find` and checking the words that begin so is
    several times as fast as cutting the text into words.
    """

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, str], int] = {}
        self._exact: dict[str, list[tuple[str, int]]] = {}
        self._stems: dict[str, int] = {}
        self._starts: dict[str, int] = {}
        self._related: dict[str, int] = {}

    def form(self, word: str) -> int:
        """Look for a word in any of its forms."""
        stem = word_stem(word)
        return self._stems.setdefault(stem, self._number("form", stem))

    def beginning(self, word: str) -> int:
        """Look for words that begin so."""
        return self._starts.setdefault(word, self._number("beginning", word))

    def related(self, word: str) -> int:
        """Look for words of the same root."""
        return self._related.setdefault(word, self._number("related", word))

    def exact(self, word: str) -> int:
        """Look for this very word."""
        self.form(word)
        number = self._number("exact", word)
        words = self._exact.setdefault(word_stem(word), [])
        if (word, number) not in words:
            words.append((word, number))
        return number

    def _number(self, how: str, word: str) -> int:
        return self._numbers.setdefault((how, word), len(self._numbers))

    def find(self, text: str) -> dict[int, list[Span]]:
        """Return where each word stands, in order; words that do not stand in the text are left out."""
        found: dict[int, list[Span]] = {}
        for stem, number in self._stems.items():
            if spans := _spans(text, stem):
                spans = [span for span in spans if STEMS[text[span[0] : span[1]]] == stem]
                if spans:
                    found[number] = spans
                    for word, exact in self._exact.get(stem, ()):
                        same = [span for span in spans if text[span[0] : span[1]] == word]
                        if same:
                            found[exact] = same
        for start, number in self._starts.items():
            if spans := _spans(text, start):
                found[number] = spans
        self._find_related(text, found)
        return found

    def _find_related(self, text: str, found: dict[int, list[Span]]) -> None:
        for word, number in self._related.items():
            spans = _spans(text, beginning_of(word))
            if spans := [span for span in spans if same_root(word, text[span[0] : span[1]])]:
                found[number] = spans


def _spans(text: str, start: str) -> list[Span]:
    """Return the words that begin so."""
    start = f" {start}"
    at = text.find(start)
    if at < 0:
        return []
    spans = []
    while at >= 0:
        end = text.find(" ", at + 1)
        spans.append((at + 1, end))
        at = text.find(start, end)
    return spans


def side_by_side(text: str, numbers: Sequence[int], found: dict[int, list[Span]]) -> list[Span]:
    """Return where these words follow each other, from the first one's beginning to the last's end."""
    spans = found.get(numbers[0], [])
    for number in numbers[1:]:
        if not spans:
            return []
        ends = dict(found.get(number, ()))
        joined = ((begin, _after(text, end)) for begin, end in spans)
        spans = [(begin, ends[following]) for begin, following in joined if following in ends]
    return spans


def are_near(text: str, left: Sequence[Span], right: Sequence[Span]) -> bool:
    """Tell whether a word stands right after another one, or one word later."""
    begins = {begin for begin, _ in right}
    for _, end in left:
        following = _after(text, end)
        if following in begins:
            return True
        if following < len(text) and _after(text, text.find(" ", following)) in begins:
            return True
    return False


def _after(text: str, end: int) -> int:
    """Return where the word after this place begins; the text's length where none does."""
    while end < len(text) and text[end] == " ":
        end += 1
    return end
