"""Where and when issues go out. Slack asks a curator the same; whoever installs may know it already."""

from datetime import UTC, datetime, time

from bot.app import open_store
from bot.errors import AinewsError
from bot.issues.slots import next_slot, upcoming
from bot.models.findings import Verdict
from bot.models.schedule import Schedule
from bot.setup.tokens import Bot
from bot.setup.walk import Walk
from bot.slack.checks import check_channel, find_channel
from bot.store import TeamStore
from bot.store.publications import (
    Subscription,
    ensure_publication,
    find_schedule,
    set_schedule,
    set_subscriptions,
)
from bot.store.teams import adopt_team

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def set_up_newsletter(walk: Walk, bot: Bot) -> None:
    """Have channel, day and time given, and keep them in the database; no answer leaves it to Slack.

    Raises:
        AinewsError: the database cannot be used.
    """
    store = open_store(walk.settings)
    try:
        with store.write() as session:
            team = adopt_team(
                session,
                slack_id=bot.found.team_id,
                name=bot.found.team,
                bot_id=bot.found.bot_id,
                bot_user_id=bot.found.user_id,
                now=walk.clock(),
            )
        _ask(walk, bot, store.team(team))
    finally:
        store.close()


def _ask(walk: Walk, bot: Bot, team: TeamStore) -> None:
    with team.write() as tx:
        publication = ensure_publication(tx, timezone=walk.settings.timezone, now=walk.clock())
        if find_schedule(tx, publication.id) is not None:
            walk.say("6. When and where issues go out is set; `/ainews schedule` changes it.")
            return
    walk.say("6. The channel that gets the issues. Slack asks a curator for it too, with `/ainews`.")
    channel = _ask_for_channel(walk, bot)
    if channel is None:
        return
    schedule = Schedule(_ask_for_day(walk), _ask_for_time(walk), walk.settings.timezone)
    now = walk.clock()
    with team.write() as tx:
        set_subscriptions(tx, publication.id, [channel], by=None)
        set_schedule(tx, publication.id, schedule, next_at=next_slot(now, schedule), by=None)
    dates = ", ".join(_date(slot, schedule) for slot in upcoming(now, schedule))
    walk.say(f"Issues go out to #{channel.channel_name} on {dates}, and so on. ({schedule.timezone})")
    if not walk.settings.curators:
        walk.say("Reminders, and word of what does not arrive, go to AINEWS_CURATORS: nobody is named there.")


def _ask_for_channel(walk: Walk, bot: Bot) -> Subscription | None:
    typed = walk.talk.ask("Channel (Enter for later)")
    while typed.strip():
        try:
            channel = find_channel(bot.client, typed)
        except AinewsError as error:
            walk.say(f"{error} Set the channel with `/ainews schedule`.")
            return None
        if channel is None:
            walk.say(f"There is no channel {typed.strip()} that the bot can see: misspelt, or private?")
            typed = walk.talk.ask("Channel (Enter for later)")
            continue
        found = check_channel(bot.client, channel["id"], channel["name"])
        if found.verdict is not Verdict.PROBLEM:
            return Subscription(channel["id"], channel["name"])
        walk.say(f"{found.message} {found.advice}")
        typed = walk.talk.ask("Then press Enter, or type another channel") or typed
    return None


def _ask_for_day(walk: Walk) -> frozenset[int]:
    while True:
        typed = walk.talk.ask("Day of the week", default="Monday").strip().lower()
        found = [number for number, name in enumerate(_DAYS) if len(typed) >= 2 and name.startswith(typed)]
        if len(found) == 1:
            return frozenset(found)
        walk.say("Type a day, such as Monday. Other rhythms are set with `/ainews schedule`.")


def _ask_for_time(walk: Walk) -> time:
    while True:
        typed = walk.talk.ask("Time", default="09:00").strip()
        try:
            return datetime.strptime(typed, "%H:%M").replace(tzinfo=UTC).time()
        except ValueError:
            walk.say("Type a time such as 09:00.")


def _date(slot: datetime, schedule: Schedule) -> str:
    return f"{slot.astimezone(schedule.zone):%a %-d %b %H:%M}"
