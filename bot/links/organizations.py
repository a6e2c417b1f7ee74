"""One name for each organisation. The list is `organizations.toml`: data, for people to extend."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib.resources import files

MAX_ORGANIZATIONS = 6
_MAX_NAME = 80

# "Inc." and its like, wherever they stand at the end, with or without a comma.
_LEGAL_FORM = re.compile(
    r"[\s,]+(?:inc|incorporated|llc|l\.l\.c|ltd|limited|gmbh|ag|corp|corporation|co|pbc|plc|b\.v|s\.a|pty)\.?$",
    re.I,
)
_NOT_LETTERS = re.compile(r"[\s.,_’'\"()&/-]+")
_ACADEMIC = re.compile(
    r"universi|institut|college|academy|laborator|\blabs?\b|research|school of|polytech", re.I
)
_INSIDE = re.compile(
    r"^(?:dept|department|school|faculty|division|center|centre|graduate school|college) of\b", re.I
)


def normalize_organization(name: str, learned: Mapping[str, str] | None = None) -> str:
    """Return the name that the newsletter uses; a name that nobody has listed stays, tidied.

    `learned` maps what curators corrected to what they wrote, and beats the list.
    """
    tidy = " ".join(name.split()).strip(" ,;:.@")
    key = _key(tidy)
    for known, better in (learned or {}).items():
        if _key(known) == key:
            return better
    return _aliases().get(key) or _LEGAL_FORM.sub("", tidy)[:_MAX_NAME].strip(" ,")


def normalize_organizations(
    names: Iterable[str], learned: Mapping[str, str] | None = None
) -> tuple[str, ...]:
    """Normalise several names, each once, in their order, at most `MAX_ORGANIZATIONS`."""
    found = (normalize_organization(name, learned) for name in names)
    return tuple(dict.fromkeys(name for name in found if name))[:MAX_ORGANIZATIONS]


def from_affiliation(affiliation: str) -> str:
    """Return the organisation in a postal affiliation, "Dept. of CS, Stanford University, CA, USA"."""
    pieces = [piece.strip() for piece in re.split(r"[,;]", affiliation) if piece.strip()]
    known = _aliases()
    for piece in pieces:
        if _key(piece) in known:
            return known[_key(piece)]
    for piece in pieces:
        if _ACADEMIC.search(piece) and not _INSIDE.match(piece):
            return normalize_organization(piece)
    return normalize_organization(pieces[0]) if pieces else ""


def is_known(name: str) -> bool:
    """Whether the list has the name, in any of its spellings."""
    return _key(name) in _aliases()


def _key(name: str) -> str:
    return _NOT_LETTERS.sub("", _LEGAL_FORM.sub("", name.strip())).casefold()


@lru_cache(maxsize=1)
def _aliases() -> dict[str, str]:
    listed = tomllib.loads(files("bot.links").joinpath("organizations.toml").read_text("utf-8"))[
        "organizations"
    ]
    return {_key(alias): name for name, aliases in listed.items() for alias in (name, *aliases)}
