"""The table of methods: what each is called, needs, and runs."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.playground.api import channels, chat, conversations, files, people, scheduled, views
from bot.playground.api.arguments import Arguments
from bot.playground.api.context import Caller, Context
from bot.playground.model import Json

_READ = ("channels:read", "groups:read", "im:read", "mpim:read")
_MANAGE = ("channels:manage", "groups:write")
_HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")


@dataclass(frozen=True, slots=True)
class Method:
    """`scopes`: one of them is needed, none when empty. `caller`: whose token."""

    run: Callable[[Context, Arguments], Json]
    scopes: tuple[str, ...] = ()
    caller: Caller = Caller.BOT


METHODS: dict[str, Method] = {
    "api.test": Method(people.api_test, caller=Caller.ANYBODY),
    "apps.connections.open": Method(people.open_connection, caller=Caller.APP),
    "auth.test": Method(people.auth_test),
    "bots.info": Method(people.bot_info, ("users:read",)),
    "chat.delete": Method(chat.delete, ("chat:write",)),
    "chat.deleteScheduledMessage": Method(scheduled.unschedule, ("chat:write",)),
    "chat.getPermalink": Method(chat.permalink),
    "chat.meMessage": Method(chat.me_message, ("chat:write",)),
    "chat.postEphemeral": Method(chat.post_ephemeral, ("chat:write",)),
    "chat.postMessage": Method(chat.post_message, ("chat:write",)),
    "chat.scheduleMessage": Method(scheduled.schedule, ("chat:write",)),
    "chat.scheduledMessages.list": Method(scheduled.list_scheduled),
    "chat.update": Method(chat.update, ("chat:write",)),
    "conversations.archive": Method(channels.archive, _MANAGE),
    "conversations.create": Method(channels.create, _MANAGE),
    "conversations.history": Method(conversations.history, _HISTORY),
    "conversations.info": Method(conversations.info, _READ),
    "conversations.invite": Method(channels.invite, _MANAGE),
    "conversations.join": Method(conversations.join, ("channels:join",)),
    "conversations.kick": Method(channels.kick, _MANAGE),
    "conversations.leave": Method(channels.leave, _MANAGE),
    "conversations.list": Method(conversations.list_channels, _READ),
    "conversations.members": Method(conversations.members, _READ),
    "conversations.open": Method(conversations.open_direct, ("im:write", "mpim:write")),
    "conversations.rename": Method(channels.rename, _MANAGE),
    "conversations.replies": Method(conversations.replies, _HISTORY),
    "conversations.setPurpose": Method(channels.set_purpose, _MANAGE),
    "conversations.setTopic": Method(channels.set_topic, _MANAGE),
    "emoji.list": Method(people.list_emoji, ("emoji:read",)),
    "files.completeUploadExternal": Method(files.complete_upload, ("files:write",)),
    "files.getUploadURLExternal": Method(files.new_upload, ("files:write",)),
    "oauth.v2.access": Method(people.exchange_code, caller=Caller.ANYBODY),
    "reactions.add": Method(people.add_reaction, ("reactions:write",)),
    "reactions.get": Method(people.get_reactions, ("reactions:read",)),
    "reactions.remove": Method(people.remove_reaction, ("reactions:write",)),
    "team.info": Method(people.team_info, ("team:read",)),
    "usergroups.list": Method(people.list_groups, ("usergroups:read",)),
    "users.conversations": Method(conversations.of_user, _READ),
    "users.getPresence": Method(people.presence, ("users:read",)),
    "users.info": Method(people.user_info, ("users:read",)),
    "users.list": Method(people.list_users, ("users:read",)),
    "users.lookupByEmail": Method(people.user_by_email, ("users:read.email",)),
    "users.profile.get": Method(people.user_profile, ("users.profile:read",)),
    "views.open": Method(views.open_modal),
    "views.publish": Method(views.publish),
    "views.push": Method(views.push),
    "views.update": Method(views.update),
}
