"""Undoing what Slack and keyboards do to a query before it is read."""

import re

MAX_LENGTH = 20_000
"""Characters of a query that are looked at; Slack sends at most 3,000 or so."""

_MENTION = re.compile(r"<([@#])([A-Z0-9]+)(?:\|([^<>]*))?>")
_SPECIAL = re.compile(r"<!([^<>|]*)(?:\|([^<>]*))?>")
_LINK = re.compile(r"<((?:https?|mailto):[^<>|\s]+)(?:\|[^<>]*)?>")
_SITE = re.compile(r"(?:(?<=domain:)|(?<=site:))<https?://([^<>|\s]+)\|\1>", re.IGNORECASE)
_MADE_LINK = re.compile(r"<(?:https?://|mailto:)([^<>|/\s]+)\|\1>", re.IGNORECASE)
"""What Slack makes of `nature.com` and of an address: nobody typed the rest."""
_CONTROL = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060\ud800-\udfff\ue000-\uf8ff\ufeff]"
)
_QUOTES = str.maketrans(
    {**dict.fromkeys("“”„‟«»″", '"'), **dict.fromkeys("‘’‚‛′´`", "'"), "\u00a0": " ", "\u3000": " "}
)


def clean(text: str) -> str:
    """Return what the person typed, with straight quotes and without control characters.

    Slack wraps mentions, channels and links in angle brackets and escapes `& < >` in a command's text:
    https://docs.slack.dev/messaging/formatting-message-text#retrieving-messages
    """
    text = _CONTROL.sub(" ", text[:MAX_LENGTH])
    text = _MADE_LINK.sub(r"\1", _SITE.sub(r"\1", text))
    text = _LINK.sub(r"\1", text)
    text = _MENTION.sub(_mention, text)
    text = _SPECIAL.sub(lambda found: found[2] or found[1], text)
    if "&" in text:
        text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return text.translate(_QUOTES)


def _mention(found: re.Match[str]) -> str:
    if found[1] == "#":
        return f"#{found[3] or found[2]}"
    return f"@{found[2]}"
