"""A small Bolt app, as anybody could write one, but for its patience. It knows nothing of the playground."""

import threading
from typing import Any

from slack_bolt import Ack, App, BoltContext, Respond, Say
from slack_sdk import WebClient

from tests.support.playground import let_acknowledge_late
from tests.support.waiting import PATIENCE

Body = dict[str, Any]


def plain(text: str) -> Body:
    return {"type": "plain_text", "text": text}


def form(title: str = "Form", *, notify: bool = False) -> Body:
    """A modal with a required text, a menu and a date."""
    options = [{"text": plain(word.title()), "value": word} for word in ("paper", "post")]
    return {
        "type": "modal",
        "callback_id": "form",
        "title": plain(title),
        "submit": plain("Save"),
        "notify_on_close": notify,
        "private_metadata": "kept",
        "blocks": [
            {
                "type": "input",
                "block_id": "title",
                "label": plain("Title"),
                "element": {"type": "plain_text_input", "action_id": "title", "min_length": 3},
            },
            {
                "type": "input",
                "block_id": "kind",
                "label": plain("Kind"),
                "optional": True,
                "element": {
                    "type": "static_select",
                    "action_id": "kind",
                    "options": options,
                    "initial_option": options[0],
                },
            },
            {
                "type": "input",
                "block_id": "day",
                "label": plain("Day"),
                "optional": True,
                "element": {"type": "datepicker", "action_id": "day"},
            },
        ],
    }


class Heard:
    """What the app received, by the name of its listener."""

    def __init__(self) -> None:
        self.bodies: dict[str, list[Body]] = {}
        self._changed = threading.Condition()

    def add(self, name: str, body: Body) -> None:
        with self._changed:
            self.bodies.setdefault(name, []).append(body)
            self._changed.notify_all()

    def wait(self, name: str, count: int = 1) -> Body:
        """The `count`-th body that this listener received, waiting for it."""
        with self._changed:
            arrived = self._changed.wait_for(lambda: len(self.bodies.get(name, [])) >= count, PATIENCE)
            assert arrived, f"{name} was not called {count} times; called: {sorted(self.bodies)}"
            return self.bodies[name][count - 1]

    def count(self, name: str) -> int:
        return len(self.bodies.get(name, []))


def build_app(client: WebClient, heard: Heard, signing_secret: str = "not used over sockets") -> App:
    app = App(client=client, signing_secret=signing_secret)
    _listen_to_commands(app, heard)
    _listen_to_elements(app, heard)
    _listen_to_views(app, heard)
    _listen_to_events(app, heard)
    return let_acknowledge_late(app)


def _listen_to_commands(app: App, heard: Heard) -> None:
    @app.command("/public")
    def public(ack: Ack, respond: Respond) -> None:
        ack(text="One", response_type="in_channel")
        respond("Two", response_type="in_channel")

    @app.command("/echo")
    def echo(ack: Ack, body: Body, command: Body) -> None:
        ack(command["text"] or "nothing")
        heard.add("echo", body)

    @app.command("/slow")
    def slow(ack: Ack, respond: Respond) -> None:
        ack("Reading…")
        respond("Read.", replace_original=True)

    @app.command("/form")
    def show_form(ack: Ack, body: Body, client: WebClient) -> None:
        ack()
        heard.add("form", body)
        client.views_open(trigger_id=body["trigger_id"], view=form(notify=body["text"] == "notify"))

    @app.command("/buttons")
    def buttons(ack: Ack, respond: Respond, say: Say, body: Body) -> None:
        ack()
        if body["text"] == "ephemeral":
            respond(text="Buttons", blocks=button_blocks())
        else:
            say(text="Buttons", blocks=button_blocks())

    @app.command("/broken")
    def broken(ack: Ack) -> None:
        ack(blocks=[{"type": "no such block"}], text="x")

    @app.shortcut("collect")
    def collect(ack: Ack, shortcut: Body, respond: Respond) -> None:
        ack()
        heard.add("collect", shortcut)
        respond("collected")

    @app.shortcut("start")
    def start(ack: Ack, shortcut: Body, client: WebClient) -> None:
        ack()
        client.views_open(trigger_id=shortcut["trigger_id"], view=form("Started"))


def button_blocks() -> list[Body]:
    options = [{"text": plain(word.title()), "value": word} for word in ("one", "two", "three")]
    return [
        {"type": "section", "block_id": "words", "text": {"type": "mrkdwn", "text": "*Choose*"}},
        {
            "type": "actions",
            "block_id": "row",
            "elements": [
                {"type": "button", "action_id": "vote", "value": "42", "text": plain("Vote")},
                {"type": "button", "action_id": "replace", "text": plain("Replace")},
                {"type": "button", "action_id": "remove", "text": plain("Remove")},
                {"type": "static_select", "action_id": "pick", "options": options},
                {"type": "overflow", "action_id": "more", "options": options},
                {"type": "checkboxes", "action_id": "tick", "options": options},
                {"type": "datepicker", "action_id": "date"},
                {"type": "users_select", "action_id": "who"},
                {"type": "external_select", "action_id": "find", "min_query_length": 0},
            ],
        },
    ]


def _listen_to_elements(app: App, heard: Heard) -> None:
    for action_id in ("vote", "pick", "more", "tick", "date", "who"):

        @app.action(action_id)
        def used(ack: Ack, body: Body) -> None:
            ack()
            heard.add(body["actions"][0]["action_id"], body)

    @app.action("replace")
    def replace(ack: Ack, respond: Respond) -> None:
        ack()
        respond("Replaced", replace_original=True)

    @app.action("remove")
    def remove(ack: Ack, respond: Respond) -> None:
        ack()
        respond(delete_original=True)

    @app.options("find")
    def find(ack: Ack, body: Body) -> None:
        ack(options=[{"text": plain(f"Found {body['value']}"), "value": body["value"]}])


def _listen_to_views(app: App, heard: Heard) -> None:
    @app.view("form")
    def submitted(ack: Ack, body: Body, view: Body) -> None:
        heard.add("submitted", body)
        match view["state"]["values"]["title"]["title"]["value"]:
            case "taken":
                ack(response_action="errors", errors={"title": "That title is taken."})
            case "update":
                ack(response_action="update", view=form("Updated"))
            case "push":
                ack(response_action="push", view=form("Pushed"))
            case "clear":
                ack(response_action="clear")
            case "wrong block":
                ack(response_action="errors", errors={"no such block": "?"})
            case "bad view":
                ack(response_action="update", view={**form(), "title": plain("x" * 25)})
            case _:
                ack()

    @app.view_closed("form")
    def closed(ack: Ack, body: Body) -> None:
        ack()
        heard.add("closed", body)


def _listen_to_events(app: App, heard: Heard) -> None:
    reactions, members = (
        ("reaction_added", "reaction_removed"),
        ("member_joined_channel", "member_left_channel"),
    )
    for kind in ("app_mention", *reactions, *members):

        @app.event(kind)
        def happened(event: Body, body: Body) -> None:
            heard.add(event["type"], body)

    @app.event("message")
    def message(event: Body, body: Body) -> None:
        heard.add(f"message/{event.get('subtype', 'new')}", body)

    @app.event("app_home_opened")
    def home(event: Body, body: Body, client: WebClient, context: BoltContext) -> None:
        heard.add("app_home_opened", body)
        blocks = [{"type": "section", "text": plain(f"Hello {event['user']}")}]
        client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})
