"""The ACL Anthology: papers by their landing page."""

import re

from bot.links.citations import describe_paper
from bot.links.markup import Document
from bot.models.values import CanonicalLink, Description

_OLD = re.compile(r"[a-z]\d\d-\d{4}")


def page_url(link: CanonicalLink) -> str:
    """The landing page. Identifiers before 2020 are written with a capital."""
    name = link.key.partition(":")[2]
    return f"https://aclanthology.org/{name.upper() if _OLD.fullmatch(name) else name}/"


def describe(link: CanonicalLink, document: Document) -> Description:
    """By the citation tags; the abstract stands on the page only."""
    abstract = document.text_of("//div[contains(@class, 'acl-abstract')]/span")
    return describe_paper(link, document, abstract=abstract, site="ACL Anthology")
