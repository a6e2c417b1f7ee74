"""Following a search: from its results, from the form, and giving it up again."""

import json
from contextlib import suppress
from typing import Any

from slack_bolt import Ack, BoltContext, Respond
from slack_sdk import WebClient

from bot.errors import InvalidInputError, NotFoundError
from bot.newsroom.follow import Followed, follow, unfollow
from bot.slack.follow_list import follow_list, followed_message, unfollowed_message
from bot.slack.forms import origin_of, read_values
from bot.slack.home import draw_home
from bot.slack.messages import whisper
from bot.slack.names import names_of
from bot.slack.turn import Turn, begin_turn, read_id


def follow_search(turn: Turn) -> None:
    """Follow the search whose results are shown."""
    followed = _follow(turn, turn.value)
    turn.reply(followed_message(turn.desk, followed, turn.person))


def submit_follow(
    ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext, respond: Respond
) -> None:
    turn = begin_turn(body, client, context, respond)
    query = read_values(body["view"])["query"]
    followed = _follow(turn, query)
    ack()
    message = followed_message(turn.desk, followed, turn.person)
    channel_id = origin_of(body["view"]).get("channel") or None
    whisper(client, person_id=turn.person.id, channel_id=channel_id, message=message)


def show_follows(turn: Turn) -> None:
    turn.reply(follow_list(turn.desk, turn.person))


def stop_following(turn: Turn) -> None:
    """Give up a follow of the list, and show the list without it, where it stands."""
    unfollow(turn.desk.team, _id(turn.value), by=turn.person)
    if (turn.view or {}).get("type") == "home":
        draw_home(turn.desk, turn.client, turn.person)
    else:
        turn.reply(follow_list(turn.desk, turn.person), replace=True)


def follow_instead(turn: Turn) -> None:
    """Follow what was meant, in the place of the slip that was followed before."""
    try:
        given = json.loads(turn.value)
        slip, meant = int(given["f"]), str(given["q"])
    except (ValueError, KeyError, TypeError):
        raise InvalidInputError("That button is broken.", hint="Type /ainews follow again.") from None
    with suppress(NotFoundError):  # it was given up in the meantime
        unfollow(turn.desk.team, slip, by=turn.person)
    followed = _follow(turn, meant)
    turn.reply(followed_message(turn.desk, followed, turn.person), replace=True)


def undo_follow(turn: Turn) -> None:
    """Give up a follow that was just made."""
    query = unfollow(turn.desk.team, _id(turn.value), by=turn.person)
    turn.reply(unfollowed_message(turn.desk, query), replace=True)


def _follow(turn: Turn, query: str) -> Followed:
    desk = turn.desk
    names = names_of(desk.known_people, turn.client)
    return follow(desk.team, query, by=turn.person, now=desk.clock(), names_of=names)


def _id(value: str) -> int:
    return read_id(value, hint="See what you follow: /ainews following")
