"""The form that says where, when and how often issues go out."""

import json
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import structlog
from rapidfuzz import process
from slack_bolt import Ack, BoltContext, Respond
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.blockkit.blocks import (
    channels_select,
    input_,
    modal,
    multi_static_select,
    option,
    section,
    static_select,
    text_input,
    time_picker,
)
from bot.errors import InvalidInputError
from bot.issues.editions import check_filter
from bot.issues.slots import upcoming
from bot.models.schedule import Frequency, Schedule
from bot.models.values import Publication
from bot.newsroom.permissions import require_curator
from bot.slack.forms import Values, View, origin_of, read_values
from bot.slack.messages import note, whisper
from bot.slack.turn import Turn, begin_turn
from bot.store.publications import (
    REMINDER_HOURS,
    OnEmpty,
    StoredSchedule,
    Subscription,
    change_publication,
    set_schedule,
    set_subscriptions,
)
from bot.templating import Templates

_FORMS = "slack/forms.txt"
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_AS_PROPOSED = Schedule(frozenset({0}), time(9), "UTC")
_FREQUENCIES = {
    Frequency.WEEKLY: "Every week, on these days",
    Frequency.DAILY: "Every day",
    Frequency.FORTNIGHTLY: "Every other week, on these days",
    Frequency.MONTHLY: "Every month, on the first of these days",
}
_ON_EMPTY = {
    OnEmpty.TELL: "Post nothing, and tell me",
    OnEmpty.NOTHING: "Post nothing",
    OnEmpty.POST: "Post a line that says so",
}
_REMINDERS = {0: "Never", 2: "2 hours before", 24: "A day before", 48: "Two days before"}

log = structlog.get_logger(__name__)


def schedule_form(
    templates: Templates,
    publication: Publication,
    *,
    zone: str,
    channel_id: str | None,
    channels: list[Subscription],
    current: StoredSchedule | None,
) -> View:
    """Ask what a newsletter needs to go out. `channel_id` is where the answer is shown."""
    days = [option(name, str(number)) for number, name in enumerate(_DAYS)]
    rhythm = current.rhythm if current else _AS_PROPOSED
    chosen = sorted(rhythm.days) or [0]
    filters = "\n".join(
        f"#{one.channel_name or one.channel_id}: {one.filter}" for one in channels if one.filter
    )
    return modal(
        "Schedule" if current else "Set up AI News",
        [
            section(templates.text(_FORMS, "schedule" if current else "set_up")),
            input_("Name", text_input("value", initial=publication.name, max_length=60), block_id="name"),
            input_(
                "Channels",
                channels_select("value", initial=[one.channel_id for one in channels]),
                block_id="channel",
            ),
            _choice("How often", "frequency", _FREQUENCIES, rhythm.frequency),
            input_(
                "Days",
                multi_static_select("value", days, initial=[days[day] for day in chosen]),
                block_id="days",
                optional=True,
            ),
            input_(
                "Time",
                time_picker("value", initial=rhythm.at.strftime("%H:%M")),
                block_id="time",
            ),
            input_(
                "Time zone",
                text_input("value", initial=zone, placeholder="Europe/Vienna", max_length=60),
                block_id="timezone",
                hint=templates.plain(_FORMS, "timezone_hint"),
            ),
            _choice(
                "When nothing was handed in", "on_empty", _ON_EMPTY, current.on_empty if current else None
            ),
            _choice(
                "Remind curators",
                "reminder",
                {str(hours): label for hours, label in _REMINDERS.items()},
                str(current.reminder_hours if current else REMINDER_HOURS),
            ),
            input_(
                "Only some items for a channel",
                text_input(
                    "value", initial=filters, multiline=True, placeholder="#papers: kind:paper org:google"
                ),
                block_id="filters",
                hint=templates.plain(_FORMS, "filters_hint"),
                optional=True,
            ),
        ],
        callback_id="schedule",
        submit="Save",
        close="Later",
        private_metadata=json.dumps({"channel": channel_id}),
    )


def submit_schedule(
    ack: Ack, body: dict[str, Any], client: WebClient, context: BoltContext, respond: Respond
) -> None:
    turn = begin_turn(body, client, context, respond)
    require_curator(turn.person)
    values = read_values(body["view"])
    schedule = _read_schedule(values, body["view"], turn.desk.clock())
    chosen = chosen_in(body["view"], "channel")
    channels = _with_filters([_checked_channel(client, one) for one in chosen], values.get("filters", ""))
    slots = _set_up(turn, values, schedule, channels)
    ack()
    turn.desk.wake()
    text = turn.say(_FORMS, "scheduled", name=values["name"], channels=channels, slots=slots)
    channel_id = origin_of(body["view"]).get("channel")
    whisper(turn.client, person_id=turn.person.id, channel_id=channel_id or None, message=note(text))


def chosen_in(view: View, block_id: str) -> list[str]:
    """Return what was chosen in a menu of which several options can be chosen."""
    for state in view["state"]["values"].get(block_id, {}).values():
        if state.get("selected_conversations") is not None:
            return list(state["selected_conversations"])
        if state.get("selected_options") is not None:
            return [one["value"] for one in state["selected_options"]]
    return []


def _read_schedule(values: Values, view: View, now: datetime) -> Schedule:
    timezone = _timezone(values["timezone"])
    return Schedule(
        days=frozenset(int(day) for day in chosen_in(view, "days")),
        at=time.fromisoformat(values["time"]),
        timezone=timezone,
        frequency=values.get("frequency") or Frequency.WEEKLY,
        anchor=_this_week(now, timezone),
    )


def _this_week(now: datetime, timezone: str) -> date:
    """Fortnights are counted from the week in which they were asked for."""
    return now.astimezone(ZoneInfo(timezone)).date()


def _set_up(turn: Turn, values: Values, schedule: Schedule, channels: list[Subscription]) -> list[datetime]:
    """Write what the form says, and return the next three slots in the schedule's own time zone."""
    desk, person = turn.desk, turn.person
    publication = desk.publication()
    slots = upcoming(desk.clock(), schedule, count=3)
    with desk.team.write() as tx:
        change_publication(tx, publication.id, name=values["name"], timezone=schedule.timezone, by=person.id)
        set_subscriptions(tx, publication.id, channels, by=person.id)
        set_schedule(
            tx,
            publication.id,
            schedule,
            next_at=slots[0],
            by=person.id,
            on_empty=values.get("on_empty") or OnEmpty.TELL,
            reminder_hours=int(values.get("reminder") or REMINDER_HOURS),
        )
    return [slot.astimezone(schedule.zone) for slot in slots]


def _choice(label: str, block_id: str, choices: dict[Any, str], current: str | None) -> dict[str, Any]:
    options = {str(value): option(words, str(value)) for value, words in choices.items()}
    initial = options.get(current or "") or next(iter(options.values()))
    return input_(label, static_select("value", list(options.values()), initial=initial), block_id=block_id)


def _with_filters(channels: list[Subscription], typed: str) -> list[Subscription]:
    """Read `#channel: filter`, a line each, and give each channel its own.

    Raises:
        InvalidInputError: a line is none of that, or its filter cannot be used.
    """
    filters: dict[str, str] = {}
    for line in filter(str.strip, typed.splitlines()):
        name, colon, wanted = line.strip().lstrip("#").partition(":")
        known = {key for one in channels for key in (one.channel_id, one.channel_name)}
        if not colon or name.strip() not in known:
            raise InvalidInputError(
                f"“{line.strip()[:60]}” does not begin with one of the channels above.",
                field="filters",
                hint="Write it like this: #papers: kind:paper org:google",
            )
        check_filter(wanted)
        filters[name.strip()] = wanted.strip()
    return [
        Subscription(
            one.channel_id,
            one.channel_name,
            filters.get(one.channel_name) or filters.get(one.channel_id) or "",
        )
        for one in channels
    ]


def _timezone(typed: str) -> str:
    zones = available_timezones()
    by_lower = {zone.lower(): zone for zone in zones}
    if (zone := by_lower.get(typed.lower().replace(" ", "_"))) is not None:
        return zone
    close = process.extract(typed, zones, limit=3, score_cutoff=75)
    names = ", ".join(name for name, _, _ in close)
    hint = f"Perhaps {names}?" if names else "Use a name such as Europe/Vienna."
    raise InvalidInputError("I do not know that time zone.", field="timezone", hint=hint)


def _checked_channel(client: WebClient, channel_id: str) -> Subscription:
    """See that the bot can post into the channel, now rather than on Monday."""
    try:
        channel = client.conversations_info(channel=channel_id)["channel"]
    except SlackApiError as error:
        code = error.response.get("error")
        if code != "channel_not_found":  # what Slack says of a private channel without us
            log.warning("membership was not checked", error=code)
            return Subscription(channel_id)
        channel = {"is_member": False}
    name = str(channel.get("name") or "")
    if not channel.get("is_member", True):
        raise InvalidInputError(
            f"I am not in {f'#{name}' if name else 'that channel'} yet.",
            field="channel",
            hint="Type /invite @ai-news there, then save again.",
        )
    return Subscription(channel_id, name)
