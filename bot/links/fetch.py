"""Reads the page behind a link that a stranger gave us: the only way out for links that people hand in.

`robots.txt` is not asked: one page is read because a person asked for it, under an honest name. Nothing is
followed but redirects; no cookie is kept, no proxy used, no script run.
"""

import re
import ssl
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import urljoin

from bot.errors import FetchError, LinkError
from bot.links.addresses import Guard, Resolver, system_resolver
from bot.links.cache import PageCache, Pauses
from bot.links.exchange import Deadline, Network, Response, exchange
from bot.links.page import HTML, PDF, PLAIN, XHTML, Page
from bot.links.parse import MAX_LENGTH, Url, split_url
from bot.models.values import Clock, system_clock

USER_AGENT = "AINewsForSlack/1.0 (reads one page because a person shared its link)"

MAX_HOPS = 5
DEADLINE_SECONDS = 10.0
MAX_BYTES = 2 * 1024 * 1024
"""Of a page, unpacked. A longer one is cut there: what describes it stands in its head."""

MAX_PDF_BYTES = 128 * 1024

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PARSED = frozenset({HTML, XHTML, PDF, PLAIN})
_UNKNOWN_TYPES = frozenset({"", "application/octet-stream", "binary/octet-stream", "application/x-pdf"})
_ACCEPT = "text/html, application/xhtml+xml, application/pdf;q=0.9, text/plain;q=0.8, */*;q=0.1"
_LINK_HEADER = re.compile(r"""<([^<>]{1,2048})>([^,<]*)""")
_REL_CANONICAL = re.compile(r"""rel\s*=\s*["']?canonical\b""", re.IGNORECASE)
_CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.:-]{1,40})""", re.IGNORECASE)
_VALIDATOR = re.compile(r"[\x20-\x7e]{1,200}")
_LOOKS_LIKE_HTML = re.compile(rb"\s*<(?:!doctype html|html|head|\?xml)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one fetch may take: redirects, seconds for everything together, bytes unpacked."""

    hops: int = MAX_HOPS
    seconds: float = DEADLINE_SECONDS
    bytes: int = MAX_BYTES
    pdf_bytes: int = MAX_PDF_BYTES


@dataclass(slots=True)
class Fetcher:
    """Reads pages, with a pause for each host and a small cache. Built once, by the composition root.

    Safe to use from several threads. The defaults are the rules; tests and the playground pass a `guard` that
    opens loopback, or a `resolver` of their own.
    """

    guard: Guard = field(default_factory=Guard)
    resolver: Resolver = system_resolver
    tls: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    limits: Limits = field(default_factory=Limits)
    cache: PageCache = field(default_factory=PageCache)
    pauses: Pauses = field(default_factory=Pauses)
    clock: Clock = system_clock
    user_agent: str = USER_AGENT

    def fetch(self, url: str) -> Page:
        """Return the page behind a link.

        Raises:
            FetchError: the link or a redirect leads where nothing is read, the site is slow, broken or says
                no, or the page is of a kind that is not parsed.
        """
        address = url.partition("#")[0]
        if page := self.cache.fresh(address):
            return page
        first = _judge(address)
        self.pauses.wait(first.host)
        if page := self.cache.fresh(address):  # somebody else read it while we waited
            return page
        known = self.cache.stale(address)
        final, response = self._follow(first, known)
        if response.status == HTTPStatus.NOT_MODIFIED and known:
            return self.cache.confirm(known, self.clock())
        return self.cache.keep(self._read(address, final, response))

    def _follow(self, url: Url, known: Page | None) -> tuple[Url, Response]:
        """Go through redirects, each judged like the first link, until there is an answer."""
        seen = {url.host}
        deadline = Deadline(self.limits.seconds)
        network = Network(self.guard, self.resolver, self.tls)
        headers = [
            ("User-Agent", self.user_agent),
            ("Accept", _ACCEPT),
            ("Accept-Language", "en, *;q=0.5"),
            ("Accept-Encoding", "gzip, deflate"),
            ("Connection", "close"),
        ]
        for _ in range(self.limits.hops + 1):
            if url.host not in seen:
                seen.add(url.host)
                deadline.extend(self.pauses.wait(url.host))
            response = exchange(
                url,
                headers + _conditions(known, url),
                network=network,
                deadline=deadline,
                limit_for=self._limit_for(url.host, known),
            )
            if response.status not in _REDIRECTS:
                return url, response
            url = _next_hop(url, response.headers.get("location", ""))
        raise FetchError(f"The link is redirected more than {self.limits.hops} times.")

    def _limit_for(self, host: str, known: Page | None) -> Callable[[int, Mapping[str, str]], int]:
        """Decide from status and headers how much of a body is read; refuse before reading where none is."""

        def limit(status: int, headers: Mapping[str, str]) -> int:
            if status in _REDIRECTS or (status == HTTPStatus.NOT_MODIFIED and known):
                return 0
            if not 200 <= status < 300:
                raise _status_error(host, status)
            kind = _media_type(headers)
            if kind in _UNKNOWN_TYPES or kind == PDF:
                return self.limits.pdf_bytes
            if kind not in _PARSED:
                raise FetchError(f"The link leads to a file ({kind[:60]}), not to a page.", answers=True)
            return self.limits.bytes

        return limit

    def _read(self, asked: str, final: Url, response: Response) -> Page:
        content_type = _sniff(final.host, _media_type(response.headers), response.body)
        charset = _CHARSET.search(response.headers.get("content-type", ""))
        is_pdf = content_type == PDF
        return Page(
            url=asked,
            final_url=str(final).partition("#")[0],
            status=response.status,
            content_type=content_type,
            body=response.body[: self.limits.pdf_bytes] if is_pdf else response.body,
            fetched_at=self.clock(),
            charset=charset[1] if charset else None,
            canonical=_canonical(final, response.headers.get("link", "")),
            etag=_validator(response.headers.get("etag", "")),
            last_modified=_validator(response.headers.get("last-modified", "")),
            truncated=response.truncated,
        )


def _judge(url: str) -> Url:
    """Take a link apart by the same rules as a submitted one. Redirects come through here as well."""
    if len(url) > MAX_LENGTH:
        raise FetchError(f"The link is longer than {MAX_LENGTH:,} characters.")
    try:
        return split_url(url)
    except LinkError as error:
        raise FetchError(error.message, hint=error.hint) from error


def _next_hop(url: Url, location: str) -> Url:
    if not location:
        raise FetchError(f"{url.host} redirects to nowhere.")
    if "\\" in location:  # a slash to browsers, not to us: nobody honest sends one
        raise FetchError(f"{url.host} redirects to a broken link.")
    try:
        return _judge(urljoin(str(url), location.strip(" ")).partition("#")[0])
    except ValueError as error:
        raise FetchError(f"{url.host} redirects to a broken link.") from error


def _conditions(known: Page | None, url: Url) -> list[tuple[str, str]]:
    """RFC 9110, 13.1: ask for the page only if it has changed."""
    if known is None or known.final_url != str(url):
        return []
    pairs = (("If-None-Match", known.etag), ("If-Modified-Since", known.last_modified))
    return [(name, value) for name, value in pairs if value]


def _validator(value: str) -> str:
    return value if _VALIDATOR.fullmatch(value) else ""


def _media_type(headers: Mapping[str, str]) -> str:
    return headers.get("content-type", "").partition(";")[0].strip().lower()


def _sniff(host: str, declared: str, body: bytes) -> str:
    """The type by the first bytes where the header says nothing, or calls a PDF something else."""
    if body[:1024].lstrip().startswith(b"%PDF-"):
        return PDF
    if declared in (HTML, XHTML, PLAIN):
        return declared
    if declared == "" and _LOOKS_LIKE_HTML.match(body):
        return HTML
    raise FetchError(f"The link to {host} leads to a file, not to a page.", answers=True)


def _canonical(page: Url, header: str) -> str | None:
    """RFC 6596: `Link: <https://…>; rel="canonical"`. Whether to believe it is the caller's question."""
    for target, parameters in _LINK_HEADER.findall(header[:8192]):
        if _REL_CANONICAL.search(parameters):
            with suppress(ValueError):
                return str(urljoin(str(page), target))
    return None


def _status_error(host: str, status: int) -> FetchError:
    if status in (401, 402, 403, 407, 451):
        return FetchError(f"{host} does not show this page to us ({status}).", answers=True)
    if status in (404, 410):
        return FetchError(f"{host} has no such page ({status}).", hint="Check the link.")
    if status == HTTPStatus.TOO_MANY_REQUESTS or status >= 500:
        busy = status == HTTPStatus.TOO_MANY_REQUESTS
        return FetchError(
            f"{host} cannot answer at the moment ({status}).", hint="Try again later.", answers=busy
        )
    return FetchError(f"{host} answered {status} instead of a page.")
