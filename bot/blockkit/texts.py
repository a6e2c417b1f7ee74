"""Checks of single texts and counts: the small words that the validator speaks in."""

import re
from collections.abc import Iterator, Sized

_TOKEN = re.compile(
    r"<(?:"
    r"(?:https?://|mailto:)[^\s<>|]+(?:\|[^<>\n]+)?"  # a link
    r"|@[UW][A-Z0-9]+(?:\|[^<>\n]*)?"  # a person
    r"|#[CG][A-Z0-9]+(?:\|[^<>\n]*)?"  # a channel
    r"|!(?:date\^|channel|here|everyone|group|subteam)[^<>\n]*"
    r")>"
)
_BROADCAST = re.compile(r"<!(?:channel|here|everyone|group|subteam)\b")
_LOOSE_AMPERSAND = re.compile(r"&(?!amp;|lt;|gt;)")


def too_long(path: str, text: str, limit: int) -> Iterator[str]:
    """Say that `text` has more than `limit` characters."""
    if len(text) > limit:
        yield f"{path}: {len(text):,} characters, at most {limit:,}"


def too_many(path: str, things: Sized, limit: int, *, at_least: int = 0) -> Iterator[str]:
    """Say that there are more than `limit` things, or fewer than `at_least`."""
    if len(things) > limit:
        yield f"{path}: {len(things)}, at most {limit}"
    if len(things) < at_least:
        yield f"{path}: {len(things)}, at least {at_least}"


def required(path: str, text: object, limit: int, kind: str | None = None) -> Iterator[str]:
    """Check a text object that must be there, with some text, and be of `kind` where only one is allowed."""
    if not isinstance(text, dict) or not isinstance(text.get("text"), str):
        yield f"{path}: missing, or not a text object"
        return
    if text.get("type") not in {"plain_text", "mrkdwn"}:
        yield f"{path}: {text.get('type')!r} is neither plain_text nor mrkdwn"
        return
    if kind and text.get("type") != kind:
        yield f"{path}: must be {kind}"
    if not text["text"].strip():
        yield f"{path}: empty"
    yield from problems_in_text(path, text, limit)


def problems_in_text(path: str, text: dict[str, str], limit: int) -> Iterator[str]:
    """Check a text object's length and, for mrkdwn, that every control character means something."""
    yield from too_long(path, text["text"], limit)
    if text["type"] != "mrkdwn":
        return
    if _BROADCAST.search(text["text"]):
        yield f"{path}: rings a whole channel or group"
    rest = _TOKEN.sub("", text["text"])
    if "<" in rest or _is_loose_end(rest):
        yield f"{path}: an unescaped < or >"
    if _LOOSE_AMPERSAND.search(text["text"]):
        yield f"{path}: an unescaped &"


def _is_loose_end(rest: str) -> bool:
    """Whether a `>` stands anywhere but at the start of a line, where it makes a quotation."""
    return any(">" in line.lstrip("> ") for line in rest.split("\n"))
