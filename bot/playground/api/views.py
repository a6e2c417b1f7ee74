"""views.*: modals and App Home. https://docs.slack.dev/reference/methods?family=views"""

from bot.playground.api.arguments import Arguments
from bot.playground.api.context import Context
from bot.playground.forms import view_form
from bot.playground.limits import check_view
from bot.playground.model import Json
from bot.playground.refusals import ApiError
from bot.playground.views import open_view, publish_home, push_view, update_view


def open_modal(context: Context, args: Arguments) -> Json:
    content = _content(args, "modal")
    view = open_view(context.workspace, args.text("trigger_id"), content)
    return {"view": view_form(context.workspace, view)}


def push(context: Context, args: Arguments) -> Json:
    content = _content(args, "modal")
    view = push_view(context.workspace, args.text("trigger_id"), content)
    return {"view": view_form(context.workspace, view)}


def update(context: Context, args: Arguments) -> Json:
    view_id, external_id = args.optional_text("view_id"), args.optional_text("external_id")
    if not (view_id or external_id):
        raise ApiError("invalid_arguments", "[ERROR] missing required field: view_id")
    content = _content(args, "modal", "home")
    view = update_view(
        context.workspace,
        content,
        view_id=view_id,
        external_id=external_id,
        expected_hash=args.optional_text("hash"),
    )
    return {"view": view_form(context.workspace, view)}


def publish(context: Context, args: Arguments) -> Json:
    user_id = args.text("user_id")
    content = _content(args, "home")
    if user_id not in context.workspace.users:
        raise ApiError("invalid_arguments", "[ERROR] user_not_found [json-pointer:/user_id]")
    view = publish_home(context.workspace, user_id, content, args.optional_text("hash"))
    return {"view": view_form(context.workspace, view)}


def _content(args: Arguments, *kinds: str) -> Json:
    content = args.data("view", error="invalid_arguments")
    if content is None:
        raise ApiError("invalid_arguments", "[ERROR] missing required field: view")
    refusal = check_view(content, kinds=kinds)
    if refusal is not None:
        raise ApiError.of(refusal)
    view: Json = content
    return view
