"""What kind of thing an entry's main link is, by the words around it."""

import re
from urllib.parse import urlsplit

from bot.models.values import Kind

_NOUNS = {
    Kind.PAPER: "paper preprint pre-print study thesis dissertation whitepaper survey manuscript research",
    Kind.ARTICLE: "article opinion editorial column essay interview feature story news piece review"
    " commentary perspective report guide tutorial analysis newsletter op-ed",
    Kind.POST: "post posts tweet thread toot blog blogpost announcement weblog note",
    Kind.RELEASE: "release launch model models weights tool app product update version api"
    " dataset datasets benchmark demo checkpoint checkpoints plugin",
    Kind.CODE: "code repo repository repositories github implementation library sdk notebook"
    " toolkit package codebase",
    Kind.VIDEO: "video talk lecture webinar keynote recording livestream film clip",
    Kind.OTHER: "page site website book podcast course event list project",
}
_KIND_OF_NOUN = {noun: kind for kind, nouns in _NOUNS.items() for noun in nouns.split()}

# Two words that mean something else than the second of them alone.
_KIND_OF_PAIR = {
    "technical report": Kind.PAPER,
    "tech report": Kind.PAPER,
    "research report": Kind.PAPER,
    "review paper": Kind.PAPER,
    "research article": Kind.PAPER,
    "press release": Kind.ARTICLE,
    "blog article": Kind.POST,
    "source code": Kind.CODE,
}

_VERBS = {
    Kind.RELEASE: "launched launches launch released releases release announced announces introduced"
    " introduces unveiled unveils open-sourced open-sources opensourced shipped ships debuted updated"
    " upgraded rolled",
    Kind.POST: "posted posts tweeted tweets blogged",
    Kind.ARTICLE: "reported reports wrote writes",
}
_KIND_OF_VERB = {verb: kind for kind, verbs in _VERBS.items() for verb in verbs.split()}

_KIND_OF_HOST = {
    "arxiv.org": Kind.PAPER,
    "openreview.net": Kind.PAPER,
    "aclanthology.org": Kind.PAPER,
    "doi.org": Kind.PAPER,
    "github.com": Kind.CODE,
    "gitlab.com": Kind.CODE,
    "youtube.com": Kind.VIDEO,
    "youtu.be": Kind.VIDEO,
    "vimeo.com": Kind.VIDEO,
    "twitter.com": Kind.POST,
    "x.com": Kind.POST,
    "bsky.app": Kind.POST,
    "linkedin.com": Kind.POST,
    "reddit.com": Kind.POST,
    "huggingface.co": Kind.RELEASE,
}

_DETERMINERS = frozenset({"a", "an", "the", "this", "that", "these", "their", "its", "his", "her", "our"})
_WORD = re.compile(r"[\w'’-]+")
_LONGEST_PHRASE = 5  # words


def kind_of_phrase(words: str) -> Kind | None:
    """Return the kind that a link's words or a noun phrase name, None where they name a thing of its own.

    "opinion article" and "this post" are phrases, "Segment Anything Model" is a name: only its first word
    may have a capital letter.
    """
    found = [word for word in _WORD.findall(words) if word.lower() not in _DETERMINERS]
    if not found or len(found) > _LONGEST_PHRASE:
        return None
    if any(word[0].isupper() and not word.isupper() for word in found[1:]):
        return None
    return _KIND_OF_PAIR.get(" ".join(found[-2:]).lower()) or _KIND_OF_NOUN.get(found[-1].lower())


def kind_of_verb(verb: str) -> Kind | None:
    """Return the kind of what somebody launched or posted; None for verbs that fit anything."""
    return next((kind for word in verb.lower().split() if (kind := _KIND_OF_VERB.get(word))), None)


def kind_of_host(url: str) -> Kind | None:
    """Return the kind of nearly everything that a host has."""
    try:
        host = (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return None
    return next((kind for name, kind in _KIND_OF_HOST.items() if f".{host}".endswith(f".{name}")), None)
