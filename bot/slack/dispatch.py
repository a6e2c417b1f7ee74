"""From `/ainews …` to the subcommand: finding it, checking who asks, and introducing the bot at first."""

from dataclasses import replace

from rapidfuzz import process

from bot.blockkit.blocks import actions, button, section
from bot.links.find import find_links
from bot.newsroom.permissions import require_curator
from bot.slack.commands import SUBCOMMANDS
from bot.slack.commands.call import Call, Subcommand
from bot.slack.commands.schedule import schedule
from bot.slack.messages import Message, note
from bot.slack.observe import observed
from bot.store.inbox import INTRODUCTION, take_in

_BY_NAME = {name: row for row in SUBCOMMANDS for name in (row.name, *row.other_names)}
_HELP = "slack/help.txt"
_SIMILAR = 65
"""Out of 100, by rapidfuzz: "serach", "pubish" and "ad" lie above it, other words below."""


def dispatch(call: Call, typed: str) -> None:
    """Run the subcommand that `typed` begins with. A link alone is handed in.

    Raises:
        AinewsError: the subcommand was refused; the caller tells the person.
    """
    word, _, rest = typed.strip().partition(" ")
    if find_links(word):
        word, rest = "add", typed
    name = word.lower()
    with observed("command", _known(name)):
        if _introduce(call, name, rest):
            return
        if name in _BY_NAME:
            _run(_BY_NAME[name], replace(call, text=rest))
        elif name in {"", "help"}:
            call.answer(help_message(call))
        else:
            _did_you_mean(call, name, word)


def help_message(call: Call) -> Message:
    """Return what the person can do, made from the table of subcommands."""
    rows = [row for row in SUBCOMMANDS if call.person.is_curator or not row.curators_only]
    lead = call.desk.templates.text(_HELP, "lead")
    lines = call.desk.templates.text(_HELP, "subcommands", rows=rows)
    return {"text": lead, "blocks": [section(lead), section(lines)]}


def _known(name: str) -> str:
    """Return what a command is counted as: what people type must not become a label."""
    if name in _BY_NAME:
        return _BY_NAME[name].name
    return "help" if name in {"", "help"} else "unknown"


def _run(row: Subcommand, call: Call) -> None:
    if row.curators_only:
        require_curator(call.person)
    row.run(call)


def _introduce(call: Call, name: str, rest: str) -> bool:
    """Greet the curator who first speaks to a bot that is not set up, and open the set-up form.

    A subcommand that needs the one form Slack lets us open keeps it. True where the greeting is all that
    was asked for.
    """
    if not call.person.is_curator or name == "schedule" or call.desk.is_set_up():
        return False
    with call.desk.team.write() as tx:
        first_time = take_in(tx, f"introduced:{call.person.id}", kind=INTRODUCTION, now=call.desk.clock())
    if not first_time:
        return False
    set_up = button("Set up", "schedule_open", style="primary")
    call.answer(note(call.desk.templates.text(_HELP, "introduction"), actions(set_up)))
    if name not in {"add", "search"} or rest.strip():
        schedule(call)
    return name in {"", "help"}


def _did_you_mean(call: Call, name: str, typed: str) -> None:
    close = process.extractOne(name, [*(row.name for row in SUBCOMMANDS), "help"], score_cutoff=_SIMILAR)
    suggestion = close[0] if close else None
    call.answer(note(call.desk.templates.text(_HELP, "unknown", typed=typed, suggestion=suggestion)))
