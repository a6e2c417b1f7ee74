"""Interactive elements: which values they can have, and what Slack's client refuses to submit.

A state value is what Slack puts under `state.values[block_id][action_id]`:
https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload
"""

import copy
import re
from typing import Any

from bot.playground.model import Json
from bot.playground.refusals import CannotDoThatError

# element type → (key of its state value, key of its initial value)
_PLAIN_VALUES = {
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "users_select": ("selected_user", "initial_user"),
    "channels_select": ("selected_channel", "initial_channel"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
}
_LISTS = {
    "multi_users_select": ("selected_users", "initial_users"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "file_input": ("files", ""),
}
_ONE_OPTION = {"static_select", "external_select", "radio_buttons", "overflow"}
_OPTIONS = {"multi_static_select", "multi_external_select", "checkboxes"}
_STATELESS = {"button", "overflow", "workflow_button", "icon_button", "feedback_buttons"}
_PATTERNS = {
    "datepicker": r"\d{4}-\d\d-\d\d",
    "timepicker": r"\d\d:\d\d",
    "email_text_input": r"[^@\s]+@[^@\s]+\.[^@\s]+",
    "url_text_input": r"https?://\S+",
    "number_input": r"-?\d+(\.\d+)?",
}
_WRONG_FORM = {
    "email_text_input": "Please enter a valid email address.",
    "url_text_input": "Please enter a valid URL.",
    "number_input": "Please enter a number.",
}


_NOT_INTERACTIVE = {"image", "mrkdwn", "plain_text"}


def interactive_elements(block: Json) -> list[Json]:
    """The elements of a block that a person can use."""
    kind = block.get("type")
    candidates: list[Any] = []
    if kind in {"actions", "context_actions"}:
        candidates = block.get("elements", [])
    elif kind == "section":
        candidates = [block.get("accessory")]
    elif kind == "input":
        candidates = [block.get("element")]
    return [one for one in candidates if isinstance(one, dict) and one.get("type") not in _NOT_INTERACTIVE]


def find_element(blocks: list[Json], action_id: str, block_id: str | None = None) -> tuple[Json, Json]:
    """The block and its element of that action_id.

    Raises:
        CannotDoThatError: there is none, or several and no block_id to tell them apart.
    """
    found = [
        (block, element)
        for block in blocks
        for element in interactive_elements(block)
        if element["action_id"] == action_id and block_id in (None, block["block_id"])
    ]
    if len(found) == 1:
        return found[0]
    if found:
        raise CannotDoThatError(f"{len(found)} elements are called {action_id}.", hint="Say which block_id.")
    known = [element["action_id"] for block in blocks for element in interactive_elements(block)]
    raise CannotDoThatError(
        f"There is no {action_id} here.", hint=f"There are: {', '.join(known) or 'none'}."
    )


def state_value(element: Json, value: Any) -> Json:
    """Slack's state value for what a person entered; None and empty lists clear.

    Raises:
        CannotDoThatError: the element offers no such option, or takes another form of value.
    """
    kind = element["type"]
    if kind in _ONE_OPTION:
        return {"type": kind, "selected_option": None if value is None else _option(element, value)}
    if kind in _OPTIONS:
        return {"type": kind, "selected_options": [_option(element, one) for one in value or []]}
    if kind in _LISTS:
        return {"type": kind, _LISTS[kind][0]: list(value or [])}
    if kind in _PLAIN_VALUES:
        if kind in {"datepicker", "timepicker"} and value and not re.fullmatch(_PATTERNS[kind], str(value)):
            raise CannotDoThatError(f"A {kind} cannot hold {value!r}.")
        return {"type": kind, _PLAIN_VALUES[kind][0]: value or None}
    raise CannotDoThatError(f"A {kind} has no value.")


def _option(element: Json, value: Any) -> Json:
    if isinstance(value, dict) and element["type"] in {"external_select", "multi_external_select"}:
        return value
    grouped = [option for group in element.get("option_groups", []) for option in group["options"]]
    offered: list[Json] = [*element.get("options", []), *grouped]
    wanted = value["value"] if isinstance(value, dict) else value
    for option in offered:
        if option["value"] == wanted:
            return copy.deepcopy(option)
    raise CannotDoThatError(f"There is no option {wanted!r} in {element['action_id']}.")


def initial_value(element: Json) -> Json:
    """The state value before anybody touched the element."""
    kind = element["type"]
    if kind in _ONE_OPTION:
        return {"type": kind, "selected_option": copy.deepcopy(element.get("initial_option"))}
    if kind in _OPTIONS:
        return {"type": kind, "selected_options": copy.deepcopy(element.get("initial_options", []))}
    if kind in _LISTS:
        key, initial = _LISTS[kind]
        return {"type": kind, key: list(element.get(initial, []))}
    key, initial = _PLAIN_VALUES[kind]
    return {"type": kind, key: copy.deepcopy(element.get(initial))}


def full_state(blocks: list[Json], entered: dict[str, dict[str, Json]]) -> dict[str, dict[str, Json]]:
    """Every element's state value: what was entered, or what it began with."""
    state: dict[str, dict[str, Json]] = {}
    for block in blocks:
        for element in interactive_elements(block):
            if element["type"] in _STATELESS:
                continue
            value = entered.get(block["block_id"], {}).get(element["action_id"])
            if value is None or value["type"] != element["type"]:
                value = initial_value(element)
            state.setdefault(block["block_id"], {})[element["action_id"]] = value
    return state


def is_empty(value: Json) -> bool:
    return not any(content for key, content in value.items() if key != "type")


def field_errors(blocks: list[Json], state: dict[str, dict[str, Json]]) -> dict[str, str]:
    """What Slack's client says of a form's fields before it submits anything: block_id → sentence."""
    errors: dict[str, str] = {}
    for block in blocks:
        if block["type"] != "input":
            continue
        element = block["element"]
        problem = _problem(block, element, state[block["block_id"]][element["action_id"]])
        if problem is not None:
            errors[block["block_id"]] = problem
    return errors


def _problem(block: Json, element: Json, value: Json) -> str | None:
    if is_empty(value):
        return None if block.get("optional") else "Please complete this required field."
    text = value.get("value")
    if not isinstance(text, str):
        return None
    if len(text) < element.get("min_length", 0):
        return f"Please enter at least {element['min_length']} characters."
    longest = element.get("max_length", 3000)
    if len(text) > longest:
        return f"Please enter no more than {longest} characters."
    pattern = _PATTERNS.get(element["type"])
    if pattern is not None and not re.fullmatch(pattern, text):
        return _WRONG_FORM[element["type"]]
    return _number_problem(element, text) if element["type"] == "number_input" else None


def _number_problem(element: Json, text: str) -> str | None:
    number = float(text)
    if "." in text and not element["is_decimal_allowed"]:
        return "Please enter a whole number."
    if "min_value" in element and number < float(element["min_value"]):
        return f"Please enter {element['min_value']} or more."
    if "max_value" in element and number > float(element["max_value"]):
        return f"Please enter {element['max_value']} or less."
    return None
