"""`/ainews unfollow <query>`: hear no more of what a search finds."""

from bot.issues.tidings import TEMPLATE
from bot.newsroom.follow import unfollow_query
from bot.query.clean import clean
from bot.slack.commands.call import Call
from bot.slack.follow_list import follow_list, unfollowed_message
from bot.slack.names import names_of


def unfollow(call: Call) -> None:
    """Give up the follow that is named. Without a name, or without such a follow, show all of them."""
    desk, query = call.desk, clean(call.text).strip()
    if not query:
        call.answer(follow_list(desk, call.person))
        return
    names = names_of(desk.known_people, call.client)
    given_up = unfollow_query(desk.team, query, by=call.person, names_of=names)
    if given_up is None:
        first = desk.templates.text(TEMPLATE, "not_followed", query=query)
        call.answer(follow_list(desk, call.person, first=first))
    else:
        call.answer(unfollowed_message(desk, given_up))
