"""A page of search results. Its state is in its buttons, so that they work tomorrow too."""

import json
from typing import Any

from markupsafe import Markup

from bot.blockkit.blocks import actions, button, context, divider, modal, section
from bot.blockkit.escape import literal
from bot.errors import InvalidInputError
from bot.models.search import MATCH_END, MATCH_START
from bot.newsroom.search import Answer, search_archive
from bot.slack.desk import Desk
from bot.slack.messages import Message

PAGE = 5
MAX_QUERY = 500
_SEARCH = "slack/search.txt"


def results_page(desk: Desk, query: str, *, offset: int) -> Message:
    """Search and return the page that begins at `offset`.

    Raises:
        InvalidInputError: the query is longer than 500 characters.
    """
    if len(query) > MAX_QUERY:
        raise InvalidInputError(f"A query has at most {MAX_QUERY} characters.", field="query")
    found = search_archive(desk.team, query, now=desk.clock(), limit=PAGE, offset=offset)
    lead = desk.templates.text(_SEARCH, "lead", answer=found, offset=offset, page=PAGE)
    blocks = [section(lead), *_results(desk, found), *_pager(found, query, offset)]
    return {"text": desk.templates.text(_SEARCH, "short", answer=found), "blocks": blocks}


def read_position(value: str) -> tuple[str, int]:
    """Return the query and the offset that a button holds."""
    state = json.loads(value)
    return str(state["q"]), max(0, int(state["o"]))


def _results(desk: Desk, found: Answer) -> list[dict[str, Any]]:
    blocks: list[dict[str, Any]] = []
    for hit in found.hits:
        text = desk.templates.text(_SEARCH, "result", item=hit.item, snippet=_highlighted(hit.snippet))
        where = desk.templates.text(_SEARCH, "where", item=hit.item)
        save = button("Save", "item_save", value=str(hit.item.id))
        blocks += [divider(), section(text, accessory=save), context(where)]
    if not found.hits:
        submit = button("Hand in a link", "issue_submit")
        blocks.append(actions(submit))
    return blocks


def _highlighted(snippet: str) -> Markup:
    """Escape a snippet and set in bold what matched. Control characters mark it, and no text has them."""
    marked = literal(snippet).replace(MATCH_START, "*").replace(MATCH_END, "*")
    return Markup(marked)  # noqa: S704  it was escaped on the line above


def _pager(found: Answer, query: str, offset: int) -> list[dict[str, Any]]:
    buttons = []
    if offset > 0:
        buttons.append(_page_button("Previous", "search_previous", query, max(0, offset - PAGE)))
    if offset + PAGE < found.total:
        buttons.append(_page_button("Next", "search_next", query, offset + PAGE))
    return [actions(*buttons)] if buttons else []


def _page_button(label: str, action_id: str, query: str, offset: int) -> dict[str, Any]:
    return button(label, action_id, value=json.dumps({"q": query, "o": offset}, ensure_ascii=False))


def results_view(desk: Desk, query: str, *, offset: int, origin: dict[str, Any]) -> dict[str, Any]:
    """The same page in a modal. `origin` is kept: where an answer to a button in it is shown."""
    page = results_page(desk, query, offset=offset)
    return modal(
        "Search the archive", page["blocks"], callback_id="results", private_metadata=json.dumps(origin)
    )
