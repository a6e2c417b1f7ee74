"""Cutting a cleaned query into tokens. Whatever the text, there is a token for every part of it."""

import re
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""
    (?P<open>-*\()
  | (?P<close>\))
  | (?P<minus>-*)(?P<field>[A-Za-z]{2,12}:)?"(?P<quoted>[^"]*)"
  | (?P<or>\|+)
  | (?P<bare>-*[A-Za-z]{2,12}:[^\s()"]+|[^\s()"|]+)
    """,
    re.VERBOSE,
)

MAX_LEAF = 200
"""Characters of one word or phrase that are kept; a longer one is noise, or a whole page pasted."""


@dataclass(frozen=True, slots=True)
class Token:
    """`kind` is open, close, quoted or bare. `field` stands before a quoted value, with its colon off."""

    kind: str
    text: str = ""
    field: str = ""
    negated: bool = False


def tokens(text: str) -> list[Token]:
    """Return the tokens of a query; a quotation mark without its partner is passed over."""
    return [_token(found) for found in _TOKEN.finditer(text)]


def _token(found: re.Match[str]) -> Token:
    if found["open"]:
        return Token("open", negated=found["open"].startswith("-"))
    if found["close"]:
        return Token("close")
    if found["quoted"] is not None:
        text = " ".join(found["quoted"].split())[:MAX_LEAF].strip()
        return Token("quoted", text, (found["field"] or "").rstrip(":").casefold(), bool(found["minus"]))
    if found["or"]:
        return Token("bare", "or")
    word = found["bare"].lstrip("-")
    return Token("bare", word[:MAX_LEAF], negated=found["bare"].startswith("-"))
