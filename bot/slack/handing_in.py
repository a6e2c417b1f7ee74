"""Handing in links from Slack: what the command, the form and (later) shortcuts and reactions share."""

from bot.blockkit.blocks import section
from bot.errors import AinewsError
from bot.models.values import Person
from bot.newsroom.submit import Request, submit_link
from bot.slack.cards import added_card, joined
from bot.slack.desk import Desk
from bot.slack.messages import Message


def hand_in(desk: Desk, person: Person, request: Request) -> Message:
    """Submit each link of a request and return one message with a card for each.

    Raises:
        AinewsError: there was one link, and it could not be used. Of several, each bad one is named in place.
    """
    publication = desk.publication()
    cards: list[Message] = []
    for typed in request.links:
        try:
            submission = submit_link(
                desk.team,
                publication,
                typed,
                by=person,
                read=desk.read,
                now=desk.clock(),
                note=request.note,
                tags=request.tags,
            )
        except AinewsError as error:
            if len(request.links) == 1:
                raise
            cards.append(_refused(desk, typed, error))
        else:
            cards.append(added_card(desk.templates, submission, person))
    if len(cards) == 1:
        return cards[0]
    return joined(cards, desk.templates.text("slack/item.txt", "several", count=len(cards)))


def _refused(desk: Desk, typed: str, error: AinewsError) -> Message:
    text = desk.templates.text(
        "slack/item.txt", "refused", typed=typed, message=error.message, hint=error.hint
    )
    return {"text": text, "blocks": [section(text)]}
