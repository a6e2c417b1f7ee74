"""`/ainews follow <query>`: hear of new items that a search finds."""

from bot.newsroom.follow import follow as follow_query
from bot.query.clean import clean
from bot.slack.commands.call import Call
from bot.slack.follow_list import follow_form, followed_message
from bot.slack.names import names_of


def follow(call: Call) -> None:
    query = clean(call.text).strip()
    if not query:
        view = follow_form(call.desk, channel_id=call.channel_id)
        call.client.views_open(trigger_id=call.trigger_id, view=view)
        return
    names = names_of(call.desk.known_people, call.client)
    followed = follow_query(call.desk.team, query, by=call.person, now=call.desk.clock(), names_of=names)
    call.answer(followed_message(call.desk, followed, call.person))
