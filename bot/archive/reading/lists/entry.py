"""What one line of a list of links says: its title, its links, its summary.

The title is what stands first: bold words, the words of a link, words before a dash or before links that only
say what they are ("[Paper]", "[Code]"). Everything that is neither title nor such a link is the summary.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from markdown_it.token import Token

from bot.archive.reading.kinds import kind_of_host, kind_of_phrase
from bot.archive.reading.organizations import read_names
from bot.archive.reading.prose import Prose, Span, read_prose
from bot.archive.reading.quotes import is_opening, quotation
from bot.archive.reading.sentence import read_sentence
from bot.archive.reading.titles import is_pointer
from bot.links.organizations import is_known
from bot.models.values import Kind

_LEAD = re.compile(
    r"\s*(?:\[[ xX]\]\s+)?"  # a box to tick
    r"(?:\\?\[\d{1,3}\\?\]\s*|\(?\d{1,3}\\?[.):](?=[\s*\[])\s*|#\d{1,3}\s+)?"  # "[1]", "1)", "#1"
    r"(?:[-–—•●·▪*+]\s+)?"
)
_EDGES = " \t\n-–—:|.,;·•●>→_*。：，、"
_OPENING_EDGES = _EDGES + ")]"
_DASH = re.compile(r"\s+[-–—|]+\s*|\s?[–—]\s+|\s{2,}(?=\S)|\n|(?<=\w[.!?])\s+(?=[A-Z])")
# Where a title ends that is set apart by nothing else: "A Title  This paper …", "A Title Introduces …".
_TITLE_END = re.compile(
    r"(?P<title>[^\[\n<]{1,200}?\S)(?:\s{2,}|\s+[-–—|]\s|\s(?=(?:Introduces|Presents|Proposes|Describes"
    r"|Investigates|Explores|Studies|Examines|This (?:paper|work|study|survey|report)|We (?:present|introduce"
    r"|propose|study|show))\s))\s*(?=\S)"
)
_EMPTY_BRACKETS = re.compile(r"[\[(（【]\s*(?:[\s|,;/·•&+]|\band\b)*[\])）】]")
_LINK_LIST_END = re.compile(r"(?:[\s|,;/·•&+(\[]|(?<=\s)and\b)+$")
_GAPS = re.compile(r"(?:\s*[|,;/·•]\s*){2,}|\s+(?=[.,;)])|(?<=\()[\s,;|]+")
_BULLET = re.compile(r"\s+(?=[●•▪]\s?\w)")
_GROUP = re.compile(r"[\[(【](?P<words>[^\[\]()【】]{1,60})[\])】][\s:,–—-]*(?=\S)")
_VERB = re.compile(r"\s[a-z]{2,}(?:ed|s|wrote|made|built)\b")
_LEAD_IN = re.compile(r"(?:.*[:|)\]}】.。–—-]|[\W\d]*)\s*")
_PAPER_ADDRESS = re.compile(r"//(?:www\.)?arxiv\.org/|\.pdf(?:[?#]|$)", re.IGNORECASE)
_HTTP = re.compile(r"https?://[^/\s]", re.IGNORECASE)
_POINTERS = (
    "paper papers pdf arxiv abs tweet tweets thread twitter x code codes github repo repository project blog"
    " blogpost demo website web site page homepage video slides poster talk youtube model models weights"
    " dataset datasets data hf huggingface colab notebook docs documentation app book doi link links html"
    " supplementary supplement appendix openreview 论文 代码 主页 链接 source post article announcement"
    " download report bibtex review summary details official unofficial proceedings medium linkedin"
)
_POINTER_WORDS = frozenset(_POINTERS.split())
_PAPER_WORDS = frozenset({"paper", "pdf", "arxiv", "abs", "论文", "openreview", "preprint", "doi"})
_ASIDE_WORDS = frozenset({"tweet", "tweets", "twitter", "x", "thread"})
_LONGEST_TITLE = 250  # characters: more is a sentence
_LONGEST_LEAD_IN = 6  # words before a link that are no sentence: "New:", "(ICLR 2024)"


@dataclass(frozen=True, slots=True)
class ListEntry:
    """One line, read. `others` are addresses that lead to no web page: "javascript:…", "docs/a.md"."""

    title: str | None
    links: tuple[Span, ...]
    summary: str
    organizations: tuple[str, ...] = ()
    kind: Kind | None = None
    others: tuple[str, ...] = ()


@lru_cache(maxsize=4096)
def is_label(words: str) -> bool:
    """Say whether a link's words only say what kind of thing it is: "Paper", "Code & Data", "Paper 2"."""
    words = words.strip(" []()*_:").lower()
    if is_pointer(words):
        return True
    found = re.findall(r"[^\W\d]+", words)
    return (
        bool(found)
        and len(found) <= 4
        and all(
            word in _POINTER_WORDS
            or kind_of_phrase(word) is not None
            or word in ("and", "the", "system", "card", "ai")
            for word in found
        )
    )


def read_line(source: str, tokens: Sequence[Token]) -> ListEntry:
    """Read the inline Markdown of an item or of a cell; `tokens` are of `without_lead(source)`."""
    others = other_addresses(tokens)
    lead, rest = _cut_lead(tokens)
    whole = read_prose(tokens)
    links = whole.links or whole.with_bare_links().links
    if lead is not None:
        entry = _led_by(lead, rest, whole)
    elif apart := _TITLE_END.match(without_lead(source)):
        title = apart["title"].strip(_EDGES)
        entry = ListEntry(title, links, _without_labels(_from(whole, len(" ".join(title.split())))))
    else:
        entry = _plain(whole if whole.links else whole.with_bare_links())
    summary = _BULLET.sub("\n", entry.summary) if re.search(r"[^\W_]", entry.summary) else ""
    title = _tidy_title(entry.title)
    return ListEntry(title, links, summary, entry.organizations, entry.kind, others)


def words_of(tokens: Sequence[Token]) -> str:
    """Return a passage's words, without links that only say what they are."""
    return _without_labels(read_prose(tokens))


def opens_with_link(tokens: Sequence[Token]) -> bool:
    """Say whether a line begins with a link whose words are a title."""
    lead, _ = _cut_lead(tokens)
    return bool(lead and lead[1].links and _is_titled(lead[1].links[0]))


def opens_in_bold(tokens: Sequence[Token]) -> bool:
    lead, _ = _cut_lead(tokens)
    return bool(lead and lead[0] == "strong")


def without_lead(source: str) -> str:
    """Return a line without its number, its box to tick, or a bullet that Markdown does not know."""
    return source[found.end() :] if (found := _LEAD.match(source)) else source


def main_first(links: Sequence[Span], title: str | None) -> list[Span]:
    """Return the links, each address once, the one that the story is about first.

    That is a link on the title, or else the paper, or else the first that is no tweet about it.
    """
    each: dict[str, Span] = {}
    for link in links:
        each.setdefault(link.url, link)
    found = list(each.values())
    of_title = (link for link in found if title and _is_titled(link) and link.label.strip(_EDGES) in title)
    rest = [link for link in found if not _is_titled(link) and not _is_aside(link)]
    for some in (of_title, filter(_is_paper, found), rest, (one for one in found if not _is_aside(one))):
        main = next(iter(some), None)
        if main is not None:
            return [main, *(link for link in found if link is not main)]
    return found


def kind_of(link: Span) -> Kind:
    """Return the kind of a story by its main link."""
    if _is_paper(link) or _PAPER_ADDRESS.search(link.url):
        return Kind.PAPER
    return (
        (kind_of_phrase(link.label) if is_label(link.label) else None) or kind_of_host(link.url) or Kind.OTHER
    )


def _is_titled(link: Span) -> bool:
    return bool(link.label) and not is_label(link.label) and not _HTTP.match(link.label)


def _is_paper(link: Span) -> bool:
    return is_label(link.label) and bool(_PAPER_WORDS & set(re.findall(r"\w+", link.label.lower())))


def _is_aside(link: Span) -> bool:
    return bool(_ASIDE_WORDS & set(re.findall(r"\w+", link.label.lower())))


def other_addresses(tokens: Sequence[Token]) -> tuple[str, ...]:
    """Return the addresses of links that lead to no web page."""
    found = (str(token.attrs.get("href", "")).strip() for token in tokens if token.type == "link_open")
    return tuple(address for address in found if not _HTTP.match(address))


def _cut_lead(tokens: Sequence[Token]) -> tuple[tuple[str, Prose] | None, Sequence[Token]]:
    """Return what opens a line, "strong" or "link" with its words, and the tokens after it."""
    for at, token in enumerate(tokens):
        if token.type in ("strong_open", "link_open"):
            what = token.type.removesuffix("_open")
            end = _closing(tokens, at, what)
            return (what, read_prose(tokens[at : end + 1])), tokens[end + 1 :]
        says_nothing = token.type in ("image", "softbreak", "em_open") or (
            token.type == "text" and not re.search(r"[^\W\d_]", token.content)
        )
        if not says_nothing:
            break
    return None, tokens


def _closing(tokens: Sequence[Token], at: int, what: str) -> int:
    return next((n for n in range(at + 1, len(tokens)) if tokens[n].type == f"{what}_close"), len(tokens) - 1)


def _led_by(lead: tuple[str, Prose], rest: Sequence[Token], whole: Prose) -> ListEntry:
    what, opening = lead
    words = opening.text.strip(_EDGES)
    after = read_prose(rest)
    if not words or is_label(words):  # "[[paper](…)] A Title", "**Paper:** [A Title](…)"
        start = len(after.text) - len(after.text.lstrip(_OPENING_EDGES))
        return _plain(_from(after, start)) if after.text[start:] else _plain(whole)
    if _HTTP.match(words):
        return ListEntry(None, (), _without_labels(after))
    if what == "strong" and not opening.links and after.links:
        begin = after.links[0]
        if not after.text[: begin.start].strip(_EDGES) and _is_titled(
            begin
        ):  # "**Agents:** [A Title](…) - …"
            text = _without_labels(_from(after, begin.end))
            return ListEntry(begin.label, (), f"{words}: {text}" if text else words)
    return ListEntry(words, (), _without_labels(after))


def _plain(prose: Prose) -> ListEntry:
    """Read words that nothing sets apart."""
    text = prose.text
    first = next(iter(prose.links), None)
    if is_opening(text, 0) and (quoted := quotation(text, 0)):
        return ListEntry(quoted[0], (), _without_labels(_from(prose, quoted[1])))
    if (group := _GROUP.match(text)) and (first is None or first.start >= group.end()):
        return _after_group(group, _plain(_from(prose, group.end())))
    if first is not None and _is_titled(first):
        return _titled_by_link(prose, first)
    start = first.start if first else len(text)
    end = _DASH.search(text)
    cut = min(start, end.start() if end else start)
    title = text[:cut].strip(_EDGES + "([")
    if not title and first is not None and first.end < len(text):
        return _plain(_from(prose, first.end))
    if not title or len(title) > _LONGEST_TITLE or (first and not first.label and len(title.split()) < 3):
        return ListEntry(None, (), _without_labels(prose))
    return ListEntry(title, (), _without_labels(_from(prose, cut)))


def _titled_by_link(prose: Prose, link: Span) -> ListEntry:
    """Read "New: [A Title](…), which …", or a sentence with a link in it."""
    before = prose.text[: link.start]
    if _LEAD_IN.fullmatch(before) and len(before.split()) <= _LONGEST_LEAD_IN:
        before, after = before.strip(_OPENING_EDGES + "(["), _without_labels(_from(prose, link.end))
        return ListEntry(link.label, (), f"{before}: {after}".rstrip(": ") if before else after)
    if not _VERB.search(before):  # "Going through [Transformers](…) in detail"
        text = _without_labels(prose)
        return ListEntry(text, (), "") if len(text) <= _LONGEST_TITLE else ListEntry(None, (), text)
    sentence = read_sentence(prose)
    return ListEntry(sentence.title, (), sentence.summary, sentence.organizations, sentence.kind)


def _after_group(group: re.Match[str], entry: ListEntry) -> ListEntry:
    """Take "(Google) A Title" for a title and its organisation, "(ICLR 2024) A Title" for a remark."""
    names = read_names(group["words"]).names
    if names and all(is_known(name) for name in names):
        return replace(entry, organizations=entry.organizations or names)
    words = group["words"].strip()
    if not re.search(r"[^\W\d_]", words):
        return entry
    return replace(entry, summary=f"{words}: {entry.summary}" if entry.summary else words)


def _from(prose: Prose, at: int) -> Prose:
    """Return what follows a place."""
    spans = (s for s in prose.links if s.end > at)
    return Prose(
        prose.text[at:], tuple(Span(max(s.start - at, 0), s.end - at, s.url, s.label) for s in spans)
    )


def _without_labels(prose: Prose) -> str:
    """Return a summary: the words, without links that only say what they are, and the marks around those."""
    text = prose.text
    for link in sorted(prose.links, key=lambda one: one.start, reverse=True):
        if is_label(link.label) or text[link.start : link.end] == link.url:
            text = f"{text[: link.start]}{text[link.end :]}"
    while (shorter := _EMPTY_BRACKETS.sub("", text)) != text:
        text = shorter
    if text != prose.text:
        text = _LINK_LIST_END.sub("", text)
        text = _GAPS.sub(lambda match: " " if match[0].strip() else "", text)
    return "\n".join(
        " ".join(line.split()) for line in text.lstrip(_OPENING_EDGES).rstrip(" |,;·•–—-\n").split("\n")
    )


def _tidy_title(title: str | None) -> str | None:
    title = (title or "").strip()
    if is_opening(title, 0) and (quoted := quotation(title, 0)) and quoted[1] == len(title):
        title = quoted[0]
    return title.strip("*_ ").rstrip(":,;") or None
