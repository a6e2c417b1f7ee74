"""Messages for one person: what every answer of the bot is made of."""

from typing import Any

from slack_bolt import Respond
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.blockkit.blocks import section
from bot.errors import AinewsError
from bot.templating import Templates

Message = dict[str, Any]
"""`text` for notifications and screen readers, and `blocks`."""


def note(text: str, *further: dict[str, Any]) -> Message:
    """A message of one paragraph (mrkdwn), with blocks after it."""
    return {"text": text, "blocks": [section(text), *further]}


def problem(templates: Templates, error: AinewsError) -> Message:
    """Tell a person what happened and what to do."""
    return note(templates.text("slack/errors.txt", "problem", message=error.message, hint=error.hint))


def answer(respond: Respond, message: Message, *, replace: bool = False) -> None:
    """Answer the person who acted, visible to them only; or put the answer in the place of the last one."""
    respond(
        text=message["text"],
        blocks=message["blocks"],
        response_type="ephemeral",
        replace_original=replace,
        unfurl_links=False,
        unfurl_media=False,
    )


def whisper(
    client: WebClient,
    *,
    person_id: str,
    channel_id: str | None,
    message: Message,
    thread_ts: str | None = None,
) -> None:
    """Show a message to one person where they are, or send it to them where the bot cannot speak."""
    if channel_id:
        try:
            client.chat_postEphemeral(channel=channel_id, user=person_id, thread_ts=thread_ts, **message)
        except SlackApiError as error:
            if error.response.get("error") not in {"channel_not_found", "not_in_channel", "is_archived"}:
                raise
        else:
            return
    channel = client.conversations_open(users=person_id)["channel"]["id"]
    client.chat_postMessage(channel=channel, unfurl_links=False, unfurl_media=False, **message)
