"""Hacker News: a discussion is about the story that it points to."""

from bot.links.markup import Document
from bot.links.related import related
from bot.links.wording import parse_date, summarize, title_of
from bot.models.values import CanonicalLink, Description, Kind

SITE = "Hacker News"

_STORY = "//*[contains(@class, 'titleline')]/a"


def page_url(link: CanonicalLink) -> str:
    return f"https://news.ycombinator.com/item?id={link.key.partition(':')[2]}"


def describe(link: CanonicalLink, document: Document) -> Description:
    """The story comes first among the links: it is what the discussion is about."""
    age = next(iter(document.find("//span[@class='age']")), None)
    return Description(
        title=title_of(document.text_of(_STORY), document.host, SITE),
        summary=summarize(document.text_of("//*[contains(@class, 'toptext')]")),
        kind=Kind.OTHER,
        published_on=parse_date(age.get("title") or "") if age is not None else None,
        links=related(link, [document.link_at(_STORY)]),
        site=SITE,
    )
