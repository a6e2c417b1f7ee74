"""Knows titles that say nothing (rule 10): challenges, log-ins, errors, and a site's bare name."""

import re

_INVISIBLE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)

# Anywhere in a short title: another page was shown instead of the one that was asked for.
_SHOWN_INSTEAD = (
    r"just a moment",
    r"attention required",
    r"access (?:to this page has been )?denied",
    r"(?:robot|human|bot|browser|security) (?:check|verification|challenge|checkpoint)",
    r"checking your browser",
    r"are you (?:a )?(?:robot|human)",
    r"verify(?:ing)? (?:that )?you(?:'re| are) (?:a )?human",
    r"pardon our interruption",
    r"client challenge",
    r"ddos[- ]guard",
    r"one moment,? please",
    r"please wait",
    r"request (?:blocked|rejected|unsuccessful)",
    r"you have been blocked",
    r"before you continue",
    r"javascript is (?:not available|disabled|required)",
    r"enable javascript",
    r"too many requests",
    r"service (?:temporarily )?unavailable",
    r"temporarily unavailable",
    r"under maintenance",
    r"bad gateway",
    r"gateway time-?out",
    r"internal server error",
    r"(?:page|file|site|content) (?:is |was )?(?:not|can(?:'|no)t be) found",
    r"(?:this )?page (?:isn['’]t|is not|is no longer|no longer) (?:available|exists?)",
    r"\bcaptcha\b",
    r"cookies? (?:are )?(?:required|disabled)",
)
# As the whole title.
_SHOWN_INSTEAD_WHOLE = (
    r"(?:(?:error|http)\s*)?[45]\d\d",
    r"(?:(?:error|http)\s*)?[45]\d\d\s*[-–—|:]?\s*(?:error|forbidden|not found|unauthorized|bad request).*",
    r"forbidden|not found|unauthorized|error|oops|blocked|register|consent",
    r"(?:sign|log)[ -]?(?:in|on|up)(?: (?:to|with|[|·•–-]) ?.*)?",
    r"login.*",
    r"(?:.{0,40} )?log ?in, sign (?:in|up).*",
    r".{0,40} (?:[|·•–-]|:) (?:sign|log)[ -]?in",
    r"subscribe(?: to (?:read|continue).*)?",
    r"(?:redirecting|loading).*",
    r"authenticat\w+(?: required)?",
    r"privacy (?:settings|preferences|consent)",
    r"cookie (?:consent|settings)",
)
_EMPTY_WORDS = (
    r"untitled(?: document| page)?|home(?: ?page)?|index(?: of .*)?|welcome|new tab|document|title|page",
    r"blog|news|article|website|default|null|undefined|none",
    r"x|twitter|youtube|github|arxiv(?:\.org)?|openreview|hugging face",
    r"microsoft word - .*|.{0,80}\.(?:docx?|tex|dvi|pdf|indd|pptx?|html?|php|aspx?)",
)

_ANYWHERE = re.compile("|".join(_SHOWN_INSTEAD), re.IGNORECASE)
_WHOLE = re.compile("|".join(_SHOWN_INSTEAD_WHOLE), re.IGNORECASE)
_EMPTY = re.compile("|".join(_EMPTY_WORDS), re.IGNORECASE)
_MAX_NOTICE = 90  # characters; an article may well be about CAPTCHAs in a longer title


def tidy(text: str) -> str:
    """Return a text on one line, without characters that do not show."""
    return " ".join(_INVISIBLE.sub("", text).split())


def is_blocked(title: str) -> bool:
    """Whether the title is that of a challenge, a log-in or an error: then all of the page says nothing."""
    words = tidy(title).rstrip(" .…!")
    return bool(_WHOLE.fullmatch(words)) or (len(words) < _MAX_NOTICE and bool(_ANYWHERE.search(words)))


def is_junk_title(title: str, host: str, site: str = "") -> bool:
    """Whether a title says nothing: blocked, an empty word, the host or the site itself."""
    words = tidy(title).rstrip(" .…!/")
    if len(letters(words)) < 2 or is_blocked(words) or _EMPTY.fullmatch(words):
        return True
    host = host.removeprefix("www.")
    names = {letters(host), letters(f"www.{host}"), letters(host.rpartition(".")[0]), letters(site)}
    return letters(words) in names or words.lower().startswith(("http://", "https://"))


def letters(text: str) -> str:
    """Letters and digits only, in one case: for comparing names."""
    return "".join(character for character in text.casefold() if character.isalnum())
