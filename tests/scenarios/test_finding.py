"""Help, search, and what happens with words that the bot does not know."""

import json

import pytest

from bot.models.values import ItemDraft, Kind, Link
from bot.playground.model import Message, View
from bot.playground.seed import CURATOR, GUEST, READER
from bot.store.items import add_item
from tests.support.story import Story, text_of


def fill(story: Story, count: int, title: str = "Mixture number", kind: Kind = Kind.PAPER) -> None:
    publication = story.bot.desk.publication()
    with story.bot.desk.team.write() as tx:
        for number in range(count):
            url = f"https://example.com/{title.split()[0].lower()}/{number}"
            draft = ItemDraft(
                links=(Link(url, "paper", f"url:{url}", 1, url),),
                title=f"{title} {number}",
                kind=kind,
                organizations=("Example Lab",),
                summary=f"This is about mixtures of experts, in part {number}.",
            )
            add_item(tx, publication.id, draft, now=story.bot.desk.clock())


def test_help_lists_what_each_person_may_do(story: Story) -> None:
    story.command("help")
    assert "/ainews publish" not in text_of(story.sees("/ainews add", "/ainews search"))
    story.command("", by=CURATOR)
    story.sees("/ainews publish", by=CURATOR)


@pytest.mark.parametrize(
    ("typed", "meant"), [("serach mixtral", "search"), ("pubish", "publish"), ("hlep", "help")]
)
def test_a_misspelt_word_gets_did_you_mean(story: Story, typed: str, meant: str) -> None:
    story.command(typed)
    story.sees("I do not know", f"/ainews {meant}")


def test_an_unknown_word_points_to_help(story: Story) -> None:
    story.command("<!channel>xyzzy")
    shown = text_of(story.sees("I do not know", "/ainews help"))
    assert "<!channel>" not in shown


def test_results_come_five_a_page_and_the_buttons_turn_them(story: Story) -> None:
    fill(story, 12)
    story.command("search mixture", by=READER)
    first = story.sees("12 results", by=READER)
    assert text_of(first).count("Mixture number") >= 5
    assert "Previous" not in text_of(first)
    story.press(first, "search_next", by=READER)
    second = story.sees("6–10", by=READER)
    story.press(second, "search_next", by=READER)
    last = story.sees("11–12", by=READER)
    assert "Next" not in text_of(last)
    story.press(last, "search_previous", by=READER)
    story.sees("6–10", by=READER)


def test_how_a_filter_was_understood_stands_on_a_line_of_its_own(story: Story) -> None:
    fill(story, 1)
    story.command("search mixture kind:paper", by=READER)
    assert "”*\nUnderstood as:" in text_of(story.sees("1 result", by=READER))


def test_a_correction_is_told_and_can_be_refused(story: Story) -> None:
    fill(story, 2)
    story.command("search mixtrue", by=READER)
    corrected = story.sees("2 results", "These are for “mixture”", by=READER)
    story.press(corrected, "search_exactly", by=READER)
    story.sees("Nothing found for “mixtrue”", by=READER)


def test_filters_know_who_asks(story: Story) -> None:
    fill(story, 2)
    story.command("search mixture", by=READER)
    results = story.sees("2 results", by=READER)
    saves = [block["block_id"] for block in results.blocks if block.get("accessory")]
    story.server.people.act(READER, results, "item_save", block_id=saves[0])
    story.sees("Saved:", by=READER)
    story.command("search is:saved", by=READER)
    story.sees("1 result", by=READER)
    story.command("search is:saved", by=CURATOR)
    story.sees("Nothing found", by=CURATOR)


def test_a_page_button_works_without_any_memory_of_the_search(story: Story) -> None:
    fill(story, 7)
    story.command("search mixture", by=READER)
    message = story.sees("7 results", by=READER)
    rows = [block["elements"] for block in message.blocks if block["type"] == "actions"]
    values = {element["action_id"]: element.get("value") for row in rows for element in row}
    assert json.loads(values["search_next"]) == {"q": "mixture", "o": 5}


def test_guests_search_too(story: Story) -> None:
    fill(story, 1)
    story.command("search mixture", by=GUEST)
    story.sees("1 result", by=GUEST)


def test_nothing_found_offers_to_hand_in(story: Story) -> None:
    story.command("search zzyzx")
    message = story.sees("Nothing found")
    story.press(message, "issue_submit")
    story.modal("add")


@pytest.mark.parametrize(
    "query",
    [
        *("C++", '"', "GPT-4 & <b>", "don't", "*", "(", "title:", "a" * 400, "😀", "日本語"),
        "&" * 490,
        " ".join(f'kind:"{"&" * 100}{number}"' for number in range(4)),
        "mixture " + "org: " * 90,
    ],
)
def test_any_query_is_answered(story: Story, query: str) -> None:
    fill(story, 1)
    story.command(f"search {query}")
    shown = text_of(story.sees("for “"))
    assert "<b>" not in shown


def test_a_query_that_is_too_long_says_so(story: Story) -> None:
    story.command("search " + "long " * 120)
    story.sees("at most 500 characters")


def test_without_a_query_a_form_opens(story: Story) -> None:
    fill(story, 7)
    story.command("search", by=READER)
    story.modal("search", by=READER)
    story.submit(by=READER, query="mixture")
    results = story.modal("results", by=READER)
    story.press(results, "search_next", by=READER)
    story.server.workspace.wait_for(lambda _: "6–7" in text_of(results))


def test_app_home_shows_queue_and_latest(story: Story) -> None:
    fill(story, 2)
    story.server.people.open_home(READER)
    home = story.server.workspace.wait_for(lambda workspace: workspace.home(READER))
    assert "2 items" in text_of(home)


def choose_kind(story: Story, results: Message | View, kind: str) -> None:
    story.press(results, "search_kind", kind, by=READER)


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


def test_the_kind_menu_works_in_a_modal(story: Story) -> None:
    fill(story, 2)
    story.command("search", by=READER)
    story.modal("search", by=READER)
    story.submit(by=READER, query="mixture")
    results = story.modal("results", by=READER)
    choose_kind(story, results, "paper")
    story.server.workspace.wait_for(lambda _: "mixture kind:paper" in text_of(results))


def test_a_query_too_long_for_the_menu_is_answered_without_it(story: Story) -> None:
    fill(story, 1)
    story.command("search mixture or " + "x" * 300, by=READER)
    assert "search_kind" not in str(story.sees("1 result", by=READER).blocks)


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
        view = story.modal("results", by=READER)
        story.press(view, "item_similar", _similar_options(view)[0], by=READER)
        story.server.workspace.wait_for(
            lambda workspace: (top := workspace.modal(READER)) and "More like “" in text_of(top)
        )
    story.press(story.modal("results", by=READER), "share_open", by=READER)
    story.modal("share", by=READER)


def _similar_options(place: Message | View) -> list[str]:
    elements = [element for block in place.blocks for element in block.get("elements", [])]
    menu = next(element for element in elements if element.get("action_id") == "item_similar")
    return [option["value"] for option in menu["options"]]


def test_a_link_that_nobody_handed_in_is_handed_in_from_there(story: Story) -> None:
    link = "https://arxiv.org/abs/1706.03762"
    story.command(f"search {link}")
    message = story.sees(f"Nothing found for “{link}”", "Hand in this link")
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
