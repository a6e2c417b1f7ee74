"""Cutting text where a reader would: at sentences, then at words. Never inside either."""

from functools import lru_cache

from sentencex import segment

ELLIPSIS = "…"


@lru_cache(maxsize=2048)
def sentences(text: str) -> tuple[str, ...]:
    """Split into sentences without surrounding space. Abbreviations and decimals do not end a sentence."""
    return tuple(stripped for piece in segment("en", text) if (stripped := piece.strip()))


def first_sentence(text: str) -> str:
    """Return the first sentence on one line, or nothing where there is no text."""
    found = sentences(text)
    return " ".join(found[0].split()) if found else ""


def shorten(text: str, limit: int) -> str:
    """Return at most `limit` characters: whole sentences where one fits, whole words and an ellipsis else."""
    if len(text) <= limit:
        return text
    kept = ""
    for sentence in sentences(text):
        longer = f"{kept} {sentence}".strip()
        if len(longer) > limit:
            break
        kept = longer
    return kept or shorten_words(text, limit)


def shorten_words(text: str, limit: int) -> str:
    """Return at most `limit` characters, cut after a whole word and marked with an ellipsis."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    if not text[limit - 1].isspace() and (space := cut.rfind(" ")) > limit // 2:
        cut = cut[:space]
    return cut.rstrip(" ,;:–-") + ELLIPSIS
