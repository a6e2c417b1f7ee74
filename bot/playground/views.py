"""Modals and App Homes: opening, stacking, updating, closing.

https://docs.slack.dev/surfaces/modals: at most three views on a person's stack; a hash guards an update
against one that came in between.
"""

from collections.abc import Iterator

from bot.playground.forms import fill_ids
from bot.playground.grants import use_trigger
from bot.playground.model import Json, View, ViewKind
from bot.playground.refusals import ApiError
from bot.playground.workspace import Workspace

MAX_STACK = 3


def open_view(workspace: Workspace, trigger_id: str, content: Json) -> View:
    """Open a modal for whom the trigger id belongs to; what they had open is gone.

    Raises:
        ApiError: about the trigger id, or duplicate_external_id.
    """
    with workspace.changing():
        trigger = use_trigger(workspace, trigger_id)
        view = _new_view(workspace, "modal", trigger.user, content)
        _drop(workspace, trigger.user, keep=0)
        workspace.stacks[trigger.user] = [view.id]
        return view


def push_view(workspace: Workspace, trigger_id: str, content: Json) -> View:
    """Put a modal on top of the one from which the trigger id came.

    Raises:
        ApiError: push_limit_reached, about the trigger id, or not_found without an open modal.
    """
    with workspace.changing():
        trigger = use_trigger(workspace, trigger_id)
        return push_on_stack(workspace, trigger.user, content)


def push_on_stack(workspace: Workspace, user_id: str, content: Json) -> View:
    """Push without a trigger id, as the answer to a submission does."""
    with workspace.changing():
        stack = workspace.stacks.get(user_id, [])
        if not stack:
            raise ApiError("not_found")
        if len(stack) >= MAX_STACK:
            raise ApiError("push_limit_reached")
        view = _new_view(workspace, "modal", user_id, content)
        view.previous_id, view.root_id = stack[-1], stack[0]
        stack.append(view.id)
        return view


def update_view(
    workspace: Workspace,
    content: Json,
    *,
    view_id: str | None = None,
    external_id: str | None = None,
    expected_hash: str | None = None,
) -> View:
    """Replace a view's content. What was entered stays where block_id and action_id stay.

    Raises:
        ApiError: not_found, or hash_conflict when somebody changed the view after `expected_hash`.
    """
    with workspace.changing():
        view = _find(workspace, view_id, external_id)
        if view is None:
            raise ApiError("not_found")
        if expected_hash and expected_hash != view.hash:
            raise ApiError("hash_conflict")
        _check_external_id(workspace, content, view)
        view.content = _filled(workspace, content)
        view.hash = _new_hash(workspace)
        view.errors, view.failure = {}, None
        view.troubles.clear()
        return view


def publish_home(workspace: Workspace, user_id: str, content: Json, expected_hash: str | None) -> View:
    """Set a person's App Home.

    Raises:
        ApiError: hash_conflict.
    """
    with workspace.changing():
        current = workspace.home(user_id)
        if current is None:
            view = _new_view(workspace, "home", user_id, content)
            workspace.homes[user_id] = view.id
            return view
        if expected_hash and expected_hash != current.hash:
            raise ApiError("hash_conflict")
        current.content = _filled(workspace, content)
        current.hash = _new_hash(workspace)
        current.troubles.clear()
        return current


def remove_view(workspace: Workspace, view: View) -> None:
    """Take a modal away; the one under it shows again. Nothing happens when it is gone already."""
    with workspace.changing():
        stack = workspace.stacks.get(view.user, [])
        if view.id in stack:
            stack.remove(view.id)
            del workspace.views[view.id]


def close_all(workspace: Workspace, user_id: str) -> None:
    """Take all of a person's modals away."""
    with workspace.changing():
        _drop(workspace, user_id, keep=0)


def _drop(workspace: Workspace, user_id: str, *, keep: int) -> None:
    stack = workspace.stacks.get(user_id, [])
    for view_id in stack[keep:]:
        del workspace.views[view_id]
    del stack[keep:]


def _find(workspace: Workspace, view_id: str | None, external_id: str | None) -> View | None:
    if view_id is not None:
        return workspace.views.get(view_id)
    return next(
        (view for view in workspace.views.values() if view.content.get("external_id") == external_id), None
    )


def _new_view(workspace: Workspace, kind: ViewKind, user_id: str, content: Json) -> View:
    _check_external_id(workspace, content, None)
    view_id = workspace.new_id("V")
    view = View(view_id, kind, user_id, _filled(workspace, content), _new_hash(workspace), view_id)
    workspace.views[view_id] = view
    return view


def _check_external_id(workspace: Workspace, content: Json, own: View | None) -> None:
    external_id = content.get("external_id")
    other = _find(workspace, None, external_id) if external_id else None
    if other is not None and other is not own:
        raise ApiError("duplicate_external_id")


def _filled(workspace: Workspace, content: Json) -> Json:
    return {**content, "blocks": fill_ids(content["blocks"], block_ids(workspace))}


def _new_hash(workspace: Workspace) -> str:
    return f"{int(workspace.now().timestamp())}.{workspace.new_secret()[:8]}"


def block_ids(workspace: Workspace) -> Iterator[str]:
    """Ids for blocks and elements that the app gave none."""
    while True:
        yield workspace.new_secret()[:5]
