"""BibTeX for reference managers: the papers of the archive.

We know a paper's organisations, not its authors; so they stand as corporate authors, in braces of their own
that keep a name in one piece. A paper on arXiv has `eprint` fields as arXiv itself writes them:
https://info.arxiv.org/help/hypertex/bibstyles/index.html.
"""

import re
from collections.abc import Iterable, Iterator

from bot.archive.published import PublishedArchive
from bot.models.values import Item, Kind

_LATEX = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",  # BibTeX counts braces, escaped ones too
    "}": r"\textbraceright{}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
_SPECIAL = re.compile("|".join(re.escape(character) for character in _LATEX))
_UNSAFE_IN_URL = {"{": "%7B", "}": "%7D", "\\": "%5C", '"': "%22", " ": "%20"}
_NO_KEY = re.compile(r"[^A-Za-z0-9.:/-]+")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def write_bibtex(archive: PublishedArchive) -> str:
    """Write an entry for each paper. Its key is the paper's identifier, so it stays from export to export."""
    papers = [item for item in archive.items if item.kind is Kind.PAPER]
    return "\n".join(_entry(key, item) for key, item in _keyed(papers))


def _keyed(papers: Iterable[Item]) -> Iterator[tuple[str, Item]]:
    """A follow-up has its paper's identifier too: of those, the one stored first has the plain key."""
    taken: dict[str, int] = {}
    known = sorted(papers, key=lambda item: item.id)
    for item in known:
        taken.setdefault(_key(item).casefold(), item.id)
    for item in papers:
        key = _key(item)
        yield (key if taken[key.casefold()] == item.id else f"{key}-{item.id}"), item


def _key(item: Item) -> str:
    source, _, identifier = item.key.partition(":")
    if source in {"arxiv", "doi", "acl", "openreview"} and identifier:
        return f"{source}:{_NO_KEY.sub('-', identifier)}"
    return f"ainews:{item.id}"


def _entry(key: str, item: Item) -> str:
    fields = "".join(f"  {name} = {value},\n" for name, value in _fields(item) if value)
    return f"@misc{{{key},\n{fields}}}\n"


def _fields(item: Item) -> Iterator[tuple[str, str]]:
    yield "title", _braced(f"{{{_latex(item.headline)}}}")
    yield "author", _braced(" and ".join(f"{{{_latex(name)}}}" for name in item.organizations))
    if item.published_on:
        yield "year", _braced(str(item.published_on.year))
        yield "month", _MONTHS[item.published_on.month - 1]
    source, _, identifier = item.key.partition(":")
    if source == "arxiv":
        yield "eprint", _braced(identifier)
        yield "archiveprefix", _braced("arXiv")
    elif source == "doi":
        yield "doi", _braced(_address(identifier))
    yield "url", _braced(_address(item.url))
    yield "abstract", _braced(_latex(item.summary))
    yield "keywords", _braced(_latex(", ".join(item.tags)))


def _braced(value: str) -> str:
    return f"{{{value}}}" if value else ""


def _latex(text: str) -> str:
    """Return words on one line with LaTeX's own characters escaped. Other letters stay: files are UTF-8."""
    return _SPECIAL.sub(lambda found: _LATEX[found[0]], " ".join(text.split()))


def _address(url: str) -> str:
    """An address is printed as it stands, so its characters are kept, but for those that end the field."""
    for character, written in _UNSAFE_IN_URL.items():
        url = url.replace(character, written)
    return url
