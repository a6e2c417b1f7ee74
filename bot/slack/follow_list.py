"""What a person follows, as a message and as a part of App Home; and one follow, just made."""

import json
from typing import Any

from bot.blockkit.blocks import actions, button, context, divider, input_, modal, section, text_input
from bot.issues.tidings import TEMPLATE
from bot.models.values import Person
from bot.newsroom.follow import MAX_QUERY, Followed, following
from bot.newsroom.search import search_archive
from bot.slack.desk import Desk
from bot.slack.messages import Message, note
from bot.slack.results import Position, spoken

Blocks = list[dict[str, Any]]
_AT_HOME = 5


def follow_list(desk: Desk, person: Person, *, first: str = "") -> Message:
    """Return everything that the person follows, each with Unfollow, after what is to be said first."""
    followed = following(desk.team, by=person)
    lead = desk.templates.text(TEMPLATE, "list", follows=followed)
    said = [section(text) for text in (first, lead) if text]
    return {"text": first or lead, "blocks": [*said, *follow_lines(desk, followed)]}


def unfollowed_message(desk: Desk, query: str) -> Message:
    """Say what is not followed any more, and offer to take that back."""
    say = desk.templates
    again = button(say.plain(TEMPLATE, "again_button"), "follow_search", value=query)
    return note(say.text(TEMPLATE, "unfollowed", query=query), actions(again))


def follows_at_home(desk: Desk, person: Person) -> Blocks:
    """Return the first of them for App Home; nothing where they follow nothing."""
    followed = following(desk.team, by=person)
    if not followed:
        return []
    title = section(desk.templates.text(TEMPLATE, "home", count=len(followed)))
    more = len(followed) - _AT_HOME
    rest = [context(desk.templates.text(TEMPLATE, "home_more", count=more))] if more > 0 else []
    return [divider(), title, *follow_lines(desk, followed[:_AT_HOME]), *rest]


def follow_lines(desk: Desk, followed: list[Followed]) -> Blocks:
    say = desk.templates
    return [
        section(
            say.text(TEMPLATE, "entry", **_words(one)),
            accessory=button(
                say.plain(TEMPLATE, "stop_button"),
                "follow_stop",
                value=str(one.follow.id),
                accessibility_label=say.plain(TEMPLATE, "stop_label", query=one.follow.query),
            ),
        )
        for one in followed
    ]


def followed_message(desk: Desk, followed: Followed, person: Person) -> Message:
    """Say what is followed now and how it was understood, and offer what may have been meant instead."""
    query, say = followed.follow.query, desk.templates
    found = search_archive(desk.team, query, now=desk.clock(), limit=1, person=person.id)
    meant = found.did_you_mean
    text = say.text(
        TEMPLATE,
        "followed",
        **_words(followed),
        notes=followed.notes,
        did_you_mean=spoken(meant or ""),
    )
    buttons = [button(say.plain(TEMPLATE, "stop_button"), "follow_undo", value=str(followed.follow.id))]
    if meant:
        label = say.plain(TEMPLATE, "follow_instead", query=meant)
        instead = json.dumps({"f": followed.follow.id, "q": meant}, ensure_ascii=False)
        buttons.append(button(label, "follow_instead", value=instead))
    if found.total:
        label = say.plain(TEMPLATE, "show_button")
        buttons.append(button(label, "search_open", value=str(Position(query))))
    return note(text, actions(*buttons))


def follow_form(desk: Desk, *, channel_id: str | None) -> dict[str, Any]:
    """Ask for a query to follow."""
    say = desk.templates.plain
    return modal(
        say(TEMPLATE, "form_title"),
        [
            input_(
                say(TEMPLATE, "form_label"),
                text_input("value", placeholder="mixture of experts", max_length=MAX_QUERY),
                block_id="query",
                hint=say("slack/forms.txt", "query_hint"),
            )
        ],
        callback_id="follow",
        submit=say(TEMPLATE, "form_submit"),
        close="Cancel",
        private_metadata=json.dumps({"channel": channel_id}),
    )


def _words(followed: Followed) -> dict[str, Any]:
    query, understood = followed.follow.query, followed.understood
    return {"query": spoken(query), "understood": spoken(understood) if understood != query else ""}
