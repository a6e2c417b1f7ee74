"""Links to messages that were posted."""

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.models.values import Item
from bot.store import TeamStore
from bot.store.deliveries import posted_entries


def permalink(client: WebClient, channel_id: str, ts: str) -> str | None:
    """Return a message's permalink; None where it is gone, or the channel is closed to the bot."""
    try:
        return str(client.chat_getPermalink(channel=channel_id, message_ts=ts)["permalink"])
    except SlackApiError:
        return None


def thread_of(team: TeamStore, client: WebClient, item: Item) -> str | None:
    """Return the permalink of the newest message that shows an item; None where no channel has one."""
    with team.read() as tx:
        posted = [copy for copy in posted_entries(tx, item.id) if copy.piece == 0]
    return permalink(client, posted[-1].channel_id, posted[-1].ts) if posted else None
