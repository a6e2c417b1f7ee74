"""Rights that Slack gives an app for a moment: trigger ids and response URLs.

https://docs.slack.dev/interactivity/handling-user-interaction: a trigger id opens one modal within three
seconds; a response URL takes five answers within 30 minutes. Both are real time, whatever the clock shows.
"""

from typing import Any

from bot.playground.model import ResponseUrl, Trigger
from bot.playground.refusals import ApiError
from bot.playground.workspace import Workspace

TRIGGER_SECONDS = 3.0
RESPONSE_URL_SECONDS = 30 * 60.0
RESPONSE_URL_USES = 5


def new_trigger(workspace: Workspace, user_id: str, view_id: str | None = None) -> str:
    """A trigger id for what `user_id` just did; `view_id` is the modal in which they did it."""
    with workspace.changing():
        trigger_id = (
            f"{len(workspace.triggers) + 1}.{int(workspace.now().timestamp())}.{workspace.new_secret()}"
        )
        deadline = workspace.monotonic() + TRIGGER_SECONDS
        workspace.triggers[trigger_id] = Trigger(trigger_id, user_id, deadline, view_id=view_id)
        return trigger_id


def use_trigger(workspace: Workspace, trigger_id: str) -> Trigger:
    """Take a trigger id for its one use. The caller holds the lock.

    Raises:
        ApiError: invalid_trigger_id, exchanged_trigger_id (used before) or expired_trigger_id.
    """
    trigger = workspace.triggers.get(trigger_id)
    if trigger is None:
        raise ApiError("invalid_trigger_id")
    if trigger.used:
        raise ApiError("exchanged_trigger_id")
    if workspace.monotonic() > trigger.deadline:
        raise ApiError("expired_trigger_id")
    trigger.used = True
    return trigger


def new_response_url(workspace: Workspace, user_id: str, channel_id: str, **about: Any) -> ResponseUrl:
    """Where the app may answer what a person did in a channel; `about` are further fields of ResponseUrl."""
    secret = workspace.new_secret()
    deadline = workspace.monotonic() + RESPONSE_URL_SECONDS
    grant = ResponseUrl(secret, user_id, channel_id, deadline, **about)
    with workspace.changing():
        workspace.response_urls[secret] = grant
    return grant


def response_url(workspace: Workspace, grant: ResponseUrl) -> str:
    """The link that the app posts to."""
    return f"{workspace.base_url}/hooks/actions/{workspace.team.id}/{grant.secret}"


def use_response_url(workspace: Workspace, secret: str) -> ResponseUrl:
    """Take one of a response URL's uses. The caller holds the lock.

    Raises:
        ApiError: no_service (never given out), expired_url or used_url.
    """
    grant = workspace.response_urls.get(secret)
    if grant is None:
        raise ApiError("no_service")
    if workspace.monotonic() > grant.deadline:
        raise ApiError("expired_url")
    if grant.uses >= RESPONSE_URL_USES:
        raise ApiError("used_url")
    grant.uses += 1
    return grant
