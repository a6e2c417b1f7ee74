"""arXiv: papers by their abstract page, whichever of their forms was handed in."""

from bot.links.citations import describe_paper
from bot.links.markup import Document
from bot.models.values import CanonicalLink, Description

_ABSTRACT = "//blockquote[contains(@class, 'abstract')]"


def page_url(link: CanonicalLink) -> str:
    """The abstract page of the newest version: PDFs and mirrors say less."""
    return f"https://arxiv.org/abs/{link.key.partition(':')[2]}"


def describe(link: CanonicalLink, document: Document) -> Description:
    """By the citation tags; authors name their code in the abstract or in the comments."""
    named = document.find(f"{_ABSTRACT}//a[@href] | //td[contains(@class, 'comments')]//a[@href]")
    return describe_paper(
        link,
        document,
        abstract=document.meta("citation_abstract") or document.text_of(_ABSTRACT),
        named=[element.get("href") for element in named],
        site="arXiv",
    )
