"""A message shortcut that answers in the thread, a mention that is answered, a reaction that closes."""

from typing import Any

from slack_bolt import Ack, App, Respond, Say
from slack_sdk import WebClient

Json = dict[str, Any]


def register(app: App) -> None:
    @app.shortcut("triage")
    def triage(ack: Ack, shortcut: Json, client: WebClient, respond: Respond) -> None:
        ack()
        message = shortcut["message"]
        client.chat_postMessage(
            channel=shortcut["channel"]["id"],
            thread_ts=message.get("thread_ts", message["ts"]),
            text=f"<@{shortcut['user']['id']}> is looking into it.",
            blocks=offer(),
        )
        respond(text="Thanks for taking it.", response_type="ephemeral")

    @app.action("resolve")
    def resolve(ack: Ack, body: Json, respond: Respond, client: WebClient) -> None:
        ack()
        client.reactions_add(
            channel=body["channel"]["id"], timestamp=body["message"]["thread_ts"], name="white_check_mark"
        )
        respond(replace_original=True, text=f"Solved by <@{body['user']['id']}>.")

    @app.event("app_mention")
    def answer(event: Json, say: Say) -> None:
        say(text=f"Yes, <@{event['user']}>?", thread_ts=event.get("thread_ts") or event["ts"])

    @app.message("password")
    def warn(message: Json, client: WebClient) -> None:
        client.chat_postEphemeral(
            channel=message["channel"], user=message["user"], text="Please do not share passwords here."
        )


def offer() -> list[Json]:
    return [
        {
            "type": "section",
            "text": {"type": "mrkdwn", "text": "Somebody is looking into it."},
            "accessory": {
                "type": "button",
                "action_id": "resolve",
                "style": "primary",
                "text": {"type": "plain_text", "text": "Solved"},
                "value": "solved",
            },
        }
    ]
