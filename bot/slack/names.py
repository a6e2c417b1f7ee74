"""What people are called, asked from Slack where somebody searches by a name. Kept in memory for an hour."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from http.client import HTTPException
from typing import Any

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.newsroom.people import Names, NamesOf
from bot.slack.known_people import KnownPeople

PATIENCE = 1.5
"""Seconds that Slack has for telling names: a form has to be answered within three."""

MOST_ASKED = 60
"""People who are asked for at once. `users.info` is of tier 4, some hundred calls a minute:
https://docs.slack.dev/reference/methods/users.info"""

_AT_ONCE = 8

log = structlog.get_logger(__name__)


def names_of(known: KnownPeople, client: WebClient) -> NamesOf:
    """Return what tells the names of people. Whom Slack does not tell of in time is known the next time."""

    def ask(ids: Sequence[str]) -> Mapping[str, Names]:
        missing = [one for one in ids if known.names(one) is None]
        if missing:
            _ask_all(known, client, missing[:MOST_ASKED])
        return {one: called for one in ids if (called := known.names(one)) is not None}

    return ask


def names_in(user: Mapping[str, Any]) -> Names:
    """Return what Slack's object of a user says they are called."""
    profile = user.get("profile") or {}
    names = (
        profile.get("display_name"),
        user.get("real_name") or profile.get("real_name"),
        user.get("name"),
    )
    return tuple(dict.fromkeys(name for name in names if name))


def _ask_all(known: KnownPeople, client: WebClient, ids: Sequence[str]) -> None:
    pool = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="names")
    try:
        done, late = wait([pool.submit(_ask, known, client, one) for one in ids], PATIENCE)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    why = sorted({asked.result() for asked in done} - {""}) + (["too late"] if late else [])
    if why:
        log.info("names were not told", people=len(ids), error=", ".join(why))


def _ask(known: KnownPeople, client: WebClient, user_id: str) -> str:
    """Ask for one person's names and keep them; return why they were not told, or nothing."""
    try:
        known.keep_names(user_id, names_in(client.users_info(user=user_id)["user"]))
    except SlackApiError as error:
        code = str(error.response.get("error"))
        if code not in {"user_not_found", "user_not_visible"}:
            return code
        known.keep_names(user_id, ())
    except (HTTPException, OSError) as error:
        return type(error).__name__
    return ""
