"""Reads HTML that may be broken, huge or made to hang a parser."""

import json
import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any
from urllib.parse import urljoin

from lxml import etree  # type: ignore[import-untyped]  # lxml ships no types
from lxml.html import (  # type: ignore[import-untyped]  # lxml ships no types
    HtmlElement,
    HTMLParser,
    document_fromstring,
)

from bot.errors import LinkError
from bot.links.junk import tidy
from bot.links.page import Page
from bot.links.parse import split_url

_MAX_JSON = 512 * 1024
_MAX_NODES = 2_000
_MAX_TEXT = 20_000  # characters of one title, description or abstract
_NULS = str.maketrans("", "", "\x00")

# libxml2 compares each attribute of a tag with all before it: 200,000 of them took 44 seconds. A page is cut
# where a tag has more than anybody writes. Quantifiers are possessive and bounded, so this itself is linear.
_MONSTROUS_TAG = re.compile(
    r"""<[a-zA-Z][^\s/><]*+"""
    r"""(?:(?:[\s/]++|(?<=["']))(?:=[^\s/>=]{0,256}+|[^\s/>=]{1,256}+)"""
    r"""(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|(?!["'])[^\s>]{0,2048}+))?+){128}"""
)


class Document:
    """A page's HTML: its metadata by name, its structured data, its elements. Never raises for any HTML."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.url = page.final_url
        self._html = page.text.translate(_NULS)

    @cached_property
    def host(self) -> str:
        return split_url(self.url).host

    @cached_property
    def html(self) -> str:
        """The page's text, up to a tag that no parser should see."""
        monster = _MONSTROUS_TAG.search(self._html)
        return self._html[: monster.start()] if monster else self._html

    @cached_property
    def root(self) -> HtmlElement:
        """The tree. libxml2 stops by itself at 256 levels; no entity, DTD or network is loaded."""
        parser = HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
        try:
            return document_fromstring(self.html.encode("utf-8", "replace"), parser=parser)
        except etree.LxmlError:  # nothing in it that is HTML
            return document_fromstring("<html></html>", parser=parser)

    @cached_property
    def _metas(self) -> dict[str, list[str]]:
        """Contents by lowercase `name`, `property` or `itemprop`, in the page's order."""
        found: dict[str, list[str]] = {}
        for element in self._elements("meta", "link"):
            content = element.get("content") or (element.get("href") if element.tag == "link" else None)
            for attribute in ("name", "property", "itemprop"):
                if (name := element.get(attribute)) and content and (words := tidy(content[:_MAX_TEXT])):
                    found.setdefault(name.strip().lower(), []).append(words)
        return found

    def metas(self, name: str) -> list[str]:
        """All contents of a meta name: `citation_author` comes once for each author."""
        return self._metas.get(name, [])

    def meta(self, *names: str) -> str:
        """The first content of the first of these names that the page has, or nothing."""
        return next((found[0] for name in names if (found := self._metas.get(name))), "")

    @property
    def title_tag(self) -> str:
        return self.text_of("//head/title | //title")

    def text_of(self, path: str) -> str:
        """The text of the first element that an XPath finds and that has one."""
        for element in self.find(path):
            if words := tidy(" ".join(element.itertext())[:_MAX_TEXT]):
                return words
        return ""

    def find(self, path: str) -> list[HtmlElement]:
        found = self.root.xpath(path)
        return [element for element in found[:_MAX_NODES] if isinstance(element, HtmlElement)]

    def link_at(self, path: str) -> str:
        """The absolute link of the first `<a>` or `<link>` that an XPath finds, or nothing."""
        return next(
            (link for element in self.find(path) if (link := self.absolute(element.get("href") or ""))), ""
        )

    def absolute(self, link: str) -> str:
        """A link of the page as an absolute one; nothing where it is not to the web."""
        try:
            absolute = urljoin(self.url, link.strip())
            split_url(absolute)
        except (ValueError, LinkError):
            return ""
        return absolute

    @cached_property
    def canonical(self) -> str:
        """What the page calls its own link; `canonical.may_replace` says when to believe it."""
        return self.page.canonical or self.link_at("//link[translate(@rel, 'CANOIL', 'canoil')='canonical']")

    @cached_property
    def structured(self) -> list[dict[str, Any]]:
        """The objects of the page's JSON-LD, with those inside `@graph`. Broken ones are skipped."""
        found: list[dict[str, Any]] = []
        for element in self.find("//script[@type='application/ld+json']"):
            found += _objects(_read_json(element.text or ""))
        return found[:_MAX_NODES]

    def json_by_id(self, name: str) -> Any:
        """The JSON that a framework left in a `<script id="…">`; None where there is none."""
        element = next(iter(self.find(f"//script[@id='{name}']")), None)
        return _read_json(element.text or "") if element is not None else None

    def _elements(self, *tags: str) -> Iterator[HtmlElement]:
        for count, element in enumerate(self.root.iter(*tags)):
            if count >= _MAX_NODES:
                return
            yield element


def _read_json(text: str) -> Any:
    if len(text) > _MAX_JSON:
        return None
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _objects(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, list):
        return [found for part in value if isinstance(part, dict) for found in _objects(part)]
    if not isinstance(value, dict):
        return []
    graph = value.get("@graph")
    return [value, *(_objects(graph) if isinstance(graph, list) else [])]
