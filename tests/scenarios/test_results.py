"""What can be done with results: narrow them to a kind, go to their messages, see what else is like one."""

import pytest

from bot.models.values import ItemState, Kind
from bot.playground.model import Message, View
from bot.playground.seed import CURATOR, GUEST, READER
from bot.playground.workspace import Workspace
from bot.store.items import set_item_state
from bot.store.marks import save_all
from tests.scenarios.test_finding import fill
from tests.support.story import Story, text_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""What the databases do differently is tested in tests/store."""


def choose_kind(story: Story, results: Message | View, kind: str) -> None:
    story.press(results, kind_menu(results), kind, by=READER)


def kind_menu(results: Message | View) -> str:
    """Return the menu's `action_id`, which holds the end of a long query."""
    ids = [
        one["action_id"]
        for block in results.blocks
        for one in block.get("elements", ())
        if "action_id" in one
    ]
    return next(str(one) for one in ids if one.startswith("kind"))


def test_results_are_narrowed_to_a_kind_and_widened_again(story: Story) -> None:
    fill(story, 7)
    fill(story, 2, "Posted mixture", Kind.POST)
    story.command("search mixture", by=READER)
    choose_kind(story, story.sees("9 results", by=READER), "post")
    posts = story.sees("2 results for “mixture kind:post”", "Understood as:", by=READER)
    assert "Mixture number" not in text_of(posts)
    choose_kind(story, posts, "paper")
    papers = story.sees("7 results for “mixture kind:paper”", by=READER)
    story.press(papers, "search_next", by=READER)
    choose_kind(story, story.sees("6–7", by=READER), "any")
    story.sees("9 results for “mixture”", "1–5", by=READER)


def test_a_page_that_is_gone_leads_to_the_last_one(story: Story) -> None:
    fill(story, 11)
    story.command("search mixture", by=READER)
    story.press(story.sees("11 results", by=READER), "search_next", by=READER)
    second = story.sees("6–10", by=READER)
    with story.bot.desk.team.write() as tx:
        for item_id in range(1, 5):
            set_item_state(tx, item_id, ItemState.HELD, now=story.bot.desk.clock())
    story.press(second, "search_next", by=READER)
    story.sees("7 results", "6–7", by=READER)


def test_a_kind_without_results_offers_the_way_back(story: Story) -> None:
    fill(story, 2)
    story.command("search mixture", by=READER)
    choose_kind(story, story.sees("2 results", by=READER), "video")
    nothing = story.sees("Nothing found for “mixture kind:video”", "*mixture* · 2 results", by=READER)
    story.press(nothing, "search_other", by=READER)
    story.sees("2 results for “mixture”", by=READER)


def test_a_kind_keeps_to_what_was_typed_exactly(story: Story) -> None:
    fill(story, 2)
    fill(story, 1, "Post about mixtrue", Kind.POST)
    story.command("search mixtrue kind:paper", by=READER)
    nothing = story.sees("for “mixtrue kind:paper”", by=READER)
    if "search_exactly" in str(nothing.blocks):
        story.press(nothing, "search_exactly", by=READER)
        nothing = story.sees("Nothing found for “mixtrue kind:paper”", by=READER)
    choose_kind(story, nothing, "post")
    story.sees("1 result for “mixtrue kind:post”", by=READER)


def test_menus_and_buttons_work_in_a_modal(story: Story) -> None:
    fill(story, 2)
    story.command("search", by=READER)
    story.modal("search", by=READER)
    story.submit(by=READER, query="mixture")
    results = story.modal("results", by=READER)
    choose_kind(story, results, "paper")
    story.server.workspace.wait_for(lambda _: "mixture kind:paper" in text_of(results))
    saves = [block["block_id"] for block in results.blocks if block.get("accessory")]
    story.server.people.act(READER, results, "item_save", block_id=saves[0])
    story.server.workspace.wait_for(lambda _: "*saved*" in text_of(results))


@pytest.mark.parametrize("length", [254, 255, 400, 500])
def test_a_long_query_has_its_menu_and_its_pages(story: Story, length: int) -> None:
    fill(story, 7)
    fill(story, 2, "Posted mixture", Kind.POST)
    start = "mixture or "
    query = start + "x" * (length - len(start))
    story.command(f"search {query}", by=READER)
    choose_kind(story, story.sees("9 results", by=READER), "paper")
    story.press(story.sees("7 results", "Understood as:", by=READER), "search_next", by=READER)
    choose_kind(story, story.sees("7 results", "6–7", by=READER), "post")
    choose_kind(story, story.sees("2 results", by=READER), "any")
    story.press(story.sees("9 results", "1–5", by=READER), "search_next", by=READER)
    story.sees("9 results", "6–9", by=READER)


def test_results_lead_to_their_messages(story: Story) -> None:
    fill(story, 2)
    story.command("publish", by=CURATOR)
    story.press(story.sees("Publish the issue", by=CURATOR), "publish_now", by=CURATOR)
    entries = story.thread(story.posted("26 Feb"), 2)
    story.command("search mixture", by=READER)
    shown = text_of(story.sees("2 results", by=READER))
    for entry in entries:
        assert f"/p{entry.ts.replace('.', '')}" in shown
    assert shown.count("|Issue of 26 Feb 2024>") == 2


def test_what_is_like_an_item_is_found_from_results_menu_and_command(story: Story) -> None:
    fill(story, 3)
    fill(story, 1, "Weather in spring")
    story.command("search mixture", by=READER)
    results = story.sees("for “mixture”", by=READER)
    item_id = _similar_options(results)[0]
    story.press(results, "item_similar", item_id, by=READER)
    alike = story.sees("More like “Mixture number", by=READER)
    assert text_of(alike).count("*<https://example.com/mixture/") == 2, "the item itself is not among them"
    story.press(alike, "share_open", by=READER)
    story.modal("share", by=READER)
    story.command(f"more-like {item_id}", by=GUEST)
    story.sees("More like “Mixture number", by=GUEST)
    story.command("more-like 999999", by=GUEST)
    story.sees("That item is not here any more", by=GUEST)
    story.command("more-like", by=GUEST)
    story.sees("Which item?", "/ainews more-like", by=GUEST)


@pytest.mark.parametrize("command", ["more-like", "similar"])
def test_what_something_is_like_can_be_named_by_its_title(story: Story, command: str) -> None:
    fill(story, 3)
    fill(story, 1, "Weather in spring")
    story.command(f"{command} weather", by=GUEST)
    story.sees("“Weather in spring", by=GUEST)
    story.command(f"{command} mixture", by=READER)
    asked = story.sees("Which of these?", by=READER)
    assert text_of(asked).count("https://example.com/mixture/") == 3
    first = asked.blocks[1]
    story.server.people.act(READER, asked, "item_similar", block_id=first["block_id"])
    story.sees("More like “Mixture number", by=READER)
    story.command(f"{command} zeppelin", by=CURATOR)
    story.sees("no item with “zeppelin” in its title", by=CURATOR)


def test_what_is_like_a_printed_item_is_in_its_menu(story: Story) -> None:
    fill(story, 2)
    story.command("publish", by=CURATOR)
    story.press(story.sees("Publish the issue", by=CURATOR), "publish_now", by=CURATOR)
    entry = story.thread(story.posted("26 Feb"), 2)[0]
    item_id = next(
        element["value"]
        for block in entry.blocks
        if block["type"] == "actions"
        for element in block["elements"]
        if element["action_id"] == "item_save"
    )
    story.press(entry, "item_more", f"similar:{item_id}", by=READER)
    story.sees("More like “Mixture number", by=READER)


def test_more_like_in_a_modal_stands_on_top_and_can_be_shared(story: Story) -> None:
    fill(story, 3)
    story.command("search", by=READER)
    story.modal("search", by=READER)
    story.submit(by=READER, query="mixture")
    for _ in range(2):
        _show_similar(story, story.modal("results", by=READER))
    story.press(story.modal("results", by=READER), "share_open", by=READER)
    story.modal("share", by=READER)


def _show_similar(story: Story, view: View) -> None:
    """Ask what is like the first result of a modal, and wait until that is shown."""
    before = view.hash

    def is_shown(workspace: Workspace) -> bool:
        top = workspace.modal(READER)
        return top is not None and top.hash != before and "More like “" in text_of(top)

    story.press(view, "item_similar", _similar_options(view)[0], by=READER)
    story.server.workspace.wait_for(is_shown)


def _similar_options(place: Message | View) -> list[str]:
    elements = [element for block in place.blocks for element in block.get("elements", [])]
    menu = next(element for element in elements if element.get("action_id") == "item_similar")
    return [option["value"] for option in menu["options"]]


def test_a_link_that_nobody_handed_in_is_handed_in_from_there(story: Story) -> None:
    link = "https://arxiv.org/abs/1706.03762"
    story.command(f"search {link}")
    message = story.sees(f"Nothing found for “<{link}>”", "Hand in this link")
    story.press(message, "issue_submit")
    field = story.modal("add").blocks[0]["element"]
    assert field["initial_value"] == link


def test_a_mistyped_value_is_named_with_what_is_allowed(story: Story) -> None:
    fill(story, 1)
    for query, said in (
        ("mixture kind:pineapple", "paper, article, post"),
        ("mixture before:2024-01-32", "a day"),
        ("mixture org:", "org"),
    ):
        story.command(f"search {query}", by=READER)
        story.sees(f"for “{query}”", said, by=READER)


def test_people_in_a_query_are_shown_by_their_names(story: Story) -> None:
    story.command("search from:@carl llamas", by=READER)
    story.sees("Nothing found for “from:<@U0CONTRIB1> llamas”", by=READER)


def test_a_long_list_of_saved_items_says_how_long_it_is_and_where_the_rest_is(story: Story) -> None:
    fill(story, 55)
    with story.bot.desk.team.write() as tx:
        save_all(tx, list(range(1, 56)), READER, now=story.bot.desk.clock())
    story.command("saved", by=READER)
    story.sees("You saved 55 items; the newest 20.", "/ainews search is:saved", by=READER)
