"""The editor's look through the archive, for curators: a button in App Home, a modal with what was found."""

from http.client import HTTPException

import structlog
from slack_sdk.errors import SlackApiError

from bot.archive.lint.findings import Finding
from bot.blockkit.blocks import View, button, context, divider, modal, section
from bot.errors import InvalidInputError, LinkError
from bot.links.canonical import canonicalize
from bot.newsroom.edit import get_changeable_item
from bot.newsroom.permissions import require_curator
from bot.slack.desk import Desk
from bot.slack.errors import explain
from bot.slack.kept_forms import edit_view
from bot.slack.turn import Turn
from bot.store.aliases import find_item_id

_LINT = "slack/lint.txt"
_SHOWN = 40
"""A view has at most 100 blocks; who has more to do than this does it in a terminal."""

log = structlog.get_logger(__name__)


def check_archive(turn: Turn) -> None:
    """Open the modal at once, and fill it when the archive was read: it may take longer than Slack waits."""
    require_curator(turn.person)
    waiting = _view([section(turn.say(_LINT, "waiting"))])
    opened = turn.client.views_open(trigger_id=turn.trigger_id, view=waiting)
    view_id = str(opened["view"]["id"])

    def look() -> None:
        try:
            view = _findings_view(turn.desk)
        except Exception as error:
            view = _view(explain(error, turn.desk.templates, payload="lint")["blocks"])
        try:
            turn.client.views_update(view_id=view_id, view=view)
        except (SlackApiError, HTTPException, OSError) as error:  # the person may have closed it
            log.info("findings not shown", error=str(error))

    turn.desk.in_background(look)


def edit_found_item(turn: Turn) -> None:
    """Open the form of the item that a finding is about, on top of the findings."""
    if not turn.value.isdigit() or len(turn.value) > 12:
        raise InvalidInputError("That button is broken.")
    item = get_changeable_item(turn.desk.team, int(turn.value), turn.person)
    view = edit_view(turn.desk, turn.person, item, origin={"channel": None, "card": None})
    turn.client.views_push(trigger_id=turn.trigger_id, view=view)


def _findings_view(desk: Desk) -> View:
    # Imported on use: it brings the readers of all formats, which take 4 MB, and is asked for rarely.
    from bot.archive.lint.run import lint, read_stored_files

    say = desk.templates.text
    files = read_stored_files(desk.team)
    if not files:
        return _view([section(say(_LINT, "empty"))])
    found = lint(files, one_archive=True)
    entries = sum(len(issue.entries) for file in files for issue in file.issues)
    blocks = [section(say(_LINT, "lead", found=found, entries=entries))]
    for finding in found[:_SHOWN]:
        blocks += [divider(), _finding(desk, finding)]
    if (left := len(found) - _SHOWN) > 0:
        blocks.append(context(say(_LINT, "more", count=left)))
    return _view([*blocks, divider(), context(say(_LINT, "hint"))])


def _finding(desk: Desk, finding: Finding) -> dict[str, object]:
    item_id = _item_of(desk, finding)
    edit = button("Edit", "lint_edit", value=str(item_id)) if item_id else None
    return section(desk.templates.text(_LINT, "finding", finding=finding), accessory=edit)


def _item_of(desk: Desk, finding: Finding) -> int | None:
    if finding.link is None:
        return None
    try:
        key = canonicalize(finding.link).key
    except LinkError:
        return None
    with desk.team.read() as tx:
        return find_item_id(tx, key)


def _view(blocks: list[dict[str, object]]) -> View:
    return modal("The archive", blocks, callback_id="lint")
