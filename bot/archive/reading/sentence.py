"""The sentence that an entry opens with, and what it says about the item.

The house form is `28 Jan, Google and MIT published a [paper](…) “Title”. Summary`. Its head, the part that
says nothing but day, organisations, kind, link and title, is not repeated in the summary. Where the first
sentence says anything more (a venue, an author, what was launched, who is the source), the summary keeps
the whole sentence, only without the quoted title, so that nothing is lost.
"""

import re
from dataclasses import dataclass

from bot.archive.reading.kinds import kind_of_host, kind_of_phrase, kind_of_verb
from bot.archive.reading.organizations import Names, read_names
from bot.archive.reading.prose import Prose, Span
from bot.archive.reading.titles import Place, Title, find_title, is_pointer, title_of_label
from bot.models.values import Kind

_PUBLISHED = r"publish(?:ed|es)|release[sd]|posted|shared|wrote|issued|uploaded|submitted|put out"
_DONE = (
    r"launch(?:ed|es)|announce[sd]|introduce[sd]|unveil(?:ed|s)|open[- ]?source[sd]|rolled out|shipped"
    r"|debuted|updated|upgraded|present(?:ed|s)|propose[sd]|report(?:ed|s)|tweeted|blogged|developed|created"
    r"|built|made|show(?:ed|s)|demonstrated|previewed|opened|writes|says|said|posts|shares"
    r"|is|was|has|have|are|were"
)
_VERB = re.compile(
    rf"(?<![\w’'-])(?:(?P<manner>[a-z]{{2,12}}ly)\s)?(?:(?:has|have|had|just|also|today)\s){{0,3}}"
    rf"(?P<verb>{_PUBLISHED}|{_DONE})(?![\w’'-])",
    re.IGNORECASE,
)
# Any other verb, by its form: "sues", "interviewed". A name's small words do not look like this.
_OTHER_VERB = re.compile(
    r"(?<=[\w.)] )(?!(?:others|researchers|scientists|engineers|authors|teams|groups|labs|students|its)\b)"
    r"(?P<verb>(?P<manner>[a-z]{2,}(?:ed|s)))(?=\s)"
)
_PLAIN_VERB = re.compile(_PUBLISHED, re.IGNORECASE)
# Words before the link that say nothing that the kind does not say.
_FILLER = re.compile(
    r"(?:[\s:,(\[–—-]|\b(?:a|an|the|their|its|his|her|this|new|research|working|opinion|technical|academic"
    r"|scientific|short|long|blog|news|white|source|joint|paper|preprint|study|article|report|post|code"
    r"|video|model|dataset|tool|thread|release|in)\b|’s|'s)*",
    re.IGNORECASE,
)
_AUTHOR_LEAD = re.compile(rf"^(?P<words>{_FILLER.pattern})(?:by|from)\s", re.IGNORECASE)
# What ends the head after a title, and after a link without one (there a new word does not).
_ENDED = re.compile(r"[)\]]?\s?(?:[.!?:;。]+(?=\s|$)|,?\s[–—-]+(?=\s)|(?=\s[A-Z“\"\d])|$)\s?")
_STOPPED = re.compile(r"[)\]]?\s?(?:[.!?:;。]+(?=\s|$)|\s[–—-]+(?=\s)|$)\s?")
_BETWEEN_LINKS = re.compile(r"(?:[\s,;/|·•&]|\band\b)*")
# Who made it, after the title: by Google and MIT, or Google in brackets.
_AUTHORS = (
    re.compile(
        r"[\s,–—-]{0,3}(?:(?:was|were|is)\s)?(?:(?:published|released|written|posted|made)\s)?(?:by|from)\s"
        r"(?P<names>[^;:()]{2,160}?)(?:[.:;](?:\s|$)|$|(?=\s[–—-]\s))"
    ),
    re.compile(r"\s?\((?P<names>[^()]{2,160})\)(?:[.:;](?:\s|$)|\s|$)"),
)
_SOURCE = re.compile(r"(?:according to|as reported by|reported by|via)\s+", re.IGNORECASE)
_SOURCE_BY = re.compile(r"\b(?:by|from|in|at|on)\s+(?P<names>.+)$")
_POSSESSIVE = re.compile(r"\s*(?P<name>[A-Z][\w.&-]*(?:\s[A-Z][\w.&-]*){0,3})[’']s\s")
_NEW_SENTENCE = re.compile(r"[.!?…]\s+[A-Z“\"]")
_LONGEST_SOURCE = 160  # characters


@dataclass(frozen=True, slots=True)
class Sentence:
    """What an entry says of its item. Of `links` the first is what the entry is about; each comes once."""

    organizations: tuple[str, ...]
    kind: Kind
    title: str | None
    links: tuple[tuple[str, str], ...]
    summary: str


@dataclass(frozen=True, slots=True)
class _Opening:
    """The parts of a first sentence. `head` is where its head ends, None where the sentence is kept."""

    names: tuple[str, ...]
    verb: str
    head: int | None


def read_sentence(prose: Prose) -> Sentence:
    """Read an entry's words, without its day. The passage must have a link."""
    text = prose.text
    source = _SOURCE.match(text)
    main = prose.links[0] if source else _main_link(prose)
    title = find_title(text, main, sourced=source is not None)
    if source:
        opening = _Opening(_names_of_source(text, source.end(), main), "", None)
    else:
        title = title or _title_by_label(text, main)
        opening = _read_opening(prose, main, title)
    return Sentence(
        organizations=opening.names,
        kind=_kind(text, main, title, opening.verb, sourced=source is not None),
        title=title.words if title else None,
        links=_in_order(prose.links, main),
        summary=text[opening.head :] if opening.head is not None else _kept(text, title),
    )


def _main_link(prose: Prose) -> Span:
    """Return the link that the entry is about: the first one, or the thing that its owner published.

    "According to this [post](…), the method stems from a [paper](…)" is about the post: that is what was new
    on the day. "[Meta](…) published a [paper](…)" is about the paper.
    """
    first, *others = prose.links
    if others and not prose.text[: first.start].strip() and not kind_of_phrase(first.label):
        between = prose.text[first.end : others[0].start].lstrip()
        if kind_of_phrase(others[0].label) and _VERB.match(between) and not _NEW_SENTENCE.search(between):
            return others[0]
    return first


def _in_order(links: tuple[Span, ...], main: Span) -> tuple[tuple[str, str], ...]:
    found = {main.url: main.label}
    for link in links:
        found.setdefault(link.url, link.label)
    return tuple(found.items())


def _find_verb(text: str, main: Span, title: Title | None) -> re.Match[str] | None:
    """Find what the organisations did: before the link, as its words, or right after it."""
    limit = min(main.start, title.start) if title else main.start
    before = _VERB.search(text, 0, limit)
    other = _OTHER_VERB.search(text, 0, limit)
    if before or (title and title.place is not Place.AFTER):
        return before or other
    opens = not text[: main.start].strip()
    return _VERB.match(text, main.start) or other or (_VERB.match(text, main.end + 1) if opens else None)


def _title_by_label(text: str, main: Span) -> Title | None:
    """Take the words in "published [Title](…)", "Google: [Title](…)" or "[Title](…). …" for a title.

    What somebody launched or released is a thing with a name, and no title: "launched [GPT Store](…)".
    """
    title = title_of_label(text, main)
    verb = _find_verb(text, main, None)
    if title is None or (verb and verb.start() >= main.start):
        return None
    before = text[: main.start].rstrip(" “\"‘'([")
    if kind_of_phrase(_last_words(before)) is not None:
        return title
    if verb is None:
        return title if not before or before[-1] in ":,–—-" else None
    plain = _PLAIN_VERB.fullmatch(verb["verb"]) and kind_of_verb(verb["verb"]) is None
    return title if plain and verb.end() == len(before) else None


def _last_words(text: str) -> str:
    """Return the two words that a text ends with, where they stand in one phrase."""
    phrase = re.split(r"[,.;]\s", text[-60:])[-1]
    return " ".join(re.findall(r"[\w'’-]+", phrase)[-2:])


def _read_opening(prose: Prose, main: Span, title: Title | None) -> _Opening:
    text = prose.text
    verb = _find_verb(text, main, title)
    start = min(main.start, title.start) if title else main.start
    end = _after_link_list(prose, max(main.end, title.end) if title else main.end)
    subject = _AUTHOR_LEAD.sub("", text[: verb.start()] if verb else _without_filler(text[:start]))
    found = read_names(subject)
    named = title is not None or kind_of_phrase(main.label) or is_pointer(main.label)
    clear = bool(named) and found.whole and _is_filler(text, start, verb)
    if title and title.joint:
        found, clear = _with_clause(found, title), clear and not subject.strip()
    elif not found.names:
        found, end, clear = _authors(text, end, clear=clear)
    ended = (_ENDED if title else _STOPPED).match(text, end)
    return _Opening(found.names, verb["verb"] if verb else "", ended.end() if clear and ended else None)


def _after_link_list(prose: Prose, at: int) -> int:
    """Pass over "([code](…), [project](…))" after the title: these links say nothing else."""
    opening = re.compile(r"\s?\(").match(prose.text, at)
    place = opening.end() if opening else at
    for link in prose.links:
        if opening and link.start >= place and _BETWEEN_LINKS.fullmatch(prose.text, place, link.start):
            place = link.end
    closed = opening and place > opening.end() and prose.text[place : place + 1] == ")"
    return place + 1 if closed else at


def _with_clause(found: Names, title: Title) -> Names:
    """Add the names between link and title.

    "Nature published a paper from Google “…”" is Google's; "Meta published a paper with NYU “…”" is both's.
    """
    clause = read_names(title.clause)
    if title.joint in {"from", "by", "of"} and clause.names:
        return clause
    if title.joint.endswith("with"):
        return Names((*found.names, *(name for name in clause.names if name not in found.names)), whole=False)
    return found


def _authors(text: str, at: int, *, clear: bool) -> tuple[Names, int, bool]:
    """Read who made it from the words after the title: the names, where they end, and if that is all."""
    for form in _AUTHORS:
        match = form.match(text, at)
        names = read_names(match["names"]) if match else None
        if match and names and names.names:
            return names, match.end("names"), clear and names.whole
    return Names((), whole=True), at, clear


def _is_filler(text: str, start: int, verb: re.Match[str] | None) -> bool:
    """Say whether the words between the organisations and the title are the house form's and nothing else."""
    if verb is None:
        return True
    if verb.end() > start or verb["manner"] or not _PLAIN_VERB.fullmatch(verb["verb"]):
        return False
    return _FILLER.fullmatch(text, verb.end(), start) is not None


def _without_filler(words: str) -> str:
    """Take "Google, a new paper" back to "Google"."""
    for match in _FILLER.finditer(words):
        if match.end() == len(words):
            return words[: match.start()]
    return words


def _names_of_source(text: str, at: int, main: Span) -> tuple[str, ...]:
    """Return who says so. Of a mere "this post" the statement tells: "…, OpenAI’s new embedding strategy"."""
    inside = main.start - at < _LONGEST_SOURCE and "," not in text[at : main.start]
    comma = text.find(",", main.end if inside else at, at + _LONGEST_SOURCE + len(main.label))
    end = comma if comma >= 0 else (main.end if inside else at)
    if not (inside and kind_of_phrase(main.label)):
        return read_names(re.sub(r"^(?:a|an|the)\s", "", text[at:end])).names
    if by := _SOURCE_BY.search(text, main.end, end):
        return read_names(by["names"]).names
    if owner := read_names(_without_filler(text[at : main.start])).names:
        return owner
    rest = text[end + 1 :]
    if possessive := _POSSESSIVE.match(rest):
        return (possessive["name"],)
    verb = _VERB.search(rest, 0, _LONGEST_SOURCE)
    return read_names(rest[: verb.start()]).names if verb else ()


def _kind(text: str, main: Span, title: Title | None, verb: str, *, sourced: bool) -> Kind:
    """Decide by the words on the link, the noun before it, what was done with it, and last by its host."""
    labelled = title is not None and title.place is Place.LABEL
    named = None if labelled else kind_of_phrase(main.label)
    lead = _AUTHOR_LEAD.match(text)
    before = lead["words"] if lead else text[: main.start].rstrip(" “\"‘'([:")
    if named := named or kind_of_phrase(_last_words(before)):
        return named
    by_host = kind_of_host(main.url)
    if sourced:
        return by_host or Kind.ARTICLE
    return kind_of_verb(verb) or by_host or (Kind.ARTICLE if labelled and verb else Kind.OTHER)


def _kept(text: str, title: Title | None) -> str:
    """Return the whole text, without the quoted title after the link: the item has that already."""
    if title and title.place is Place.AFTER:
        text = text[: title.start].rstrip() + text[title.end :]
    return text[:1].upper() + text[1:] if _SOURCE.match(text) else text
