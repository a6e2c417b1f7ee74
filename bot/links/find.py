"""Finds the links in what people write: Slack's `<url|label>`, Markdown, bare links in a sentence."""

import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple

from tld import get_fld


class FoundLink(NamedTuple):
    """A link in a text. `label` holds the words on it, where they say more than the link itself."""

    url: str
    label: str


_STOP = r"\s<>“”„«»‘’\"`"
_FINDER = re.compile(
    r"<(?P<slack>https?://[^<>|\s]+)(?:\|(?P<slack_label>[^<>]*))?>"
    r"|<[@#!][^<>]*>|<mailto:[^<>]*>"
    rf"|\[(?P<markdown_label>[^\[\]\n]{{1,300}})\]\((?P<markdown>https?://[^\s<>]+?)(?:\s+[\"'][^\"'\n]*[\"'])?\)(?![^\s\[<]*\))"
    rf"|(?P<bare>\bhttps?://[^{_STOP}]{{1,8192}})"
    r"|(?P<arxiv>\barxiv:(?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?/\d{7})(?:v\d{1,2})?)\b"
    rf"|(?<![\w@./:#-])(?P<no_scheme>(?:[a-z0-9-]+\.)+[a-z]{{2,}}/[^{_STOP}]*|www\.(?:[a-z0-9-]+\.)+[a-z]{{2,}})",
    re.IGNORECASE,
)
_ENTITY_END = re.compile(r"&(?:lt|gt|quot|#39);")
_TRAILING = ".,;:!?'*_~…"
_PAIRS = {")": "(", "]": "[", "}": "{"}


def find_links(text: str) -> list[FoundLink]:
    """Return the links of a text in their order, each once. What is found may still not be a usable link."""
    found: dict[str, str] = {}
    for _, _, link in _scan(text):
        found[link.url] = found.get(link.url) or link.label
    return [FoundLink(url, label) for url, label in found.items()]


def without_links(text: str) -> str:
    """Return the words around the links, on one line: the note of `/ainews add <link> words`."""
    kept, end = [], 0
    for start, stop, _ in _scan(text):
        kept.append(text[end:start])
        end = stop
    kept.append(text[end:])
    return " ".join(" ".join(kept).split())


def _scan(text: str) -> Iterator[tuple[int, int, FoundLink]]:
    position = 0
    while match := _FINDER.search(text, position):
        position = match.end()
        if found := _read(match):
            position, link = found
            yield match.start(), position, link


def _read(match: re.Match[str]) -> tuple[int, FoundLink] | None:
    """The link of a match and where it ends: before the punctuation that a sentence put after it."""
    kind = match.lastgroup
    if match["slack"]:
        url = _undo(match["slack"])
        return match.end(), FoundLink(url, _label(match["slack_label"], url))
    if match["markdown"]:
        url = _undo(match["markdown"])
        return match.end(), FoundLink(url, _label(match["markdown_label"], url))
    if kind is None:
        return None
    bare = match[0] if kind == "arxiv" else _trim(match[0])
    if kind == "no_scheme" and not get_fld(bare, fail_silently=True, fix_protocol=True):
        return None
    if bare.lower() in ("http://", "https://"):
        return None
    return match.start() + len(bare), FoundLink(_undo(bare), "")


def _trim(bare: str) -> str:
    """Take off what belongs to the sentence. A closing bracket stays where the link opened it."""
    if entity := _ENTITY_END.search(bare):
        bare = bare[: entity.start()]
    while bare:
        last = bare[-1]
        if last in _TRAILING or (last in _PAIRS and bare.count(last) > bare.count(_PAIRS[last])):
            bare = bare[:-1]
        else:
            break
    return bare


def _undo(url: str) -> str:
    return url.replace("&amp;", "&")


def _label(label: str | None, url: str) -> str:
    """Slack labels a bare link with its own text: that says nothing."""
    words = " ".join(unescape(label or "").split())
    said = words.rstrip("/…").lower()
    return "" if said in url.lower() and "." in said and " " not in said else words
