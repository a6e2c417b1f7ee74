"""chat.*: posting, changing and removing messages. https://docs.slack.dev/reference/methods?family=chat"""

import copy
from typing import Any

from bot.playground.api.arguments import Arguments
from bot.playground.api.context import Context
from bot.playground.forms import fill_ids, message_form
from bot.playground.limits import MAX_TEXT, MAX_UPDATE_TEXT, check_message
from bot.playground.model import Channel, Json, Message
from bot.playground.refusals import ApiError
from bot.playground.views import block_ids


def post_message(context: Context, args: Arguments) -> Json:
    channel = writable_channel(context, args.text("channel"))
    content = read_content(args)
    thread_ts = args.optional_text("thread_ts")
    with context.workspace.changing():
        message = new_message(context, channel, content)
        message.thread_ts = thread_root(channel, thread_ts)
        message.broadcast = bool(thread_ts) and args.flag("reply_broadcast")
        message.username = args.optional_text("username")
        context.workspace.add_message(message)
        form = message_form(context.workspace, message)
    context.events.message_posted(message)
    return {"channel": channel.id, "ts": message.ts, "message": form}


def me_message(context: Context, args: Arguments) -> Json:
    """What the bot does, told as by `/me`."""
    channel = writable_channel(context, args.text("channel"))
    message = new_message(context, channel, {"text": args.text("text")})
    message.subtype = "me_message"
    context.workspace.add_message(message)
    context.events.message_posted(message)
    return {"channel": channel.id, "ts": message.ts}


def post_ephemeral(context: Context, args: Arguments) -> Json:
    channel = writable_channel(context, args.text("channel"))
    user_id = args.text("user")
    if user_id not in context.workspace.users or user_id not in channel.members:
        raise ApiError("user_not_in_channel")
    with context.workspace.changing():
        message = new_message(context, channel, read_content(args))
        message.thread_ts = args.optional_text("thread_ts")
        message.ephemeral_to = user_id
        context.workspace.add_message(message)
    return {"message_ts": message.ts}


def update(context: Context, args: Arguments) -> Json:
    """Text without blocks takes the blocks away; metadata stays when none is given."""
    channel = context.channel(args.text("channel"))
    message = _own_message(context, channel, args.text("ts"), "cant_update_message")
    content = read_content(args, update=True)
    with context.workspace.changing():
        previous = message_form(context.workspace, message)
        message.text = content["text"] or ""
        message.blocks = fill_ids(content["blocks"] or [], block_ids(context.workspace))
        message.attachments = content["attachments"] or []
        if content["metadata"] is not None:
            message.metadata = copy.deepcopy(content["metadata"])
        if args.flag("reply_broadcast") and message.is_reply and not message.broadcast:
            message.broadcast = True
            channel.timeline.append(message.ts)
            channel.timeline.sort()
        message.edited = {"user": context.workspace.bot.id, "ts": context.workspace.new_ts()}
        message.troubles.clear()
        form = message_form(context.workspace, message)
    context.events.message_changed(message, previous)
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": form}


def delete(context: Context, args: Arguments) -> Json:
    channel = context.channel(args.text("channel"))
    message = _own_message(context, channel, args.text("ts"), "cant_delete_message")
    previous = message_form(context.workspace, message)
    context.workspace.remove_message(message)
    context.events.message_deleted(message, previous)
    return {"channel": channel.id, "ts": message.ts}


def permalink(context: Context, args: Arguments) -> Json:
    channel = context.channel(args.text("channel"))
    message = channel.messages.get(args.text("message_ts"))
    if message is None:
        raise ApiError("message_not_found")
    link = f"{context.workspace.base_url}/archives/{channel.id}/p{message.ts.replace('.', '')}"
    if message.is_reply:
        link += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}


def writable_channel(context: Context, reference: str) -> Channel:
    """Where the bot may post: channels that it is in, and direct messages, which a person's id opens."""
    workspace = context.workspace
    if reference in workspace.users and reference != workspace.bot.id:
        return workspace.direct_message(reference)
    channel = context.channel(reference)
    if not context.is_member(channel):
        raise ApiError("not_in_channel")
    if channel.is_archived:
        raise ApiError("is_archived")
    return channel


def read_content(args: Arguments, *, update: bool = False) -> Json:
    """A message's text, blocks, attachments and metadata.

    Raises:
        ApiError: Slack would not take them.
    """
    content: dict[str, Any] = {
        "text": args.optional_text("text"),
        "blocks": args.data("blocks", error="invalid_blocks_format"),
        "attachments": args.data("attachments", error="invalid_attachments"),
        "metadata": args.data("metadata", error="invalid_metadata_format"),
    }
    markdown = args.optional_text("markdown_text")
    if markdown is not None:
        if content["text"] or content["blocks"]:
            raise ApiError("markdown_text_conflict")
        content["blocks"] = [{"type": "markdown", "text": markdown}]
    refusal = check_message(**content)
    if refusal is not None:
        raise ApiError.of(refusal)
    text = content["text"] or ""
    if update and len(text) > MAX_UPDATE_TEXT:
        raise ApiError("msg_too_long")
    content["text"] = text[:MAX_TEXT]
    return content


def new_message(context: Context, channel: Channel, content: Json) -> Message:
    """A message of the bot's. It is not in its channel yet."""
    workspace = context.workspace
    return Message(
        ts=workspace.new_ts(),
        channel=channel.id,
        user=workspace.bot.id,
        text=content["text"],
        blocks=fill_ids(content.get("blocks") or [], block_ids(workspace)),
        attachments=copy.deepcopy(content.get("attachments") or []),
        metadata=copy.deepcopy(content.get("metadata")),
        bot_id=workspace.bot.bot_id,
        app_id=workspace.app_id,
    )


def thread_root(channel: Channel, thread_ts: str | None) -> str | None:
    """The root's ts; a reply's ts leads to its root, as in Slack."""
    if not thread_ts:
        return None
    parent = channel.messages.get(thread_ts)
    if parent is None:
        raise ApiError("thread_not_found")
    return parent.thread_ts if parent.is_reply else parent.ts


def _own_message(context: Context, channel: Channel, ts: str, refusal: str) -> Message:
    message = channel.messages.get(ts)
    if message is None or message.subtype == "tombstone":
        raise ApiError("message_not_found")
    if message.user != context.workspace.bot.id:
        raise ApiError(refusal)
    return message
