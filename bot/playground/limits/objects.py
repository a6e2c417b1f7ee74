"""Composition objects: text, options, confirmation dialogs.

https://docs.slack.dev/reference/block-kit/composition-objects
"""

from bot.playground.limits.schema import Rule, array, boolean, both, exactly_one, record, string, typed, url

ID = string(255)
STYLE = string(one_of=("primary", "danger"))


def plain_text(max_length: int, *, min_length: int = 1) -> Rule:
    """A text object that must be plain."""
    return typed({"plain_text": _plain(max_length, min_length)})


def any_text(max_length: int, *, min_length: int = 1) -> Rule:
    """A text object, plain or with markup."""
    markup = record(
        {
            "type": string(),
            "text": string(max_length, min_length=min_length),
            "verbatim": boolean,
        },
        required=("type", "text"),
    )
    return typed({"plain_text": _plain(max_length, min_length), "mrkdwn": markup})


def _plain(max_length: int, min_length: int) -> Rule:
    return record(
        {"type": string(), "text": string(max_length, min_length=min_length), "emoji": boolean},
        required=("type", "text"),
    )


CONFIRM = record(
    {
        "title": plain_text(100),
        "text": any_text(300),
        "confirm": plain_text(30),
        "deny": plain_text(30),
        "style": STYLE,
    },
    required=("title", "text", "confirm", "deny"),
)

_OPTION_REST: dict[str, Rule] = {"value": string(150), "description": plain_text(75)}

OPTION = record({"text": plain_text(75), **_OPTION_REST}, required=("text", "value"))
"""An option of a select menu."""

OVERFLOW_OPTION = record({"text": plain_text(75), **_OPTION_REST, "url": url()}, required=("text", "value"))

MARKUP_OPTION = record(
    {"text": any_text(75), "value": string(150), "description": any_text(75)}, required=("text", "value")
)
"""An option of checkboxes or radio buttons: its texts may carry markup."""

OPTION_GROUP = record(
    {"label": plain_text(75), "options": array(OPTION, max_items=100)}, required=("label", "options")
)

DISPATCH_ACTION_CONFIG = record(
    {
        "trigger_actions_on": array(
            string(one_of=("on_enter_pressed", "on_character_entered")), min_items=1, max_items=2
        )
    }
)

CONVERSATION_FILTER = record(
    {
        "include": array(string(one_of=("im", "mpim", "private", "public")), min_items=1),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    }
)

SLACK_FILE = both(record({"id": string(), "url": url()}), exactly_one("id", "url"))

WORKFLOW = record(
    {
        "trigger": record(
            {"url": url(), "customizable_input_parameters": array(record({"name": ID, "value": string()}))},
            required=("url",),
        )
    },
    required=("trigger",),
)
