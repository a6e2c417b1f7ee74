"""Block elements: buttons, menus, pickers and inputs.

https://docs.slack.dev/reference/block-kit/block-elements
"""

from typing import Any

from bot.playground.limits.objects import (
    CONFIRM,
    CONVERSATION_FILTER,
    DISPATCH_ACTION_CONFIG,
    ID,
    MARKUP_OPTION,
    OPTION,
    OPTION_GROUP,
    OVERFLOW_OPTION,
    SLACK_FILE,
    STYLE,
    WORKFLOW,
    any_text,
    plain_text,
)
from bot.playground.limits.rich_text import RICH_TEXT
from bot.playground.limits.schema import (
    Findings,
    Rule,
    array,
    boolean,
    both,
    exactly_one,
    integer,
    record,
    string,
    typed,
    url,
)

_ACTIONABLE: dict[str, Rule] = {"type": string(), "action_id": ID}
_CHOICE: dict[str, Rule] = {**_ACTIONABLE, "confirm": CONFIRM, "focus_on_load": boolean}
_MENU: dict[str, Rule] = {**_CHOICE, "placeholder": plain_text(150)}
_INPUT: dict[str, Rule] = {
    **_ACTIONABLE,
    "placeholder": plain_text(150),
    "focus_on_load": boolean,
    "dispatch_action_config": DISPATCH_ACTION_CONFIG,
}
_MANY: dict[str, Rule] = {"max_selected_items": integer(1)}
_OPTIONS: dict[str, Rule] = {
    "options": array(OPTION, max_items=100),
    "option_groups": array(OPTION_GROUP, max_items=100),
}
_DATE = string(pattern=r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
_TIME = string(pattern=r"([01]\d|2[0-3]):[0-5]\d")


def _element(fields: dict[str, Rule], *required: str) -> Rule:
    return record(fields, required=("type", *required))


def _all_options(value: dict[str, Any]) -> list[Any]:
    grouped = [option for group in value.get("option_groups", []) for option in group["options"]]
    return [*value.get("options", []), *grouped]


def _known_initial(value: Any, pointer: str, findings: Findings) -> None:
    """Initial options must be among the options, exactly; `max_selected_items` bounds them."""
    options = _all_options(value)
    initial = value.get("initial_options", [])
    if "initial_option" in value and value["initial_option"] not in options:
        findings.add(f"{pointer}/initial_option", "must match one of the options exactly")
    if any(option not in options for option in initial):
        findings.add(f"{pointer}/initial_options", "must match one of the options exactly")
    if len(initial) > value.get("max_selected_items", len(initial)):
        findings.add(f"{pointer}/initial_options", "no more than max_selected_items allowed")


def _unique_values(value: Any, pointer: str, findings: Findings) -> None:
    values = [option["value"] for option in _all_options(value)]
    if len(set(values)) != len(values):
        findings.add(pointer, "option values must be unique")


def _text_bounds(value: Any, pointer: str, findings: Findings) -> None:
    low, high = value.get("min_length", 0), value.get("max_length", 3000)
    if low > high:
        findings.add(f"{pointer}/min_length", "must be less than or equal to max_length")
    if len(value.get("initial_value", "")) > high:
        findings.add(f"{pointer}/initial_value", f"must be less than {high + 1} characters")


def _static_menu(extra: dict[str, Rule]) -> Rule:
    return both(
        _element({**_MENU, **_OPTIONS, **extra}), exactly_one("options", "option_groups"), _known_initial
    )


def _choices(extra: dict[str, Rule]) -> Rule:
    fields = {**_CHOICE, "options": array(MARKUP_OPTION, max_items=10), **extra}
    return both(_element(fields, "options"), _known_initial, _unique_values)


BUTTON = _element(
    {
        **_ACTIONABLE,
        "text": plain_text(75),
        "url": url(),
        "value": string(2000),
        "style": STYLE,
        "confirm": CONFIRM,
        "accessibility_label": string(75),
    },
    "text",
)

IMAGE_ELEMENT = both(
    _element(
        {
            "type": string(),
            "image_url": url(schemes="https?"),
            "slack_file": SLACK_FILE,
            "alt_text": string(2000),
        },
        "alt_text",
    ),
    exactly_one("image_url", "slack_file"),
)

_EXTERNAL: dict[str, Rule] = {"min_query_length": integer(0)}
_CONVERSATIONS: dict[str, Rule] = {
    "default_to_current_conversation": boolean,
    "filter": CONVERSATION_FILTER,
}
_ANSWERABLE: dict[str, Rule] = {"response_url_enabled": boolean}

MENUS: dict[str, Rule] = {
    "static_select": _static_menu({"initial_option": OPTION}),
    "external_select": _element({**_MENU, **_EXTERNAL, "initial_option": OPTION}),
    "users_select": _element({**_MENU, "initial_user": string()}),
    "conversations_select": _element(
        {**_MENU, **_CONVERSATIONS, **_ANSWERABLE, "initial_conversation": string()}
    ),
    "channels_select": _element({**_MENU, **_ANSWERABLE, "initial_channel": string()}),
    "multi_static_select": _static_menu({**_MANY, "initial_options": array(OPTION, max_items=100)}),
    "multi_external_select": _element(
        {**_MENU, **_EXTERNAL, **_MANY, "initial_options": array(OPTION, max_items=100)}
    ),
    "multi_users_select": _element({**_MENU, **_MANY, "initial_users": array(string())}),
    "multi_conversations_select": _element(
        {**_MENU, **_CONVERSATIONS, **_MANY, "initial_conversations": array(string())}
    ),
    "multi_channels_select": _element({**_MENU, **_MANY, "initial_channels": array(string())}),
}

PICKERS: dict[str, Rule] = {
    "datepicker": _element({**_MENU, "initial_date": _DATE}),
    "timepicker": _element({**_MENU, "initial_time": _TIME, "timezone": string()}),
    "datetimepicker": _element({**_CHOICE, "initial_date_time": integer(1_000_000_000, 9_999_999_999)}),
    "checkboxes": _choices({"initial_options": array(MARKUP_OPTION, max_items=10)}),
    "radio_buttons": _choices({"initial_option": MARKUP_OPTION}),
}

TEXT_INPUTS: dict[str, Rule] = {
    "plain_text_input": both(
        _element(
            {
                **_INPUT,
                "initial_value": string(3000, min_length=0),
                "multiline": boolean,
                "min_length": integer(0, 3000),
                "max_length": integer(1, 3000),
            }
        ),
        _text_bounds,
    ),
    "email_text_input": _element({**_INPUT, "initial_value": string()}),
    "url_text_input": _element({**_INPUT, "initial_value": url()}),
    "number_input": _element(
        {
            **_INPUT,
            "is_decimal_allowed": boolean,
            "initial_value": string(),
            "min_value": string(),
            "max_value": string(),
        },
        "is_decimal_allowed",
    ),
    "rich_text_input": _element({**_INPUT, "initial_value": typed({"rich_text": RICH_TEXT})}),
    "file_input": _element(
        {**_ACTIONABLE, "filetypes": array(string()), "max_files": integer(1, 10)},
    ),
}

_FEEDBACK_BUTTON = record(
    {"text": plain_text(75), "value": string(2000), "accessibility_label": string(75)},
    required=("text", "value"),
)

OTHERS: dict[str, Rule] = {
    "button": BUTTON,
    "overflow": _element(
        {**_ACTIONABLE, "options": array(OVERFLOW_OPTION, max_items=5), "confirm": CONFIRM}, "options"
    ),
    "workflow_button": _element(
        {
            **_ACTIONABLE,
            "text": plain_text(75),
            "workflow": WORKFLOW,
            "style": STYLE,
            "accessibility_label": string(75),
        },
        "text",
        "workflow",
    ),
}

IN_ACTIONS = typed({**OTHERS, **MENUS, **PICKERS, "rich_text_input": TEXT_INPUTS["rich_text_input"]})
AS_ACCESSORY = typed({**OTHERS, **MENUS, **PICKERS, "image": IMAGE_ELEMENT})
AS_INPUT = typed({**MENUS, **PICKERS, **TEXT_INPUTS})
IN_CONTEXT_ACTIONS = typed(
    {
        "feedback_buttons": _element(
            {**_ACTIONABLE, "positive_button": _FEEDBACK_BUTTON, "negative_button": _FEEDBACK_BUTTON},
            "positive_button",
            "negative_button",
        ),
        "icon_button": _element(
            {
                **_ACTIONABLE,
                "icon": string(one_of=("trash",)),
                "text": plain_text(75),
                "value": string(2000),
                "confirm": CONFIRM,
                "accessibility_label": string(75),
                "visible_to_user_ids": array(string()),
            },
            "icon",
            "text",
        ),
    }
)
_TEXT = any_text(3000)


def in_context(value: Any, pointer: str, findings: Findings) -> None:
    """A context block holds images and text objects."""
    if isinstance(value, dict) and value.get("type") == "image":
        IMAGE_ELEMENT(value, pointer, findings)
    else:
        _TEXT(value, pointer, findings)
