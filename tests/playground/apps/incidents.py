"""An incident gets a channel of its own: people are called in, a reminder is set, the log is kept."""

import re
from typing import Any

from slack_bolt import Ack, App, BoltContext, Respond, Say
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

Json = dict[str, Any]

REMIND_AFTER = 3600  # seconds


def register(app: App) -> None:
    @app.command("/incident")
    def open_incident(ack: Ack, command: Json, client: WebClient, respond: Respond) -> None:
        ack()
        name = re.sub(r"\W+", "-", command["text"].lower()).strip("-")
        try:
            channel = client.conversations_create(name=name)["channel"]["id"]
        except SlackApiError as error:
            respond(f"No channel: {error.response['error']}")
            return
        client.conversations_setTopic(channel=channel, topic=f"Incident: {command['text']}")
        client.conversations_invite(channel=channel, users=[command["user_id"], on_call(client)])
        client.chat_postMessage(channel=channel, text=f"Opened by <@{command['user_id']}>.")
        now = float(client.conversations_history(channel=channel)["messages"][0]["ts"])
        client.chat_scheduleMessage(channel=channel, post_at=int(now) + REMIND_AFTER, text="Any news?")
        respond(f"<#{channel}> is open.", response_type="in_channel")

    @app.message(re.compile("^(solved|done)$", re.IGNORECASE))
    def close(context: BoltContext, client: WebClient, message: Json, say: Say) -> None:
        channel = str(context.channel_id)
        for one in client.chat_scheduledMessages_list(channel=channel)["scheduled_messages"]:
            client.chat_deleteScheduledMessage(channel=channel, scheduled_message_id=one["id"])
        client.chat_meMessage(channel=channel, text="writes down what was said")
        lines = [one.get("text", "") for one in client.conversations_history(channel=channel)["messages"]]
        client.files_upload_v2(
            channel=channel, filename="log.txt", title="Log", content="\n".join(reversed(lines)),
            initial_comment="All that was said", thread_ts=message["ts"],
        )  # fmt: skip
        say(f"{context['matches'][0]}: closed.")
        client.conversations_archive(channel=channel)

    @app.event({"type": "message", "subtype": "me_message"})
    def watch(event: Json, client: WebClient) -> None:
        client.reactions_add(channel=event["channel"], timestamp=event["ts"], name="eyes")

    @app.event("message")
    def other() -> None:
        """Everything else that is said."""


def on_call(client: WebClient) -> str:
    found = client.users_lookupByEmail(email="cleo@playground.example")["user"]
    assert client.users_getPresence(user=found["id"])["presence"] == "active"
    return str(found["id"])
