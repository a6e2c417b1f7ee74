"""`/ainews follow <query>`: hear of new items that a search finds."""

from bot.newsroom.follow import follow as follow_query
from bot.query.clean import clean
from bot.slack.commands.call import Call
from bot.slack.follow_list import follow_form, followed_message


def follow(call: Call) -> None:
    query = clean(call.text).strip()
    if not query:
        view = follow_form(call.desk, channel_id=call.channel_id)
        call.client.views_open(trigger_id=call.trigger_id, view=view)
        return
    followed = follow_query(call.desk.team, query, by=call.person, now=call.desk.clock())
    call.answer(followed_message(call.desk, followed, call.person))
