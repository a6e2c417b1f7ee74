"""Takes a link apart, strictly. Where browsers guess, this refuses: a guess is what hostile links live on.

The standard library's `urlsplit` is not used: it drops tabs and newlines in silence and accepts hosts that
resolvers read as something else. The canonical form and the fetcher both stand on this one parser, so the
host that was judged is the host that is dialled.
"""

import re
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from typing import NamedTuple

import idna

from bot.errors import LinkError

MAX_LENGTH = 2048
"""Characters that a link may have. The same limit as the fetcher's: what is stored can be read."""

DEFAULT_PORTS = {"http": 80, "https": 443}

_SHAPE = re.compile(r"(https?)://([^/?#]*)([^?#]*)(?:\?([^#]*))?(?:#(.*))?", re.IGNORECASE)
_AUTHORITY = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^:\[\]]+)(?::([0-9]{0,5}))?")
_HOST = re.compile(
    r"(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
)
_NUMERIC_LABEL = re.compile(r"[0-9]+|0x[0-9a-f]*")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")

# Control characters, spaces of every kind, and characters that turn the direction of text or do not show:
# none belongs in a link, each has been used to make one look like another.
_FORBIDDEN = re.compile(
    r"[\x00-\x20\x7f-\xa0\u00ad\u1680\u2000-\u200b\u200e\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff\ufff9-\uffff\ud800-\udfff]"
)


class Url(NamedTuple):
    """The pieces of a link. `scheme` and `host` are lowercase, `host` is ASCII (punycode, `[…]` for IPv6).

    `port` is None where the link names none. `path`, `query` and `fragment` are as given, without their
    marks; `query` and `fragment` are None where the mark is missing.
    """

    scheme: str
    host: str
    port: int | None
    path: str
    query: str | None
    fragment: str | None

    @property
    def has_default_port(self) -> bool:
        return self.port is None or self.port == DEFAULT_PORTS[self.scheme]

    def __str__(self) -> str:
        """The link again, every byte that is not part of scheme or host as it was."""
        port = "" if self.port is None else f":{self.port}"
        query = "" if self.query is None else f"?{self.query}"
        fragment = "" if self.fragment is None else f"#{self.fragment}"
        return f"{self.scheme}://{self.host}{port}{self.path}{query}{fragment}"


def split_url(text: str) -> Url:
    """Take a link apart. RFC 3986, with the host's rules of RFC 1123 and UTS 46.

    Raises:
        LinkError: not http or https, no host, credentials, a bad port, characters that no link has.
    """
    if _FORBIDDEN.search(text):
        raise LinkError("That link has a space or an invisible character in it.", field="link")
    match = _SHAPE.fullmatch(text)
    if match is None:
        raise _not_a_web_link(text)
    scheme, authority, path, query, fragment = match.groups()
    host, port = _split_authority(authority)
    return Url(scheme.lower(), host, port, path, query, fragment)


def _not_a_web_link(text: str) -> LinkError:
    scheme = _SCHEME.match(text)
    if scheme and scheme[1].lower() not in DEFAULT_PORTS:
        return LinkError(f"A link starts with http:// or https://, not with {scheme[0][:30]}", field="link")
    return LinkError(
        "That is not a link to a web page.", field="link", hint="A link looks like https://example.com/page."
    )


def _split_authority(authority: str) -> tuple[str, int | None]:
    if "@" in authority:
        raise LinkError(
            "That link carries a user name or a password.",
            field="link",
            hint="Remove what stands before the @.",
        )
    match = _AUTHORITY.fullmatch(authority)
    if match is None:
        raise LinkError("That link names no usable host.", field="link")
    return _clean_host(match[1]), _read_port(match[2])


def _read_port(digits: str | None) -> int | None:
    if not digits:
        return None
    port = int(digits)
    if not 0 < port < 65536:
        raise LinkError(f"Port {port} does not exist.", field="link")
    return port


def _clean_host(host: str) -> str:
    host = host.lower()
    if host.startswith("["):
        return _clean_ipv6(host)
    if not host.isascii():
        host = _to_punycode(host)
    name = host.removesuffix(".")
    if not _HOST.fullmatch(name):
        raise LinkError("That link names no usable host.", field="link")
    if _NUMERIC_LABEL.fullmatch(name.rpartition(".")[2]):
        _refuse_odd_ipv4(name)
    return name


def _to_punycode(host: str) -> str:
    try:
        return idna.encode(host, uts46=True).decode("ascii").lower()
    except UnicodeError:
        pass
    try:  # names with signs such as a heart were registered under the older rules, and resolve
        return host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        raise LinkError("That link names a host that cannot exist.", field="link") from None


def _clean_ipv6(host: str) -> str:
    try:
        return f"[{IPv6Address(host[1:-1]).compressed}]"
    except AddressValueError:
        raise LinkError("That link names no usable host.", field="link") from None


def _refuse_odd_ipv4(host: str) -> None:
    """A host that ends in a number is an address: refuse 2130706433, 0x7f.1 and 010.0.0.1."""
    try:
        IPv4Address(host)
    except AddressValueError:
        raise LinkError("That link hides an address behind an unusual spelling.", field="link") from None
