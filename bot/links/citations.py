"""Papers by the meta tags that scholarly sites write for search engines (Highwire Press, Dublin Core, PRISM).

https://scholar.google.com/intl/en/scholar/inclusion.html#indexing lists them; arXiv, OpenReview, the ACL
Anthology and nearly every publisher behind a DOI have them.
"""

import re
from collections.abc import Iterable
from html import unescape

from bot.links.junk import tidy
from bot.links.markup import Document
from bot.links.organizations import from_affiliation, normalize_organizations
from bot.links.related import links_in, related
from bot.links.wording import parse_date, summarize, title_of
from bot.models.values import CanonicalLink, Description, Kind

_DAYS = (
    "citation_publication_date",
    "citation_date",
    "citation_online_date",
    "citation_cover_date",
    "prism.publicationdate",
    "dc.date",
    "dc.date.issued",
    "dcterms.issued",
    "article:published_time",
)
_ABSTRACTS = ("citation_abstract", "dcterms.abstract", "dc.description", "og:description", "description")
_ABSTRACT_WORD = re.compile(r"^(?:abstract|summary)\s*[:.—-]?\s+(?=(?-i:[A-Z“\"']))", re.IGNORECASE)
_TAGS = re.compile(r"</?[a-z][^<>]{0,100}>", re.IGNORECASE)

# What of LaTeX is left in abstracts: commands around words, escaped signs, simple formulas.
_COMMAND = re.compile(
    r"\\(?:emph|text(?:bf|it|tt|sc|rm|sf)?|mathbf|mathrm|mathcal|mathbb|url|href\{[^{}]*\})\s*\{([^{}]*)\}"
)
_SIGNS = {
    r"\times": "×",
    r"\sim": "~",
    r"\approx": "≈",
    r"\pm": "±",
    r"\leq": "≤",
    r"\geq": "≥",
    r"\rightarrow": "→",
}
_SIGN = re.compile("|".join(map(re.escape, sorted(_SIGNS, key=len, reverse=True))) + r"(?![a-z])")
_ESCAPED = re.compile(r"\\([%&$#_{}])")
_FORMULA = re.compile(r"(?<!\\)\$(?=\S)([^$\\{}]{1,60})(?<=\S)\$(?!\d)")


def has_citation(document: Document) -> bool:
    """Whether a page describes a paper this way."""
    return bool(document.meta("citation_title"))


def describe_paper(
    link: CanonicalLink,
    document: Document,
    *,
    abstract: str = "",
    named: Iterable[str] = (),
    site: str | None = None,
) -> Description:
    """Describe a paper by its page. `abstract` and the links `named` may stand outside its meta tags."""
    words = readable(abstract or document.meta(*_ABSTRACTS))
    published = (parse_date(day) for name in _DAYS for day in document.metas(name))
    venue = document.meta("citation_journal_title", "citation_conference_title", "og:site_name")
    return Description(
        title=title_of(readable(document.meta("citation_title", "dc.title", "og:title")), document.host),
        summary=summarize(words),
        organizations=organizations_of(document),
        kind=Kind.PAPER,
        published_on=next((day for day in published if day), None),
        links=related(link, [*links_in(words), *named]),
        site=site or venue or None,
    )


def organizations_of(document: Document) -> tuple[str, ...]:
    """The authors' institutions; where the page names none, the authors: three, or the first "et al."."""
    institutions = document.metas("citation_author_institution") + document.metas(
        "citation_author_affiliation"
    )
    if institutions:
        return normalize_organizations(from_affiliation(institution) for institution in institutions)
    authors = [_in_order(author) for author in document.metas("citation_author") or _listed_authors(document)]
    return tuple(authors) if len(authors) <= 3 else (f"{authors[0]} et al.",)


def readable(text: str) -> str:
    """Take out of an abstract what only LaTeX and JATS can read."""
    text = _TAGS.sub("", unescape(text))
    if "\\" in text or "$" in text:
        text = _COMMAND.sub(r"\1", text)
        text = _SIGN.sub(lambda match: _SIGNS[match[0]], text)
        text = _ESCAPED.sub(r"\1", _FORMULA.sub(r"\1", text))
    return _ABSTRACT_WORD.sub("", tidy(text))


def _listed_authors(document: Document) -> list[str]:
    return [name for name in document.meta("citation_authors").split(";") if name.strip()]


def _in_order(name: str) -> str:
    """`Bansal, Rachit` is Rachit Bansal."""
    family, comma, given = tidy(name).partition(", ")
    return f"{given} {family}" if comma else family
