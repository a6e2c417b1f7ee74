"""What can be filled in: text, numbers, dates and times, and the input block around them.

https://docs.slack.dev/reference/block-kit/blocks/input-block
"""

from collections.abc import Callable

from markupsafe import Markup

from bot.playground.render.context import RenderContext
from bot.playground.render.dates import local_moment
from bot.playground.render.elements import ELEMENTS, Place, confirm_template
from bot.playground.render.html import Attribute, join, tag
from bot.playground.render.payload import Json, as_json, mapping, number, string, strings
from bot.playground.render.text import plain_words, text_html

STATELESS = frozenset({"button", "workflow_button", "icon_button", "feedback_buttons", "overflow"})
_GROUPS = frozenset({"radio_buttons", "checkboxes"})


def input_block(block: Json, context: RenderContext) -> Markup:
    """Return a labelled field with its hint and, where the app refused what was typed, its error."""
    element, block_id = mapping(block, "element"), string(block, "block_id")
    ids = {name: context.new_id() for name in ("control", "label", "hint", "error")}
    error = context.errors.get(block_id)
    hint = mapping(block, "hint")
    described = [ids["hint"]] * bool(hint) + [ids["error"]] * bool(error)
    optional = block.get("optional") is True
    place = Place(
        context,
        block_id,
        ids["control"],
        label_id=ids["label"],
        described_by=" ".join(described) or None,
        is_input=True,
        dispatches=block.get("dispatch_action") is True,
        invalid=bool(error),
        optional=optional,
    )
    return tag(
        "div",
        _label(block, element, ids, context, optional=optional),
        draw_element(element, place),
        tag("p", error, class_="field-error", id=ids["error"], dir="auto") if error else None,
        tag("p", text_html(hint, context), class_="hint", id=ids["hint"], dir="auto") if hint else None,
        class_="blk field field-invalid" if error else "blk field",
        data_field=block_id,
        data_key=block_id or None,
    )


def _label(
    block: Json, element: Json, ids: dict[str, str], context: RenderContext, *, optional: bool
) -> Markup:
    words = text_html(mapping(block, "label"), context)
    mark = tag("span", " (optional)", class_="optional") if optional else None
    if element.get("type") in _GROUPS:
        return tag("span", words, mark, class_="label", id=ids["label"], dir="auto")
    return tag("label", words, mark, class_="label", id=ids["label"], for_=ids["control"], dir="auto")


def draw_element(element: Json, place: Place) -> Markup:
    """Return any interactive element, or a labelled box for one that is not drawn here."""
    kind = string(element, "type")
    if kind not in STATELESS:
        element = {**element, **place.context.entered(place.block_id, string(element, "action_id"))}
    draw = FIELDS.get(kind) or ELEMENTS.get(kind)
    if draw is None:
        return tag("span", f"Element “{kind or 'without a type'}” is not drawn here", class_="unknown-inline")
    return join(draw(element, place), _trouble_sign(element, place))


def _trouble_sign(element: Json, place: Place) -> Markup | None:
    """Return the sign at an element that the app did not answer; the words stand below the message, too."""
    trouble = place.context.trouble
    if (trouble.get("block_id"), trouble.get("action_id")) != (place.block_id, element.get("action_id")):
        return None
    words = string(trouble, "text")
    return tag("span", "⚠\ufe0e", class_="trouble-sign", role="img", aria_label=words, title=words)


def _text_field(element: Json, place: Place) -> Markup:
    multiline = element.get("multiline") is True or element.get("type") == "rich_text_input"
    initial = string(element, "initial_value")
    dispatch = mapping(element, "dispatch_action_config")
    shared: dict[str, Attribute] = {
        "id": place.control_id,
        "class_": "control",
        "placeholder": plain_words(element, "placeholder") or None,
        "minlength": number(element, "min_length"),
        "maxlength": number(element, "max_length") or 3000,
        "autofocus": element.get("focus_on_load") is True,
        "data_required": not place.optional,
        "data_dispatch_on": " ".join(strings(dispatch.get("trigger_actions_on"))) or None,
        "dir": "auto",
        "autocomplete": "off",
    }
    if multiline:
        return tag(
            "textarea", _kept(initial), rows=4, **shared, **place.attributes(element), **place.naming(element)
        )
    kind = {"email_text_input": "email", "url_text_input": "url"}.get(string(element, "type"), "text")
    return tag(
        "input", type=kind, value=initial, **shared, **place.attributes(element), **place.naming(element)
    )


def _kept(text: str) -> str:
    """HTML drops a textarea's first line break: write one more."""
    return f"\n{text}" if text.startswith("\n") else text


def _number_field(element: Json, place: Place) -> Markup:
    decimals = element.get("is_decimal_allowed") is True
    return tag(
        "input",
        type="number",
        id=place.control_id,
        class_="control",
        value=string(element, "initial_value"),
        min=string(element, "min_value") or None,
        max=string(element, "max_value") or None,
        step="any" if decimals else "1",
        placeholder=plain_words(element, "placeholder") or None,
        data_required=not place.optional,
        **place.attributes(element),
        **place.naming(element),
    )


def _date_field(element: Json, place: Place) -> Markup:
    kinds = {
        "datepicker": ("date", string(element, "initial_date")),
        "timepicker": ("time", string(element, "initial_time")),
        "datetimepicker": ("datetime-local", _local_minutes(element, place.context)),
    }
    kind, value = kinds[string(element, "type")]
    return join(
        tag(
            "input",
            type=kind,
            id=place.control_id,
            class_="control control-date",
            value=value,
            data_zone=str(place.context.zone) if kind == "datetime-local" else None,
            data_required=not place.optional,
            **place.attributes(element),
            **place.naming(element),
        ),
        confirm_template(element, place),
    )


def _local_minutes(element: Json, context: RenderContext) -> str:
    seconds = number(element, "initial_date_time")
    moment = local_moment(seconds, context) if seconds is not None else None
    return f"{moment:%Y-%m-%dT%H:%M}" if moment else ""


def _file_field(element: Json, place: Place) -> Markup:
    words = "Files cannot be handed in here"
    return tag(
        "div", words, class_="image-alt", id=place.control_id, data_file=as_json(element.get("filetypes"))
    )


FIELDS: dict[str, Callable[[Json, Place], Markup]] = {
    **dict.fromkeys(
        ("plain_text_input", "email_text_input", "url_text_input", "rich_text_input"), _text_field
    ),
    **dict.fromkeys(("datepicker", "timepicker", "datetimepicker"), _date_field),
    "number_input": _number_field,
    "file_input": _file_field,
}
