"""Modals: what they ask, and how their answers are read. The ids of blocks are the names of fields."""

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from bot.blockkit.blocks import (
    context,
    date_picker,
    input_,
    modal,
    option,
    section,
    static_select,
    text_input,
)
from bot.models.values import MAX_SUMMARY, MAX_TITLE, Item, Kind
from bot.newsroom.submit import host
from bot.templating import Templates

View = dict[str, Any]
Values = dict[str, Any]
_NOTHING: Mapping[str, str] = MappingProxyType({})
_FORMS = "slack/forms.txt"
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def add_form(templates: Templates, *, channel_id: str | None, typed: Mapping[str, str] = _NOTHING) -> View:
    """Ask for links, a note and tags. `channel_id` is where the answer is shown.

    `typed` is what stands in the fields at first, by their names. Slack tells when the form is closed, so
    that what was typed can be kept.
    """
    say = templates.plain
    return modal(
        "Hand in a link",
        [
            input_(
                "Link",
                text_input(
                    "value",
                    initial=typed.get("link"),
                    placeholder="https://arxiv.org/abs/1706.03762",
                    multiline=True,
                ),
                block_id="link",
                hint=say(_FORMS, "link_hint"),
            ),
            input_(
                "Note",
                text_input("value", initial=typed.get("note"), multiline=True, max_length=MAX_SUMMARY),
                block_id="note",
                hint=say(_FORMS, "note_hint"),
                optional=True,
            ),
            input_(
                "Tags",
                text_input("value", initial=typed.get("tags"), placeholder="#agents #evaluation"),
                block_id="tags",
                optional=True,
            ),
        ],
        callback_id="add",
        submit="Hand in",
        close="Cancel",
        private_metadata=json.dumps({"channel": channel_id}),
        notify_on_close=True,
    )


def edit_form(
    templates: Templates, item: Item, *, origin: dict[str, Any], typed: Mapping[str, str] = _NOTHING
) -> View:
    """Ask for everything that describes an item. `origin` is kept for the answer (channel, response URL).

    `typed` is what stands in the fields instead of what the item has: see `add_form`.

    A summary longer than a form takes (3,000 characters, as imports can be) is left out and so left alone.
    The host that stands in for a missing title is left out too.
    """
    given = {**_fields_of(item), **typed}
    kinds = [option(kind.value, kind.value) for kind in Kind]
    summary = input_(
        "Summary",
        text_input("value", initial=given["summary"], multiline=True, max_length=MAX_SUMMARY),
        block_id="summary",
        optional=True,
    )
    if len(item.summary) > MAX_SUMMARY:
        summary = section(templates.text(_FORMS, "summary_too_long"))
    return modal(
        "Edit the item",
        [
            context(templates.text(_FORMS, "editing", item=item)),
            input_(
                "Title",
                text_input("value", initial=given["title"][:MAX_TITLE], max_length=MAX_TITLE),
                block_id="title",
                optional=True,
            ),
            input_(
                "Organisations",
                text_input("value", initial=given["organizations"]),
                block_id="organizations",
                hint=templates.plain(_FORMS, "organizations_hint"),
                optional=True,
            ),
            input_(
                "Kind",
                static_select("value", kinds, initial=kinds[list(Kind).index(Kind(given["kind"]))]),
                block_id="kind",
            ),
            input_(
                "Published on",
                date_picker("value", initial=given["published_on"] or None),
                block_id="published_on",
                optional=True,
            ),
            summary,
            input_(
                "Tags",
                text_input("value", initial=given["tags"]),
                block_id="tags",
                optional=True,
            ),
        ],
        callback_id="edit",
        submit="Save",
        close="Cancel",
        private_metadata=json.dumps({"item": item.id, "version": item.version, **origin}),
        notify_on_close=True,
    )


def _fields_of(item: Item) -> dict[str, str]:
    return {
        "title": "" if item.title == host(item.url) else (item.title or ""),
        "organizations": ", ".join(item.organizations),
        "kind": item.kind.value,
        "published_on": item.published_on.isoformat() if item.published_on else "",
        "summary": item.summary,
        "tags": " ".join(f"#{tag}" for tag in item.tags),
    }


def search_form(templates: Templates, *, channel_id: str | None) -> View:
    """Ask for a query."""
    return modal(
        "Search the archive",
        [
            input_(
                "Search for",
                text_input("value", placeholder="mixture of experts", max_length=500),
                block_id="query",
                hint=templates.plain(_FORMS, "query_hint"),
            )
        ],
        callback_id="search",
        submit="Search",
        private_metadata=json.dumps({"channel": channel_id}),
    )


def origin_of(view: View) -> dict[str, Any]:
    """Return what a form kept for its answer."""
    kept = json.loads(view.get("private_metadata") or "{}")
    return kept if isinstance(kept, dict) else {}


def read_values(view: View) -> Values:
    """Return each field's answer by its block's id: text, an option's value, a date, a time or a channel."""
    return {
        block_id: _value(state)
        for block_id, actions in view["state"]["values"].items()
        for state in actions.values()
    }


def _value(state: dict[str, Any]) -> str:
    if state.get("selected_option"):
        return str(state["selected_option"]["value"])
    for key in ("value", "selected_date", "selected_time", "selected_conversation"):
        if state.get(key):
            return str(state[key]).strip()
    return ""
