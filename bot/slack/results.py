"""A page of search results. Its state is in its buttons and menus, so that they work tomorrow too."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Any

from markupsafe import Markup
from slack_sdk import WebClient

from bot.blockkit.blocks import (
    Element,
    actions,
    button,
    context,
    divider,
    modal,
    option,
    section,
    static_select,
)
from bot.blockkit.escape import literal
from bot.blockkit.escape import spoken as with_names
from bot.blockkit.limits import ACTION_ID, BLOCK_ID, CONTEXT_TEXT
from bot.errors import InvalidInputError
from bot.issues.fit import within
from bot.issues.pieces import LINK_IN_LIST, clickable
from bot.links.find import find_links
from bot.models.pages import item_page
from bot.models.search import MATCH_END, MATCH_START
from bot.models.text import shorten_words
from bot.models.values import KIND_NAMES, Item, Kind, Person
from bot.newsroom.more_like import more_like
from bot.newsroom.search import Answer, search_archive
from bot.newsroom.suggest import suggest
from bot.query import Filter, leaves, parse, to_text
from bot.query.narrow import kind_of, with_kind
from bot.slack.desk import Desk
from bot.slack.messages import Message
from bot.slack.names import names_of
from bot.slack.permalinks import threads_of
from bot.store.marks import count_saves, saved_among

PAGE = 5
MAX_QUERY = 500
_HEADLINE = 150  # characters of the query above its results
_NOTES = 5
_LABEL = 50  # of a title in a menu, which is as wide as its longest one
SEARCH = "slack/search.txt"
KIND_MENU = "kind"
"""What a kind menu's `action_id` begins with; the end of a long query follows."""

_ANY_KIND = "any"
_KINDS = {_ANY_KIND: "Any kind"} | {kind.value: name for kind, name in KIND_NAMES.items()}
_EXACTLY, _FREELY = "=", "~"
Blocks = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Position:
    """A page of a search: what a button holds. `exactly` searches for what was typed, without corrections."""

    query: str
    offset: int = 0
    exactly: bool = False

    @classmethod
    def typed(cls, query: str) -> "Position":
        """Return the first page of what somebody typed.

        Raises:
            InvalidInputError: it is longer than 500 characters.
        """
        if len(query) > MAX_QUERY:
            raise InvalidInputError(
                f"A query has at most {MAX_QUERY} characters; yours has {len(query):,}.",
                field="query",
                hint="A few telling words find more than a whole text.",
            )
        return cls(query)

    @classmethod
    def read(cls, value: str) -> "Position":
        """Read a button's value.

        Raises:
            InvalidInputError: it is none.
        """
        try:
            state = json.loads(value)
            return cls(str(state["q"]), max(0, int(state["o"])), bool(state.get("x")))
        except (ValueError, KeyError, TypeError):
            raise InvalidInputError("That button is broken.", hint="Search again: /ainews search") from None

    def __str__(self) -> str:
        state = {"q": self.query, "o": self.offset} | ({"x": 1} if self.exactly else {})
        return json.dumps(state, ensure_ascii=False)


def results_page(desk: Desk, client: WebClient, position: Position, *, person_id: str) -> Message:
    """Search, for a person, and return a page of results."""
    query, offset = position.query, position.offset
    found = search_archive(
        desk.team,
        query,
        now=desk.clock(),
        limit=PAGE,
        offset=offset,
        person=person_id,
        exactly=position.exactly,
        names_of=names_of(desk.known_people, client),
    )
    last = max(0, found.total - 1) // PAGE * PAGE
    if not found.hits and last < offset:  # there were more of them when the button was made
        return results_page(desk, client, replace(position, offset=last), person_id=person_id)
    short = spoken(shorten_words(query, _HEADLINE))
    lead = desk.templates.text(SEARCH, "lead", answer=found, query=short, offset=offset, page=PAGE)
    snippets = [(hit.item, _highlighted(hit.snippet)) for hit in found.hits]
    blocks = [section(lead), *_remarks(desk, found), *_results(desk, client, snippets, person_id, position)]
    blocks += _pager(found, position)
    if not found.hits:
        blocks += _nothing_found(desk, client, position, person_id=person_id)
    blocks += _tools(found, position)
    return {"text": desk.templates.text(SEARCH, "short", answer=found, query=short), "blocks": blocks}


def results_view(
    desk: Desk, client: WebClient, position: Position, *, person_id: str, origin: dict[str, Any]
) -> dict[str, Any]:
    """The same page in a modal. `origin` is kept: where an answer to a button in it is shown."""
    page = results_page(desk, client, position, person_id=person_id)
    return _as_view(page, "Search the archive", origin)


def similar_page(desk: Desk, client: WebClient, item_id: int, *, by: Person) -> Message:
    """Return the items that are most like one.

    Raises:
        NotFoundError: there is no such item for this person.
    """
    item, alike = more_like(desk.team, item_id, by=by)
    lead = desk.templates.text(SEARCH, "similar", item=item, count=len(alike))
    blocks = [section(lead), *_results(desk, client, _with_summaries(desk, alike), by.id)]
    if alike:
        blocks.append(actions(_share_button(alike), _more_like_menu(alike)))
    return {"text": lead, "blocks": blocks}


def which_item(desk: Desk, items: Iterable[Item]) -> Message:
    """Ask which of these items is meant, to show what is like it."""
    lead = desk.templates.text(SEARCH, "which_item")
    blocks = [section(lead)]
    for item in items:
        text = desk.templates.text("slack/item.txt", "line", item=item)
        blocks.append(section(text, accessory=button("More like this", "item_similar", value=str(item.id))))
    return {"text": lead, "blocks": blocks}


def similar_view(
    desk: Desk, client: WebClient, item_id: int, *, by: Person, origin: dict[str, Any]
) -> dict[str, Any]:
    """The same in a modal."""
    return _as_view(similar_page(desk, client, item_id, by=by), "More like this", origin)


def narrowed(block_id: str, action_id: str, kind: str) -> Position:
    """Return the first page of the query that a kind menu holds, narrowed to the kind that was chosen.

    Raises:
        InvalidInputError: it holds none.
    """
    state = block_id + action_id.removeprefix(KIND_MENU)
    if not state.startswith((_EXACTLY, _FREELY)):
        raise InvalidInputError("That menu is broken.", hint="Search again: /ainews search")
    query = with_kind(parse(state[1:]), kind if kind in set(Kind) else None)
    return Position(to_text(query), exactly=state.startswith(_EXACTLY))


def spoken(query: str) -> Markup:
    """Return a query, or words about one, as mrkdwn: people's ids in it become their names."""
    return Markup(with_names(query))  # noqa: S704  it was escaped


def _as_view(page: Message, title: str, origin: dict[str, Any]) -> dict[str, Any]:
    return modal(title, page["blocks"], callback_id="results", private_metadata=json.dumps(origin))


def _remarks(desk: Desk, found: Answer) -> Blocks:
    """How the query was understood, and what of it was set aside: small, under the count."""

    def remarks(share: float) -> str:
        longest = int(600 * share)
        return desk.templates.text(
            SEARCH,
            "remarks",
            understood=_unless_same(found.understood, found.query, longest),
            did_you_mean=spoken(shorten_words((found.total and found.did_you_mean) or "", longest)),
            notes=[spoken(shorten_words(sentence, longest)) for sentence in found.remarks[:_NOTES]],
        )

    text = within(CONTEXT_TEXT, remarks)
    return [context(text)] if text else []


def _unless_same(understood: str, query: str, longest: int) -> Markup:
    return spoken(shorten_words(understood, longest) if understood != query else "")


def _results(
    desk: Desk,
    client: WebClient,
    found: list[tuple[Item, Markup]],
    person_id: str,
    position: Position | None = None,
) -> Blocks:
    """Each item with what it says, where its message stands, and whether the person saved it.

    With the `position` of its page, the button to save it shows the page anew.
    """
    with desk.team.read() as tx:
        saved = saved_among(tx, [item.id for item, _ in found], person_id)
    threads = threads_of(desk.team, client, [item for item, _ in found])
    blocks: Blocks = []
    for item, said in found:
        url = clickable(item.url, LINK_IN_LIST)
        text = desk.templates.text(SEARCH, "result", item=item, url=url, snippet=said)
        place = threads.get(item.id) or desk.templates.address(item_page(item.id))
        is_saved = item.id in saved
        where = desk.templates.text(SEARCH, "where", item=item, thread=place, is_saved=is_saved)
        label, action = ("Take it back", "item_unsave") if is_saved else ("Save", "item_save")
        value = f"{item.id} {position}" if position else str(item.id)
        blocks += [divider(), section(text, accessory=button(label, action, value=value)), context(where)]
    return blocks


def _nothing_found(desk: Desk, client: WebClient, position: Position, *, person_id: str) -> Blocks:
    """What is near, and a way to hand in what is missing: a link that was searched for, if it was one."""
    if _asks_for_saved(position.query):
        with desk.team.read() as tx:
            count = count_saves(tx, person_id)
        if not count:
            return [section(desk.templates.text("slack/item.txt", "saved_list", count=0, shown=0))]
    names = names_of(desk.known_people, client)
    near = suggest(desk.team, position.query, now=desk.clock(), person=person_id, names_of=names)
    blocks: Blocks = []
    if near.queries:
        blocks.append(section(desk.templates.text(SEARCH, "near_queries")))
    for other in near.queries:
        text = desk.templates.text(SEARCH, "near_query", query=spoken(other.query), total=other.total)
        search = button("Search", "search_other", value=str(Position(other.query)))
        blocks.append(section(text, accessory=search))
    if near.items:
        blocks.append(section(desk.templates.text(SEARCH, "near_items")))
        blocks += _results(desk, client, _with_summaries(desk, near.items), person_id, position)
    links = find_links(position.query)
    label = "Hand in this link" if links else "Hand in a link"
    submit = button(label, "issue_submit", value=links[0].url if links else None, style="primary")
    return [*blocks, actions(submit)]


def _asks_for_saved(query: str) -> bool:
    asked = leaves(parse(query).root)
    return any(
        isinstance(leaf, Filter) and (leaf.name, leaf.value.casefold()) == ("is", "saved") for leaf in asked
    )


def _with_summaries(desk: Desk, items: Iterable[Item]) -> list[tuple[Item, Markup]]:
    said = ((item, desk.templates.text(SEARCH, "summary", item=item)) for item in items)
    return [(item, Markup(text)) for item, text in said]  # noqa: S704  templates escape what they print


def _highlighted(snippet: str) -> Markup:
    """Escape a snippet and set in bold what matched. Control characters mark it, and no text has them."""
    marked = literal(snippet).replace(MATCH_START, "*").replace(MATCH_END, "*")
    return Markup(marked)  # noqa: S704  it was escaped on the line above


def _pager(found: Answer, position: Position) -> Blocks:
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


def _tools(found: Answer, position: Position) -> Blocks:
    """What can be done with the results and the search. The row and its kind menu hold the query."""
    shown = [hit.item for hit in found.hits]
    query = parse(position.query)
    state, rest = kept_by_menu(position)
    elements = []
    if state and (shown or kind_of(query)):
        elements.append(_kind_menu(kind_of(query), rest))
    if shown:
        elements.append(_share_button(shown))
    if query.root is not None and not find_links(position.query):
        elements.append(button("Follow this search", "follow_search", value=position.query))
    if shown:
        elements.append(_more_like_menu(shown))
    return [actions(*elements, block_id=state or None)] if elements else []


def kept_by_menu(position: Position) -> tuple[str, str]:
    """Cut the query that the kind menu narrows in two: what its row's `block_id` holds, and its `action_id`.

    A menu's own values have too little room, and nothing else comes back from a message that only one person
    sees. Both empty where even that is too little, as for a query of emoji: their length is counted as
    JavaScript does, in UTF-16.
    """
    query = parse(position.query)
    typed = to_text(with_kind(query, None)) if kind_of(query) else position.query
    state = f"{_EXACTLY if position.exactly else _FREELY}{typed}"
    first = _fitting(state, BLOCK_ID)
    rest = state[first:]
    return (state[:first], rest) if _fitting(rest, ACTION_ID - len(KIND_MENU)) == len(rest) else ("", "")


def _fitting(text: str, most: int) -> int:
    """Return how many characters of a text take up at most so many units of UTF-16."""
    units = accumulate(2 if character > "\uffff" else 1 for character in text)
    return sum(1 for taken in units if taken <= most)


def _kind_menu(chosen: str | None, rest: str) -> Element:
    options = {kind: option(label, kind) for kind, label in _KINDS.items()}
    return static_select(
        KIND_MENU + rest, list(options.values()), initial=options[chosen or _ANY_KIND], placeholder="Kind"
    )


def _more_like_menu(shown: Iterable[Item]) -> Element:
    options = [option(shorten_words(item.headline, _LABEL), str(item.id)) for item in shown]
    return static_select("item_similar", options, placeholder="More like …")


def _share_button(shown: Iterable[Item]) -> Element:
    return button("Share …", "share_open", value=",".join(str(item.id) for item in shown))
