"""Links around links: redirects of mail and chat programs, reader modes, AMP caches, translations.

A wrapper is taken off only where the whole inner link stands in it. Shorteners (lnkd.in, t.co) hide theirs:
only fetching tells.
"""

import re
from urllib.parse import quote, unquote

from bot.links.parse import Url

# Schemes that browsers show for their reader mode or source view: about:reader?url=https%3A%2F%2F…
_BROWSER_VIEW = re.compile(
    r"(?:about:(?://)?reader|read:|chrome-distiller:|moz-extension:)[^?]*\?(?:.*&)?url=([^&]+).*", re.I
)
_VIEW_SOURCE = re.compile(r"view-source:\s*(?=https?://)", re.IGNORECASE)

_INNER = re.compile(r"https?://[^/]", re.IGNORECASE)
_INNER_LOST_SLASH = re.compile(r"(https?):/+(?=[^/])", re.IGNORECASE)
_NOT_IN_LINKS = re.compile(
    r"[\x00-\x20\x7f-\xa0\u00ad\u1680\u2000-\u200b\u200e\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff\ufff9-\uffff]"
)

# host without www.: (what the path starts with, the parameters that may hold the inner link)
_BY_PARAMETER: dict[str, tuple[str, tuple[str, ...]]] = {
    "slack-redir.net": ("/link", ("url",)),
    "l.facebook.com": ("/l.php", ("u",)),
    "lm.facebook.com": ("/l.php", ("u",)),
    "l.instagram.com": ("/", ("u",)),
    "l.messenger.com": ("/l.php", ("u",)),
    "l.threads.net": ("/", ("u",)),
    "l.threads.com": ("/", ("u",)),
    "linkedin.com": ("/safety/go", ("url",)),
    "out.reddit.com": ("/", ("url",)),
    "youtube.com": ("/redirect", ("q",)),
    "t.umblr.com": ("/redirect", ("z",)),
    "vk.com": ("/away.php", ("to",)),
    "disq.us": ("/url", ("url",)),
    "duckduckgo.com": ("/l", ("uddg",)),
    "getpocket.com": ("/redirect", ("url",)),
    "steamcommunity.com": ("/linkfilter", ("u", "url")),
    "medium.com": ("/m/global-identity", ("redirectUrl",)),
    "translate.google.com": ("/translate", ("u",)),
    "scholar.google.com": ("/scholar_url", ("url",)),
    "googleweblight.com": ("/", ("u", "lite_url")),
    "urldefense.com": ("/v1/", ("u",)),
    "urldefense.proofpoint.com": ("/v1/", ("u",)),
    "printfriendly.com": ("/print", ("url",)),
    "statics.teams.cdn.office.net": ("/evergreen-assets/safelinks", ("url",)),
}
_RAW_IN_PATH = frozenset({"r.jina.ai", "12ft.io", "txtify.it", "smry.ai"})
_RAW_IN_QUERY = frozenset({"href.li", "anon.to", "dereferer.me"})
_GOOGLE = re.compile(r"google\.(?:com?\.)?[a-z]{2,3}")
_AMP_CACHE = re.compile(r"/[a-z]/(s/)?(.+)")
_AMP_VIEWER = re.compile(r"/amp/(s/)?(.+)")
_DEFENSE_V3 = re.compile(r"/v3/__(.+)__;([^!]*)!.*")
_DEFENSE_V2 = re.compile(r"(?:^|&)u=([^&]+)")


def unwrap_browser_view(text: str) -> str:
    """Return the page's own link where a browser's reader mode or source view was copied."""
    if match := _BROWSER_VIEW.fullmatch(text):
        return _decode(match[1]) or text
    return _VIEW_SOURCE.sub("", text, count=1) if text[:12].lower() == "view-source:" else text


def unwrap(url: Url) -> str | None:
    """Return the link inside a wrapper, percent-decoded once, or None where there is none."""
    host = url.host.removeprefix("www.")
    if host in _BY_PARAMETER:
        path, names = _BY_PARAMETER[host]
        if url.path.startswith(path) and (inner := _from_query(url.query, names)):
            return inner
    if host in _RAW_IN_PATH:
        return _raw(url.path[1:], url.query)
    if host in _RAW_IN_QUERY:
        return _raw(url.query or "", None)
    if host.startswith(("google.", "bing.")):
        return _from_search_engine(url, host)
    if host.startswith("urldefense."):
        return _from_urldefense(url)
    return _by_suffix(url, host)


def _by_suffix(url: Url, host: str) -> str | None:
    if host.endswith("cdn.ampproject.org"):
        return _amp(_AMP_CACHE.fullmatch(url.path), url.query)
    if host.endswith(".safelinks.protection.outlook.com"):
        return _from_query(url.query, ("url",))
    if host.endswith(".translate.goog"):
        return _from_translation(url)
    return None


def _from_search_engine(url: Url, host: str) -> str | None:
    if url.path.startswith("/amp/"):
        return _amp(_AMP_VIEWER.fullmatch(url.path), url.query)
    if url.path == "/url" and _GOOGLE.fullmatch(host):
        return _from_query(url.query, ("q", "url"))
    return None


def _amp(match: re.Match[str] | None, query: str | None) -> str | None:
    """AMP caches put host and path behind `/c/`, with `/s/` in front for https."""
    if match is None or "." not in match[2].partition("/")[0]:
        return None
    return f"{'https' if match[1] else 'http'}://{match[2]}" + (f"?{query}" if query else "")


def _from_translation(url: Url) -> str:
    """`www-example-com.translate.goog`: a hyphen is a dot, two hyphens are one."""
    host = url.host.removesuffix(".translate.goog")
    host = host.replace("--", "\0").replace("-", ".").replace("\0", "-")
    pieces = [piece for piece in (url.query or "").split("&") if piece and not piece.startswith("_x_tr_")]
    return f"https://{host}{url.path}" + (f"?{'&'.join(pieces)}" if pieces else "")


def _from_urldefense(url: Url) -> str | None:
    """Proofpoint's forms: v3 `/v3/__LINK__;…!!…`, v2 `u=https-3A__host_path` (`-` for `%`, `_` for `/`)."""
    if (match := _DEFENSE_V3.fullmatch(str(url).partition(url.host)[2])) and not match[2]:
        return _raw(match[1], None)
    if url.path.startswith("/v2/") and (found := _DEFENSE_V2.search(url.query or "")):
        return _decode(found[1].replace("-", "%").replace("_", "/"))
    return None


def _from_query(query: str | None, names: tuple[str, ...]) -> str | None:
    for piece in (query or "").split("&"):
        name, _, value = piece.partition("=")
        if name in names and (inner := _decode(value)):
            return inner
    return None


def _raw(rest: str, query: str | None) -> str | None:
    """A link that stands as it is behind the wrapper's host; servers may have merged its two slashes."""
    rest = _INNER_LOST_SLASH.sub(r"\1://", rest, count=1)
    if not _INNER.match(rest):
        return _decode(rest)
    return rest + (f"?{query}" if query else "")


def _decode(value: str) -> str | None:
    inner = unquote(value)
    if not _INNER.match(inner):
        return None
    return _NOT_IN_LINKS.sub(lambda match: quote(match[0]), inner)
