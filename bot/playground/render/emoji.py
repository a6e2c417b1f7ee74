"""Emoji by their short names. Rich's table knows GitHub's names, which are nearly Slack's."""

from functools import cache

from markupsafe import Markup
from rich._emoji_codes import EMOJI  # the names themselves have no public way in
from rich.emoji import Emoji, NoEmoji

from bot.playground.render.html import tag

# Slack's names that the table does not have.
_SLACK_ONLY = {
    "rolled_up_newspaper": "rolled-up_newspaper",
    "simple_smile": "slightly_smiling_face",
    "thinking": "thinking_face",
}

# Flags are `:flag-at:`; these ten countries also go by their letters alone. Unicode writes both in two signs.
_COUNTRIES = {code: code.upper() for code in ("cn", "de", "es", "fr", "gb", "it", "jp", "kr", "ru", "us")}
_REGIONAL_A = 0x1F1E6
_SKIN_TONE_2 = 0x1F3FB  # `::skin-tone-2` is the lightest, `::skin-tone-6` the darkest

PICKER = (
    "newspaper", "+1", "heart", "tada", "eyes", "fire", "rocket", "clap", "raised_hands", "pray", "100",
    "white_check_mark", "bulb", "thinking_face", "joy", "slightly_smiling_face", "sob", "wave", "muscle",
    "star", "sparkles", "bookmark", "memo", "books", "mag", "robot_face", "zap", "warning", "question", "x",
)  # fmt: skip
"""What the reaction picker offers first; any other name can be typed."""


@cache
def glyph(name: str) -> str | None:
    """Return the characters for `tada`, or None where the name is unknown (a workspace's own emoji)."""
    base, _, tone = name.partition("::skin-tone-")
    country = _COUNTRIES.get(base) or base.removeprefix("flag-")
    if country != base and len(country) == 2 and country.isascii() and country.isalpha():
        return "".join(chr(_REGIONAL_A + ord(letter) - ord("a")) for letter in country.lower())
    try:
        drawn = str(Emoji(_SLACK_ONLY.get(base, base)))
    except NoEmoji:
        return None
    return drawn + chr(_SKIN_TONE_2 + int(tone) - 2) if tone.isdecimal() and 2 <= int(tone) <= 6 else drawn


def find_emoji(words: str, most: int = 64) -> list[tuple[str, str]]:
    """Return names and characters that contain all of the words; names that begin with them come first."""
    wanted = words.lower().replace(":", " ").replace("_", " ").split()
    if not wanted:
        return []
    names = [name for name in EMOJI if name.isascii() and " " not in name]
    found = [name for name in names if all(word in name for word in wanted)]
    found.sort(key=lambda name: (not name.startswith(wanted[0]), len(name), name))
    shown = {EMOJI[name]: name for name in reversed(found)}  # one name for each: the best one
    return [(name, drawn) for drawn, name in reversed(shown.items())][:most]


def emoji_tag(name: str) -> Markup:
    """Return the emoji with its name as a tooltip, or the name between colons."""
    found = glyph(name)
    if found is None:
        return Markup(":{}:").format(name)
    return tag(
        "span", found, class_="emoji", role="img", aria_label=name.replace("_", " "), title=f":{name}:"
    )
