"""What can be pressed: buttons, menus, selects. Data attributes tell the page's script what to send.

Every element carries `data-element` (its type), `data-block-id` and `data-action-id`. What it sends is its
HTML value: an option's value, an id, a date; the workspace finds the whole option again.

https://docs.slack.dev/reference/block-kit/block-elements
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from markupsafe import Markup

from bot.playground.render.context import RenderContext
from bot.playground.render.html import Attribute, join, tag
from bot.playground.render.links import safe_href
from bot.playground.render.payload import Json, mapping, number, objects, string, strings
from bot.playground.render.text import plain_words, text_div, text_html

_Row = tuple[str, str, bool]
"""One of several choices: its value, its name, whether it is chosen."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an element stands. `control_id` is the HTML id that a label points to.

    `is_input`: inside an input block, which reports on submission only, unless `dispatches`.
    """

    context: RenderContext
    block_id: str
    control_id: str
    label_id: str | None = None
    described_by: str | None = None
    is_input: bool = False
    dispatches: bool = True
    invalid: bool = False
    optional: bool = True

    def attributes(self, element: Json) -> dict[str, Attribute]:
        """Return what every interactive element carries."""
        return {
            "data_element": string(element, "type"),
            "data_block_id": self.block_id,
            "data_action_id": string(element, "action_id"),
            "data_key": f"{self.block_id}/{string(element, 'action_id')}",
            "data_dispatch": self.dispatches,
        }

    def naming(self, element: Json) -> dict[str, Attribute]:
        """Return the element's name and description for a screen reader."""
        words = string(element, "accessibility_label") or plain_words(element, "placeholder")
        name = None if self.is_input else words or string(element, "action_id").replace("_", " ")
        return {
            "aria_label": name,
            "aria_describedby": self.described_by,
            "aria_invalid": "true" if self.invalid else None,
        }


def button(element: Json, place: Place) -> Markup:
    """Return a button, as a link where it opens one; it reports a press in both cases."""
    style = element.get("style")
    href = safe_href(string(element, "url"))
    return join(
        tag(
            "a" if href else "button",
            text_html(mapping(element, "text"), place.context),
            **place.attributes(element),
            class_=f"btn btn-{style}" if style in {"primary", "danger"} else "btn",
            type=None if href else "button",
            href=href,
            target="_blank" if href else None,
            rel="noopener noreferrer nofollow" if href else None,
            data_value=string(element, "value") or None,
            aria_label=string(element, "accessibility_label") or None,
            dir="auto",
        ),
        confirm_template(element, place),
    )


def overflow(element: Json, place: Place) -> Markup:
    """Return the `…` menu. Each entry reports the whole option; one with a link also opens it."""
    entries = (_overflow_entry(option, place) for option in objects(element.get("options")))
    menu = tag("div", *entries, class_="menu", role="menu")
    summary = tag(
        "summary",
        "⋯",
        class_="btn btn-icon",
        aria_label=string(element, "accessibility_label") or "More actions",
    )
    return join(
        tag("details", summary, menu, **place.attributes(element), class_="popup overflow"),
        confirm_template(element, place),
    )


def _overflow_entry(option: Json, place: Place) -> Markup:
    return tag(
        "button",
        text_html(mapping(option, "text"), place.context),
        option_description(option, place.context),
        type="button",
        role="menuitem",
        class_="menu-item",
        data_value=string(option, "value"),
        data_href=safe_href(string(option, "url")),
        dir="auto",
    )


def select(element: Json, place: Place) -> Markup:
    """Return a select with one choice, of options or of ids (users, channels, conversations)."""
    placeholder = plain_words(element, "placeholder") or "Choose an option"
    return join(
        tag(
            "select",
            tag("option", placeholder, value=""),
            *_choices(element, place),
            id=place.control_id,
            class_="control select",
            **place.attributes(element),
            **place.naming(element),
            data_required=not place.optional,
        ),
        confirm_template(element, place),
    )


def _choices(element: Json, place: Place) -> Iterable[Markup]:
    chosen = mapping(element, "initial_option")
    groups = objects(element.get("option_groups"))
    if groups:
        for group in groups:
            inside = (_choice(option, chosen) for option in objects(group.get("options")))
            yield tag("optgroup", *inside, label=plain_words(group, "label"))
        return
    if ids := selectable_ids(element, place.context):
        initial = next((string(element, key) for key in INITIAL_ID if element.get(key)), "")
        for value, name in ids:
            yield tag("option", name, value=value, selected=value == initial)
        return
    for option in objects(element.get("options")):
        yield _choice(option, chosen)


def _choice(option: Json, chosen: Json) -> Markup:
    value = string(option, "value")
    return tag(
        "option",
        plain_words(option, "text"),
        value=value,
        selected=bool(chosen) and value == string(chosen, "value"),
    )


def external_select(element: Json, place: Place) -> Markup:
    """Return a select whose options the app gives while the person types."""
    placeholder = plain_words(element, "placeholder") or "Search"
    chosen = mapping(element, "initial_option")
    return join(
        tag(
            "details",
            tag(
                "summary",
                plain_words(chosen, "text") or placeholder,
                class_="control select",
                id=place.control_id,
            ),
            tag("div", _search(element, placeholder), class_="menu choices"),
            class_="popup external",
            data_value=string(chosen, "value") or None,
            data_required=not place.optional,
            **place.attributes(element),
        ),
        confirm_template(element, place),
    )


_MIN_QUERY = 3  # characters typed before the app is asked, where it does not say


def _search(element: Json, placeholder: str) -> Markup:
    """Return the search field with room for what the app suggests. A live update leaves both alone."""
    fewest = number(element, "min_query_length")
    field = tag(
        "input",
        type="search",
        class_="control",
        data_search=True,
        data_fewest=_MIN_QUERY if fewest is None else fewest,
        aria_label=placeholder,
        autocomplete="off",
    )
    return tag("div", field, tag("div", class_="suggestions"), data_client=True, data_key="search")


def multi_select(element: Json, place: Place) -> Markup:
    """Return a select with several choices: a list of checkboxes that folds away."""
    kind = string(element, "type")
    groups = _groups(element, place.context)
    chosen = [name for _, rows in groups for _, name, is_chosen in rows if is_chosen]
    placeholder = plain_words(element, "placeholder") or "Choose options"
    return join(
        tag(
            "details",
            tag(
                "summary",
                ", ".join(chosen) or placeholder,
                class_="control select",
                id=place.control_id,
                data_placeholder=placeholder,
            ),
            tag(
                "div",
                *(_drawn_group(label, rows) for label, rows in groups),
                _search(element, placeholder) if kind == "multi_external_select" else None,
                class_="menu choices",
                role="group",
                aria_label=placeholder,
            ),
            class_="popup multi",
            **place.attributes(element),
            data_max=string(element, "max_selected_items") or None,
            data_required=not place.optional,
        ),
        confirm_template(element, place),
    )


def _groups(element: Json, context: RenderContext) -> list[tuple[str, list[_Row]]]:
    """Return what a select with several choices shows: groups with their label, which may be empty."""
    if ids := selectable_ids(element, context):
        picked = {one for key in INITIAL_IDS for one in strings(element.get(key))}
        return [("", [(value, name, value in picked) for value, name in ids])]
    initial = objects(element.get("initial_options"))
    if element.get("type") == "multi_external_select":
        return [("", _rows(initial, initial))]  # what else there is, the app says while one types
    groups = objects(element.get("option_groups")) or [element]
    return [(plain_words(one, "label"), _rows(objects(one.get("options")), initial)) for one in groups]


def _rows(options: list[Json], initial: list[Json]) -> list[_Row]:
    chosen = {string(option, "value") for option in initial}
    values = [(string(option, "value"), plain_words(option, "text")) for option in options]
    return [(value, name, value in chosen) for value, name in values]


def _drawn_group(label: str, rows: list[_Row]) -> Markup:
    head = tag("p", label, class_="choices-label", dir="auto") if label else None
    return join(head, *(_box(row) for row in rows))


def _box(row: _Row) -> Markup:
    value, name, is_chosen = row
    box = tag("input", type="checkbox", value=value, checked=is_chosen)
    return tag("label", box, tag("span", name, dir="auto"), class_="choice", data_key=f"option-{value}")


def options_group(element: Json, place: Place) -> Markup:
    """Return radio buttons or checkboxes with their descriptions."""
    kind = "radio" if element.get("type") == "radio_buttons" else "checkbox"
    initial = objects(element.get("initial_options")) or [mapping(element, "initial_option")]
    chosen = {string(option, "value") for option in initial if option}
    rows = (_option_row(option, kind, chosen, place) for option in objects(element.get("options")))
    return join(
        tag(
            "div",
            *rows,
            id=place.control_id,
            class_="options",
            role="radiogroup" if kind == "radio" else "group",
            aria_labelledby=place.label_id,
            **place.attributes(element),
            **place.naming(element),
            data_required=not place.optional,
        ),
        confirm_template(element, place),
    )


def _option_row(option: Json, kind: str, chosen: set[str], place: Place) -> Markup:
    value = string(option, "value")
    box = tag(
        "input",
        type=kind,
        name=place.control_id,
        value=value,
        checked=value in chosen,
    )
    words = tag(
        "span", text_html(mapping(option, "text"), place.context), option_description(option, place.context)
    )
    return tag("label", box, words, class_="choice", dir="auto")


def option_description(option: Json, context: RenderContext) -> Markup | None:
    """Return an option's smaller second line."""
    text = mapping(option, "description")
    return tag("span", text_html(text, context), class_="choice-description") if text else None


def feedback_buttons(element: Json, place: Place) -> Markup:
    """Return the pair of buttons that rate an answer."""
    shared = {"type": "feedback_buttons", "action_id": element.get("action_id")}
    pair = (mapping(element, "positive_button"), mapping(element, "negative_button"))
    return join(*(button({**one, **shared}, place) for one in pair))


def confirm_template(element: Json, place: Place) -> Markup | None:
    """Return the question to ask before the element right before it reports, out of sight."""
    confirm = mapping(element, "confirm")
    if not confirm:
        return None
    return tag(
        "template",
        tag("h2", plain_words(confirm, "title"), dir="auto"),
        text_div(mapping(confirm, "text"), place.context),
        class_="confirm",
        data_yes=plain_words(confirm, "confirm") or "Yes",
        data_no=plain_words(confirm, "deny") or "Cancel",
        data_style="danger" if confirm.get("style") == "danger" else "primary",
    )


INITIAL_ID = ("initial_user", "initial_channel", "initial_conversation")
INITIAL_IDS = ("initial_users", "initial_channels", "initial_conversations")


def selectable_ids(element: Json, context: RenderContext) -> list[tuple[str, str]]:
    """Return the ids and names that a select of users, channels (public ones) or conversations offers."""
    kind = string(element, "type").removeprefix("multi_")
    if kind == "users_select":
        return [(one, f"@{name}") for one, name in context.users.items()]
    if kind == "channels_select":
        return [(one, f"#{name}") for one, name in context.channels.items() if one not in context.private]
    return _conversations(element, context) if kind == "conversations_select" else []


def _conversations(element: Json, context: RenderContext) -> list[tuple[str, str]]:
    """Return what a menu of conversations offers, by its filter: channels, and direct messages.

    https://docs.slack.dev/reference/block-kit/composition-objects/conversation-filter-object. All direct
    messages here are with the bot; other people stand for those that one could have with them.
    """
    chosen = mapping(element, "filter")
    kinds = set(strings(chosen.get("include")) or ("public", "private", "im"))
    offered = [
        (one, f"#{name}")
        for one, name in context.channels.items()
        if ("private" if one in context.private else "public") in kinds
    ]
    if "im" not in kinds:
        return offered
    bots = set(context.directs.values())
    if not chosen.get("exclude_bot_users"):
        offered += [(one, f"@{name}") for one, name in context.directs.items()]
    return offered + [(one, f"@{name}") for one, name in context.users.items() if name not in bots]


ELEMENTS: dict[str, Callable[[Json, Place], Markup]] = {
    "button": button,
    "workflow_button": button,
    "icon_button": button,
    "feedback_buttons": feedback_buttons,
    "overflow": overflow,
    "radio_buttons": options_group,
    "checkboxes": options_group,
    "external_select": external_select,
    **dict.fromkeys(
        ("static_select", "users_select", "channels_select", "conversations_select"),
        select,
    ),
    **dict.fromkeys(
        (
            "multi_static_select",
            "multi_external_select",
            "multi_users_select",
            "multi_channels_select",
            "multi_conversations_select",
        ),
        multi_select,
    ),
}
