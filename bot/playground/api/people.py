"""auth.*, users.*, team.*, bots.*, reactions.* and apps.*: who is there and who the app is."""

from bot.playground.api.arguments import Arguments
from bot.playground.api.context import Context, paged
from bot.playground.forms import bot_form, message_form
from bot.playground.model import Json, Message, User
from bot.playground.refusals import ApiError


def api_test(context: Context, args: Arguments) -> Json:
    """Gives the arguments back; `error` becomes the error."""
    error = args.optional_text("error")
    if error:
        raise ApiError(error, args=args.values)
    return {"args": args.values}


def auth_test(context: Context, args: Arguments) -> Json:
    workspace = context.workspace
    return {
        "url": f"{workspace.base_url}/",
        "team": workspace.team.name,
        "user": workspace.bot.name,
        "team_id": workspace.team.id,
        "user_id": workspace.bot.id,
        "bot_id": workspace.bot.bot_id,
        "is_enterprise_install": False,
    }


def exchange_code(context: Context, args: Arguments) -> Json:
    """oauth.v2.access: the token of an installation that somebody has allowed."""
    return context.oauth.exchange(args.values)


def open_connection(context: Context, args: Arguments) -> Json:
    """apps.connections.open: where to connect for Socket Mode."""
    return {"url": context.new_socket_link()}


def _form(context: Context, user: User) -> Json:
    workspace = context.workspace
    with_email = "users:read.email" in workspace.app.scopes
    return user.as_slack(workspace.team.id, workspace.now(), with_email=with_email)


def user_info(context: Context, args: Arguments) -> Json:
    user_id = args.text("user")
    context.user(user_id)
    return {"user": _form(context, context.workspace.users[user_id])}


def list_users(context: Context, args: Arguments) -> Json:
    workspace = context.workspace
    now = workspace.now()
    rows = [_form(context, user) for user in workspace.users.values()]
    limit = args.number("limit", default=1000, low=1, high=1000)
    page = paged(rows, "members", cursor=args.optional_text("cursor"), limit=limit)
    return {**page, "cache_ts": int(now.timestamp())}


def user_profile(context: Context, args: Arguments) -> Json:
    user_id = args.text("user")
    context.user(user_id)
    return {"profile": _form(context, context.workspace.users[user_id])["profile"]}


def user_by_email(context: Context, args: Arguments) -> Json:
    email = args.text("email").lower()
    workspace = context.workspace
    found = next((user for user in workspace.users.values() if user.email == email), None)
    if found is None:
        raise ApiError("users_not_found")
    return {"user": _form(context, found)}


def presence(context: Context, args: Arguments) -> Json:
    """users.getPresence: everybody is always there."""
    context.user(args.optional_text("user") or context.workspace.bot.id)
    return {"presence": "active"}


def list_emoji(context: Context, args: Arguments) -> Json:
    """The workspace's own emoji, of which it has none."""
    return {"emoji": {}, "cache_ts": f"{context.workspace.now().timestamp():.6f}"}


def list_groups(context: Context, args: Arguments) -> Json:
    """User groups, of which there are none."""
    return {"usergroups": []}


def team_info(context: Context, args: Arguments) -> Json:
    return {"team": context.workspace.team.as_slack()}


def bot_info(context: Context, args: Arguments) -> Json:
    bot = context.workspace.bot
    if args.optional_text("bot") not in {None, "", bot.bot_id}:
        raise ApiError("bot_not_found")
    return {"bot": {**bot_form(context.workspace), "user_id": bot.id}}


def add_reaction(context: Context, args: Arguments) -> Json:
    message, name = _message(context, args), _emoji(args)
    bot = context.workspace.bot.id
    with context.workspace.changing():
        people = message.reactions.setdefault(name, [])
        if bot in people:
            raise ApiError("already_reacted")
        people.append(bot)
    context.events.reaction(message, bot, name, added=True)
    return {}


def remove_reaction(context: Context, args: Arguments) -> Json:
    message, name = _message(context, args), _emoji(args)
    bot = context.workspace.bot.id
    with context.workspace.changing():
        people = message.reactions.get(name, [])
        if bot not in people:
            raise ApiError("no_reaction")
        people.remove(bot)
        if not people:
            del message.reactions[name]
    context.events.reaction(message, bot, name, added=False)
    return {}


def get_reactions(context: Context, args: Arguments) -> Json:
    message = _message(context, args)
    form = message_form(context.workspace, message)
    return {"type": "message", "channel": message.channel, "message": form}


def _message(context: Context, args: Arguments) -> Message:
    channel = context.channel(args.text("channel"))
    message = channel.messages.get(args.text("timestamp"))
    if message is None:
        raise ApiError("message_not_found")
    return message


def _emoji(args: Arguments) -> str:
    name = args.text("name").strip(":")
    if not name or any(letter.isspace() for letter in name):
        raise ApiError("invalid_name")
    return name
