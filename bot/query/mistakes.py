"""Mistyped filters: what was probably meant, and what to say about it."""

from collections.abc import Iterable

from rapidfuzz.distance import OSA

from bot.query.fields import ALIASES, FIELDS, SORT, Field

_WAS_READ_AS = " was read as "
_LONGEST = 60

_NO_FILTERS = frozenset({"http", "https", "ftp", "mailto", "file", "tel", "data", "urn", "std"})
"""What stands before a colon in links and in code."""


def read_value(field: Field, value: str) -> str | None:
    """Return the value as it is written rightly: itself, or the one that it differs from by a slip."""
    if field.accepts(value):
        return value
    meant = nearest(value, field.choices)
    return meant if meant is not None and field.accepts(meant) else None


def read_name(name: str, value: str) -> Field | None:
    """Return the filter whose name differs from this one by a slip, where it can have the value."""
    meant = nearest(name, (*FIELDS, *ALIASES, SORT.name))
    field = field_of(meant) if meant is not None else None
    return field if field is not None and field.accepts(value) else None


def field_of(name: str) -> Field | None:
    """Return the filter that has this name, or goes by it."""
    return SORT if name == SORT.name else FIELDS.get(ALIASES.get(name, name))


def nearest(word: str, choices: Iterable[str]) -> str | None:
    """Return the choice that a slip or two make into this word: one in short words, two in longer ones."""
    word = word.casefold()
    most = 0 if len(word) < 3 else 1 if len(word) < 6 else 2
    near = sorted((OSA.distance(word, choice), choice) for choice in choices)
    return near[0][1] if near and near[0][0] <= most else None


def looks_like_a_filter(name: str, value: str) -> bool:
    """Tell whether `name:value` was meant as a filter: "http://x" and "std::sort" were not."""
    return name not in _NO_FILTERS and len(name) > 2 and value[:1].isalnum()


def shortened(value: str) -> str:
    """Return as much of a value as people need to know it again."""
    return value if len(value) <= _LONGEST else f"{value[:_LONGEST]}…"


def about_value(field: Field, value: str) -> str:
    """Say that a value was left out, and what the filter takes."""
    if not value.strip():
        return f"{field.name}: was left out, because nothing stands behind the colon. It takes {field.takes}."
    return f"{field.name}:{shortened(value)} was left out: {field.name}: takes {field.takes}."


def about_name(name: str, value: str) -> str:
    """Say that there is no such filter, and which there are."""
    names = ", ".join(f"{one}:" for one in (*FIELDS, SORT.name))
    typed = f"{name}:{shortened(value)}"
    return f"There is no filter {name}:, so {typed} was searched for as words. Filters are {names}."


def about_slip(typed: str, meant: str) -> str:
    """Say what was read instead of what was typed."""
    return f"{shortened(typed)}{_WAS_READ_AS}{meant}."


def is_about_slip(note: str) -> bool:
    """Tell such a sentence from those on what was left out."""
    return _WAS_READ_AS in note
