"""The table of subcommands: one file and one row each."""

from bot.slack.commands.add import add
from bot.slack.commands.call import Subcommand
from bot.slack.commands.edit import edit
from bot.slack.commands.follow import follow
from bot.slack.commands.following import following
from bot.slack.commands.hints import hints
from bot.slack.commands.issue import issue
from bot.slack.commands.latest import latest
from bot.slack.commands.more_like import more_like
from bot.slack.commands.preview import preview
from bot.slack.commands.publish import publish
from bot.slack.commands.queue import queue
from bot.slack.commands.remove import remove
from bot.slack.commands.saved import show_saved
from bot.slack.commands.schedule import schedule
from bot.slack.commands.search import search
from bot.slack.commands.unfollow import unfollow
from bot.slack.commands.withdraw import withdraw

SUBCOMMANDS: tuple[Subcommand, ...] = (
    Subcommand("add", "add <link> [note] [#tag …]", "Hand in a link; several work too", add),
    Subcommand("edit", "edit <id>", "Change an item that you handed in", edit),
    Subcommand("remove", "remove <id> [reason]", "Remove an item that you handed in", remove),
    Subcommand("search", "search <query>", "Search everything that was covered", search),
    Subcommand(
        "more-like",
        "more-like <id or title>",
        "Show what else is like an item",
        more_like,
        other_names=("similar",),
    ),
    Subcommand("follow", "follow <query>", "Be told of new items that a search finds", follow),
    Subcommand("following", "following", "Show what you follow", following),
    Subcommand("unfollow", "unfollow <query>", "Stop following a search", unfollow),
    Subcommand("latest", "latest", "Show the latest issue again", latest),
    Subcommand("issue", "issue <date>", "Show the issue of a day, such as 2024-02-26", issue),
    Subcommand("saved", "saved", "Show what you saved for later", show_saved),
    Subcommand("queue", "queue", "Shape the next issue", queue, curators_only=True),
    Subcommand("preview", "preview", "Show the next issue as it will be posted", preview, curators_only=True),
    Subcommand("publish", "publish", "Publish the next issue now", publish, curators_only=True),
    Subcommand(
        "hints", "hints on|off", "Tell people privately when a link was covered", hints, curators_only=True
    ),
    Subcommand("withdraw", "withdraw <date>", "Withdraw a published issue", withdraw, curators_only=True),
    Subcommand("schedule", "schedule", "Set the name, channel, day and time", schedule, curators_only=True),
)
"""`help` is not among them: it is made from them."""
