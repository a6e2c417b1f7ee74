"""Rich text: sections, lists, quotes and preformatted text, and what stands in their lines.

https://docs.slack.dev/reference/block-kit/blocks/rich-text-block. Slack publishes no length limits for it.
"""

from bot.playground.limits.objects import ID
from bot.playground.limits.schema import Rule, array, boolean, integer, record, string, typed, url

_STYLE = record(
    dict.fromkeys(("bold", "italic", "strike", "code", "underline", "highlight"), boolean)
    | {"client_highlight": boolean, "unlink": boolean}
)


def _inline(fields: dict[str, Rule], *required: str) -> Rule:
    return record({"type": string(), "style": _STYLE, **fields}, required=("type", *required))


INLINE = typed(
    {
        "text": _inline({"text": string()}, "text"),
        "link": _inline({"url": url(), "text": string(), "unsafe": boolean}, "url"),
        "user": _inline({"user_id": string()}, "user_id"),
        "usergroup": _inline({"usergroup_id": string()}, "usergroup_id"),
        "team": _inline({"team_id": string()}, "team_id"),
        "channel": _inline({"channel_id": string()}, "channel_id"),
        "emoji": _inline(
            {"name": string(), "unicode": string(), "skin_tone": integer(1, 6), "url": url()}, "name"
        ),
        "broadcast": _inline({"range": string(one_of=("here", "channel", "everyone"))}, "range"),
        "color": _inline({"value": string()}, "value"),
        "date": _inline(
            {"timestamp": integer(), "format": string(), "url": url(), "fallback": string()},
            "timestamp",
            "format",
        ),
    }
)

_LINES: dict[str, Rule] = {"type": string(), "elements": array(INLINE, min_items=0)}
_BORDER = integer(0, 1)

SECTION = record(_LINES, required=("type", "elements"))

RICH_TEXT_ELEMENT = typed(
    {
        "rich_text_section": SECTION,
        "rich_text_list": record(
            {
                "type": string(),
                "elements": array(typed({"rich_text_section": SECTION}), min_items=0),
                "style": string(one_of=("bullet", "ordered")),
                "indent": integer(0, 8),
                "offset": integer(0),
                "border": _BORDER,
            },
            required=("type", "elements", "style"),
        ),
        "rich_text_preformatted": record(
            {**_LINES, "border": _BORDER, "language": string()}, required=("type", "elements")
        ),
        "rich_text_quote": record({**_LINES, "border": _BORDER}, required=("type", "elements")),
    }
)

RICH_TEXT = record(
    {"type": string(), "block_id": ID, "elements": array(RICH_TEXT_ELEMENT, min_items=0)},
    required=("type", "elements"),
)
