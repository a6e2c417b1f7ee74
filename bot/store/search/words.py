"""Text as words, cut the way both databases cut it; and the words that say nothing about what is sought."""

import re
import unicodedata

_WORD = re.compile(r"[^\W_]+")
BREAK = "\x01"
"""A word of its own between the parts of a text, so that nothing stands side by side across them."""

_NO_WORD = re.compile(rf"[^\w{BREAK}]|_")
_NO_PUNCTUATION = str.maketrans(
    {chr(code): " " for code in range(128) if not chr(code).isalnum() and chr(code) != BREAK}
)
_BEYOND_ENGLISH = re.compile(r"[\u00a8-\u1fff\u2070-\u218f\u2c00-\U0010ffff]")
_ACCENTS = re.compile(r"[\u0300-\u036f]+")
_CJK = re.compile(r"([\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff])")


def fold(text: str) -> str:
    """Return text in lower case and without accents, each CJK character a word of its own."""
    if text.isascii():
        return text.lower()
    if _BEYOND_ENGLISH.search(text):
        return _CJK.sub(r" \1 ", _ACCENTS.sub("", unicodedata.normalize("NFKD", text))).casefold()
    return text.encode("ascii", "replace").decode("ascii").lower()  # curly quotes, dashes and the like


def split_words(text: str) -> list[str]:
    """Return the words of a text as the index knows them: "GPT-4" is `gpt` and `4`."""
    folded = fold(text)
    if folded.isascii():
        return folded.translate(_NO_PUNCTUATION).split()  # four times as fast as the pattern
    return _WORD.findall(folded)


def plain(folded: str) -> str:
    """Return folded text with spaces for all that is no part of a word, and one more at each end.

    A `BREAK` stays.
    """
    spaced = folded.translate(_NO_PUNCTUATION) if folded.isascii() else _NO_WORD.sub(" ", folded)
    return f" {spaced} "


def word_stem(word: str) -> str:
    """Return what the forms of an English word have in common, roughly: for marking and counting matches.

    The databases stem by Porter's rules when they look for items; this only has to agree with them about
    texts that they found.
    """
    if len(word) < 4 or not word.isascii() or not word.isalpha():
        return word
    stem = _SUFFIX.sub("", word) if len(word) > 4 else word.rstrip("s")
    return stem if len(stem) > 2 else word


_SUFFIX = re.compile(
    r"(?<=[a-z]{3})(?:i?s?ations?|i[sz]ed|i[sz]es|i[sz]ing|i[sz]e|ations?|ators?|ating|ated|ates?|ions?|ings?|ed|ers?"
    r"|ments?|ness|ive|ives|able|ability|ly|al|ies|ied|es|s|e|y)$"
)


class _Stems(dict[str, str]):
    """The stem of each word that was asked for, remembered: the same words come all the time."""

    _MOST = 300_000

    def __missing__(self, word: str) -> str:
        if len(self) >= self._MOST:
            self.clear()
        self[word] = word_stem(word)
        return self[word]


STEMS = _Stems()
"""Stems by word. A cache and nothing else: what it returns depends on the word alone."""
