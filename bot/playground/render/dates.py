"""Slack's date formats, in the reader's time zone.

https://docs.slack.dev/messaging/formatting-message-text/#date-formatting
"""

import re
from datetime import UTC, datetime

from markupsafe import Markup

from bot.playground.render.context import RenderContext
from bot.playground.render.html import tag
from bot.playground.render.links import anchor

_TOKEN = re.compile(r"\{(\w+)\}")
_NEAR = {-1: "yesterday", 0: "today", 1: "tomorrow"}


def date_tag(
    timestamp: int, form: str, context: RenderContext, *, fallback: str = "", url: str = ""
) -> Markup:
    """Return the moment, written by Slack's form. A moment that no calendar has shows the fallback."""
    moment = local_moment(timestamp, context)
    if moment is None:
        return Markup("{}").format(fallback or timestamp)
    words = _TOKEN.sub(lambda found: _piece(found[1], moment, context), form) or fallback
    shown = tag("time", words, datetime=moment.isoformat(), title=_long(moment))
    return anchor(url, shown) if url else shown


def local_moment(timestamp: float, context: RenderContext) -> datetime | None:
    """Return seconds since 1970 in the reader's time zone, None where it is out of range."""
    try:
        return datetime.fromtimestamp(timestamp, UTC).astimezone(context.zone)
    except (OverflowError, OSError, ValueError):
        return None


def _piece(name: str, moment: datetime, context: RenderContext) -> str:
    base, pretty, _ = name.partition("_pretty")
    if pretty and (near := _near(moment, context)):
        return near
    writers = {
        "date_num": lambda: f"{moment:%Y-%m-%d}",
        "date_slash": lambda: f"{moment:%m/%d/%Y}",
        "date": lambda: f"{moment:%B} {ordinal(moment.day)}, {moment.year}",
        "date_short": lambda: f"{moment:%b} {moment.day}, {moment.year}",
        "date_long": lambda: f"{moment:%A}, {moment:%B} {ordinal(moment.day)}, {moment.year}",
        "day_divider": lambda: f"{moment:%A}, {moment:%B} {ordinal(moment.day)}",
        "time": lambda: f"{moment.hour % 12 or 12}:{moment:%M %p}",
        "time_secs": lambda: f"{moment.hour % 12 or 12}:{moment:%M:%S %p}",
        "ago": lambda: _ago(moment, context),
    }
    writer = writers.get(base)
    return writer() if writer else "{" + name + "}"


def _near(moment: datetime, context: RenderContext) -> str | None:
    return _NEAR.get((moment.date() - context.now.astimezone(context.zone).date()).days)


def _long(moment: datetime) -> str:
    return f"{moment:%A}, {moment:%B} {ordinal(moment.day)}, {moment.year} at {moment:%H:%M}"


def ordinal(day: int) -> str:
    """Return 1st, 2nd, 3rd, 4th …"""
    suffix = "th" if 11 <= day <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{suffix}"


def _ago(moment: datetime, context: RenderContext) -> str:
    seconds = int((context.now - moment).total_seconds())
    amount, unit = next(
        (
            (abs(seconds) // size, unit)
            for size, unit in ((86400, "day"), (3600, "hour"), (60, "minute"))
            if abs(seconds) >= size
        ),
        (abs(seconds), "second"),
    )
    words = f"{amount} {unit}{'' if amount == 1 else 's'}"
    return f"{words} ago" if seconds >= 0 else f"in {words}"
