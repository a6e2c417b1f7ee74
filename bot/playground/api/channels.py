"""conversations.*: making channels and changing who is in them and what they are about.

https://docs.slack.dev/reference/methods?family=conversations
"""

import re

from bot.playground.api.arguments import Arguments
from bot.playground.api.context import Context
from bot.playground.model import Channel, Json
from bot.playground.refusals import ApiError

MAX_NAME = 80
MAX_TOPIC = 250


def create(context: Context, args: Arguments) -> Json:
    """A new channel, with the bot alone in it."""
    workspace = context.workspace
    name = _new_name(context, args)
    with workspace.changing():
        created = int(workspace.now().timestamp())
        bot = workspace.bot.id
        channel = Channel(
            workspace.new_id("C"), name, [bot], bot, created, is_private=args.flag("is_private")
        )
        workspace.channels[channel.id] = channel
    return _form(context, channel)


def invite(context: Context, args: Arguments) -> Json:
    channel = _own(context, args)
    people = args.names("users")
    if not people:
        raise ApiError("no_user")
    for user_id in people:
        context.user(user_id)
        if user_id == context.workspace.bot.id:
            raise ApiError("cant_invite_self")
        if user_id in channel.members:
            raise ApiError("already_in_channel")
    with context.workspace.changing():
        channel.members.extend(people)
    for user_id in people:
        context.events.member(channel, user_id, joined=True, inviter=context.workspace.bot.id)
    return _form(context, channel)


def kick(context: Context, args: Arguments) -> Json:
    channel = _own(context, args)
    user_id = args.text("user")
    context.user(user_id)
    if user_id == context.workspace.bot.id:
        raise ApiError("cant_kick_self")
    if user_id not in channel.members:
        raise ApiError("not_in_channel")
    with context.workspace.changing():
        channel.members.remove(user_id)
    context.events.member(channel, user_id, joined=False)
    return {}


def leave(context: Context, args: Arguments) -> Json:
    channel = context.channel(args.text("channel"))
    if channel.is_im:
        raise ApiError("method_not_supported_for_channel_type")
    if channel.is_general:
        raise ApiError("cant_leave_general")
    if not context.is_member(channel):
        return {"not_in_channel": True}
    with context.workspace.changing():
        channel.members.remove(context.workspace.bot.id)
    return {}


def set_topic(context: Context, args: Arguments) -> Json:
    channel, topic = _own(context, args), _line(args, "topic")
    with context.workspace.changing():
        channel.topic = topic
    return _form(context, channel)


def set_purpose(context: Context, args: Arguments) -> Json:
    channel, purpose = _own(context, args), _line(args, "purpose")
    with context.workspace.changing():
        channel.purpose = purpose
    return _form(context, channel)


def rename(context: Context, args: Arguments) -> Json:
    channel, name = _own(context, args), _new_name(context, args)
    with context.workspace.changing():
        channel.name = name
    return _form(context, channel)


def archive(context: Context, args: Arguments) -> Json:
    channel = context.channel(args.text("channel"))
    if channel.is_im:
        raise ApiError("method_not_supported_for_channel_type")
    if channel.is_general:
        raise ApiError("cant_archive_general")
    if channel.is_archived:
        raise ApiError("already_archived")
    with context.workspace.changing():
        channel.is_archived = True
    return {}


def _own(context: Context, args: Arguments) -> Channel:
    """A channel that the bot is in and that can be changed."""
    channel = context.channel(args.text("channel"))
    if channel.is_im:
        raise ApiError("method_not_supported_for_channel_type")
    if not context.is_member(channel):
        raise ApiError("not_in_channel")
    if channel.is_archived:
        raise ApiError("is_archived")
    return channel


def _new_name(context: Context, args: Arguments) -> str:
    """Lower-case letters, digits, hyphens and underscores; letters of other scripts count as letters."""
    name = args.optional_text("name") or ""
    if not name:
        raise ApiError("invalid_name_required")
    if len(name) > MAX_NAME:
        raise ApiError("invalid_name_maxlength")
    if not re.fullmatch(r"[\w-]+", name) or name != name.lower():
        raise ApiError("invalid_name_specials")
    if any(one.name == name and not one.is_im for one in context.workspace.channels.values()):
        raise ApiError("name_taken")
    return name


def _line(args: Arguments, name: str) -> str:
    text = args.optional_text(name) or ""
    if len(text) > MAX_TOPIC:
        raise ApiError("too_long")
    return text


def _form(context: Context, channel: Channel) -> Json:
    return {"channel": channel.as_slack(context.workspace.bot.id)}
