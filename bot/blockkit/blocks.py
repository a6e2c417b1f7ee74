"""Block Kit's dicts, one small function each. Nothing here trims or checks: `validate` does the checking.

Fields: https://docs.slack.dev/reference/block-kit. A parameter left out leaves its key out.
"""

from collections.abc import Sequence
from typing import Any

Block = dict[str, Any]
Element = dict[str, Any]
Text = dict[str, Any]
View = dict[str, Any]


def plain(text: str) -> Text:
    """A text object that Slack shows as it is, apart from `:emoji:` names."""
    return {"type": "plain_text", "text": text, "emoji": True}


def mrkdwn(text: str) -> Text:
    """A text object with Slack's formatting. `text` is escaped already (see `escape`).

    `verbatim` is Slack's default, spelled out since Slack hands it back so; true would keep bare addresses
    from becoming links, but much of what draws Block Kit outside of Slack then formats nothing at all.
    """
    return {"type": "mrkdwn", "text": text, "verbatim": False}


# Layout


def header(text: str, *, block_id: str | None = None) -> Block:
    """A line in large, bold letters; plain text only."""
    return _with({"type": "header", "text": plain(text)}, block_id=block_id)


def section(
    text: str, *, fields: Sequence[str] = (), accessory: Element | None = None, block_id: str | None = None
) -> Block:
    """A paragraph of mrkdwn, with up to ten short fields under it and one element beside it."""
    block: Block = {"type": "section"}
    if text:
        block["text"] = mrkdwn(text)
    if fields:
        block["fields"] = [mrkdwn(field) for field in fields]
    return _with(block, accessory=accessory, block_id=block_id)


def context(*texts: str, block_id: str | None = None) -> Block:
    """Small grey text in mrkdwn."""
    return _with({"type": "context", "elements": [mrkdwn(text) for text in texts]}, block_id=block_id)


def divider() -> Block:
    """A thin line."""
    return {"type": "divider"}


def actions(*elements: Element, block_id: str | None = None) -> Block:
    """A row of buttons and menus."""
    return _with({"type": "actions", "elements": list(elements)}, block_id=block_id)


def image(url: str, alt_text: str, *, title: str | None = None) -> Block:
    """A picture. `alt_text` is what screen readers say."""
    return _with(
        {"type": "image", "image_url": url, "alt_text": alt_text}, title=plain(title) if title else None
    )


def input_(
    label: str,
    element: Element,
    *,
    block_id: str,
    hint: str | None = None,
    optional: bool = False,
    dispatch: bool = False,
) -> Block:
    """A labelled form field. With `dispatch`, its changes are sent before the form is submitted."""
    block: Block = {"type": "input", "block_id": block_id, "label": plain(label), "element": element}
    return _with(
        block,
        hint=plain(hint) if hint else None,
        optional=optional or None,
        dispatch_action=dispatch or None,
    )


# Elements


def button(
    label: str,
    action_id: str,
    *,
    value: str | None = None,
    url: str | None = None,
    style: str | None = None,
    confirm: Element | None = None,
    accessibility_label: str | None = None,
) -> Element:
    """A button. `style` is `primary` or `danger`; phones show about 30 characters of the label."""
    return _with(
        {"type": "button", "text": plain(label), "action_id": action_id},
        value=value,
        url=url,
        style=style,
        confirm=confirm,
        accessibility_label=accessibility_label,
    )


def option(label: str, value: str, *, description: str | None = None) -> Element:
    """A choice in a menu, or among radio buttons or checkboxes."""
    return _with(
        {"text": plain(label), "value": value}, description=plain(description) if description else None
    )


def overflow(action_id: str, options: Sequence[Element], *, confirm: Element | None = None) -> Element:
    """The "…" menu."""
    return _with(
        {"type": "overflow", "action_id": action_id, "options": list(options)},
        confirm=confirm,
    )


def static_select(
    action_id: str,
    options: Sequence[Element],
    *,
    initial: Element | None = None,
    placeholder: str | None = None,
) -> Element:
    """A menu of up to 100 options."""
    return _choice("static_select", action_id, options, placeholder, initial_option=initial)


def multi_static_select(
    action_id: str,
    options: Sequence[Element],
    *,
    initial: Sequence[Element] = (),
    placeholder: str | None = None,
) -> Element:
    """A menu of which several options can be chosen."""
    return _choice(
        "multi_static_select", action_id, options, placeholder, initial_options=list(initial) or None
    )


def radio_buttons(action_id: str, options: Sequence[Element], *, initial: Element | None = None) -> Element:
    """Up to ten options, one of which is chosen."""
    return _choice("radio_buttons", action_id, options, initial_option=initial)


def checkboxes(action_id: str, options: Sequence[Element], *, initial: Sequence[Element] = ()) -> Element:
    """Up to ten options, any of which can be chosen."""
    return _choice("checkboxes", action_id, options, initial_options=list(initial) or None)


def text_input(
    action_id: str,
    *,
    initial: str | None = None,
    placeholder: str | None = None,
    multiline: bool = False,
    max_length: int | None = None,
) -> Element:
    """A field for text, of one line or several."""
    return _with(
        {"type": "plain_text_input", "action_id": action_id},
        initial_value=initial or None,
        placeholder=plain(placeholder) if placeholder else None,
        multiline=multiline or None,
        max_length=max_length,
    )


def url_input(action_id: str, *, initial: str | None = None, placeholder: str | None = None) -> Element:
    """A field that Slack accepts only a link in."""
    return _with(
        {"type": "url_text_input", "action_id": action_id},
        initial_value=initial or None,
        placeholder=plain(placeholder) if placeholder else None,
    )


def date_picker(action_id: str, *, initial: str | None = None) -> Element:
    """A calendar. `initial` is YYYY-MM-DD."""
    return _with({"type": "datepicker", "action_id": action_id}, initial_date=initial)


def time_picker(action_id: str, *, initial: str | None = None, timezone: str | None = None) -> Element:
    """A clock. `initial` is HH:MM; `timezone` an IANA name that Slack shows beside it."""
    return _with({"type": "timepicker", "action_id": action_id}, initial_time=initial, timezone=timezone)


def channel_select(action_id: str, *, initial: str | None = None, private: bool = True) -> Element:
    """A menu of the channels that the person can see. `initial` is a channel's id."""
    kinds = ["public", "private"] if private else ["public"]
    return _with(
        {"type": "conversations_select", "action_id": action_id, "filter": {"include": kinds}},
        initial_conversation=initial,
    )


def channels_select(action_id: str, *, initial: Sequence[str] = ()) -> Element:
    """A menu of which several of the channels that the person can see can be chosen. `initial` holds ids."""
    return _with(
        {
            "type": "multi_conversations_select",
            "action_id": action_id,
            "filter": {"include": ["public", "private"]},
        },
        initial_conversations=list(initial) or None,
    )


def confirm(title: str, text: str, *, yes: str, no: str, danger: bool = False) -> Element:
    """A question that Slack asks before an action is sent. `text` is shown as it is."""
    return _with(
        {"title": plain(title), "text": plain(text), "confirm": plain(yes), "deny": plain(no)},
        style="danger" if danger else None,
    )


# Surfaces


def modal(
    title: str,
    blocks: Sequence[Block],
    *,
    callback_id: str,
    submit: str | None = None,
    close: str = "Close",
    private_metadata: str | None = None,
    notify_on_close: bool = False,
) -> View:
    """A dialogue. With form fields in it, `submit` is needed."""
    return _with(
        {
            "type": "modal",
            "callback_id": callback_id,
            "title": plain(title),
            "close": plain(close),
            "blocks": list(blocks),
        },
        submit=plain(submit) if submit else None,
        private_metadata=private_metadata,
        notify_on_close=notify_on_close or None,
    )


def home(blocks: Sequence[Block], *, private_metadata: str | None = None) -> View:
    """App Home's view."""
    return _with({"type": "home", "blocks": list(blocks)}, private_metadata=private_metadata)


def _choice(
    kind: str, action_id: str, options: Sequence[Element], placeholder: str | None = None, **initial: Any
) -> Element:
    return _with(
        {"type": kind, "action_id": action_id, "options": list(options)},
        placeholder=plain(placeholder) if placeholder else None,
        **initial,
    )


def _with(fields: dict[str, Any], **optional: Any) -> dict[str, Any]:
    return fields | {name: value for name, value in optional.items() if value is not None}
