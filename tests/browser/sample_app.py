"""A small Bolt app, written as its author would write one for Slack, to be looked at through the page."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from slack_bolt import Ack, App, Respond
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from bot.playground.app_config import AppConfig, CommandSpec, ShortcutSpec
from bot.playground.server import PlaygroundServer
from tests.support.playground import let_acknowledge_late

Json = dict[str, Any]

CONFIG = AppConfig(
    name="Sampler",
    bot_name="sampler",
    commands=(CommandSpec("/sample", "Try things", "issue | quiet | form | fail"),),
    shortcuts=(
        ShortcutSpec("Note this", "note_message"),
        ShortcutSpec("Write a form", "write_form", "global", "Opens the form"),
    ),
)


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def option(text: str, value: str) -> Json:
    return {"text": plain(text), "value": value}


def button(action_id: str, text: str, **more: Any) -> Json:
    return {"type": "button", "action_id": action_id, "text": plain(text), **more}


def issue_blocks(votes: int) -> list[Json]:
    confirm = {
        "title": plain("Withdraw it?"),
        "text": mrkdwn("It is *gone* then."),
        "confirm": plain("Withdraw"),
        "deny": plain("Keep"),
    }
    return [
        {"type": "header", "text": plain("Weekly sample :newspaper:")},
        {
            "type": "section",
            "block_id": "story",
            "text": mrkdwn("*<https://a.example/|A story & more>* for <@U0READER01>"),
        },
        {
            "type": "actions",
            "block_id": "row",
            "elements": [
                button("vote", f"Upvote {votes}", value=str(votes), style="primary"),
                button("withdraw", "Withdraw", style="danger", confirm=confirm),
            ],
        },
    ]


def form(title: str = "Sample form") -> Json:
    kinds = [option("Paper", "paper"), option("Post", "post")]
    return {
        "type": "modal",
        "callback_id": "form",
        "title": plain(title),
        "submit": plain("Save"),
        "close": plain("Cancel"),
        "blocks": [
            {
                "type": "input",
                "block_id": "title",
                "label": plain("Title"),
                "element": {"type": "plain_text_input", "action_id": "v"},
            },
            {
                "type": "input",
                "block_id": "kind",
                "optional": True,
                "label": plain("Kind"),
                "element": {"type": "static_select", "action_id": "v", "options": kinds},
            },
            {
                "type": "actions",
                "block_id": "more",
                "elements": [button("deeper", "Deeper"), button("retitle", "Retitle")],
            },
        ],
    }


QUIET: list[Json] = [
    {"type": "section", "block_id": "q", "text": mrkdwn("Only for you")},
    {
        "type": "actions",
        "block_id": "choose",
        "elements": [
            {
                "type": "static_select",
                "action_id": "colour",
                "placeholder": plain("Colour"),
                "options": [option("Red", "red"), option("Blue", "blue")],
            },
            {
                "type": "overflow",
                "action_id": "more",
                "options": [option("First", "1"), option("Second", "2")],
            },
            {"type": "datepicker", "action_id": "day", "initial_date": "2026-11-23"},
        ],
    },
]


def build_app(server: PlaygroundServer) -> App:
    app = App(client=WebClient(server.bot_token, base_url=server.api_url), token_verification_enabled=False)

    @app.command("/sample")
    def sample(ack: Ack, body: Json, client: WebClient, respond: Respond) -> None:
        ack()
        what = body["text"].strip()
        if what == "issue":
            root = client.chat_postMessage(
                channel=body["channel_id"], text="Weekly sample", blocks=issue_blocks(0)
            )
            client.chat_postMessage(channel=body["channel_id"], thread_ts=root["ts"], text="First *entry*")
        elif what == "quiet":
            respond(text="Only for you", blocks=QUIET)
        elif what == "form":
            client.views_open(trigger_id=body["trigger_id"], view=form())
        else:
            respond(text=f"You said: {what}")

    _listen_to_actions(app)
    _listen_to_views(app)
    return let_acknowledge_late(app)


def _listen_to_actions(app: App) -> None:
    @app.action("vote")
    def vote(ack: Ack, body: Json, client: WebClient) -> None:
        ack()
        votes = int(body["actions"][0]["value"]) + 1
        client.chat_update(
            channel=body["channel"]["id"],
            ts=body["message"]["ts"],
            text="Weekly sample",
            blocks=issue_blocks(votes),
        )

    @app.action("withdraw")
    def withdraw(ack: Ack, body: Json, client: WebClient) -> None:
        ack()
        client.chat_update(
            channel=body["channel"]["id"], ts=body["message"]["ts"], text="Withdrawn", blocks=[]
        )

    @app.action("colour")
    def colour(ack: Ack, body: Json, respond: Respond) -> None:
        ack()
        respond(text=f"You chose {body['actions'][0]['selected_option']['value']}", replace_original=False)

    @app.action("more")
    def more(ack: Ack, body: Json, respond: Respond) -> None:
        ack()
        respond(text=f"Entry {body['actions'][0]['selected_option']['value']}", replace_original=False)

    @app.action("day")
    def day(ack: Ack) -> None:
        ack()

    @app.shortcut("note_message")
    def note(ack: Ack, body: Json, client: WebClient) -> None:
        ack()
        client.chat_postEphemeral(
            channel=body["channel"]["id"], user=body["user"]["id"], text=f"Noted: {body['message']['text']}"
        )

    @app.shortcut("write_form")
    def write_form(ack: Ack, body: Json, client: WebClient) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=form())


def _listen_to_views(app: App) -> None:
    @app.action("deeper")
    def deeper(ack: Ack, body: Json, client: WebClient) -> None:
        ack()
        client.views_push(trigger_id=body["trigger_id"], view=form("Deeper form"))

    @app.action("retitle")
    def retitle(ack: Ack, body: Json, client: WebClient) -> None:
        ack()
        client.views_update(view_id=body["view"]["id"], view=form("Changed form"))

    @app.view("form")
    def submitted(ack: Ack, body: Json, client: WebClient) -> None:
        title = body["view"]["state"]["values"]["title"]["v"]["value"]
        if title == "bad":
            ack(response_action="errors", errors={"title": "That title is taken."})
            return
        ack()
        client.chat_postMessage(channel=body["user"]["id"], text=f"Saved: {title}")

    @app.event("app_home_opened")
    def home(event: Json, client: WebClient) -> None:
        blocks = [
            {"type": "header", "text": plain("Your sampler")},
            {"type": "actions", "elements": [button("home_form", "Open the form")]},
        ]
        client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})

    @app.action("home_form")
    def home_form(ack: Ack, body: Json, client: WebClient) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=form())

    @app.event("message")
    def message() -> None:
        """Every message that people write; nothing is done with it."""


@contextmanager
def running_app(server: PlaygroundServer) -> Iterator[App]:
    """Connect the app by Socket Mode, until the block is left."""
    app = build_app(server)
    handler = SocketModeHandler(app, server.app_token, web_client=WebClient(base_url=server.api_url))
    handler.connect()
    server.workspace.wait_for(lambda workspace: workspace.connections > 0)
    try:
        yield app
    finally:
        # Bolt waits for its reading thread without a limit: end the connection from the other side first.
        handler.client.auto_reconnect_enabled = False
        server.socket_mode.stop()
        handler.close()
