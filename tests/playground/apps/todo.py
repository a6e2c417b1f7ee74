"""A to-do list on the App Home, kept in memory: checkboxes, an overflow menu, a modal, a date."""

import threading
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

Json = dict[str, Any]


class Lists:
    """What each person has to do: (text, day) by a number."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._tasks: dict[str, dict[str, tuple[str, str | None]]] = {}
        self._last = 0

    def add(self, user: str, text: str, day: str | None) -> None:
        with self._lock:
            self._last += 1
            self._tasks.setdefault(user, {})[str(self._last)] = (text, day)

    def remove(self, user: str, numbers: list[str]) -> None:
        with self._lock:
            for number in numbers:
                self._tasks.get(user, {}).pop(number, None)

    def of(self, user: str) -> dict[str, tuple[str, str | None]]:
        with self._lock:
            return dict(self._tasks.get(user, {}))


def register(app: App) -> None:
    lists = Lists()

    def publish(client: WebClient, user: str) -> None:
        client.views_publish(user_id=user, view=home(lists.of(user)))

    @app.event("app_home_opened")
    def opened(event: Json, client: WebClient) -> None:
        if event["tab"] == "home":
            publish(client, event["user"])

    @app.action("new_task")
    def ask(ack: Ack, body: Json, client: WebClient) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=new_task_form())

    @app.view("new_task")
    def add(ack: Ack, body: Json, view: Json, client: WebClient) -> None:
        ack()
        values = view["state"]["values"]
        lists.add(body["user"]["id"], values["what"]["text"]["value"], values["when"]["day"]["selected_date"])
        publish(client, body["user"]["id"])

    @app.action("done")
    def done(ack: Ack, body: Json, action: Json, client: WebClient) -> None:
        ack()
        lists.remove(body["user"]["id"], [one["value"] for one in action["selected_options"]])
        publish(client, body["user"]["id"])

    @app.action("list_menu")
    def clear(ack: Ack, body: Json, action: Json, client: WebClient) -> None:
        ack()
        if action["selected_option"]["value"] == "clear":
            lists.remove(body["user"]["id"], list(lists.of(body["user"]["id"])))
        publish(client, body["user"]["id"])


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def home(tasks: dict[str, tuple[str, str | None]]) -> Json:
    options = [
        {"text": {"type": "mrkdwn", "text": f"*{text}*{f' by {day}' if day else ''}"}, "value": number}
        for number, (text, day) in tasks.items()
    ]
    menu = [
        {"text": plain("Clear the list"), "value": "clear"},
        {"text": plain("Refresh"), "value": "refresh"},
    ]
    rows: list[Json] = [
        {
            "type": "section",
            "text": {"type": "mrkdwn", "text": f"*Your tasks* ({len(tasks)})"},
            "accessory": {"type": "overflow", "action_id": "list_menu", "options": menu},
        },
        {
            "type": "actions",
            "elements": [
                {"type": "button", "action_id": "new_task", "text": plain("New task"), "style": "primary"}
            ],
        },
        {"type": "divider"},
    ]
    if options:
        element = {"type": "checkboxes", "action_id": "done", "options": options}
        rows.append({"type": "actions", "block_id": f"tasks-{len(tasks)}", "elements": [element]})
    return {"type": "home", "blocks": rows}


def new_task_form() -> Json:
    return {
        "type": "modal",
        "callback_id": "new_task",
        "title": plain("New task"),
        "submit": plain("Add"),
        "blocks": [
            {
                "type": "input",
                "block_id": "what",
                "label": plain("What"),
                "element": {"type": "plain_text_input", "action_id": "text", "focus_on_load": True},
            },
            {
                "type": "input",
                "block_id": "when",
                "optional": True,
                "label": plain("By when"),
                "element": {"type": "datepicker", "action_id": "day"},
            },
        ],
    }
