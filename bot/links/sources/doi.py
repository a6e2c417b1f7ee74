"""Papers with a DOI: whichever publisher's page it leads to."""

import re

from bot.links.citations import describe_paper
from bot.links.markup import Document
from bot.models.values import CanonicalLink, Description

_PDF = re.compile(r"\.pdf(?:$|\?)|/e?pdf(?:direct)?/", re.IGNORECASE)


def page_url(link: CanonicalLink) -> str:
    """The link itself, or what the DOI leads to where it is a PDF."""
    return f"https://doi.org/{link.key.partition(':')[2]}" if _PDF.search(link.clean) else link.clean


def describe(link: CanonicalLink, document: Document) -> Description:
    """By the citation tags, and the abstract where only the page has it (Springer, Science, Wiley)."""
    abstract = "" if document.meta("citation_abstract", "dcterms.abstract") else _abstract(document)
    return describe_paper(link, document, abstract=abstract)


def _abstract(document: Document) -> str:
    return document.text_of(
        "//*[@id='Abs1-content' or @id='abstract' or @id='abstracts' or @role='doc-abstract'"
        " or contains(@class, 'abstractSection') or contains(@class, 'article-section__abstract')]//p"
    )
