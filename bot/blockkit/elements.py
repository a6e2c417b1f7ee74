"""The validator's part for interactive elements: buttons, menus and form fields."""

from collections.abc import Iterator
from typing import Any

from bot.blockkit import limits
from bot.blockkit.texts import required, too_long, too_many

_MENUS = {
    "static_select",
    "external_select",
    "users_select",
    "conversations_select",
    "channels_select",
    "multi_static_select",
    "multi_external_select",
    "multi_users_select",
    "multi_conversations_select",
    "multi_channels_select",
}
_CHOICES = {"radio_buttons", "checkboxes"}
_PICKERS = {"datepicker", "timepicker", "datetimepicker"} | _CHOICES
_FIELDS = {
    "plain_text_input",
    "email_text_input",
    "url_text_input",
    "number_input",
    "rich_text_input",
    "file_input",
}
_ALLOWED = {
    "section": _MENUS | (_PICKERS - {"datetimepicker"}) | {"button", "overflow", "image", "workflow_button"},
    "actions": {menu for menu in _MENUS if not menu.startswith("multi_")}
    | _PICKERS
    | {"button", "overflow", "workflow_button"},
    "input": _MENUS | _PICKERS | _FIELDS,
}
_MOST_OPTIONS = {
    "overflow": limits.OVERFLOW_OPTIONS,
    "static_select": limits.SELECT_OPTIONS,
    "multi_static_select": limits.SELECT_OPTIONS,
    "radio_buttons": limits.CHOICE_OPTIONS,
    "checkboxes": limits.CHOICE_OPTIONS,
}


def problems_in_element(path: str, element: object, *, within: str) -> Iterator[str]:
    """Say what is wrong with an element that stands in a section, an actions block or an input."""
    if not isinstance(element, dict) or element.get("type") not in _ALLOWED[within]:
        kind = element.get("type") if isinstance(element, dict) else element
        yield f"{path}: {kind!r} is not allowed in {within}"
        return
    kind = element["type"]
    if kind == "image":
        if not element.get("image_url") or not element.get("alt_text"):
            yield f"{path}: an image needs image_url and alt_text"
        return
    if not element.get("action_id"):
        yield f"{path}.action_id: missing"
    yield from too_long(f"{path}.action_id", element.get("action_id", ""), limits.ACTION_ID)
    if "placeholder" in element:
        yield from required(f"{path}.placeholder", element["placeholder"], limits.PLACEHOLDER, "plain_text")
    if "confirm" in element:
        yield from _confirm(f"{path}.confirm", element["confirm"])
    if kind == "button":
        yield from _button(path, element)
    elif kind in _MOST_OPTIONS:
        yield from _options(path, element, _MOST_OPTIONS[kind])
    elif kind in _FIELDS:
        yield from _field(path, element)


def _button(path: str, button: dict[str, Any]) -> Iterator[str]:
    yield from required(f"{path}.text", button.get("text"), limits.BUTTON_TEXT, "plain_text")
    yield from too_long(f"{path}.value", button.get("value", ""), limits.BUTTON_VALUE)
    yield from too_long(f"{path}.url", button.get("url", ""), limits.BUTTON_URL)
    yield from too_long(
        f"{path}.accessibility_label", button.get("accessibility_label", ""), limits.BUTTON_TEXT
    )
    if button.get("style", "primary") not in {"primary", "danger"}:
        yield f"{path}.style: {button['style']!r} is neither primary nor danger"


def _options(path: str, element: dict[str, Any], most: int) -> Iterator[str]:
    groups = element.get("option_groups")
    options = element.get("options") or []
    if groups is not None:
        yield from too_many(f"{path}.option_groups", groups, limits.OPTION_GROUPS, at_least=1)
        for index, group in enumerate(groups):
            yield from required(
                f"{path}.option_groups[{index}].label", group.get("label"), limits.OPTION_TEXT
            )
        options = [option for group in groups for option in group.get("options", [])]
    else:
        yield from too_many(f"{path}.options", options, most, at_least=1)
    for index, option in enumerate(options):
        yield from _option(f"{path}.options[{index}]", option, marked_up=element["type"] in _CHOICES)
    chosen = (
        [element["initial_option"]] if "initial_option" in element else element.get("initial_options", [])
    )
    if any(option not in options for option in chosen):
        yield f"{path}: the initial option is none of the options"


def _option(path: str, option: dict[str, Any], *, marked_up: bool) -> Iterator[str]:
    """Only radio buttons and checkboxes may have mrkdwn in their options."""
    kind = None if marked_up else "plain_text"
    yield from required(f"{path}.text", option.get("text"), limits.OPTION_TEXT, kind)
    if not isinstance(option.get("value"), str) or not option["value"]:
        yield f"{path}.value: missing"
    else:
        yield from too_long(f"{path}.value", option["value"], limits.OPTION_VALUE)
    if "description" in option:
        yield from required(f"{path}.description", option["description"], limits.OPTION_DESCRIPTION, kind)


def _field(path: str, field: dict[str, Any]) -> Iterator[str]:
    most = min(field.get("max_length", limits.TEXT_INPUT), limits.TEXT_INPUT)
    if field.get("max_length", 1) > limits.TEXT_INPUT:
        yield f"{path}.max_length: at most {limits.TEXT_INPUT:,}"
    if isinstance(field.get("initial_value"), str):
        yield from too_long(f"{path}.initial_value", field["initial_value"], most)


def _confirm(path: str, confirm: dict[str, Any]) -> Iterator[str]:
    yield from required(f"{path}.title", confirm.get("title"), limits.CONFIRM_TITLE, "plain_text")
    yield from required(f"{path}.text", confirm.get("text"), limits.CONFIRM_TEXT)
    yield from required(f"{path}.confirm", confirm.get("confirm"), limits.CONFIRM_BUTTON, "plain_text")
    yield from required(f"{path}.deny", confirm.get("deny"), limits.CONFIRM_BUTTON, "plain_text")
