"""Messages that answer an interaction: in an acknowledgement, or posted to a response URL.

https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
"""

from bot.playground.events import Events
from bot.playground.forms import fill_ids, message_form
from bot.playground.grants import use_response_url
from bot.playground.limits import check_message
from bot.playground.model import Json, Message, ResponseUrl
from bot.playground.refusals import ApiError
from bot.playground.text import as_message, as_rich_text
from bot.playground.views import block_ids
from bot.playground.workspace import Workspace


def answer_response_url(workspace: Workspace, events: Events, secret: str, body: Json) -> None:
    """Do what an app posted to a response URL.

    Raises:
        ApiError: the URL is unknown, too old or used up; or the message is not one.
    """
    with workspace.changing():
        respond(workspace, events, use_response_url(workspace, secret), body)


def respond(workspace: Workspace, events: Events, grant: ResponseUrl, body: Json) -> None:
    """Delete or replace the original, or say something new: to one person unless `in_channel` is asked for.

    The original of a slash command is the last thing that was said in answer to it.

    Raises:
        ApiError: Slack would not take the message.
    """
    with workspace.changing():
        original = _original(workspace, grant)
        if body.get("delete_original"):
            if original is not None:
                previous = message_form(workspace, original)
                workspace.remove_message(original)
                events.message_deleted(original, previous)
            return
        refusal = check_message(
            text=body.get("text"), blocks=body.get("blocks"), attachments=body.get("attachments")
        )
        if refusal is not None:
            raise ApiError.of(refusal)
        if body.get("replace_original") and original is not None:
            previous = message_form(workspace, original)
            _replace(workspace, original, body)
            events.message_changed(original, previous)
        else:
            events.message_posted(_say(workspace, grant, body))


def _original(workspace: Workspace, grant: ResponseUrl) -> Message | None:
    if grant.message_ts is None:
        return None
    return workspace.message(grant.channel, grant.message_ts, grant.user)


def _replace(workspace: Workspace, original: Message, body: Json) -> None:
    original.text = body.get("text", "")
    original.blocks = fill_ids(body.get("blocks", []), block_ids(workspace))
    original.attachments = body.get("attachments", [])
    original.edited = {"user": original.user, "ts": workspace.new_ts()}
    original.troubles.clear()


def _show_command(workspace: Workspace, grant: ResponseUrl, typed: str) -> None:
    """Before the first public answer to a slash command stands what was typed, as that person's message."""
    grant.typed = None
    block = as_rich_text(workspace, typed, next(block_ids(workspace)))
    text = as_message(workspace, typed)
    workspace.add_message(Message(workspace.new_ts(), grant.channel, grant.user, text, [block]))


def _say(workspace: Workspace, grant: ResponseUrl, body: Json) -> Message:
    in_channel = body.get("response_type") == "in_channel"
    if in_channel and grant.typed:
        _show_command(workspace, grant, grant.typed)
    ts = workspace.new_ts()
    message = Message(
        ts=ts,
        channel=grant.channel,
        user=workspace.bot.id,
        text=body.get("text", ""),
        blocks=fill_ids(body.get("blocks", []), block_ids(workspace)),
        attachments=body.get("attachments", []),
        thread_ts=body.get("thread_ts") or grant.thread_ts,
        bot_id=workspace.bot.bot_id,
        app_id=workspace.app_id,
        ephemeral_to=None if in_channel else grant.user,
    )
    if message.is_reply and workspace.message(grant.channel, message.thread_ts or "") is None:
        message.thread_ts = None
    workspace.add_message(message)
    if grant.is_command:
        grant.message_ts = ts
    return message
