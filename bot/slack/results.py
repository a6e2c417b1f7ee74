"""A page of search results. Its state is in its buttons, so that they work tomorrow too."""

import json
from dataclasses import dataclass, replace
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


@dataclass(frozen=True, slots=True)
class Position:
    """A page of a search: what a button holds. `exactly` searches for what was typed, without corrections."""

    query: str
    offset: int = 0
    exactly: bool = False

    @classmethod
    def read(cls, value: str) -> "Position":
        """Read a button's value."""
        state = json.loads(value)
        return cls(str(state["q"]), max(0, int(state["o"])), bool(state.get("x")))

    def __str__(self) -> str:
        state = {"q": self.query, "o": self.offset} | ({"x": 1} if self.exactly else {})
        return json.dumps(state, ensure_ascii=False)


def results_page(desk: Desk, position: Position, *, person_id: str) -> Message:
    """Search, for a person, and return a page of results.

    Raises:
        InvalidInputError: the query is longer than 500 characters.
    """
    query, offset = position.query, position.offset
    if len(query) > MAX_QUERY:
        raise InvalidInputError(f"A query has at most {MAX_QUERY} characters.", field="query")
    found = search_archive(
        desk.team,
        query,
        now=desk.clock(),
        limit=PAGE,
        offset=offset,
        person=person_id,
        exactly=position.exactly,
    )
    lead = desk.templates.text(_SEARCH, "lead", answer=found, offset=offset, page=PAGE)
    blocks = [section(lead), *_results(desk, found), *_pager(found, position)]
    return {"text": desk.templates.text(_SEARCH, "short", answer=found), "blocks": blocks}


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


def _pager(found: Answer, position: Position) -> list[dict[str, Any]]:
    offset = position.offset
    buttons = []
    if offset > 0:
        before = replace(position, offset=max(0, offset - PAGE))
        buttons.append(button("Previous", "search_previous", value=str(before)))
    if offset + PAGE < found.total:
        after = replace(position, offset=offset + PAGE)
        buttons.append(button("Next", "search_next", value=str(after)))
    if found.did_you_mean and not position.exactly:
        exact = Position(position.query, exactly=True)
        buttons.append(button("Search exactly as typed", "search_exactly", value=str(exact)))
    return [actions(*buttons)] if buttons else []


def results_view(desk: Desk, position: Position, *, person_id: str, origin: dict[str, Any]) -> dict[str, Any]:
    """The same page in a modal. `origin` is kept: where an answer to a button in it is shown."""
    page = results_page(desk, position, person_id=person_id)
    return modal(
        "Search the archive", page["blocks"], callback_id="results", private_metadata=json.dumps(origin)
    )
