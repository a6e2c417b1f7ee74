"""What did not arrive: `issue deliveries`, `retry`, `settle`. The same that curators decide in Slack."""

from datetime import datetime
from typing import Annotated, Any

import typer
from rich.table import Table

from bot.cli.output import confirm, console, desk, plain, print_json, say
from bot.cli.terminal import AsJson
from bot.errors import ConflictError
from bot.models.text import shorten_words
from bot.models.values import system_clock
from bot.slack.links_to_messages import ts_of_link
from bot.store.doubts import retry_delivery, say_absent, say_sent
from bot.store.ledger import RATE_LIMITED
from bot.store.open_deliveries import Delivery, MessageState, deliveries_not_posted, get_delivery

_TELLS = 60
"""Characters of a message by which a person recognises it."""

_WHY = {
    "not_in_channel": "the bot is not in that channel; type /invite @ai-news there, then retry",
    "channel_not_found": "the bot cannot see that channel; type /invite @ai-news there, then retry",
    "is_archived": "the channel is archived; unarchive it, then retry",
    "invalid_auth": "Slack no longer accepts the token; `ainews doctor` says which",
    "token_revoked": "Slack no longer accepts the token; `ainews doctor` says which",
    "account_inactive": "Slack no longer accepts the token; `ainews doctor` says which",
    "missing_scope": "the app lacks a permission; `ainews doctor` says which",
    "thread_not_found": "the issue's first message was deleted there, so its thread cannot go on",
}

Number = Annotated[int, typer.Argument(metavar="NUMBER", help="As `ainews issue deliveries` shows it.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


def add_to(issue: typer.Typer) -> None:
    """Add the commands to the group `issue`."""
    issue.command()(deliveries)
    issue.command()(retry)
    issue.command()(settle)


def deliveries(
    number: Annotated[
        int | None, typer.Argument(metavar="NUMBER", help="Show each message of this delivery.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show what is not posted yet, and why; with a number, one delivery message by message."""
    now = system_clock()
    with desk() as opened, opened.team.read() as tx:
        found = deliveries_not_posted(tx) if number is None else [get_delivery(tx, number)]
    if as_json:
        shown = [_as_json(one, now) for one in found]
        print_json(shown if number is None else shown[0])
    elif number is not None:
        _show_messages(found[0], now)
    elif found:
        _show(found, now)
    else:
        say("Every issue is posted in each of its channels.")


def retry(number: Number, yes: Yes = False) -> None:
    """Let a delivery go on that Slack had stopped, once its cause is mended."""
    with desk() as opened:
        with opened.team.read() as tx:
            found = get_delivery(tx, number)
        if found.state != "stopped" or found.is_whole:
            raise ConflictError(f"Delivery {number} is not stopped.", hint=_why(found, system_clock()))
        missing = len(found.messages) - found.posted
        confirm(f"Post the {missing} messages that {found.channel} lacks of {_issue(found)}?", yes=yes)
        with opened.team.write() as tx:
            retry_delivery(tx, number, now=system_clock())
    say(f"Delivery {number} goes on; the running bot posts it.")


def settle(
    number: Number,
    there: Annotated[bool, typer.Option("--there", help="The message is in its channel.")] = False,
    absent: Annotated[bool, typer.Option("--absent", help="It is not there: post it again.")] = False,
    link: Annotated[
        str | None, typer.Option("--link", help="With --there: what Copy link in its menu gave.")
    ] = None,
    yes: Yes = False,
) -> None:
    """Say what became of the message that a delivery waits for, where nobody else can tell."""
    if there == absent or (link and absent):
        raise typer.BadParameter("Say either --there (with --link) or --absent.")
    ts = ts_of_link(link) if link else None
    with desk() as opened:
        with opened.team.read() as tx:
            found = get_delivery(tx, number)
        message = _doubtful(found)
        confirm(_question(found, message, there=there), yes=yes)
        with opened.team.write() as tx:
            if there:
                say_sent(tx, message.id, ts=ts, now=system_clock())
            else:
                say_absent(tx, message.id, now=system_clock())
            left = get_delivery(tx, number)
    more = sum(one.state == "unknown" for one in left.messages)
    rest = f" Of {more} more it is not known whether Slack has them." if more else ""
    say(f"Noted. The running bot goes on with delivery {number}.{rest}")


def _doubtful(found: Delivery) -> MessageState:
    message = found.next_message
    if message is None or message.state not in {"unknown", "sending"}:
        raise ConflictError(
            f"No message of delivery {found.id} is in doubt.", hint=_why(found, system_clock())
        )
    return message


def _question(found: Delivery, message: MessageState, *, there: bool) -> str:
    words = f"“{shorten_words(message.text, _TELLS)}”"
    if there:
        return f"Does {words} stand in {found.channel}? If it does not, nobody will see it."
    return f"Post {words} in {found.channel} again? If it is there after all, it will stand there twice."


def _show(found: list[Delivery], now: datetime) -> None:
    table = Table(box=None, pad_edge=False)
    for heading in ("number", "issue", "channel", "posted", "state", "why"):
        table.add_column(heading, overflow="fold")
    for one in found:
        posted = f"{one.posted} of {len(one.messages)}"
        cells = (str(one.id), one.issue_date.isoformat(), one.channel, posted, one.state, _why(one, now))
        table.add_row(*map(plain, cells))
    console().print(table)
    if any(one.state == "stopped" for one in found):
        say("Once the cause is mended: ainews issue retry NUMBER")
    if any(_is_in_doubt(one) for one in found):
        say("Where you can see whether the message is there: ainews issue settle NUMBER --there or --absent")


def _show_messages(found: Delivery, now: datetime) -> None:
    out = console()
    out.print(plain(f"{_issue(found)}, {found.channel} ({found.channel_id}): {_why(found, now)}"))
    table = Table(box=None, pad_edge=False)
    for heading in ("message", "state", "tries", "error", "begins"):
        table.add_column(heading, overflow="fold")
    for one in found.messages:
        place = "first" if one.is_root else f"{one.position}.{one.piece}" if one.piece else str(one.position)
        words = shorten_words(" ".join(one.text.split()), _TELLS)
        table.add_row(*map(plain, (place, one.state, str(one.attempts), one.error, words)))
    out.print(table)


def _why(found: Delivery, now: datetime) -> str:
    """Say in words why a delivery is not posted whole."""
    message = found.next_message
    if found.is_whole or message is None:
        return "withdrawn" if found.state == "stopped" else "posted"
    if found.state == "stopped":
        return _WHY.get(found.error, f"Slack said {found.error}")
    if message.state == "unknown":
        error = f" ({message.error})" if message.error else ""
        return f"nobody knows whether Slack took the next message{error}; its channel is read first"
    if message.state == "sending":
        return "a message is being posted, or its sender died: then its channel is read within a minute"
    if found.due_at is not None and found.due_at > now:
        said = "Slack asked to wait" if found.error == RATE_LIMITED else found.error or "on its way"
        return f"{said}, goes on at {found.due_at:%H:%M:%S} UTC"
    return "due; if this stays so, no bot is running: ainews doctor"


def _is_in_doubt(found: Delivery) -> bool:
    message = found.next_message
    return found.state == "pending" and message is not None and message.state == "unknown"


def _issue(found: Delivery) -> str:
    return f"the issue of {found.issue_date.isoformat()}"


def _as_json(found: Delivery, now: datetime) -> dict[str, Any]:
    return {
        "number": found.id,
        "date": found.issue_date.isoformat(),
        "channel": found.channel_id,
        "channel_name": found.channel_name,
        "state": found.state,
        "error": found.error,
        "why": _why(found, now),
        "posted": found.posted,
        "messages": [message.as_json() for message in found.messages],
    }
