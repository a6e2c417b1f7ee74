"""Links and mentions. The only place that writes an `href`."""

from urllib.parse import urlencode, urlsplit

from markupsafe import Markup

from bot.playground.render.context import RenderContext
from bot.playground.render.html import Child, tag

_WEB = frozenset({"http", "https"})
_REL = "noopener noreferrer nofollow"


def safe_href(url: str) -> str | None:
    """Return the link if a click on it is harmless: http or https with a host, or mailto. None otherwise."""
    if any(char <= " " or char == "\x7f" or char == "\\" for char in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme.lower() in _WEB:
        return url if parts.netloc else None
    return url if parts.scheme.lower() == "mailto" and parts.path else None


def anchor(url: str, label: Child) -> Markup:
    """Return a link that opens in a new tab, or only its label where the link is not safe."""
    href = safe_href(url)
    if href is None:
        return tag(
            "span", label, class_="not-a-link", title="Only http, https and mailto links can be opened"
        )
    return tag("a", label, href=href, target="_blank", rel=_REL, class_="link")


def user_mention(user_id: str, context: RenderContext, fallback: str = "") -> Markup:
    """Return `@name`, marked where it is the reader."""
    name = context.users.get(user_id) or fallback.removeprefix("@") or user_id
    kind = "mention mention-me" if user_id == context.viewer else "mention"
    return tag("span", f"@{name}", class_=kind, data_user=user_id)


def channel_mention(channel_id: str, context: RenderContext, fallback: str = "") -> Markup:
    """Return `#name` as a link to the channel, for the same reader."""
    name = context.channels.get(channel_id) or fallback.removeprefix("#") or channel_id
    query = urlencode({"as": context.viewer, "channel": channel_id})
    return tag("a", f"#{name}", class_="mention", href=f"/?{query}", data_go=True)


def broadcast_mention(name: str) -> Markup:
    """Return `@here`, `@channel`, `@everyone` or a user group's name."""
    return tag("span", f"@{name.removeprefix('@')}", class_="mention mention-me")
