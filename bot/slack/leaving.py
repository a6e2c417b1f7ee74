"""A workspace takes the app away: nothing is posted from then on.

https://docs.slack.dev/reference/events/app_uninstalled and tokens_revoked. Slack sends one or both, in any
order. What the team has stays for a grace, in case it comes back.
"""

from datetime import UTC, datetime
from typing import Any

import structlog
from slack_bolt import BoltContext

from bot.slack.desk import Desk
from bot.store.installations import Workspace, end_installation

log = structlog.get_logger(__name__)


def on_uninstalled(context: BoltContext, body: dict[str, Any]) -> None:
    """Stop the team, or all of an organisation's."""
    _stop(context, body, why="uninstalled")


def on_revoked(event: dict[str, Any], context: BoltContext, body: dict[str, Any]) -> None:
    """Stop the team where its bot's token was revoked. Users' own tokens are none of ours."""
    if (event.get("tokens") or {}).get("bot"):
        _stop(context, body, why="token revoked")


def _stop(context: BoltContext, body: dict[str, Any], *, why: str) -> None:
    desk: Desk = context["desk"]
    is_enterprise_install = bool(context.is_enterprise_install)
    workspace = Workspace(
        None if is_enterprise_install else desk.slack_team_id, context.enterprise_id, is_enterprise_install
    )
    seconds = body.get("event_time")
    told_at = datetime.fromtimestamp(seconds, UTC) if isinstance(seconds, int) else None
    with desk.team.store.write() as session:
        stopped = end_installation(session, workspace, why=why, now=desk.real_clock(), told_at=told_at)
    log.warning("the app was taken away", why=why, team=desk.slack_team_id, stopped=stopped)
