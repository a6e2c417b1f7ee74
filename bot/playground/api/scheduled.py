"""chat.scheduleMessage and what belongs to it: the workspace's clock decides, also when it is moved.

https://docs.slack.dev/messaging/sending-and-scheduling-messages#scheduling
"""

from bot.playground.api.arguments import Arguments
from bot.playground.api.chat import new_message, read_content, thread_root, writable_channel
from bot.playground.api.context import Context, paged
from bot.playground.forms import message_form
from bot.playground.model import Json
from bot.playground.refusals import ApiError

MAX_AHEAD = 120 * 24 * 3600  # seconds


def schedule(context: Context, args: Arguments) -> Json:
    workspace = context.workspace
    channel = writable_channel(context, args.text("channel"))
    post_at, now = args.number("post_at", default=0, low=0, high=2**40), workspace.now().timestamp()
    if post_at <= now:
        raise ApiError("time_in_past")
    if post_at > now + MAX_AHEAD:
        raise ApiError("time_too_far")
    message = new_message(context, channel, read_content(args))
    message.thread_ts = thread_root(channel, args.optional_text("thread_ts"))
    form = message_form(workspace, message)
    scheduled_id = workspace.schedule(message, post_at)
    del form["ts"]
    return {"channel": channel.id, "scheduled_message_id": scheduled_id, "post_at": post_at, "message": form}


def unschedule(context: Context, args: Arguments) -> Json:
    channel = context.channel(args.text("channel"))
    scheduled_id = args.text("scheduled_message_id")
    with context.workspace.changing():
        found = context.workspace.scheduled.get(scheduled_id)
        if found is None or found.message.channel != channel.id:
            raise ApiError("invalid_scheduled_message_id")
        del context.workspace.scheduled[scheduled_id]
    return {}


def list_scheduled(context: Context, args: Arguments) -> Json:
    wanted = args.optional_text("channel")
    with context.workspace.reading():
        rows: list[Json] = [
            {
                "id": scheduled_id,
                "channel_id": one.message.channel,
                "post_at": one.post_at,
                "date_created": one.created,
                "text": one.message.text,
            }
            for scheduled_id, one in context.workspace.scheduled.items()
            if wanted in {None, "", one.message.channel}
        ]
    limit = args.number("limit", default=100, low=1, high=1000)
    return paged(rows, "scheduled_messages", cursor=args.optional_text("cursor"), limit=limit)
