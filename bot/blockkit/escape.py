"""Text on its way into Slack's mrkdwn, and back out of what Slack hands us.

Rules: https://docs.slack.dev/messaging/formatting-message-text. Only `&`, `<` and `>` are control
characters; what follows an unescaped `<` may be a link, a mention, or `<!channel>`, which rings every
phone in the channel. Formatting marks have no escape at all, so `literal` replaces the ones that would act.
"""

import re
import unicodedata

_ENTITIES = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"))
# The look-alikes that jsx-slack settled on; Slack also formats by the full-width forms.
_LOOK_ALIKES = str.maketrans("*_~`＊＿｀", "∗ˍ∼ˋ﹡⸏ˋ")
# Embeddings, overrides and isolates: one that is never closed turns round everything after it.
_DIRECTION_CONTROLS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_EDGE_MARK = re.compile(r"(?<!\w)[*_~`＊＿｀](?!\s)|(?<!\s)[*_~`＊＿｀](?!\w)")
_ADDRESS_OR_EDGE_MARK = re.compile(rf"https?://\S+|{_EDGE_MARK.pattern}")
_BARE_ADDRESS = re.compile(r"https?://(?:(?!&[lg]t;)[^\s<>|\"])+")
_LINKABLE = re.compile(r"(?:https?://|mailto:)\S", re.IGNORECASE)
_UNSAFE_IN_URL = re.compile(r"[\s|<>\"\x00-\x1f\x7f]+")
_AFTER_ADDRESS = re.compile(r"(?:&amp;|[.,;:!?'’”»*_~`])+$")
_MENTION = re.compile(r"<([@#!])([^<>|]+)(?:\|([^<>]*))?>")
_LINK = re.compile(r"<((?:https?|mailto|ftp):[^<>|]+)(?:\|[^<>]*)?>")
_CALL_TO_ALL = re.compile(r"@(?=(?:here|channel|everyone)\b)", re.IGNORECASE)
_WORD_JOINER = "\u2060"
_LEFT_TO_RIGHT_MARK = "\u200e"
_USER_ID = re.compile(r"[UW][A-Z0-9]{6,}")
SPOKEN_OF = re.compile(r"(?<!\w)@([UW][A-Z0-9]{6,})\b")
"""A person's id in a query, or in words about one."""

_LINK_OR_PERSON = re.compile(rf"<[^<>]*>|{SPOKEN_OF.pattern}")

_CHANNEL_ID = re.compile(r"[CGD][A-Z0-9]{6,}")


def escape(text: str) -> str:
    """Return `text` with Slack's three control characters escaped. Formatting marks keep working.

    Slack reads "certain mentions" from bare words too (docs.slack.dev, text object, `verbatim`), so an
    invisible joiner keeps `@here`, `@channel` and `@everyone` from ringing anybody's phone.
    """
    for character, entity in _ENTITIES:
        text = text.replace(character, entity)
    return _CALL_TO_ALL.sub(f"@{_WORD_JOINER}", text)


def literal(text: str) -> str:
    """Return `text` so that Slack shows it as it is: escaped, and without formatting.

    Slack has no escape for `*`, `_`, `~` and backticks. Where two of them on one line would format the words
    between, look-alikes take their place; a lone mark, `snake_case`, `~70% to ~80%` and addresses stay.
    Invisible controls of the writing direction are left out; letters keep the direction they have.
    """
    text = text.translate(_DIRECTION_CONTROLS)
    return "\n".join(escape(_without_pairs(line)) for line in text.split("\n"))


def closed(text: str) -> str:
    """Return a piece of a line so that right-to-left words in it do not carry off a day behind it.

    The mark that ends their run shows nothing: https://www.unicode.org/reports/tr9/ (section 2.6).
    """
    is_turned = any(unicodedata.bidirectional(character) in {"R", "AL"} for character in text)
    return f"{text}{_LEFT_TO_RIGHT_MARK}" if is_turned else text


def autolink(escaped: str) -> str:
    """Make links of the bare addresses in escaped text, so that they end where a reader would end them.

    Punctuation after an address is not part of it, nor is a closing bracket that was not opened inside.
    """
    return _BARE_ADDRESS.sub(_linked, escaped)


def link(url: str, label: str = "") -> str:
    """Return `<url|label>`, or `<url>` without a label.

    In the address, what would end the link early (`|`, `>`, quotes, spaces) is percent-encoded. The label
    becomes one line, escaped; its formatting marks are replaced even where they stand alone, since templates
    set links in bold. What is no web or mail address becomes text: `<!channel>` must never come from a link.
    """
    words = " ".join(label.translate(_DIRECTION_CONTROLS).split())
    if not _LINKABLE.match(url.strip()):
        return literal(words or url)
    address = escape(_UNSAFE_IN_URL.sub(_percent_encoded, url.strip()))
    label = escape(closed(_EDGE_MARK.sub(_look_alike, words)))
    return f"<{address}|{label}>" if label else f"<{address}>"


def mention(person: str) -> str:
    """Return `<@…>` for a Slack user id, and anything else (a name from an archive) as literal text."""
    return f"<@{person}>" if is_user_id(person) else literal(person)


def spoken(text: str) -> str:
    """Return a query, or words about one, as literal text: people's ids in it (`@U…`) become their names.

    Addresses are marked, or Slack would take a quotation mark behind one for a part of it.
    """
    marked = autolink(literal(text))
    return _LINK_OR_PERSON.sub(lambda found: f"<@{found[1]}>" if found[1] else found[0], marked)


def channel(name: str) -> str:
    """Return `<#…>` for a Slack channel id, shown as the channel's name, and anything else literally."""
    return f"<#{name}>" if _CHANNEL_ID.fullmatch(name) else literal(name)


def is_user_id(text: str) -> bool:
    """Whether `text` has the form of a Slack user id: U or W, then capitals and digits."""
    return _USER_ID.fullmatch(text) is not None


def unescape(text: str) -> str:
    """Return what a person typed, from text as Slack sends it in commands and messages.

    `<https://…|label>` becomes the address (Slack also wraps a bare domain so), `<@U1|ada>` becomes `@ada`
    (or `@U1`), `<#C1|news>` `#news`, `<!here>` `@here`, and the three entities their characters.
    """
    text = _LINK.sub(lambda found: found[1].removeprefix("mailto:"), text)
    text = _MENTION.sub(_named, text)
    for character, entity in reversed(_ENTITIES):
        text = text.replace(entity, character)
    return text.replace(f"@{_WORD_JOINER}", "@")


def _without_pairs(line: str) -> str:
    """Replace the marks of each sort that opens before one word and closes after another."""
    opened: set[str] = set()
    acting: set[str] = set()
    for mark in _ADDRESS_OR_EDGE_MARK.finditer(line):
        if len(mark[0]) > 1:  # an address
            continue
        before, after = line[mark.start() - 1 : mark.start()], line[mark.end() : mark.end() + 1]
        if mark[0] in opened and before.strip() and not _in_word(after):
            acting.add(mark[0])
        if after.strip() and not _in_word(before):
            opened.add(mark[0])
    if not acting:
        return line
    return _ADDRESS_OR_EDGE_MARK.sub(lambda mark: _look_alike(mark) if mark[0] in acting else mark[0], line)


def _in_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def _look_alike(mark: re.Match[str]) -> str:
    return mark[0].translate(_LOOK_ALIKES)


def _linked(found: re.Match[str]) -> str:
    address = _AFTER_ADDRESS.sub("", found[0])
    while address.endswith(")") and address.count("(") < address.count(")"):
        address = _AFTER_ADDRESS.sub("", address[:-1])
    return f"<{address}>{found[0][len(address) :]}" if "://" in address[:-1] else found[0]


def _percent_encoded(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in found[0].encode())


def _named(found: re.Match[str]) -> str:
    sigil, target, name = found.groups()
    if sigil == "!":  # <!here>, <!subteam^S1|@team>, <!date^…|fallback>
        return name or f"@{target.split('^')[0]}"
    return f"{sigil}{name or target}"
