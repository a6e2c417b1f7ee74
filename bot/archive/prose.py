"""Plain text as HTML: paragraphs and links, and nothing else of what somebody wrote is markup."""

import re

from markupsafe import Markup, escape

_ADDRESS = re.compile(r"https?://[^\s<>\"“”«»]{2,2000}", re.IGNORECASE)
_TRAILING = re.compile(r"[.,;:!?'’”»*_~`]+$")
_STRONG = re.compile(r"(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])")
_EMPHASIS = re.compile(r"(?<![\w_])_(?=\S)([^_\n]+?)(?<=\S)_(?![\w_])")
_MARKED_LINK = re.compile(r"&lt;(https?://[^\s|]+?)\|([^|\n]+?)&gt;", re.IGNORECASE)
_WEB = re.compile(r"https?://[^/\s]", re.IGNORECASE)


def is_web_address(url: str) -> bool:
    """Tell an address that may become a link: `javascript:` and the like never do."""
    return _WEB.match(url) is not None


def paragraphs(text: str) -> Markup:
    """Return a text that people wrote: its paragraphs, line breaks and bare addresses, no more."""
    return _paragraphs(_linked(text))


def formatted(text: str) -> Markup:
    """Return an introduction, which curators write for Slack: *strong*, _emphasis_, and links with words."""
    html = _MARKED_LINK.sub(_anchor_of, _linked(text, skip_marked=True))
    html = _EMPHASIS.sub(r"<em>\1</em>", _STRONG.sub(r"<strong>\1</strong>", html))
    return _paragraphs(html)


def _paragraphs(html: str) -> Markup:
    pieces = (piece.strip() for piece in re.split(r"\n\s*\n", html))
    return Markup("\n".join(f"<p>{piece.replace(chr(10), '<br>')}</p>" for piece in pieces if piece))  # noqa: S704


def _linked(text: str, *, skip_marked: bool = False) -> str:
    """Escape a text, and make links of the addresses in it."""
    parts: list[str] = []
    at = 0
    for match in _ADDRESS.finditer(text):
        if skip_marked and text[: match.start()].endswith("<"):
            continue
        address = _trimmed(match[0])
        parts += [str(escape(text[at : match.start()])), _anchor(address, address)]
        at = match.start() + len(address)
    return "".join([*parts, str(escape(text[at:]))])


def _trimmed(address: str) -> str:
    """Punctuation after an address is no part of it, nor is a bracket that was not opened inside."""
    address = _TRAILING.sub("", address)
    while address.endswith(")") and address.count("(") < address.count(")"):
        address = _TRAILING.sub("", address[:-1])
    return address


def _anchor(address: str, words: str) -> str:
    return str(Markup('<a href="{}" rel="noopener">{}</a>').format(address, words))


def _anchor_of(match: re.Match[str]) -> str:
    address, words = Markup(match[1]).unescape(), Markup(match[2]).unescape()  # noqa: S704 - escaped before
    return _anchor(address, words)
