"""A form in steps: typing changes it, a menu asks for its options, the second step is pushed or updated."""

from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

Json = dict[str, Any]

TEAMS = ["Research", "Platform", "Product", "People", "Finance"]


def register(app: App) -> None:
    @app.shortcut("request_access")
    def open_first_step(ack: Ack, shortcut: Json, client: WebClient) -> None:
        ack()
        client.views_open(trigger_id=shortcut["trigger_id"], view=first_step())

    @app.action("system_name")
    def check_name(ack: Ack, body: Json, client: WebClient) -> None:
        ack()
        name = body["actions"][0]["value"] or ""
        known = name.strip().lower() in {"wiki", "billing"}
        hint = "We know that one." if known else "We have never heard of it."
        view = body["view"]
        client.views_update(view_id=view["id"], hash=view["hash"], view=first_step(hint))

    @app.options("team")
    def offer_teams(ack: Ack, payload: Json) -> None:
        wanted = payload["value"].lower()
        ack(options=[option(team) for team in TEAMS if wanted in team.lower()])

    @app.view("first_step")
    def go_on(ack: Ack, view: Json) -> None:
        values = view["state"]["values"]
        if len(values["name"]["system_name"]["value"]) < 3:
            ack(response_action="errors", errors={"name": "Use at least three characters."})
            return
        team = values["team"]["team"]["selected_option"]["value"]
        ack(response_action="push", view=second_step(values["name"]["system_name"]["value"], team))

    @app.view("second_step")
    def finish(ack: Ack, body: Json, view: Json, client: WebClient) -> None:
        ack(response_action="clear")
        what, team = view["private_metadata"].split("|")
        people = view["state"]["values"]["who"]["reviewers"]["selected_users"]
        names = " and ".join(f"<@{one}>" for one in people)
        client.chat_postMessage(
            channel=body["user"]["id"], text=f"Access to {what} for {team}: {names} will decide."
        )


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def option(text: str) -> Json:
    return {"text": plain(text), "value": text.lower()}


def first_step(hint: str = "Wiki, billing, …") -> Json:
    return {
        "type": "modal",
        "callback_id": "first_step",
        "title": plain("Request access"),
        "submit": plain("Next"),
        "close": plain("Cancel"),
        "notify_on_close": True,
        "blocks": [
            {
                "type": "input",
                "block_id": "name",
                "label": plain("System"),
                "hint": plain(hint),
                "dispatch_action": True,
                "element": {
                    "type": "plain_text_input",
                    "action_id": "system_name",
                    "dispatch_action_config": {"trigger_actions_on": ["on_character_entered"]},
                },
            },
            {
                "type": "input",
                "block_id": "team",
                "label": plain("Team"),
                "element": {
                    "type": "external_select",
                    "action_id": "team",
                    "min_query_length": 0,
                    "placeholder": plain("Find a team"),
                },
            },
        ],
    }


def second_step(name: str, team: str) -> Json:
    return {
        "type": "modal",
        "callback_id": "second_step",
        "title": plain("Who decides?"),
        "submit": plain("Send"),
        "private_metadata": f"{name}|{team}",
        "blocks": [
            {
                "type": "input",
                "block_id": "who",
                "label": plain("Reviewers"),
                "element": {"type": "multi_users_select", "action_id": "reviewers", "max_selected_items": 2},
            },
        ],
    }
