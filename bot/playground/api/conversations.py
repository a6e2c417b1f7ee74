"""conversations.*: channels, their members and their messages.

https://docs.slack.dev/reference/methods?family=conversations
"""

from collections.abc import Iterable

from bot.playground.api.arguments import Arguments
from bot.playground.api.context import Context, paged
from bot.playground.forms import message_form
from bot.playground.model import Channel, Json, Message
from bot.playground.refusals import ApiError

_KINDS = {"public_channel", "private_channel", "im", "mpim"}


def history(context: Context, args: Arguments) -> Json:
    """The channel's own messages, newest first."""
    channel = _readable(context, args.text("channel"))
    with context.workspace.reading():
        newest_first = (channel.messages[ts] for ts in reversed(channel.timeline))
        return _page(context, args, newest_first, default=100)


def replies(context: Context, args: Arguments) -> Json:
    """A root and its replies, oldest first."""
    channel = _readable(context, args.text("channel"))
    ts = args.text("ts")
    with context.workspace.reading():
        message = channel.messages.get(ts)
        if message is None:
            raise ApiError("thread_not_found")
        root = message.thread_ts if message.is_reply and message.thread_ts else ts
        thread = context.workspace.thread(channel.id, root)
        return _page(context, args, thread, default=1000)


def info(context: Context, args: Arguments) -> Json:
    channel = context.channel(args.text("channel"))
    return {"channel": channel.as_slack(context.workspace.bot.id)}


def list_channels(context: Context, args: Arguments) -> Json:
    return _list(context, args, list(context.workspace.channels.values()))


def of_user(context: Context, args: Arguments) -> Json:
    """users.conversations: the channels that somebody is in; the bot when nobody is named."""
    user_id = args.optional_text("user") or context.workspace.bot.id
    context.user(user_id)
    return _list(
        context, args, [one for one in context.workspace.channels.values() if user_id in one.members]
    )


def members(context: Context, args: Arguments) -> Json:
    channel = context.channel(args.text("channel"))
    limit = args.number("limit", default=100, low=1, high=1000)
    rows: list[Json] = [{"id": member} for member in channel.members]
    page = paged(rows, "members", cursor=args.optional_text("cursor"), limit=limit)
    return {**page, "members": [row["id"] for row in page["members"]]}


def open_direct(context: Context, args: Arguments) -> Json:
    """conversations.open: the direct message with one person."""
    reference = args.optional_text("channel")
    if reference:
        channel = context.channel(reference)
        return {"channel": {"id": channel.id}, "no_op": True, "already_open": True}
    user_ids = args.names("users")
    if len(user_ids) != 1:
        raise ApiError("not_enough_users" if not user_ids else "too_many_users")
    context.user(user_ids[0])
    if user_ids[0] == context.workspace.bot.id:
        raise ApiError("cannot_dm_bot")
    known = context.workspace.find_channel(user_ids[0])
    channel = context.workspace.direct_message(user_ids[0])
    form: Json = {"id": channel.id}
    if args.flag("return_im"):
        form = channel.as_slack(context.workspace.bot.id)
    return {"channel": form, **({"no_op": True, "already_open": True} if known else {})}


def join(context: Context, args: Arguments) -> Json:
    channel = context.channel(args.text("channel"))
    if channel.is_private or channel.is_im:
        raise ApiError("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise ApiError("is_archived")
    bot = context.workspace.bot.id
    already = bot in channel.members
    if not already:
        with context.workspace.changing():
            channel.members.append(bot)
        context.events.member(channel, bot, joined=True)
    warning: Json = {"warning": "already_in_channel"} if already else {}
    return {"channel": channel.as_slack(bot), **warning}


def _readable(context: Context, reference: str) -> Channel:
    channel = context.channel(reference)
    if not context.is_member(channel):
        raise ApiError("not_in_channel")
    return channel


def _list(context: Context, args: Arguments, channels: list[Channel]) -> Json:
    kinds = set(args.names("types")) or {"public_channel"}
    if not kinds <= _KINDS:
        raise ApiError("invalid_types")
    bot = context.workspace.bot.id
    skip_archived = args.flag("exclude_archived")
    rows = [
        channel.as_slack(bot)
        for channel in channels
        if _kind(channel) in kinds
        and (_kind(channel) == "public_channel" or bot in channel.members)
        and not (skip_archived and channel.is_archived)
    ]
    limit = args.number("limit", default=100, low=1, high=1000)
    return paged(rows, "channels", cursor=args.optional_text("cursor"), limit=limit)


def _kind(channel: Channel) -> str:
    if channel.is_im:
        return "im"
    return "private_channel" if channel.is_private else "public_channel"


def _page(context: Context, args: Arguments, messages: Iterable[Message], *, default: int) -> Json:
    """The messages between `oldest` and `latest` (both left out unless `inclusive`), a page at a time."""
    oldest, latest = args.optional_text("oldest"), args.optional_text("latest")
    inclusive = args.flag("inclusive")
    limit = args.number("limit", default=default, low=1, high=999)
    chosen = [
        message
        for message in messages
        if _after(message.ts, oldest, inclusive=inclusive)
        and _before(message.ts, latest, inclusive=inclusive)
    ]
    with_metadata = args.flag("include_all_metadata")
    rows: list[Json] = [{"message": message} for message in chosen]
    page = paged(rows, "messages", cursor=args.optional_text("cursor"), limit=limit)
    page["messages"] = [
        message_form(context.workspace, row["message"], with_metadata=with_metadata)
        for row in page["messages"]
    ]
    return {**page, "has_more": bool(page["response_metadata"]["next_cursor"]), "pin_count": 0}


def _after(ts: str, oldest: str | None, *, inclusive: bool) -> bool:
    if not oldest:
        return True
    return _seconds(ts) > _seconds(oldest) or (inclusive and _seconds(ts) == _seconds(oldest))


def _before(ts: str, latest: str | None, *, inclusive: bool) -> bool:
    if not latest:
        return True
    return _seconds(ts) < _seconds(latest) or (inclusive and _seconds(ts) == _seconds(latest))


def _seconds(ts: str) -> int:
    """A ts in millionths of a second, exactly."""
    whole, _, fraction = ts.partition(".")
    try:
        return int(whole) * 1_000_000 + int((fraction or "0")[:6].ljust(6, "0"))
    except ValueError:
        raise ApiError("invalid_ts_latest") from None
