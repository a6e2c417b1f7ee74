"""When are two links the same story? Pure: what a link says, never what the network says.

Three answers for each link: the original, the clean link that people click, and a key. An identifier of the
source (`arxiv:2401.02412`) beats the link itself (`url:example.com/page?a=1`). The rules are those that
lobsters, karakeep, linkding, Shaarli, miniflux and ural arrived at.
"""

import re
from hashlib import sha256
from urllib.parse import quote

from tld import get_fld

from bot.errors import LinkError
from bot.links.identifiers import Identifier, identify, read_arxiv, read_doi
from bot.links.parse import MAX_LENGTH, Url, split_url
from bot.links.tracking import is_tracking_fragment, strip_tracking
from bot.links.wrappers import unwrap, unwrap_browser_view
from bot.models.values import CanonicalLink

KEY_VERSION = 1
"""Goes up with every change of the rules that changes a key; `ainews rehash` then renews stored keys."""

MAX_ORIGINAL = 8192
"""Mail programs' wrappers are long; the link inside must fit into `MAX_LENGTH`."""

MAX_KEY = 512
"""Longer keys end in a digest: PostgreSQL's indexes take no more than 2,704 bytes."""

_MAX_WRAPPERS = 5

_AMPERSANDS = re.compile(r"&(?:amp;)+", re.IGNORECASE)
_SLACK_FORM = re.compile(r"<([^<>|]*)(?:\|[^<>]*)?>")
_QUOTED = re.compile(r"""[“”„«"'‘’](.*)[“”»"'‘’]""")
_NO_SCHEME = re.compile(r"(?://)?((?:[\w-]+\.)+[^\W\d_]{2,}(?::\d+)?(?:[/?#].*)?)")
_SHORTHAND = re.compile(r"(arxiv|doi):\s*(\S+)", re.IGNORECASE)

# Slack's own form would end at > or |; quotation marks end a link in HTML and Markdown. Browsers read a
# backslash as a slash, so it must not reach them as one.
_ESCAPES = str.maketrans({"|": "%7C", "<": "%3C", ">": "%3E", '"': "%22", "\\": "%5C", "`": "%60"})

_ESCAPED = re.compile(r"%([0-9A-Fa-f]{2})")
_PLAIN = re.compile(r"[A-Za-z0-9._~!$&'()*+,;=:@/?%-]*")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_SLASHES = re.compile(r"/{2,}")
_SESSION = re.compile(r";jsessionid=[^/]*", re.IGNORECASE)
_AMP_PAGE = re.compile(r"(/[^/]*(?:-[^/]*-|\d{4})[^/]*)/amp")
_WWW = re.compile(r"www\d{0,2}\.(?=.*\.)")

_SAME_HOST = {
    "twitter.com": "x.com",
    "mobile.twitter.com": "x.com",
    "m.twitter.com": "x.com",
    "mobile.x.com": "x.com",
    "m.youtube.com": "youtube.com",
    "music.youtube.com": "youtube.com",
    "gaming.youtube.com": "youtube.com",
    "old.reddit.com": "reddit.com",
    "new.reddit.com": "reddit.com",
    "np.reddit.com": "reddit.com",
    "m.reddit.com": "reddit.com",
    "hf.co": "huggingface.co",
    "m.facebook.com": "facebook.com",
}
_MOBILE_WIKI = re.compile(r"\.m\.(wikipedia|wiktionary|wikimedia)\.org$")
_SUBSTACK_READER = re.compile(r"/pub/([\w-]+)(/p/.+)")


def canonicalize(text: str) -> CanonicalLink:
    """Return a link's three forms.

    Takes also Slack's `<url|label>`, wrapped links, `example.com/page`, `arXiv:2401.02412` and `doi:10.…`.

    `canonicalize(link.clean)` gives the same clean link and key again.

    Raises:
        LinkError: the text is no link to a web page, carries credentials, or is too long.
    """
    original = text.strip().strip("\u200b\ufeff")
    if len(original) > MAX_ORIGINAL:
        raise LinkError(f"That link is longer than {MAX_LENGTH:,} characters.", field="link")
    url = _unwrap_all(_as_typed(original))
    clean = str(url)
    if len(clean) > MAX_LENGTH:
        raise LinkError(f"That link is longer than {MAX_LENGTH:,} characters.", field="link")
    return CanonicalLink(original, clean, _key(url), KEY_VERSION)


def identify_link(clean: str) -> Identifier | None:
    """Return the source's own name for a clean link, with a paper's version, or None.

    Raises:
        LinkError: `clean` is not a link.
    """
    return _identify(split_url(clean))


def may_replace(page: str, canonical: str) -> bool:
    """Whether a page's `rel=canonical` can be believed: on the same site, and not the site's front page.

    Sites are registrable domains by the Public Suffix List, private ones (github.io) included. The caller
    still has to see it answer with 2xx.
    """
    try:
        ours, theirs = split_url(page), split_url(canonical)
    except LinkError:
        return False
    if theirs.path.strip("/") == "" and not theirs.query and ours.path.strip("/") != "":
        return False
    return _site(ours.host) == _site(theirs.host)


def _site(host: str) -> str:
    found = get_fld(host, fail_silently=True, fix_protocol=True, search_private=True)
    return found or host


def _as_typed(text: str) -> str:
    """Take off what chat and people put around a link, and add what people leave out."""
    if match := _SLACK_FORM.fullmatch(text) or _QUOTED.fullmatch(text):
        text = match[1].strip()
    if not text:
        raise LinkError("There is no link.", field="link", hint="A link looks like https://example.com/page.")
    if (match := _SHORTHAND.fullmatch(text)) and (link := _from_shorthand(match[1].lower(), match[2])):
        return link
    if match := _NO_SCHEME.fullmatch(text):
        return f"https://{match[1]}"
    return text


def _from_shorthand(source: str, name: str) -> str | None:
    """`arXiv:2401.02412` and `doi:10.1000/182`, as papers cite each other."""
    if source == "arxiv":
        return f"https://arxiv.org/abs/{name}" if read_arxiv(name) else None
    return f"https://doi.org/{name}" if read_doi(name) else None


def _unwrap_all(text: str) -> Url:
    for _ in range(_MAX_WRAPPERS):
        url = _strip(split_url(_AMPERSANDS.sub("&", unwrap_browser_view(text))))
        inner = unwrap(url)
        if inner is None:
            return url
        text = inner
    raise LinkError("That link is wrapped too often in other links.", field="link")


def _strip(url: Url) -> Url:
    """Take trackers out, escape what would break out of Slack's markup; the rest keeps its bytes."""
    query, fragment = url.query, url.fragment
    if query:
        kept = strip_tracking(query, url.host)
        query = kept if kept or kept is query else None
    if fragment and is_tracking_fragment(fragment, url.host):
        fragment = None
    return Url(
        url.scheme,
        url.host,
        url.port,
        url.path.translate(_ESCAPES),
        query.translate(_ESCAPES) if query is not None else None,
        fragment.translate(_ESCAPES) if fragment is not None else None,
    )


def _key(url: Url) -> str:
    found = _identify(url)
    key = found.key if found else _url_key(url)
    if len(key) <= MAX_KEY:
        return key
    return f"{key[: MAX_KEY - 72]}#sha256={sha256(key.encode()).hexdigest()}"


def _identify(url: Url) -> Identifier | None:
    if not url.has_default_port:
        return None
    return identify(_key_host(url.host), _key_path(url.path), url.query or "")


def _url_key(url: Url) -> str:
    host, path = _key_host(url.host), _key_path(url.path)
    if host == "open.substack.com" and (match := _SUBSTACK_READER.fullmatch(path)):
        host, path = f"{match[1].lower()}.substack.com", match[2]
    if path.endswith("/amp"):
        path = _AMP_PAGE.sub(r"\1", path)
    port = "" if url.has_default_port else f":{url.port}"
    return f"url:{host}{port}{path}{_key_query(url.query)}{_key_route(url.fragment)}"


def _key_host(host: str) -> str:
    """The host without `www.` (`www10.org` itself stays whole), one name where a site has several."""
    if host.startswith("www"):
        host = _WWW.sub("", host, count=1)
    elif host.startswith("amp.") and host.count(".") > 1:
        host = host[4:]
    elif ".m.wiki" in host:
        host = _MOBILE_WIKI.sub(r".\1.org", host)
    return _SAME_HOST.get(host, host)


def _key_path(path: str) -> str:
    """The path in one spelling: dots resolved, slashes merged, none at the end. Never lowercased."""
    path = _normal_escapes(path)
    if ";" in path:
        path = _SESSION.sub("", path)
    if "/." in path:
        path = _resolve_dots(path)
    if "//" in path:
        path = _SLASHES.sub("/", path)
    return path.rstrip("/")


def _key_query(query: str | None) -> str:
    """Parameters sorted; empty ones stay. A space is `+`, however it was written."""
    if not query:
        return ""
    pieces = sorted(piece for piece in _normal_escapes(query).replace("%20", "+").split("&") if piece)
    return f"?{'&'.join(pieces)}" if pieces else ""


def _key_route(fragment: str | None) -> str:
    """A fragment is a place on the page, unless a script reads it as the page's address."""
    if not fragment or not fragment.startswith(("/", "!/")):
        return ""
    route = _normal_escapes(fragment).rstrip("/")
    return f"#{route}" if route.strip("!/") else ""


def _normal_escapes(text: str) -> str:
    """RFC 3986, 6.2.2: escapes in uppercase, none for unreserved characters, all others escaped as UTF-8."""
    if "%" in text:
        text = _ESCAPED.sub(_normal_escape, text)
    if _PLAIN.fullmatch(text):
        return text
    return quote(text, safe="!$&'()*+,;=:@/?%~")


def _normal_escape(match: re.Match[str]) -> str:
    character = chr(int(match[1], 16))
    return character if character in _UNRESERVED else match[0].upper()


def _resolve_dots(path: str) -> str:
    """RFC 3986, 5.2.4."""
    kept: list[str] = []
    for piece in path.split("/"):
        if piece == "..":
            if len(kept) > 1:
                kept.pop()
        elif piece != ".":
            kept.append(piece)
    return "/".join(kept)
