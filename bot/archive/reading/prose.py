"""A passage of Markdown as a reader sees it: its words, and where its links stand among them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from markdown_it.token import Token

from bot.archive.reading.decode import without_controls

_SPACE = re.compile(r"\s+")
_HTTP = re.compile(r"https?://[^/\s]", re.IGNORECASE)
_BARE = re.compile(r"https?://[^\s<>“”\"«»]{2,2000}", re.IGNORECASE)
_TAG = re.compile(r"</?(?P<name>[a-z][a-z0-9]*)\b[^>]*>", re.IGNORECASE)
_HREF = re.compile(r"\bhref\s*=\s*[\"']?(?P<url>[^\"'\s>]+)", re.IGNORECASE)
_MARKUP = frozenset(
    {"a", "abbr", "b", "big", "blockquote", "br", "center", "cite", "code", "del", "details", "div", "em"}
    | {
        "font",
        "hr",
        "i",
        "img",
        "ins",
        "kbd",
        "li",
        "mark",
        "ol",
        "p",
        "s",
        "samp",
        "small",
        "span",
        "strike",
    }
    | {"strong", "sub", "summary", "sup", "u", "ul", "wbr"}
)
_BREAKS = frozenset({"br", "p", "div", "hr", "li"})


@dataclass(frozen=True, slots=True)
class Span:
    """A link: from `start` to `end` its words stand in the text."""

    start: int
    end: int
    url: str
    label: str


@dataclass(frozen=True, slots=True)
class Prose:
    """Words on one line: wrapped lines are joined by a space and runs of space are one. Links in their order.

    A line break that was written as one, by a backslash, stays as a newline.
    """

    text: str
    links: tuple[Span, ...] = ()

    def with_bare_links(self) -> "Prose":
        """Take addresses in the text for links: for an entry that has no other."""
        found = (match for match in _BARE.finditer(self.text))
        spans = []
        for match in found:
            url = match[0].rstrip(".,;:!?'’")
            url = url[:-1] if url.endswith(")") and "(" not in url else url
            spans.append(Span(match.start(), match.start() + len(url), url, ""))
        return Prose(self.text, tuple(spans))


def read_prose(tokens: Sequence[Token]) -> Prose:
    """Turn markdown-it's inline tokens into words and links, without emphasis and HTML tags."""
    builder = _Builder()
    for token in tokens:
        builder.add(token)
    return builder.prose()


class _Builder:
    """Collects words, one run of space at a time, so that links know their place in what comes out."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._space = True  # the text ends with space, or has not begun
        self._open: list[tuple[int, str]] = []
        self._links: list[Span] = []

    def add(self, token: Token) -> None:
        match token.type:
            case "text" | "text_special" | "code_inline":
                self._write(token.content)
            case "softbreak":
                self._write(" ")
            case "hardbreak":
                self._break()
            case "image":
                self._write(token.content)
            case "link_open":
                self._begin(str(token.attrs.get("href", "")))
            case "link_close":
                self._finish(autolink=token.info == "auto")
            case "html_inline":
                self._html(token.content)
            case _:  # emphasis and strong: their words come as tokens of their own
                pass

    def prose(self) -> Prose:
        text = "".join(self._parts).rstrip()
        inside = (span for span in self._links if span.start <= len(text))
        return Prose(text, tuple(Span(s.start, min(s.end, len(text)), s.url, s.label) for s in inside))

    def _write(self, words: str) -> None:
        words = _SPACE.sub(" ", without_controls(words))
        if self._space:
            words = words.removeprefix(" ")
        if words:
            self._parts.append(words)
            self._length += len(words)
            self._space = words.endswith(" ")

    def _break(self) -> None:
        if self._length:
            self._parts.append("\n")
            self._length += 1
            self._space = True

    def _begin(self, url: str) -> None:
        self._open.append((self._length, url))

    def _finish(self, *, autolink: bool = False) -> None:
        if not self._open:
            return
        start, url = self._open.pop()
        words = "".join(self._parts)[start : self._length] if self._length - start else ""
        label = words.strip()
        if _HTTP.match(url):
            begin = start + len(words) - len(words.lstrip())
            self._links.append(Span(begin, begin + len(label), url.strip(), "" if autolink else label))

    def _html(self, content: str) -> None:
        tag = _TAG.fullmatch(content)
        name = tag["name"].lower() if tag else ""
        if name not in _MARKUP:
            if not content.startswith(("<!", "<?")):
                self._write(content)  # "<think>" is a word of the text, no tag
        elif name == "a":
            href = _HREF.search(content)
            if href:
                self._begin(href["url"])
            elif content.startswith("</"):
                self._finish()
        elif name in _BREAKS:
            self._write(" ")
