"""HTML inside of other formats, as text: what a reader of the page would see, and the links."""

import re
from dataclasses import dataclass

from lxml import etree  # type: ignore[import-untyped]  # lxml ships no types
from lxml.html import HtmlElement, HTMLParser, document_fromstring  # type: ignore[import-untyped]  # as above

_HTML = re.compile(r"<[a-zA-Z!/]|&[a-zA-Z#]")
_UNREAD = frozenset({"script", "style", "template", "head", "noscript", "iframe", "object", "svg"})
_BLOCKS = frozenset(
    {"p", "div", "ul", "ol", "table", "blockquote", "pre", "section", "article"}
    | {"h1", "h2", "h3", "h4", "h5", "h6"}
)
_LINES = frozenset({"br", "li", "tr", "hr", "dt", "dd"})
_LONGEST = 500_000  # characters


@dataclass(frozen=True, slots=True)
class HtmlText:
    """The words, with newlines where a browser would break, and the links as (address, words on it)."""

    text: str
    links: tuple[tuple[str, str], ...] = ()


def read_html(html: str) -> HtmlText:
    """Read HTML, or plain text, which is returned as it is. Broken HTML is read as far as it goes."""
    html = html[:_LONGEST].replace("\0", "")
    if not _HTML.search(html):
        return HtmlText(html)
    parser = HTMLParser(no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = document_fromstring(f"<div>{html}</div>", parser=parser)
    except (etree.LxmlError, ValueError):
        return HtmlText("")
    links = tuple(
        (href, " ".join(link.text_content().split()))
        for link in root.iter("a")
        if (href := str(link.get("href") or "").strip())
    )
    return HtmlText("".join(_words(root)).strip(), links)


def _words(root: HtmlElement) -> list[str]:
    """Collect the words in document order, without recursion: HTML may nest as deep as its writer likes."""
    parts: list[str] = []
    unread = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        name = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            unread += name in _UNREAD
            if name in _BLOCKS or name in _LINES:
                parts.append("\n")
            if element.text and not unread:
                parts.append(_on_one_line(element.text))
        else:
            unread -= name in _UNREAD
            if name in _BLOCKS:
                parts.append("\n")
            if element.tail and not unread:
                parts.append(_on_one_line(element.tail))
    return parts


def _on_one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text)
